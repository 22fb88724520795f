"""A rehearsal takes nothing from outside, goes back to its beginning, and touches nobody else."""

import os
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config import rehearsal
from config.postgres import DEMO_MARK, REHEARSAL_MARK, Cluster, default_binaries
from config.rehearsal import START, RefusedRehearsalError, chosen, keep_start, put_back
from config.supervisor import CannotServeError, Supervisor, main

from .folders import open_folder

NAMED = {"TRAMA_REHEARSAL": "gruppo-a"}


def test_without_a_name_there_is_no_rehearsal_and_nothing_is_refused() -> None:
    assert chosen({}) == ""
    assert chosen({"TRAMA_REHEARSAL": "", "DATABASE_URL": "postgresql://db/trama"}) == ""


def test_with_nothing_from_outside_it_has_its_name() -> None:
    assert (
        chosen({**NAMED, "PORT": "8010", "TRAMA_VAR": "/tmp/x", "DATABASE_URL": ""}) == "gruppo-a"
    )


@pytest.mark.parametrize("name", ["Gruppo A", "../x", "-a", "a" * 31, "è", "a\n"])
def test_a_name_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(RefusedRehearsalError, match="can't be the name of a rehearsal"):
        chosen({"TRAMA_REHEARSAL": name})


@pytest.mark.parametrize(
    "variable",
    [
        "DATABASE_URL", "DATABASE_OWNER_URL", "TRAMA_EMAIL_BACKEND", "TRAMA_SMTP_HOST",
        "TRAMA_SMTP_USER", "TRAMA_SMTP_KEY", "OIDC_SERVER_URL", "OIDC_CLIENT_SECRET",
        "PEC_TRUST_STORE", "TRAMA_DOCUMENTS", "TRAMA_BASE_URL", "TRAMA_LISTENING_EMAIL",
        "TRAMA_DJANGO_KEY", "TRAMA_SECRET_KEY", "TRAMA_LINKS_KEY", "TRAMA_LEDGER_KEY",
        "TRAMA_CLAMD", "TRAMA_HOSTS", "TRAMA_TRUSTED_ORIGINS", "TRAMA_PROXIES",
    ],
)  # fmt: skip
def test_what_leads_outside_is_refused_by_name(variable: str) -> None:
    with pytest.raises(RefusedRehearsalError, match=f"these are set: {variable}. Nothing"):
        chosen({**NAMED, variable: "something"})


def test_started_with_something_from_outside_it_says_so_and_starts_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("TRAMA_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("TRAMA_SMTP_HOST", "smtp.comune.example")
    assert main(["--rehearsal"]) == 1
    assert "TRAMA_SMTP_HOST" in capsys.readouterr().out
    assert not (tmp_path / "var").exists()


def test_the_documents_of_an_installation_with_a_database_elsewhere_are_never_put_back(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for variable in filter(rehearsal.is_foreign, list(os.environ)):
        monkeypatch.delenv(variable)
    monkeypatch.setenv("TRAMA_VAR", str(tmp_path))
    (tmp_path / "documents").mkdir()
    assert main(["--rehearsal"]) == 1
    assert "whose database is elsewhere. Nothing was started" in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir()] == ["documents"]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with open_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def others(folder: Path) -> Iterator[Cluster]:
    """A real installation beside the rehearsal."""
    yield from started(folder / "real", None)


@pytest.fixture(scope="module")
def started_rehearsal(folder: Path) -> Iterator[Cluster]:
    yield from started(folder / "rehearsal", REHEARSAL_MARK)


def started(var: Path, mark: str | None) -> Iterator[Cluster]:
    cluster = Cluster(var, default_binaries(), ephemeral=True)
    cluster.start(attached=True)
    if mark:
        cluster.mark_as(mark)
    execute(cluster, "CREATE TABLE acts AS SELECT generate_series(1, 7) AS number")
    (var / "documents").mkdir()
    (var / "documents/notice").write_text("avviso")
    yield cluster
    cluster.stop()


@pytest.fixture
def cluster(started_rehearsal: Cluster, monkeypatch: pytest.MonkeyPatch) -> Cluster:
    """A rehearsal whose city has been loaded and kept."""
    monkeypatch.setenv("TRAMA_VAR", str(started_rehearsal.var))
    keep_start(started_rehearsal)
    return started_rehearsal


def execute(cluster: Cluster, statement: str) -> None:
    with psycopg.connect(cluster.url("owner"), autocommit=True) as owner:
        owner.execute(statement.encode())


def count(cluster: Cluster) -> int:
    with psycopg.connect(cluster.url("app"), autocommit=True) as app:
        row = app.execute("SELECT count(*) FROM acts").fetchone()
        assert row is not None
        return int(row[0])


def documents(cluster: Cluster) -> set[str]:
    return {path.name for path in (cluster.var / "documents").iterdir()}


def test_everything_is_as_it_was_at_the_start_and_nobody_else_has_noticed(
    cluster: Cluster, others: Cluster
) -> None:
    execute(cluster, "INSERT INTO acts SELECT generate_series(8, 20)")
    (cluster.var / "documents/domanda").write_text("domanda")
    (cluster.var / "documents/notice").unlink()
    with psycopg.connect(cluster.url("app"), autocommit=True) as inside:
        put_back(cluster)
        with pytest.raises(psycopg.OperationalError):
            inside.execute("SELECT 1")  # sent away
    assert count(cluster) == 7
    assert documents(cluster) == {"notice"}
    assert cluster.mark == REHEARSAL_MARK
    assert (count(others), documents(others), others.mark) == (7, {"notice"}, None)
    assert START not in others.databases()


def test_it_goes_back_as_often_as_one_likes(cluster: Cluster) -> None:
    for _ in range(2):
        execute(cluster, "DELETE FROM acts")
        put_back(cluster)
        assert count(cluster) == 7


def test_the_start_is_kept_once(cluster: Cluster) -> None:
    execute(cluster, "INSERT INTO acts VALUES (8)")
    (cluster.var / "documents/domanda").write_text("domanda")
    keep_start(cluster)
    put_back(cluster)
    assert count(cluster) == 7
    assert documents(cluster) == {"notice"}


def test_cut_short_it_is_done_again_at_the_next_start(cluster: Cluster) -> None:
    rehearsal.ask_reset()
    cluster.drop_database("trama")  # and there it was interrupted
    supervisor = Supervisor(demo=True, port=8000, rehearsal="gruppo-a")
    cluster.start(attached=True)
    supervisor.check_mark(cluster)
    assert count(cluster) == 7
    assert not rehearsal.is_reset_asked()


def test_what_was_born_for_one_thing_serves_no_other(cluster: Cluster, others: Cluster) -> None:
    with pytest.raises(CannotServeError, match="of a rehearsal"):
        Supervisor(demo=False, port=8000).check_mark(cluster)
    for wrong, asked in ((cluster, ""), (others, "gruppo-a"), (others, "")):
        before = wrong.mark
        with pytest.raises(Exception, match="was not born as a"):
            Supervisor(demo=True, port=8000, rehearsal=asked).check_mark(wrong)
        assert wrong.mark == before != DEMO_MARK
        assert count(wrong) == 7
    Supervisor(demo=False, port=8000).check_mark(others)
