"""Questions about practices and the library: what there is to start from, who used it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Count, Q, QuerySet

from trama.accounts.models import User
from trama.accounts.queries import offices_of
from trama.core.ui import Badge, Tone
from trama.learning.models import (
    LibraryItem,
    LibraryKind,
    LibraryStatus,
    Practice,
    PracticeStatus,
)
from trama.notices.models import Notice, NoticeStatus
from trama.tables.models import (
    EntryKind,
    Meeting,
    MeetingStatus,
    MinutesEntry,
    Statement,
    StatementStatus,
    WorkingTable,
)

CHOICES = 60
TONES: dict[str, Tone] = {
    PracticeStatus.PROPOSED: "wait",
    PracticeStatus.TESTED: "now",
    PracticeStatus.ADOPTED: "done",
    PracticeStatus.REJECTED: "stop",
}


def practice_badge(practice: Practice) -> Badge:
    return Badge(practice.get_status_display(), TONES[practice.status])


def item_badge(item: LibraryItem) -> Badge:
    is_current = item.status == LibraryStatus.CURRENT
    return Badge(item.get_status_display(), "done" if is_current else "wait")


def practices(status: str = "") -> QuerySet[Practice]:
    rows = Practice.objects.select_related("office", "organization", "course")
    if status in PracticeStatus.values:
        rows = rows.filter(status=status)
    return rows.order_by("-proposed_at", "-pk")


def library(kind: str = "") -> QuerySet[LibraryItem]:
    """Current ones first; how many started from each."""
    rows = LibraryItem.objects.select_related("office").annotate(
        used=Count("uses"), is_retired=Q(status=LibraryStatus.RETIRED)
    )
    if kind in LibraryKind.values:
        rows = rows.filter(kind=kind)
    return rows.order_by("is_retired", "kind", "title", "pk")


# ---------------------------------------------------------------- where templates come from


@dataclass(frozen=True)
class Taken:
    """What a template takes of a thing that exists."""

    key: str
    title: str
    content: Callable[[], Mapping[str, Any]]


def sources(kind: LibraryKind, user: User) -> list[Taken]:
    """What this person may take a template of this kind from; a letter is written by hand."""
    makers = {
        LibraryKind.NOTICE: _notices,
        LibraryKind.REQUIREMENTS: _requirements,
        LibraryKind.AGENDA: _agendas,
        LibraryKind.GROUND_RULES: _ground_rules,
        LibraryKind.MINUTES: _minutes,
        LibraryKind.STATEMENT: _statements,
    }
    maker = makers.get(kind)
    return maker(user) if maker else []


def _lines(lines: list[str]) -> dict[str, Any]:
    return {"lines": lines}


def _published(user: User) -> QuerySet[Notice]:
    """Of one's offices, once they are public: a draft is nobody's model."""
    rows = Notice.objects.filter(office__in=offices_of(user)).exclude(
        status__in=[NoticeStatus.DRAFT, NoticeStatus.LEGAL_CHECK]
    )
    return rows.order_by("-pk")


def _notices(user: User) -> list[Taken]:
    rows = _published(user).prefetch_related("sections")[:CHOICES]

    def content(notice: Notice) -> dict[str, Any]:
        return {"lines": [f"{one}\n{one.body}" for one in notice.sections.all()]}

    return [Taken(one.code, one.title, partial(content, one)) for one in rows]


def _requirements(user: User) -> list[Taken]:
    rows = _published(user).prefetch_related("requirements")[:CHOICES]

    def content(notice: Notice) -> dict[str, Any]:
        names = ("code", "kind", "parameters", "text", "remediable")
        found = [
            {name: getattr(one, name) for name in names}
            for one in notice.requirements.all()
            if one.retired_by_id is None
        ]
        return {"lines": [row["text"] for row in found], "requirements": found}

    return [Taken(one.code, one.title, partial(content, one)) for one in rows]


def _meetings(user: User) -> QuerySet[Meeting]:
    rows = Meeting.objects.filter(table__path__notice__office__in=offices_of(user))
    return rows.select_related("table__path").order_by("-starts_at", "-pk")


def _titled(meeting: Meeting) -> str:
    return f"{meeting.table.path.title}: {meeting.title}"


def _agendas(user: User) -> list[Taken]:
    rows = _meetings(user).prefetch_related("agenda")[:CHOICES]

    def content(meeting: Meeting) -> dict[str, Any]:
        names = ("title", "minutes", "is_pause")
        points = [{name: getattr(one, name) for name in names} for one in meeting.agenda.all()]
        return {"lines": [f"{row['minutes']} {row['title']}" for row in points], "points": points}

    return [Taken(str(one.uid), _titled(one), partial(content, one)) for one in rows]


def _ground_rules(user: User) -> list[Taken]:
    rows = WorkingTable.objects.filter(path__notice__office__in=offices_of(user)).exclude(
        ground_rules=""
    )
    tables = rows.select_related("path").order_by("-pk")[:CHOICES]
    return [
        Taken(
            str(one.uid),
            f"{one.path.title}: {one.title}",
            partial(_lines, one.ground_rules.splitlines()),
        )
        for one in tables
    ]


def _minutes(user: User) -> list[Taken]:
    """Of published minutes, their entries: bodies are named there, people never."""
    rows = _meetings(user).filter(status=MeetingStatus.PUBLISHED)[:CHOICES]

    def content(meeting: Meeting) -> dict[str, Any]:
        entries = MinutesEntry.objects.filter(meeting=meeting).order_by("position", "pk")
        return {"lines": [f"{EntryKind(one.kind).label}: {one.text}" for one in entries]}

    return [Taken(str(one.uid), _titled(one), partial(content, one)) for one in rows]


def _statements(user: User) -> list[Taken]:
    rows = Statement.objects.filter(
        path__notice__office__in=offices_of(user), status=StatementStatus.CLOSED
    ).select_related("path__notice")
    found: dict[str, list[Statement]] = {}
    for one in rows.order_by("-path", "pk"):
        found.setdefault(one.path.code, []).append(one)
    return [
        Taken(
            code,
            statements[0].path.title,
            partial(_lines, [one.text for one in statements]),
        )
        for code, statements in list(found.items())[:CHOICES]
    ]


# ---------------------------------------------------------------- where templates go


@dataclass(frozen=True)
class Target:
    """A thing of this person's that a template may be put into."""

    key: str
    title: str
    thing: Notice | Meeting | WorkingTable


def targets(item: LibraryItem, user: User) -> Sequence[Target]:
    """Drafts of notices, meetings still to be, tables: by what kind of template it is."""
    if item.kind == LibraryKind.REQUIREMENTS:
        drafts = Notice.objects.filter(office__in=offices_of(user), status=NoticeStatus.DRAFT)
        return [Target(one.code, one.title, one) for one in drafts.order_by("-pk")[:CHOICES]]
    if item.kind == LibraryKind.AGENDA:
        ahead = _meetings(user).filter(status=MeetingStatus.CONVENED)
        return [Target(str(one.uid), _titled(one), one) for one in ahead[:CHOICES]]
    if item.kind == LibraryKind.GROUND_RULES:
        tables = WorkingTable.objects.filter(path__notice__office__in=offices_of(user))
        rows = tables.select_related("path__notice", "theme", "zone").order_by("-pk")[:CHOICES]
        return [Target(str(one.uid), f"{one.path.title}: {one.title}", one) for one in rows]
    return []
