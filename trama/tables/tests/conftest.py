from datetime import timedelta
from typing import Any

import pytest

from trama.core import clock
from trama.needs.models import Need
from trama.needs.tests.factories import NeedFactory
from trama.notices.models import Notice, NoticeStatus, NoticeType
from trama.notices.tests.factories import NoticeFactory
from trama.organizations.models import Organization
from trama.organizations.tests.factories import OrganizationFactory
from trama.programming.models import ActPriority
from trama.programming.tests.factories import AdministrativeActFactory, ProgrammingActFactory
from trama.tables.models import (
    Contribution,
    ContributionStatus,
    Meeting,
    MinutesEntry,
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
    MeetingFactory,
    PathFactory,
    TableFactory,
)
from trama.tables.tests.synthesis_factories import told, voted
from trama.tables.tests.walking import count


@pytest.fixture(autouse=True)
def _drawn_each_time(settings: Any) -> None:
    """Rows are written here without their acts; what is kept is `test_reading`'s own."""
    nothing = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    settings.CACHES = {**settings.CACHES, "paths": nothing, "searches": nothing}


@pytest.fixture
def path(notice: Notice, organization: Organization) -> Path:
    """Of the notice of Anna's office: Bruno's body takes part, and two others."""
    Notice.objects.filter(pk=notice.pk).update(
        status=NoticeStatus.TABLES, closed_at=notice.opens_at
    )
    notice.refresh_from_db()
    others = OrganizationFactory.create_batch(2)
    return PathFactory.create(notice=notice, bodies=[organization, *others])


@pytest.fixture
def his(path: Path, organization: Organization) -> Participant:
    """Bruno's body at the tables."""
    return path.participants.get(organization=organization)


@pytest.fixture
def brought(path: Path, other: Participant) -> Contribution:
    """What another body has brought, before Bruno's eyes."""
    return ContributionFactory.create(path=path, authors=[other])


@pytest.fixture
def table(path: Path) -> WorkingTable:
    return TableFactory.create(path=path)


@pytest.fixture
def meeting(table: WorkingTable) -> Meeting:
    """The plenary, in a week."""
    return MeetingFactory.create(table=table, number=1)


@pytest.fixture
def now(table: WorkingTable) -> Meeting:
    """Begun an hour ago."""
    return MeetingFactory.create(table=table, number=7, now=True)


@pytest.fixture
def other(path: Path, his: Participant) -> Participant:
    """Another body of the path."""
    found = path.participants.exclude(pk=his.pk).order_by("pk").first()
    assert found is not None
    return found


@pytest.fixture
def draft(table: WorkingTable, his: Participant, other: Participant) -> Meeting:
    """Minutes in draft: Bruno's body and another were there."""
    return MeetingFactory.create(table=table, number=3, minutes=True, present=[his, other])


@pytest.fixture
def opened(table: WorkingTable, his: Participant, other: Participant) -> Meeting:
    """Minutes open to remarks, with one paragraph."""
    return MeetingFactory.create(
        table=table, number=4, remarks=True, present=[his, other], said=["Mancano tre posti."]
    )


@pytest.fixture
def paragraph(opened: Meeting) -> MinutesEntry:
    return opened.entries.get()


@pytest.fixture
def approved(table: WorkingTable, his: Participant) -> Meeting:
    return MeetingFactory.create(
        table=table, number=5, approved=True, present=[his], said=["Mancano tre posti."]
    )


@pytest.fixture
def live(table: WorkingTable, his: Participant) -> Meeting:
    """A draft with one paragraph: Bruno's body alone was there."""
    return MeetingFactory.create(
        table=table, number=6, minutes=True, present=[his], said=["Mancano tre posti."]
    )


@pytest.fixture
def asked(table: WorkingTable, his: Participant) -> Meeting:
    """The same, open to remarks."""
    return MeetingFactory.create(
        table=table, number=7, remarks=True, present=[his], said=["Mancano tre posti."]
    )


# ---------------------------------------------------------------- to the end of the thread


@pytest.fixture
def said(path: Path) -> Path:
    """What was said at the tables and what was chosen are there; nothing is composed."""
    told(path)
    voted(path)
    return path


@pytest.fixture
def need() -> Need:
    made: Need = NeedFactory.create(title="Un posto dove fare i compiti")
    return made


@pytest.fixture
def proposal(path: Path, need: Need) -> Contribution:
    return ContributionFactory.create(
        path=path,
        needs=[need],
        title="Doposcuola in due scuole",
        status=ContributionStatus.ACCEPTED,
        authors=[path.participants.order_by("pk")[0]],
    )


@pytest.fixture
def option(path: Path, proposal: Contribution) -> VoteOption:
    """Of a vote that is being prepared."""
    vote = PriorityVote.objects.create(
        path=path,
        title="Le priorità",
        method="approval",
        seats=1,
        opens_at=clock.now() - timedelta(days=3),
        closes_at=clock.now() - timedelta(days=1),
    )
    option = VoteOption.objects.create(vote=vote, position=1, title="Il pomeriggio dopo la scuola")
    option.contributions.set([proposal])
    return option


@pytest.fixture
def written(path: Path, option: VoteOption) -> SynthesisParagraph:
    section = SynthesisSection.objects.create(
        path=path, kind=SectionKind.AREAS, title="Aree da rafforzare", position=1
    )
    return SynthesisParagraph.objects.create(
        section=section,
        position=1,
        text="Serve un pomeriggio dopo la scuola.",
        option=option,
        written_at=clock.now(),
    )


@pytest.fixture
def adopted(path: Path, option: VoteOption, written: SynthesisParagraph, need: Need) -> Path:
    """Voted, written and concluded with an act, that is not in the programming yet."""
    count(option)
    PathPriority.objects.create(
        path=path, position=1, title="Il doposcuola", option=option
    ).needs.set([need])
    act = AdministrativeActFactory.create()
    Path.objects.filter(pk=path.pk).update(status=PathStatus.ACT_ADOPTED, act=act)
    path.refresh_from_db()
    return path


@pytest.fixture
def concluded(adopted: Path) -> Path:
    """The whole of it: in the programming, and a co-design notice rests on it."""
    programmed = ProgrammingActFactory.create(title="Esito dei tavoli", act=adopted.act)
    priority = ActPriority.objects.create(act=programmed, position=1, title="Doposcuola, nel piano")
    adopted.priorities.update(programmed=priority)
    Path.objects.filter(pk=adopted.pk).update(
        status=PathStatus.FEEDS_PLAN, programming_act=programmed
    )
    codesign = NoticeFactory.create(
        published=True, type=NoticeType.CODESIGN, title="Pomeriggi", short_title="Pomeriggi"
    )
    codesign.programming_acts.set([programmed])
    adopted.refresh_from_db()
    return adopted
