"""The screening of a notice: a number before the deadline, then the panel, the board, the list."""

from datetime import datetime
from functools import lru_cache
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trama.accounts.http import AuthenticatedRequest
from trama.accounts.queries import works_on_procedures
from trama.applications.queries import received_count
from trama.core.access import require
from trama.core.clock import TramaNow
from trama.core.deadlines import day_of, is_in_time
from trama.core.pages import LongPaginator
from trama.core.plans import planned_afresh
from trama.notices.models import Notice, NoticeStatus
from trama.screening import queries
from trama.screening.forms import BoardForm
from trama.screening.models import AdmissionList, AdmissionListStatus, Panel, PanelMember
from trama.screening.permissions import may_appoint_panel, may_enter_desk, may_publish_list
from trama.screening.queries import BoardFilters, Progress

PER_PAGE = 50
BOARD_PAGE = 20


def notice_of(request: AuthenticatedRequest, code: str) -> Notice:
    """The notice, for whoever screens it: 404 if one may not know of it, 403 if it is another's."""
    notices = Notice.objects.visible_to(request.user).select_related("office", "officer")
    notice = get_object_or_404(notices, code=code)
    require(may_enter_desk(request.user, notice))
    return notice


@require_safe
def home(request: AuthenticatedRequest) -> HttpResponse:
    """The notices that one screens, by seat or by office."""
    notices = queries.notices_for(request.user)
    require(works_on_procedures(request.user) or notices.exists())
    page = Paginator(notices, PER_PAGE).get_page(request.GET.get("pagina"))
    return render(request, "screening/home.html", {"page": page, "notices": list(page)})


@require_safe
def desk(request: AuthenticatedRequest, notice_code: str) -> HttpResponse:
    """Before the deadline a number and no names; then to each what their seat may know."""
    notices = (
        Notice.objects.visible_to(request.user)
        .select_related("admission_list__act")
        .defer("admission_list__rows")
        .annotate(now=TramaNow())
    )
    notice = get_object_or_404(notices, code=notice_code)
    now: datetime = vars(notice)["now"]  # annotated
    members = queries.members_of(notice)
    today = day_of(now)
    member = next(
        (one for one in members if one.user_id == request.user.pk and one.sat_on(today)), None
    )
    require(member is not None or may_enter_desk(request.user, notice))
    panel = members[0].panel if members else None
    may_appoint = may_appoint_panel(request.user, notice)
    figures = _progress(request, notice, panel)
    progress: Progress | None = figures["progress"]
    context = {
        "notice": notice,
        "now": now,
        # An appointed panel has a case for each.
        "received": received_count(notice) if progress is None else progress.total,
        "is_closed": notice.closes_at is not None and not is_in_time(now, notice.closes_at),
        "panel": panel,
        "members": members,
        "member": member,
        "may_appoint": may_appoint,
        "stranded": queries.stranded(notice) if panel and may_appoint else 0,
        "listed": _listed(notice),
        **figures,
        **_board(request, notice, member, progress),
    }
    return render(request, "screening/desk.html", context)


def _listed(notice: Notice) -> AdmissionList | None:
    listed: AdmissionList | None = getattr(notice, "admission_list", None)
    return listed if listed and listed.status == AdmissionListStatus.PUBLISHED else None


def _progress(request: AuthenticatedRequest, notice: Notice, panel: Panel | None) -> dict[str, Any]:
    if panel is None:
        return {"progress": None, "may_publish": False, "why_not_publish": ""}
    figures = queries.progress(notice)
    why_not = ""
    if figures.undecided:
        why_not = _("Mancano ancora %(n)d esiti: l’elenco si pubblica quando ci sono tutti.") % {
            "n": figures.undecided
        }
    elif notice.status != NoticeStatus.SCREENING:
        why_not = _("L’avviso non è più in istruttoria.")
    may_publish = may_publish_list(request.user, notice)
    if not why_not and not may_publish:
        why_not = _("L’elenco lo pubblica chi dirige l’ufficio o il responsabile del procedimento.")
    return {"progress": figures, "may_publish": may_publish, "why_not_publish": why_not}


def _board(
    request: AuthenticatedRequest,
    notice: Notice,
    member: PanelMember | None,
    figures: Progress | None,
) -> dict[str, Any]:
    """The cases, only for a member who has declared."""
    if member is None or member.declared_at is None:
        return {"form": None, "page": None, "rows": []}
    asked = any(request.GET.get(name) for name in BoardForm.base_fields)
    form = BoardForm(request.GET if asked else None)
    filters = BoardFilters()
    if form.is_bound and form.is_valid():
        filters = BoardFilters(
            words=form.cleaned_data["cerca"].replace("\0", ""),
            status=form.cleaned_data["stato"],
            only_open_points=form.cleaned_data["solo"] == "da-giudicare",
            only_late=form.cleaned_data["solo"] == "tardive",
        )
    pages = LongPaginator(queries.board(notice, filters, member), BOARD_PAGE)
    if figures is not None and filters == BoardFilters():
        pages.count = figures.total  # counted already
    with planned_afresh():
        page = pages.get_page(request.GET.get("pagina"))
        keys = list(page)
    shown = form if form.is_bound else _blank_filters(get_language())
    return {"form": shown, "page": page, "rows": queries.board_rows(keys, member)}


@lru_cache(maxsize=8)
def _blank_filters(language: str | None) -> SafeString:
    """The filters that nobody has filled in: the same for everybody in a language."""
    return BoardForm().render()
