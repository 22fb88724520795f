"""The board of a notice: its cases in the order of arrival, their figures, the next one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.applications.models import Application, ApplicationStatus
from trama.core.text import NameKey
from trama.core.ui import Badge
from trama.ledger.models import entry_label
from trama.notices.models import Channel, Notice
from trama.screening.models import CaseStatus, PanelMember, ScreeningCase, ScreeningItem, Verdict
from trama.screening.queries.seats import conflict_keys, conflicts_of, openable_by

UNJUDGED = Q(judged="", computed=Verdict.TO_JUDGE)


def cases_of(notice: Notice) -> QuerySet[ScreeningCase]:
    """The notice's cases in the order of arrival; one whose application was replaced is none.

    A page of it is read from one index, however many they are.
    """
    return (
        ScreeningCase.objects.filter(notice=notice, is_standing=True)
        .select_related("application__organization", "application__entry", "application__notice")
        .order_by("presented_at", "application_id")
    )


def workable_by(user: User, notice: Notice) -> QuerySet[ScreeningCase]:
    """The cases this member may open and judge."""
    return cases_of(notice).filter(application__in=openable_by(user))


def undecided(notice: Notice) -> int:
    """How many cases still wait for an outcome: the list is published when it is zero.

    An application received that has no case yet waits too.
    """
    decided = ScreeningCase.objects.filter(
        application=OuterRef("pk"), status__in=[CaseStatus.ADMITTED, CaseStatus.NOT_ADMITTED]
    )
    return Application.objects.received().filter(~Exists(decided), notice=notice).count()


@dataclass(frozen=True)
class Progress:
    """How many cases in each state."""

    in_screening: int = 0
    rejection_noticed: int = 0
    admitted: int = 0
    not_admitted: int = 0

    @property
    def total(self) -> int:
        return self.undecided + self.decided

    @property
    def undecided(self) -> int:
        return self.in_screening + self.rejection_noticed

    @property
    def decided(self) -> int:
        return self.admitted + self.not_admitted


def progress(notice: Notice) -> Progress:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT status, count(*) FROM screening_screeningcase"
            " WHERE notice_id = %s AND is_standing GROUP BY status",
            [notice.pk],
        )
        return Progress(**dict(cursor.fetchall()))


# ---------------------------------------------------------------- rows


@dataclass(frozen=True)
class BoardFilters:
    """What is asked of the board; an empty word asks nothing."""

    words: str = ""
    status: str = ""
    only_open_points: bool = False
    only_late: bool = False


def board(notice: Notice, filters: BoardFilters, member: PanelMember) -> QuerySet[Any, int]:
    """The keys of the cases that answer `filters`; how one in conflict stands, no filter tells."""
    cases = cases_of(notice).select_related(None)
    if filters.words:
        key = NameKey(Value(filters.words))
        cases = cases.filter(application__organization__name_key__contains=key)
    if filters.status or filters.only_open_points:
        cases = cases.exclude(application__organization__in=conflicts_of(member))
    if filters.status:
        cases = cases.filter(status=filters.status)
    if filters.only_late:
        cases = cases.filter(application__status=ApplicationStatus.LATE)
    if filters.only_open_points:
        cases = cases.filter(
            Exists(ScreeningItem.objects.filter(UNJUDGED, case=OuterRef("pk"))),
            status__in=[CaseStatus.IN_SCREENING, CaseStatus.REJECTION_NOTICED],
        )
    return cases.values_list("pk", flat=True)


@dataclass(frozen=True)
class BoardRow:
    """A case as the board shows it: of one in conflict, only whose it is and how it came."""

    url: str
    body: str
    entry: str
    presented_at: datetime
    channel: str
    is_late: bool
    badge: Badge | None = None  # None: in conflict
    points: str = ""  # «2 su 6»; empty while the checklist is being computed


_ANY = UUID(int=0)
_ROWS = """
    SELECT c.uid, c.status, c.presented_at, a.status, a.channel, a.organization_id, o.name,
        e.number, e.year, count(i.id),
        count(i.id) FILTER (WHERE i.judged = '' AND i.computed = 'to_judge')
    FROM screening_screeningcase c
    JOIN applications_application a ON a.id = c.application_id
    JOIN organizations_organization o ON o.id = a.organization_id
    JOIN ledger_registryentry e ON e.id = a.entry_id
    LEFT JOIN screening_screeningitem i ON i.case_id = c.id
    WHERE c.id = ANY(%s)
    GROUP BY c.id, a.id, o.id, e.id
    ORDER BY c.presented_at, c.application_id
