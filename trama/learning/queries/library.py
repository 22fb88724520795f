"""Questions about the library: what there is to start from, where it comes from and goes, who used
it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from trama.accounts.models import User
from trama.accounts.queries import offices_of
from trama.core.ui import Badge, Tone
from trama.learning.models import LibraryItem, LibraryKind, LibraryStatus, LibraryUse
from trama.notices.formats.notice_file import dump
from trama.notices.lifecycle import export_file
from trama.notices.models import Notice, NoticeStatus
from trama.tables.lifecycle.paths import GATHERING
from trama.tables.models import (
    EntryKind,
    Meeting,
    MeetingStatus,
    MinutesEntry,
    Path,
    Statement,
    StatementStatus,
    WorkingTable,
)

CHOICES = 60
TONES: dict[str, Tone] = {
    LibraryStatus.CURRENT: "done",
    LibraryStatus.REPLACED: "wait",
    LibraryStatus.RETIRED: "wait",
}


def item_badge(item: LibraryItem) -> Badge:
    return Badge(item.get_status_display(), TONES[item.status])


def library(kind: str = "") -> QuerySet[LibraryItem]:
    """The last version of each, current ones first; how many started from any version of it."""
    uses = LibraryUse.objects.filter(item__series=OuterRef("series")).order_by()
    counted = uses.values("item__series").annotate(n=Count("pk")).values("n")
    rows = LibraryItem.objects.select_related("office").exclude(status=LibraryStatus.REPLACED)
    rows = rows.annotate(
        used=Coalesce(Subquery(counted), 0), is_retired=Q(status=LibraryStatus.RETIRED)
    )
    if kind in LibraryKind.values:
        rows = rows.filter(kind=kind)
    return rows.order_by("is_retired", "kind", "title", "pk")


def current(kind: str) -> QuerySet[LibraryItem]:
    """Those of a kind from which one may start."""
    return LibraryItem.objects.filter(kind=kind, status=LibraryStatus.CURRENT).order_by(
        "title", "pk"
    )


def versions(item: LibraryItem) -> QuerySet[LibraryItem]:
    """Every version of a template, the last one first."""
    rows = LibraryItem.objects.filter(series=item.series)
    return rows.select_related("office", "practice", "course").order_by("-version")


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


# What a template of a notice leaves empty.
OF_ONE_NOTICE: Mapping[str, Any] = {
    "officer": None, "contact": "", "cup": "", "opens_at": None, "closes_at": None,
    "questions_until": None, "urgency_reason": "",
}  # fmt: skip


def _notices(user: User) -> list[Taken]:
    rows = _published(user).prefetch_related("sections")[:CHOICES]

    def content(notice: Notice) -> dict[str, Any]:
        """Whole, without what is of that notice alone: its dates, its officer, its CUP."""
        lines = [f"{one}\n{one.body}" for one in notice.sections.all()]
        return {"lines": lines, "notice": {**dump(export_file(notice)), **OF_ONE_NOTICE}}

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
    """Of published minutes, what they tell outside the points of the agenda: the rest is theirs."""
    rows = _meetings(user).filter(status=MeetingStatus.PUBLISHED)[:CHOICES]

    def content(meeting: Meeting) -> dict[str, Any]:
        told = MinutesEntry.objects.filter(meeting=meeting, kind=EntryKind.NARRATIVE)
        opening = told.filter(item=None).order_by("position", "pk")
        return _lines(list(opening.values_list("text", flat=True)))

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
    """A thing of this person's that a template may be put into, and the page where it is seen."""

    key: str
    title: str
    thing: Notice | Meeting | WorkingTable | Path
    page: str


def targets(item: LibraryItem, user: User) -> Sequence[Target]:
    """Where this person may put a template, by its kind; elsewhere a form starts from it."""
    finders: Mapping[str, Callable[[User], list[Target]]] = {
        LibraryKind.REQUIREMENTS: _drafts,
        LibraryKind.AGENDA: _to_be_held,
        LibraryKind.GROUND_RULES: _tables,
        LibraryKind.MINUTES: _being_minuted,
        LibraryKind.STATEMENT: _grounds,
    }
    finder = finders.get(item.kind)
    return finder(user) if finder else []


def _drafts(user: User) -> list[Target]:
    rows = Notice.objects.filter(office__in=offices_of(user), status=NoticeStatus.DRAFT)
    return [
        Target(one.code, one.title, one, reverse("notices:desk", args=[one.code]))
        for one in rows.order_by("-pk")[:CHOICES]
    ]


def _at_meetings(user: User, status: MeetingStatus, page: str) -> list[Target]:
    """Of the tables that the person runs, leads or minutes."""
    theirs = Q(table__facilitator=user) | Q(table__minute_taker=user)
    ours = Q(table__path__notice__office__in=offices_of(user))
    rows = Meeting.objects.filter(theirs | ours, status=status)
    found = rows.select_related("table__path__notice").order_by("-starts_at", "-pk")[:CHOICES]
    return [
        Target(str(one.uid), _titled(one), one, reverse(page, args=[one.table.path.code, one.uid]))
        for one in found
    ]


def _to_be_held(user: User) -> list[Target]:
    return _at_meetings(user, MeetingStatus.CONVENED, "paths:meeting")


def _being_minuted(user: User) -> list[Target]:
    return _at_meetings(user, MeetingStatus.MINUTES_DRAFT, "paths:minutes_write")


def _tables(user: User) -> list[Target]:
    rows = WorkingTable.objects.filter(path__notice__office__in=offices_of(user))
    found = rows.select_related("path__notice", "theme", "zone").order_by("-pk")[:CHOICES]
    return [
        Target(
            str(one.uid),
            f"{one.path.title}: {one.title}",
            one,
            reverse("paths:table", args=[one.path.code, one.uid]),
        )
        for one in found
    ]


def _grounds(user: User) -> list[Target]:
    led = Q(tables__facilitator=user) | Q(notice__office__in=offices_of(user))
    rows = Path.objects.filter(led, status__in=GATHERING).select_related("notice").distinct()
    return [
        Target(one.code, one.title, one, reverse("paths:ground", args=[one.code]))
        for one in rows.order_by("-pk")[:CHOICES]
    ]
