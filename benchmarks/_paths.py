"""A path as large as is asked: bodies, meetings, contributions with what others think of them.

The rows are written in bulk, as people's acts would have left them; the events too.
"""

from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle

from benchmarks import _city

# isort: split
from trama.accounts.models import OfficeDuty, User
from trama.accounts.tests.factories import OfficeRoleFactory, UserFactory
from trama.core import clock
from trama.ledger.lifecycle import canonical, commitment
from trama.ledger.models import Event, Opening
from trama.notices.models import NoticeStatus
from trama.notices.tests.factories import NoticeFactory
from trama.organizations.models import Organization
from trama.tables.models import (
    AgendaItem,
    Attendance,
    Contribution,
    ContributionKind,
    ContributionStatus,
    ContributionVersion,
    EntryKind,
    Invitation,
    Meeting,
    MeetingStatus,
    MinutesEntry,
    Participant,
    Path,
    Position,
    Stance,
    TableKind,
    WorkingTable,
)
from trama.tables.tests.factories import PathFactory

SALT = bytes(32)
SPOKEN = 8  # positions on each contribution


@dataclass(frozen=True)
class Size:
    bodies: int
    meetings: int
    contributions: int


@dataclass(frozen=True)
class Gathered:
    """A path, what its pages are of, and who looks at them."""

    path: Path
    table: WorkingTable
    meetings: list[Meeting]  # the first is under way, the others have their minutes
    contributions: list[Contribution]  # the first is of the first body
    bodies: list[Participant]
    runs: User
    officer: str  # the key of a session
    body: str


def gathered(code: str, size: Size) -> Gathered:
    notice = NoticeFactory.create(code=code, status=NoticeStatus.TABLES, published=True)
    path = PathFactory.create(notice=notice, bodies=0)
    start = Organization.objects.count()
    organizations = _city.bodies(start, start + size.bodies)
    (first,) = _city.representatives(organizations[:1])
    bodies = _participants(path, organizations)
    tables = _tables(path)
    meetings = _meetings(tables, size.meetings, bodies)
    contributions = _contributions(path, meetings, bodies, size.contributions)
    officer = OfficeRoleFactory.create(office=notice.office, duty=OfficeDuty.OFFICER).user
    tables[0].facilitator = officer
    tables[0].save()
    session = _city.session_of(officer)
    return Gathered(
        path, tables[0], meetings, contributions, bodies, officer, session, first.session_key
    )


def _participants(path: Path, organizations: list[Organization]) -> list[Participant]:
    since = clock.now() - timedelta(days=60)
    return Participant.objects.bulk_create(
        Participant(
            path=path,
            kind="admitted",
            organization=body,
            name=body.name,
            size="small",
            email=f"tavolo{body.pk}@ente.example",
            since=since,
        )
        for body in organizations
    )


def _tables(path: Path) -> list[WorkingTable]:
    titles = ("Plenaria", "Spazi", "Scuola", "Cibo", "Casa")
    return WorkingTable.objects.bulk_create(
        WorkingTable(path=path, title=title, kind=TableKind.THEMATIC if n else TableKind.PLENARY)
        for n, title in enumerate(titles)
    )


def _meetings(tables: list[WorkingTable], count: int, bodies: list[Participant]) -> list[Meeting]:
    """The first of all is under way, with everybody in the room; the others were held."""
    now = clock.now()
    made = Meeting.objects.bulk_create(
        Meeting(
            table=table,
            number=n,
            title=f"Incontro {n}",
            status=MeetingStatus.HELD if n else MeetingStatus.CONVENED,
            starts_at=now - timedelta(days=n, hours=1),
            ends_at=now - timedelta(days=n) + timedelta(hours=2),
            venue="Casa di Quartiere",
            is_accessible=True,
            convened_at=now - timedelta(days=n + 15),
            updated_at=now - timedelta(days=n + 15),
            attendance_code="TELAIO 47",
        )
        for n, table in zip(range(count), cycle(tables), strict=False)
    )
    AgendaItem.objects.bulk_create(
        AgendaItem(meeting=one, position=n, title=f"Punto {n}", minutes=20)
        for one in made
        for n in range(1, 7)
    )
    _minutes(made)
    _presences(made, bodies)
    held = Meeting.objects.filter(pk__in=[one.pk for one in made[1:]])
    held.update(status=MeetingStatus.PUBLISHED)
    return made