"""


def board_rows(keys: Collection[int], member: PanelMember) -> list[BoardRow]:
    """A page of the board: two queries, however many rows."""
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [list(keys)])
        found = cursor.fetchall()
    conflicts = conflict_keys(member)
    words = _("%(open)s su %(total)s")
    channels = {value: str(label) for value, label in Channel.choices}
    badges: dict[str, Badge] = {status: status_badge(status) for status in CaseStatus}
    address = reverse("screening:case", args=[_ANY])  # once a page, not once a row
    rows = []
    for uid, status, at, arrived, channel, body, name, number, year, total, unjudged in found:
        is_open = body not in conflicts
        row = BoardRow(
            url=address.replace(str(_ANY), str(uid)),
            body=name,
            entry=entry_label(number, year),
            presented_at=at,
            channel=channels[channel],
            is_late=arrived == ApplicationStatus.LATE,
            badge=badges[status] if is_open else None,
            points=words % {"open": unjudged, "total": total} if is_open and total else "",
        )
        rows.append(row)
    return rows


def status_badge(status: str) -> Badge:
    match CaseStatus(status):  # one at a time: a board asks many
        case CaseStatus.IN_SCREENING:
            return Badge(_("In istruttoria"), "", "it-search")
        case CaseStatus.REJECTION_NOTICED:
            return Badge(_("Preavviso di rigetto"), "due")
        case CaseStatus.ADMITTED:
            return Badge(_("Ammesso"), "done")
        case CaseStatus.NOT_ADMITTED:
            return Badge(_("Non ammesso"), "stop")


# ---------------------------------------------------------------- before and after


@dataclass(frozen=True)
class Neighbours:
    """Where a case stands among those of a member: «18 di 47», the one before, the one after."""

    position: int
    total: int
    previous: ScreeningCase | None
    following: ScreeningCase | None


def neighbours(user: User, case: ScreeningCase) -> Neighbours:
    """Counted on the applications, whose index is in the order of arrival."""
    application = case.application
    mine = openable_by(user).filter(notice=application.notice_id).order_by("presented_at", "id")
    before = mine.filter(_side("lt", application))
    after = mine.filter(_side("gt", application))
    return Neighbours(
        position=before.count() + 1,
        total=mine.count(),
        previous=_case_of(before.reverse().first()),
        following=_case_of(after.first()),
    )


def _side(word: str, application: Application) -> Q:
    same = Q(presented_at=application.presented_at, **{f"id__{word}": application.pk})
    return Q(**{f"presented_at__{word}": application.presented_at}) | same


def _case_of(application: Application | None) -> ScreeningCase | None:
    return ScreeningCase.objects.filter(application=application).first() if application else None


# ---------------------------------------------------------------- facts for the rules


def applications_with_facts(notice: Notice) -> QuerySet[Application]:
    """What `rules` needs of each received application, in a constant number of queries."""
    return (
        Application.objects.received()
        .filter(notice=notice)
        .select_related("organization", "notice", "entry")
        .prefetch_related(
            "experiences__theme",
            "attachments__slot",
            "attachments__document",
            Prefetch("case", queryset=ScreeningCase.objects.all()),
        )
        .order_by("presented_at", "pk")
    )
