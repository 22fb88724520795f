"""The files of the embedded PostgreSQL: its data folder, its socket folder, its pid file."""

import contextlib
import os
import shutil
import stat
import subprocess
import time
from pathlib import Path

from config.server_account import Account, ClusterError, digest

PORT = 5432  # a name for the socket file: nothing listens on TCP
SOCKET_PATH_LIMIT = 103  # bytes: macOS; Linux allows 107
PATIENCE_SECONDS = 60  # for a server that is still ending
BUILTIN_LOCALE_SINCE = 17


def socket_folder(var: Path) -> Path:
    """Short whatever the path of `var`, and the same for every process that asks."""
    return Path("/tmp") / f"trama-{digest(str(var.resolve()))}"


def open_socket_folder(folder: Path, runner: Account) -> None:
    """Create it if absent; refuse one that somebody else made, or that others may enter."""
    if len(os.fsencode(folder / f".s.PGSQL.{PORT}")) > SOCKET_PATH_LIMIT:
        raise ClusterError(f"The path of the socket folder {folder} is too long for the system.")
    with contextlib.suppress(FileExistsError):
        folder.mkdir(mode=0o700)
        runner.give(folder)
    found = folder.lstat()
    private = stat.S_ISDIR(found.st_mode) and stat.S_IMODE(found.st_mode) == 0o700
    if not private or found.st_uid != runner.uid:
        raise ClusterError(
            f"{folder}, where the database would open its socket, belongs to somebody else or is "
            "open to others. The database was not started: remove that folder and try again."
        )


def check_version(data: Path, major: int) -> bool:
    """Whether `data` holds a database; one written by another major version is refused."""
    try:
        found = (data / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        return False
    if found != str(major):
        raise ClusterError(
            f"The data in {data} were written by PostgreSQL {found}, the installed one is {major}. "
            "Nothing was touched: export them with the old version (pg_dump) and import them here, "
            "or set TRAMA_VAR to begin in another folder."
        )
    return True


def create_data(initdb: list[str | Path], major: int, data: Path, runner: Account) -> None:
    """Run `initdb` (program and its options of the moment) for the empty folder `data`.

    In a folder of its own first, and the file that means "complete" is moved last: interrupted,
    the creation is begun again.
    """
    new = data / "new"
    if any(path != new for path in data.iterdir()):
        raise ClusterError(
            f"The folder {data} isn't empty and holds no database. Nothing was touched: "
            "empty it, or set TRAMA_VAR to begin in another folder."
        )
    shutil.rmtree(new, ignore_errors=True)
    command = [*initdb, "-D", new, "-U", "postgres", "--auth=scram-sha-256"]
    command += ["--encoding=UTF8", "--locale=C.UTF-8"]
    if major >= BUILTIN_LOCALE_SINCE:
        command += ["--locale-provider=builtin"]  # the same case rules whatever the system
    done = runner.run(command)
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise ClusterError(f"The database can't be created in {data}: {' '.join(lines[-2:])}")
    (new / "pg_hba.conf").write_text("local all all scram-sha-256\n")
    for path in sorted(new.iterdir(), key=lambda path: path.name == "PG_VERSION"):
        path.rename(data / path.name)
    new.rmdir()


def clear_stale_pid(data: Path) -> None:
    """Nobody answers: what pid file there is belongs to a server that is ending, or long gone.

    After a power cut its number may be that of an unrelated process of ours, and PostgreSQL would
    refuse to start for as long as that lives.
    """
    pid_file = data / "postmaster.pid"
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (pid := _pid_in(pid_file)) is not None and _is_server_of(pid, data):
        if time.monotonic() > deadline:
            raise ClusterError(
                f"A server with the data in {data} is running (process {pid}) but doesn't answer. "
                "Nothing was changed: stop that process and try again."
            )
        time.sleep(0.1)
    if pid is not None and _exists(pid):
        pid_file.unlink(missing_ok=True)  # otherwise PostgreSQL itself judges it, and better


def _pid_in(path: Path) -> int | None:
    try:
        return abs(int(path.read_text().split("\n", 1)[0]))
    except (FileNotFoundError, ValueError):
        return None


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_server_of(pid: int, data: Path) -> bool:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_text(errors="replace")
    except OSError:
        if Path("/proc/self").exists():
            return False
        ask = ["ps", "-p", str(pid), "-o", "command="]  # macOS
        command = subprocess.run(ask, capture_output=True, text=True, check=False).stdout
    return str(data) in command
