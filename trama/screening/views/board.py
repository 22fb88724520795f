"""The screening of a notice: a number before the deadline, then the panel, the board, the list."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from trama.accounts.http import AuthenticatedRequest, recently_authenticated
from trama.accounts.queries import works_on_procedures
from trama.applications.queries import received_count
from trama.core import clock
from trama.core.access import require
from trama.core.plans import planned_afresh
from trama.core.workflow import ActRefused
from trama.notices.models import Notice, NoticeStatus
from trama.screening import lifecycle, queries
from trama.screening.forms import AppointForm, BoardForm, DeclareForm, ListForm
from trama.screening.lifecycle import GivenAct, Seat
from trama.screening.models import Panel, PanelDuty, PanelMember
from trama.screening.permissions import (
    may_appoint_panel,
    may_declare,
    may_enter_desk,
    may_publish_list,
)
from trama.screening.queries import BoardFilters, Progress

PER_PAGE = 50


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
    notice = notice_of(request, notice_code)
    now = clock.now()
    is_closed = notice.closes_at is not None and notice.closes_at < now.replace(microsecond=0)
    panel = Panel.objects.filter(notice=notice).select_related("act").first()
    member = queries.seat_of(request.user, notice)
    figures = _progress(request, notice, panel)
    context = {
        "notice": notice,
        "now": now,
        "received": received_count(notice),
        "is_closed": is_closed,
        "panel": panel,
        "members": list(panel.members.select_related("user").order_by("duty", "user__name"))
        if panel
        else [],
        "member": member,
        "may_appoint": may_appoint_panel(request.user, notice),
        "listed": queries.published_list(notice),
        **figures,
        **_board(request, notice, member, figures["progress"]),
    }
    return render(request, "screening/desk.html", context)


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


@planned_afresh()
def _board(
    request: AuthenticatedRequest,
    notice: Notice,
    member: PanelMember | None,
    figures: Progress | None,
) -> dict[str, Any]:
    """The cases, only for a member who has declared."""
    if member is None or member.declared_at is None:
        return {"form": None, "page": None, "rows": []}
    form = BoardForm(request.GET or None)
    filters = BoardFilters()
    if form.is_bound and form.is_valid():
        filters = BoardFilters(
            words=form.cleaned_data["cerca"].replace("\0", ""),
            status=form.cleaned_data["stato"],
            only_open_points=form.cleaned_data["solo"] == "da-giudicare",
            only_late=form.cleaned_data["solo"] == "tardive",
        )
    pages = Paginator(queries.board(notice, filters, member), PER_PAGE)
    if figures is not None and filters == BoardFilters():
        pages.count = figures.total  # counted already
    page = pages.get_page(request.GET.get("pagina"))
    return {"form": form, "page": page, "rows": queries.board_rows(list(page), member)}


@recently_authenticated
@require_http_methods(["GET", "HEAD", "POST"])
def appoint(request: AuthenticatedRequest, notice_code: str) -> HttpResponse:
    """Nomina del seggio: after the deadline, by the executive."""
    notice = notice_of(request, notice_code)
    require(may_appoint_panel(request.user, notice))
    form = AppointForm(notice, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and _appointed(request, notice, form):
        messages.success(
            request,
            _("Seggio nominato. Ora ogni componente dichiara se ha conflitti."),
        )
        return redirect("screening:desk", notice_code=notice.code)
    context = {"notice": notice, "form": form, "received": received_count(notice)}
    status = 422 if form.is_bound else 200
    return render(request, "screening/appoint.html", context, status=status)


def _appointed(request: AuthenticatedRequest, notice: Notice, form: AppointForm) -> bool:
    chair = form.cleaned_data["chair"]
    others = [person for person in form.cleaned_data["members"] if person != chair]
    seats = [Seat(chair, PanelDuty.CHAIR), *(Seat(person) for person in others)]
    try:
        lifecycle.appoint_panel(notice, seats, act=_given(form), actor=request.user)
    except ActRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _given(form: AppointForm | ListForm) -> GivenAct:
    said = form.cleaned_data
    return GivenAct(number=said["number"], adopted_on=said["adopted_on"], kind=said["kind"])


@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: AuthenticatedRequest, notice_code: str) -> HttpResponse:
    """The names of the bodies, for the panel alone, and what each member declares of them."""
    notice = notice_of(request, notice_code)
    require(may_declare(request.user, notice))
    member = queries.seat_of(request.user, notice)
    is_more = member is not None and member.declared_at is not None
    known = list(queries.names_to_declare(notice) & queries.worked_for(request.user))
    form = DeclareForm(
        notice, request.POST if request.method == "POST" else None, is_more=is_more, known=known
    )
    if form.is_bound and form.is_valid() and member and _declared(request, member, form):
        return redirect("screening:desk", notice_code=notice.code)
    context = {
        "notice": notice,
        "member": member,
        "form": form,
        "is_more": is_more,
        "known": known,
        "received": received_count(notice),
        "conflicts": list(member.conflicts.order_by("name_key", "pk")) if member else [],
    }
    status = 422 if form.is_bound else 200
    return render(request, "screening/declare.html", context, status=status)


def _declared(request: AuthenticatedRequest, member: PanelMember, form: DeclareForm) -> bool:
    reason = form.cleaned_data["reason"]
    conflicts = dict.fromkeys(form.cleaned_data["conflicts"], reason)
    verb = lifecycle.declare if member.declared_at is None else lifecycle.add_conflict
    try:
        verb(member, conflicts, actor=request.user)
    except ActRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, _("Dichiarazione registrata. Ora puoi aprire le domande."))
    return True


@recently_authenticated
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: AuthenticatedRequest, notice_code: str) -> HttpResponse:
    """The list as it would be published, and the act that approves it."""
    notice = notice_of(request, notice_code)
    require(may_publish_list(request.user, notice))
    missing = queries.undecided(notice)
    if missing or queries.published_list(notice) is not None:
        messages.error(request, _("L’elenco è già pubblicato, oppure mancano degli esiti."))
        return redirect("screening:desk", notice_code=notice.code)
    form = ListForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            lifecycle.publish_list(notice, act=_given(form), actor=request.user)
        except ActRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("Elenco pubblicato. Ogni ente riceve il suo esito con le motivazioni.")
            )
            return redirect("screening:list", notice_code=notice.code)
    rows = queries.list_rows(notice)
    context = {"notice": notice, "form": form, "rows": rows}
    status = 422 if form.is_bound else 200
    return render(request, "screening/publish.html", context, status=status)
