"""What one may start from: of the path at hand first, then the latest of the others."""

from datetime import timedelta

import pytest

from trama.core import clock
from trama.tables.models import Path, WorkingTable
from trama.tables.queries import starts
from trama.tables.tests.factories import MeetingFactory
from trama.tables.tests.votes_factories import VoteFactory, opened

pytestmark = pytest.mark.django_db


def test_the_agendas_of_this_path_come_first(path: Path, table: WorkingTable) -> None:
    day = timedelta(days=1)
    ours = MeetingFactory.create(table=table, starts_at=clock.now() + day)
    bare = MeetingFactory.create(table=table, starts_at=clock.now() + 2 * day)
    bare.agenda.all().delete()
    theirs = [MeetingFactory.create(starts_at=clock.now() + n * day) for n in (3, 4)]
    assert starts.agendas(path) == [ours, *reversed(theirs)]


def test_the_votes_of_this_path_come_first_and_drafts_are_nobodys(path: Path) -> None:
    ours = opened(VoteFactory.create(path=path, over=True))
    theirs = opened(VoteFactory.create())
    VoteFactory.create(path=path)  # a draft
    assert starts.votes(path) == [ours, theirs]


def test_the_list_stops_where_nobody_reads_on(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starts, "OFFERED", 2)
    MeetingFactory.create_batch(3)
    assert len(starts.agendas(path)) == 2
