"""A rehearsal for the tests: their own database is marked and given its clock, then thrown away."""

from copy import deepcopy
from pathlib import Path

import psycopg
import pytest
from django.conf import settings as django_settings
from pytest_django import Settings

import trama.demo
import trama.rehearsal
from config.postgres import REHEARSAL_MARK
from tests.database import Session
from trama.core import panels as core_panels
from trama.demo.lifecycle.stage import SQL
from trama.rehearsal import panels, tasks

assert tasks.step.name == "rehearsal.step"  # the worker of these tests knows it

TEMPLATES = [Path(str(app.__file__)).parent / "templates" for app in (trama.demo, trama.rehearsal)]


def owner_runs(session: Session, name: str) -> None:
    """One of the clocks, put by the owner in the database of this test."""
    url = session.server.url("owner", session.database)
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute((SQL / f"{name}.sql").read_bytes())


@pytest.fixture
def rehearsal(
    transactional_db: None,
    database_session: Session,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> str:
    """Its name. What it commits goes away with its database."""
    database_session.server._comment(database_session.database, REHEARSAL_MARK)
    owner_runs(database_session, "rehearsal_clock")
    monkeypatch.setenv("TRAMA_VAR", str(tmp_path))
    templates = deepcopy(django_settings.TEMPLATES)
    templates[0]["DIRS"] = TEMPLATES
    settings.TEMPLATES = templates
    settings.ROOT_URLCONF = "trama.rehearsal.tests.urls"
    settings.DEMO = True
    settings.REHEARSAL = "gruppo-a"
    monkeypatch.setattr(core_panels, "_makers", deepcopy(core_panels._makers))
    core_panels.register("page.top", panels.strip)
    return "gruppo-a"
