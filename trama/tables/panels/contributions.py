"""What other pages show of contributions: how many, the latest, those that the office owes an
outcome."""

from collections.abc import Iterable

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trama.accounts.models import User
from trama.accounts.queries import offices_of
from trama.core import clock
from trama.core.deadlines import day_of
from trama.core.panels import Panel
from trama.core.ui import Due
from trama.tables.lifecycle.paths import GATHERING
from trama.tables.models import (
    Contribution,
    ContributionStatus,
    Meeting,
    MeetingStatus,
    ParticipantStatus,
    Path,
    PathStatus,
    WorkingTable,
)
from trama.tables.permissions.contributions import body_in
from trama.tables.permissions.paths import may_minute
from trama.tables.queries.contributions import latest, of_meeting, tally

LATEST = 5
# From here on the synthesis is being written: what has no outcome is late.
WRITING = (PathStatus.SYNTHESIS_DRAFT, PathStatus.CONSULTATION)


def of_path(request: HttpRequest, path: Path) -> Panel:
    mine = body_in(request.user, path) if path.status in GATHERING else None
    may_bring = mine is not None and mine.status == ParticipantStatus.ACTIVE
    return _panel(
        path,
        path.contributions.all(),
        all_url=reverse("paths:contributions", args=[path.code]),
        new_url=reverse("paths:contribution_new", args=[path.code]) if may_bring else "",
        new_words=_("Porta un contributo"),
    )


def of_meeting_page(request: HttpRequest, meeting: Meeting) -> Panel | None:
    """What was brought there; and the way to write more, for whoever minutes it."""
    path = meeting.table.path
    rows = of_meeting(meeting)
    is_on = meeting.starts_at <= clock.now() and meeting.status != MeetingStatus.CANCELLED
    may_write = is_on and path.status in GATHERING and may_minute(request.user, meeting.table)
    if not may_write and not rows.exists():
        return None
    spoken = reverse("paths:contribution_spoken", args=[path.code, meeting.uid])
    return _panel(
        path, rows, new_url=spoken if may_write else "", new_words=_("Scrivi un contributo")
    )


def of_table(request: HttpRequest, table: WorkingTable) -> Panel:
    listed = reverse("paths:contributions", args=[table.path.code])
    rows = Contribution.objects.filter(table=table)
    return _panel(table.path, rows, all_url=f"{listed}?table={table.uid}")


def _panel(
    path: Path,
    rows: QuerySet[Contribution],
    *,
    all_url: str = "",
    new_url: str = "",
    new_words: str = "",
) -> Panel:
    context = {
        "path": path,
        "tally": tally(rows),
        "rows": latest(rows, LATEST),
        "all_url": all_url,
        "new_url": new_url,
        "new_words": new_words,
    }
    return Panel("tables/_contributions.html", context)


def on_desk(request: HttpRequest, path: Path) -> Panel:
    context = {"path": path, "tally": tally(path.contributions.all())}
    return Panel("tables/_contributions_desk.html", context)


def terms(user: User) -> Iterable[Due]:
    """Paths whose synthesis is being written, with contributions that have no outcome (R-CP-02)."""
    owed = Contribution.objects.filter(
        path__notice__office__in=offices_of(user),
        path__status__in=WRITING,
        status=ContributionStatus.DISCUSSED,
    ).order_by("path__title", "path__notice__code")
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
