"""The databases of the tests: a server of our own, one migrated template, a copy per worker.

Tests connect as `trama_app`, so what the application may not do fails here too. A test that
commits gets a fresh copy after it, instead of a flush that no trigger of ours would allow.

The server lives in `var/test-postgres`, or is the one of `TRAMA_TEST_DATABASE_URL` (a superuser's
address). Several sessions may run at once: each holds a shared lock, the last one stops the server.
A template is known by what built it, and is used again until a migration changes.
"""

import contextlib
import fcntl
import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote, urlsplit

import django
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.test import TransactionTestCase
from pytest_django.plugin import DjangoDbBlocker

from config import postgres
from config.keys import GENERATED, var_directory
from config.postgres import ROLES, Cluster, Role, default_binaries, execute
from config.server_account import ClusterError
from config.settings import database as parse_database

ADJUSTABLE_CLOCK = Path(apps.get_app_config("core").path) / "sql/adjustable_clock.sql"
GIVEN = "TRAMA_TEST_DATABASE_URL"
DATA_SUFFIXES = {".sql", ".json", ".csv", ".tsv", ".txt"}

Elsewhere = Callable[[Callable[[], object]], "Future[object]"]


class GivenServer(Cluster):
    """A server somebody else runs: its superuser takes on our roles."""

    def url(self, role: Role, database: str = postgres.DATABASE) -> str:
        parts = urlsplit(os.environ[GIVEN])
        options = [parts.query] if parts.query else []
        if role != "super":
            options.append(f"options={quote(f'-c role={ROLES[role]}')}")
        return parts._replace(path=f"/{quote(database)}", query="&".join(options)).geturl()

    def start(self, *, attached: bool = False) -> bool:
        if not self.is_alive():
            raise ClusterError(f"The server in {GIVEN} doesn't answer.")
        with self._connect("postgres") as admin:
            for role in ("trama_owner", "trama_app"):
                found = admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
                if not found.fetchone():
                    execute(admin, "CREATE ROLE {role}", role=role)
        return False

    def stop(self) -> None:
        """It is not ours to stop."""


