"""The board of a notice: its cases in the order of arrival, their figures, the next one."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Value
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.applications.models import Application, ApplicationStatus
from trama.core.text import NameKey
from trama.core.ui import Badge
from trama.notices.models import Notice
from trama.screening.models import CaseStatus, PanelMember, ScreeningCase, ScreeningItem, Verdict
from trama.screening.queries.seats import conflicts_of, openable_by

# What `Application.objects.received()` says, across the join.
STANDING = [ApplicationStatus.SUBMITTED, ApplicationStatus.LATE]
UNJUDGED = Q(judged="", computed=Verdict.TO_JUDGE)


def cases_of(notice: Notice) -> QuerySet[ScreeningCase]:
    """The notice's cases in the order of arrival; one whose application was replaced is none.

    A page of it is read from the index of what a notice received, however much that is.
    """
    return (
        ScreeningCase.objects.filter(application__notice=notice, application__status__in=STANDING)
        .select_related("application__organization", "application__entry", "application__notice")
        .order_by("application__presented_at", "application_id")
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
    rows = cases_of(notice).order_by().values("status").annotate(n=Count("pk"))
    return Progress(**{row["status"]: row["n"] for row in rows})


# ---------------------------------------------------------------- rows


@dataclass(frozen=True)
class BoardFilters:
    """What is asked of the board; an empty word asks nothing."""

    words: str = ""
    status: str = ""
    only_open_points: bool = False
    only_late: bool = False


# What a row of the board shows: the rest of a notice and of an application is long.
_SHOWN = (
    "uid",
    "status",
    "application__uid",
    "application__status",
    "application__channel",
    "application__presented_at",
    "application__organization__name",
    "application__entry__year",
    "application__entry__number",
)


def board(notice: Notice, filters: BoardFilters, member: PanelMember) -> QuerySet[ScreeningCase]:
    """The cases that answer `filters`; how one in conflict stands, no filter tells."""
    related = ("application__organization", "application__entry")
    cases = cases_of(notice).select_related(None).select_related(*related).only(*_SHOWN)
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
    return cases


@dataclass(frozen=True)
class BoardRow:
    """A case as the board shows it: of one in conflict, only whose it is and how it came."""

    case: ScreeningCase
    badge: Badge | None
    is_late: bool
    in_conflict: bool
    points: int
    to_judge: int


def board_rows(cases: Sequence[ScreeningCase], member: PanelMember) -> list[BoardRow]:
    """A page of the board: two queries, however many rows."""
    found = (
        ScreeningItem.objects.filter(case__in=cases)
        .order_by()
        .values("case_id")
        .annotate(points=Count("pk"), to_judge=Count("pk", filter=UNJUDGED))
    )
    figures = {row["case_id"]: (row["points"], row["to_judge"]) for row in found}
    conflicts = set(conflicts_of(member).values_list("pk", flat=True))
    return [_row(case, conflicts, figures.get(case.pk, (0, 0))) for case in cases]


def _row(case: ScreeningCase, conflicts: set[int], figures: tuple[int, int]) -> BoardRow:
    in_conflict = case.application.organization_id in conflicts
    points, to_judge = (0, 0) if in_conflict else figures
    return BoardRow(
        case=case,
        badge=None if in_conflict else status_badge(case.status),
        is_late=case.application.status == ApplicationStatus.LATE,
        in_conflict=in_conflict,
        points=points,
        to_judge=to_judge,
    )


def status_badge(status: str) -> Badge:
    match CaseStatus(status):  # one at a time: a board asks fifty
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
