"""What other pages show of contributions: how many, the latest, those that the office owes an
outcome."""

from collections.abc import Iterable

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trama.accounts.models import Office, User
from trama.accounts.queries import offices_of
from trama.core import clock
from trama.core.deadlines import day_of
from trama.core.panels import Panel
from trama.core.ui import Due
from trama.tables.lifecycle.synthesis.drafting import WRITTEN_IN
from trama.tables.models import (
    Contribution,
    ContributionStatus,
    Meeting,
    Path,
    WorkingTable,
)
from trama.tables.queries.contributions import latest, of_meeting, tally

LATEST = 5


def of_path(request: HttpRequest, path: Path) -> Panel:
    listed = reverse("paths:contributions", args=[path.code])
    return _panel(path, path.contributions.all(), all_url=listed)


def of_meeting_page(request: HttpRequest, meeting: Meeting) -> Panel | None:
    """What was brought there."""
    rows = of_meeting(meeting)
    return _panel(meeting.table.path, rows) if rows.exists() else None


def of_table(request: HttpRequest, table: WorkingTable) -> Panel:
    listed = reverse("paths:contributions", args=[table.path.code])
    rows = Contribution.objects.filter(table=table)
    return _panel(table.path, rows, all_url=f"{listed}?table={table.uid}")


def _panel(path: Path, rows: QuerySet[Contribution], *, all_url: str = "") -> Panel:
    context = {
        "path": path,
        "tally": tally(rows),
        "rows": latest(rows, LATEST),
        "all_url": all_url,
    }
    return Panel("tables/_contributions.html", context)


def on_desk(request: HttpRequest, path: Path) -> Panel:
    context = {"path": path, "tally": tally(path.contributions.all())}
    return Panel("tables/_contributions_desk.html", context)


def without_outcome(offices: QuerySet[Office]) -> QuerySet[Contribution]:
    """Where the synthesis is being written: they are late (R-CP-02)."""
    return Contribution.objects.filter(
        path__notice__office__in=offices,
        path__status__in=WRITTEN_IN,
        status=ContributionStatus.DISCUSSED,
    )


def terms(user: User) -> Iterable[Due]:
    """Paths with contributions that have no outcome."""
    owed = without_outcome(offices_of(user)).order_by("path__title", "path__notice__code")
    counted = owed.values_list("path__title", "path__notice__code").annotate(n=Count("pk"))
    for title, code, count in counted:
        words = ngettext(
            "%(path)s: un contributo senza esito", "%(path)s: %(n)d contributi senza esito", count
        )
        yield Due(
            on=day_of(clock.now()),
            title=words % {"path": title, "n": count},
            why=_("Senza, la sintesi non diventa definitiva: ognuno ha un esito, con il motivo."),
            url=reverse("paths:contributions_decide", args=[code]),
            action=_("Da’ gli esiti"),
            state="today",
        )