def _presences(meetings: list[Meeting], bodies: list[Participant]) -> None:
    """Everybody at the first, invited too; forty at each of the others."""
    first = meetings[0]
    Invitation.objects.bulk_create(Invitation(meeting=first, participant=one) for one in bodies)
    Attendance.objects.bulk_create(
        Attendance(meeting=one, participant=body, recorded_at=one.starts_at)
        for one in meetings
        for body in bodies[: len(bodies) if one is first else 40]
    )


def _minutes(meetings: list[Meeting]) -> None:
    """On each point of the agenda a decision, and who does not agree."""
    author = UserFactory.create()
    MinutesEntry.objects.bulk_create(
        MinutesEntry(
            meeting=item.meeting,
            item=item,
            kind=kind,
            position=2 * item.position + n,
            number=f"{item.position}.1" if n == 0 else "",
            text="Si apre uno sportello unico, due pomeriggi, da provare fino a giugno.",
            said_at=item.meeting.starts_at,
            author=author,
        )
        for item in AgendaItem.objects.filter(meeting__in=meetings).select_related("meeting")
        for n, kind in enumerate((EntryKind.DECISION, EntryKind.DISSENT))
    )


def _contributions(
    path: Path, meetings: list[Meeting], bodies: list[Participant], count: int
) -> list[Contribution]:
    kinds, states = cycle(ContributionKind.values), cycle(ContributionStatus.values)
    now = clock.now()
    made = Contribution.objects.bulk_create(
        (
            Contribution(
                path=path,
                table=meeting.table,
                meeting=meeting,
                number=n,
                kind=kind,
                title=f"{_city.name_of(n)}: che cosa manca e che cosa proponiamo",
                text=f"Nel quartiere {n % 88} le famiglie cercano un posto vicino. " * 12,
                status=ContributionStatus.DISCUSSED if state == "merged" else state,
                outcome_reason="È nelle priorità.",
                brought_at=now - timedelta(days=20),
            )
            for n, meeting, kind, state in zip(
                range(1, count + 1), cycle(meetings), kinds, states, strict=False
            )
        ),
        batch_size=_city.BATCH,
    )
    _who_and_what(made, bodies)
    _write_down(made)
    return made


def _who_and_what(made: list[Contribution], bodies: list[Participant]) -> None:
    """Two bodies bring each; its versions, three of the first; what others think of it."""
    through = Contribution.authors.through
    through.objects.bulk_create(
        (
            through(contribution=one, participant=bodies[(n + k) % len(bodies)])
            for n, one in enumerate(made)
            for k in range(2)
        ),
        batch_size=_city.BATCH,
    )
    ContributionVersion.objects.bulk_create(
        (
            ContributionVersion(
                contribution=one, number=n, title=one.title, text=f"{one.text} {n}",
                written_at=one.brought_at,
            )
            for one in made
            for n in range(1, 4 if one is made[0] else 2)
        ),
        batch_size=_city.BATCH,
    )  # fmt: skip
    Position.objects.bulk_create(
        (
            Position(
                contribution=one, participant=body, stance=stance, reason="Lo vediamo ogni giorno.",
                taken_at=one.brought_at,
            )
            for n, one in enumerate(made)
            for k, stance in zip(range(SPOKEN), cycle(Stance.values), strict=False)
            for body in [bodies[(n + 2 + k) % len(bodies)]]
        ),
        batch_size=_city.BATCH,
    )  # fmt: skip


def _write_down(made: list[Contribution]) -> None:
    """The event of each, and of each position, as the ledger keeps them."""
    events, openings = [], []
    for one in made:
        for verb in ("bring", *["take_position"] * SPOKEN):
            payload = canonical({"code": one.code, "title": one.title})
            event = Event(
                occurred_at=one.brought_at,
                dossier=one.path.code,
                subject_label="tables.contribution",
                subject_id=str(one.pk),
                verb=verb,
                commitment=commitment(SALT, payload),
            )
            events.append(event)
            openings.append(Opening(event=event, salt=SALT, payload=payload))
    Event.objects.bulk_create(events, batch_size=_city.BATCH)
    Opening.objects.bulk_create(openings, batch_size=_city.BATCH)
