"""What other pages show of a synthesis: the path's, its office's, an act's; terms on the desk."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trama.accounts.models import Office, User
from trama.accounts.queries import offices_of
from trama.core import clock
from trama.core.deadlines import day_of
from trama.core.panels import Panel
from trama.core.ui import Due, urgency
from trama.programming.models import ProgrammingAct
from trama.tables.models import (
    ConsultationStatus,
    Path,
    PathDocumentKind,
    PathStatus,
    Synthesis,
    VoteStatus,
)
from trama.tables.panels.paths import ON_THE_DESK
from trama.tables.permissions.synthesis import may_adopt, reads_before_the_act
from trama.tables.queries.synthesis import is_consulted, readable_documents, synthesis_of

DRAFT = PathDocumentKind.SYNTHESIS_DRAFT  # once there are others, it comes last
BEGINS_FROM = (PathStatus.CALENDARISED, PathStatus.PRIORITISING)


def of_path(request: HttpRequest, path: Path) -> Panel | None:
    """On the path's public page: synthesis, report, annex; until when one has one's say."""
    inside = reads_before_the_act(request.user, path)
    papers = readable_documents(path, inside_the_office=inside)
    if not papers:
        return None
    synthesis = synthesis_of(path)
    context = {
        "path": path,
        "documents": sorted(papers.values(), key=lambda one: one.kind == DRAFT),
        "synthesis": synthesis,
        "is_open": is_consulted(path, synthesis, clock.now()),
    }
    return Panel("tables/_synthesis_panel.html", context)


def on_the_desk(request: HttpRequest, path: Path) -> Panel | None:
    """On the office's page: what is to be done next for the synthesis, the report, the act."""
    synthesis = synthesis_of(path)
    context = {
        "path": path,
        "synthesis": synthesis,
        "may_begin": path.status in BEGINS_FROM,
        "compose_kind": "btn-primary" if _has_chosen(path) else "btn-outline-primary",
        "may_adopt": may_adopt(request.user, path),
    }
    if synthesis is None and not context["may_begin"]:
        return None
    return Panel("tables/_synthesis_next.html", context)


def _has_chosen(path: Path) -> bool:
    """The priorities have their outcome, and no other vote is on its way: the draft comes next."""
    states = set(path.votes.exclude(status=VoteStatus.CANCELLED).values_list("status", flat=True))
    return path.status == PathStatus.PRIORITISING and states == {VoteStatus.COUNTED}


def of_act(request: HttpRequest, act: ProgrammingAct) -> Panel | None:
    """On the page of an act of programming: the path that its priorities come from."""
    path = Path.objects.filter(programming_act=act).select_related("notice").first()
    return Panel("tables/_of_act.html", {"path": path}) if path else None


def under_way(offices: QuerySet[Office]) -> QuerySet[Synthesis]:
    return Synthesis.objects.filter(
        path__notice__office__in=offices, path__status__in=[*OWED, PathStatus.CONSULTATION]
    )


def terms(user: User) -> Iterable[Due]:
    """Of the paths of one's offices, what waits for somebody: one query for all of them."""
    waiting = Count(
        "path__consultation_remarks",
        filter=Q(path__consultation_remarks__status=ConsultationStatus.OPEN),
    )
    found = under_way(offices_of(user)).select_related("path__notice").annotate(waiting=waiting)
    rows = list(found.order_by("pk")[:ON_THE_DESK])
    today = day_of(clock.now()) if rows else date.min
    for one in rows:
        yield _due(one, one.waiting, today)


OWED = (PathStatus.SYNTHESIS_FINAL, PathStatus.RDP_REPORT, PathStatus.ACT_ADOPTED)


def _due(synthesis: Synthesis, waiting: int, today: date) -> Due:
    path = synthesis.path
    title = _("%(path)s: sintesi") % {"path": path.title}
    if synthesis.consulted_until is None or path.status != PathStatus.CONSULTATION:
        words, action, page = _owed()[PathStatus(path.status)]
        url = reverse(page, args=[path.code])
        return Due(on=today, title=title, why=words, url=url, action=action, state="today")
    on = day_of(synthesis.consulted_until)
    why = _("Finisce la consultazione sulla bozza.")
    if waiting:
        why += " " + ngettext(
            "Un’osservazione aspetta risposta.", "%(n)d osservazioni aspettano risposta.", waiting
        ) % {"n": waiting}  # fmt: skip
    return Due(
        on=on,
        title=title,
        why=why,
        url=reverse("paths:synthesis_desk", args=[path.code]),
        action=_("Rispondi") if waiting else "",
        state=urgency(on, today),
    )


def _owed() -> dict[PathStatus, tuple[str, str, str]]:
    """What is missing, the act that does it, the page where it is done."""
    return {
        PathStatus.SYNTHESIS_FINAL: (
            _("La sintesi è definitiva: manca la relazione motivata."),
            _("Scrivi la relazione"),
            "paths:report",
        ),
        PathStatus.RDP_REPORT: (
            _("La relazione è scritta: chi dirige l’ufficio adotta l’atto."),
            _("Controlla le priorità"),
            "paths:priorities",
        ),
        PathStatus.ACT_ADOPTED: (
            _("L’atto è adottato: va messo nella programmazione."),
            _("Mettilo nella programmazione"),
            "paths:feed",
        ),
    }