@dataclass
class Session:
    """This process among those that test at the same time on the same server."""

    server: Cluster
    database: str = ""
    template: str = ""
    _presence: IO[str] | None = None

    def arrive(self, worker: str) -> None:
        """A copy of the template, all of our own; server and template are made when missing."""
        with self._one_at_a_time():
            alone = self._is_alone()
            self._start()
            self.template = f"template_{fingerprint()}"
            existing = self.server.databases()
            if alone:
                for name in existing:  # left by sessions that were killed, or by old migrations
                    if name.startswith(("test_", "template_")) and name != self.template:
                        self.server.drop_database(name)
            if self.template not in existing:
                self._build_template()
            if self._presence is not None:
                fcntl.flock(self._presence, fcntl.LOCK_SH)
        self.database = f"test_{worker}_{os.getpid()}"
        self.renew()

    def renew(self) -> None:
        """Throw the database away, whoever is connected to it, and copy the template again."""
        self._leave_connections()
        self.server.drop_database(self.database)
        self.server.create_database(self.database, template=self.template)
        self._use("app", self.database)

    def leave(self) -> None:
        """Remove the copy; stop the server if nobody else is testing."""
        if self.database:
            self._leave_connections()
            self.server.drop_database(self.database)
            self.database = ""
        with self._one_at_a_time():
            if self._is_alone() and self.server.is_alive():
                self.server.stop()
            if self._presence is not None:
                self._presence.close()
                self._presence = None

    def _start(self) -> None:
        try:
            self.server.start()
        except ClusterError:
            if isinstance(self.server, GivenServer):
                raise
            # Broken by a power cut, or of another version: nothing there is worth keeping.
            data = self.server.var / "postgres"
            shutil.rmtree(data.resolve(), ignore_errors=True)
            if data.is_symlink():
                data.unlink()
            self.server.start()

    def _build_template(self) -> None:
        draft = f"{self.template}_building"
        self.server.drop_database(draft)  # of whoever was killed while building it
        self.server.create_database(draft)
        self._use("owner", draft)
        call_command("migrate", interactive=False, verbosity=0, run_syncdb=True)
        with connection.cursor() as cursor:
            cursor.execute(ADJUSTABLE_CLOCK.read_text())
        self._leave_connections()
        with self.server._connect("postgres") as admin:
            execute(admin, "ALTER DATABASE {draft} ALLOW_CONNECTIONS false", draft=draft)
            execute(
                admin, "ALTER DATABASE {draft} RENAME TO {name}", draft=draft, name=self.template
            )

    def _use(self, role: Role, database: str) -> None:
        # In place: the connections of other threads are made from this same dictionary.
        found = parse_database(self.server.url(role, database))
        options = {**dict(found["OPTIONS"]), "pool": False}  # type: ignore[call-overload] # a dict
        connection.settings_dict.update({**found, "OPTIONS": options})

    def _leave_connections(self) -> None:
        connections.close_all()
        connection.close_pool()  # type: ignore[attr-defined] # of PostgreSQL's own wrapper

    @contextlib.contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        self.server.var.mkdir(mode=0o711, parents=True, exist_ok=True)
        with (self.server.var / "build.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _is_alone(self) -> bool:
        if self._presence is None:
            self._presence = (self.server.var / "sessions.lock").open("w")
        try:
            fcntl.flock(self._presence, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def the_server() -> Cluster:
    folder = var_directory() / "test-postgres"
    if os.environ.get(GIVEN):
        return GivenServer(folder / "given", Path(), ephemeral=True)
    binaries = default_binaries()
    return Cluster(folder / binaries.parent.name, binaries, ephemeral=True)


def fingerprint() -> str:
    """Of all that makes an empty database: migrations, SQL, data they load, and ourselves."""
    files = {Path(__file__), Path(str(postgres.__file__))}
    for app in apps.get_app_configs():
        folder = Path(app.path)
        migrations = set((folder / "migrations").glob("[0-9]*.py"))
        files |= migrations or set(folder.glob("models*.py")) | set(folder.glob("models/*.py"))
        files |= {path for path in folder.rglob("*.sql") if "tests" not in path.parts}
        if app.name.startswith("trama."):
            data = (path for path in folder.rglob("*") if path.suffix in DATA_SUFFIXES)
            files |= {path for path in data if not {"tests", "static"} & set(path.parts)}
    digest = hashlib.sha256(f"{django.__version__} {settings.APP_ROLE}".encode())
    for path in sorted(files):
        digest.update(str(path).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


def pytest_configure(config: pytest.Config) -> None:
    """Keys of this session alone: tests neither need nor see the installation's own."""
    for name in GENERATED:
        os.environ[f"TRAMA_{name.upper()}_KEY"] = secrets.token_urlsafe(48)
    settings.SECRET_KEY = os.environ["TRAMA_DJANGO_KEY"]
    settings.LINKS_KEY = os.environ["TRAMA_LINKS_KEY"]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks the database: it is worth trying on another version of the server."""
    for item in items:
        asked = {"db", "transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
        if asked or item.get_closest_marker("django_db"):
            item.add_marker("database")


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """A worker that crashed left its server to us."""
    if not hasattr(config, "workerinput") and (the_server().var / "sessions.lock").exists():
        with contextlib.suppress(ClusterError):
            Session(the_server()).leave()


@pytest.fixture(scope="session")
def database_session(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Session]:
    session = Session(the_server())
    worker: dict[str, Any] = getattr(request.config, "workerinput", {})
    with django_db_blocker.unblock():
        try:
            session.arrive(worker.get("workerid", "main"))
            yield session
        finally:
            session.leave()


@pytest.fixture(scope="session")
def django_db_setup(database_session: Session) -> Iterator[None]:
    """In place of pytest-django's: our databases, and a new copy instead of a flush."""

    def renew(test_case: TransactionTestCase) -> None:
        database_session.renew()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", renew)
        yield


@pytest.fixture
def on_another_connection() -> Iterator[Elsewhere]:
    """`on_another_connection(act)`: a future of `act()`, done by someone else at the same time."""

    def act_and_leave(act: Callable[[], object]) -> object:
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        yield lambda act: pool.submit(act_and_leave, act)
