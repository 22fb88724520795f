"""What a golden thread costs: the same questions with one thing of each kind and with many."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from trama.core import clock, walk
from trama.needs.models import Need
from trama.needs.tests.factories import NeedFactory
from trama.notices.models import NoticeType
from trama.notices.tests.factories import NoticeFactory
from trama.programming.models import ActPriority
from trama.programming.tests.factories import AdministrativeActFactory, ProgrammingActFactory
from trama.tables.models import (
    ContributionStatus,
    EntryKind,
    Meeting,
    MeetingStatus,
    Participant,
    Path,
    PathPriority,
    PathStatus,
    PriorityVote,
    SectionKind,
    SynthesisParagraph,
    SynthesisSection,
    VoteOption,
    WorkingTable,
)
from trama.tables.tests.factories import (
    ContributionFactory,
    EntryFactory,
    MeetingFactory,
    PathFactory,
    TableFactory,
)
from trama.tables.tests.walking import count, follow, page

pytestmark = pytest.mark.django_db

Things = dict[str, UUID]
FEW, MANY, ROOM = 1, 50, 20  # of each kind; how many of a kind a walk reaches


@pytest.fixture
def _little_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most of the many are beyond what a walk reaches."""
    monkeypatch.setattr(walk, "WIDE", ROOM)


def concluded(size: int) -> Things:
    """A path that has come to its end with so many things of each kind: one of each."""
    path = PathFactory.create(bodies=size)
    vote = PriorityVote.objects.create(
        path=path, title="Le priorità", method="approval", seats=1,
        opens_at=clock.now() - timedelta(days=3), closes_at=clock.now() - timedelta(days=1),
    )  # fmt: skip
    table = TableFactory.create(path=path)
    section = SynthesisSection.objects.create(
        path=path, kind=SectionKind.AREAS, title="Aree da rafforzare", position=1
    )
    bodies = path.participants.order_by("pk")
    lines = [_line(n, body, table, vote, section) for n, body in enumerate(bodies, start=1)]
    count(vote.options.earliest("position"))
    return lines[0] | _adopted(path)


def _line(
    n: int, body: Participant, table: WorkingTable, vote: PriorityVote, section: SynthesisSection
) -> Things:
    """From a need to a priority: one thing of each kind."""
    need: Need = NeedFactory.create()
    meeting = MeetingFactory.create(table=table, number=n, minutes=True)
    brought = ContributionFactory.create(
        path=table.path, table=table, meeting=meeting, needs=[need], authors=[body],
        status=ContributionStatus.ACCEPTED,
    )  # fmt: skip
    decided = EntryFactory.create(
        meeting=meeting, kind=EntryKind.DECISION, number="1.1", contribution=brought
    )
    Meeting.objects.filter(pk=meeting.pk).update(status=MeetingStatus.PUBLISHED)
    option = VoteOption.objects.create(vote=vote, position=n, title=f"Opzione {n}")
    option.contributions.set([brought])
    told = SynthesisParagraph.objects.create(
        section=section, position=n, text="Serve.", option=option, written_at=clock.now()
    )
    told.entries.set([decided])
    chosen = PathPriority.objects.create(
        path=table.path, position=n, title=f"Priorità {n}", option=option
    )
    return {
        "bisogno": need.uid,
        "ente": body.uid,
        "incontro": meeting.uid,
        "contributo": brought.uid,
        "decisione": decided.uid,
        "opzione": option.uid,
        "capoverso": told.uid,
        "priorita-scelta": chosen.uid,
    }


def _adopted(path: Path) -> Things:
    """Its act is in the programming, and a notice rests on it."""
    act = AdministrativeActFactory.create()
    programmed = ProgrammingActFactory.create(act=act)
    for one in path.priorities.order_by("-position"):
        priority = ActPriority.objects.create(act=programmed, position=one.position, title="Sì")
        PathPriority.objects.filter(pk=one.pk).update(programmed=priority)
    Path.objects.filter(pk=path.pk).update(
        status=PathStatus.FEEDS_PLAN, act=act, programming_act=programmed
    )
    notice = NoticeFactory.create(published=True, type=NoticeType.CODESIGN)
    notice.programming_acts.set([programmed])
    return {
        "percorso": path.uid,
        "atto": act.uid,
        "programmazione": act.uid,
        "priorita": priority.uid,
        "avviso": notice.uid,
    }


@pytest.mark.usefixtures("_little_room")
def test_the_thread_of_anything_asks_the_same_with_one_and_with_many_of_each(
    client: Client,
) -> None:
    few, many = concluded(FEW), concluded(MANY)

    def asked(slug: str, uid: UUID) -> int:
        page(client, slug, uid)  # what a process asks once is asked
        with CaptureQueriesContext(connection) as found:
            page(client, slug, uid)
        return len(found)

    assert [asked(*one) for one in few.items()] == [asked(*one) for one in many.items()]


@pytest.mark.usefixtures("_little_room")
def test_what_comes_by_two_ways_is_counted_once(path: Path) -> None:
    """Contributions are of the path and of the bodies that brought them: cut at the first step,
    they are not counted again at the second."""
    who = path.participants.order_by("pk")
    for n in range(MANY):
        ContributionFactory.create(path=path, authors=[who[n % len(who)]])
    steps = follow("percorso", path.uid, wide=True).steps
    groups = [group for step in steps for group in step.groups]
    [found] = [group for group in groups if group.kind.slug == "contributo"]
    assert (found.count, len(found.nodes)) == (MANY, ROOM)
