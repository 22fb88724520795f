"""The panel's own acts: it is appointed, its members declare, one takes another's place."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trama.accounts.http import AuthenticatedRequest, recently_authenticated
from trama.accounts.models import User
from trama.applications.queries import received_count
from trama.core.access import require, require_moment
from trama.core.http import accepted, see_other, sent, show_form
from trama.notices.forms import ActForm
from trama.notices.models import Notice, NoticeStatus
from trama.screening import lifecycle, queries
from trama.screening.forms import AppointForm, DeclareForm, SubstituteForm
from trama.screening.lifecycle import GivenAct, Seat
from trama.screening.models import Panel, PanelDuty, PanelMember
from trama.screening.permissions import may_appoint_panel, may_declare
from trama.screening.views.board import notice_of


def given(form: ActForm) -> GivenAct:
    said = form.cleaned_data
    return GivenAct(number=said["number"], adopted_on=said["adopted_on"], kind=said["kind"])


def desk_of(notice: Notice) -> str:
    return reverse("screening:desk", args=[notice.code])


def require_past_deadline(notice: Notice) -> None:
    """Past the deadline, and nothing decided yet: 409 on the pages of the acts that come then."""
    require_moment(
        queries.is_past_deadline(notice),
        _("Prima della scadenza una domanda può ancora arrivare: quest’atto viene dopo."),
        back=desk_of(notice),
    )
    require_moment(
        notice.status in queries.PAST_DEADLINE,
        _("L’avviso è «%(state)s»: quest’atto non è tra quelli possibili ora.")
        % {"state": notice.get_status_display()},
        back=desk_of(notice),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def appoint(request: AuthenticatedRequest, notice_code: str) -> HttpResponse:
    """Nomina del seggio: after the deadline, by the executive."""
    notice = notice_of(request, notice_code)
    require(may_appoint_panel(request.user, notice))
    require_moment(
        not Panel.objects.filter(notice=notice).exists(),
        _("Il seggio è già nominato."),
        back=desk_of(notice),
    )
    require_past_deadline(notice)
    require_moment(
        received_count(notice) > 0,
        _("Non è arrivata alcuna domanda: l’avviso si chiude senza domande."),
        back=desk_of(notice),
    )
    return _appoint(request, notice=notice)


@recently_authenticated
def _appoint(request: AuthenticatedRequest, notice: Notice) -> HttpResponse:
    form = AppointForm(notice, sent(request))

    def appoint_panel() -> None:
        chair = form.cleaned_data["chair"]
        others = [person for person in form.cleaned_data["members"] if person != chair]
        seats = [Seat(chair, PanelDuty.CHAIR), *(Seat(person) for person in others)]
        lifecycle.appoint_panel(notice, seats, act=given(form), actor=request.user)

    if accepted(form, appoint_panel):
        messages.success(
            request, _("Seggio nominato. Ora ogni componente dichiara se ha conflitti.")
        )
        return see_other(desk_of(notice))
    context = {"notice": notice, "received": received_count(notice)}
    return show_form(request, "screening/appoint.html", form, context)


@require_http_methods(["GET", "HEAD", "POST"])
def substitute(request: AuthenticatedRequest, notice_code: str, member_uid: UUID) -> HttpResponse:
    """Sostituzione di un componente: by the executive, until the list is published."""
    notice = notice_of(request, notice_code)
    require(may_appoint_panel(request.user, notice))
    members = PanelMember.objects.filter(panel__notice=notice).select_related("user", "panel__act")
    member = get_object_or_404(members, uid=member_uid)
    require_moment(
        member.left_on is None, _("Questo componente è già stato sostituito."), back=desk_of(notice)
    )
    require_moment(
        notice.status == NoticeStatus.SCREENING and queries.published_list(notice) is None,
        _("L’elenco è pubblicato, oppure l’avviso non è in istruttoria: il seggio non cambia più."),
        back=desk_of(notice),
    )
    return _substitute(request, notice=notice, member=member)


@recently_authenticated
def _substitute(request: AuthenticatedRequest, notice: Notice, member: PanelMember) -> HttpResponse:
    form = SubstituteForm(notice, sent(request))
    if accepted(
        form,
        lambda: lifecycle.substitute(
            member,
            form.cleaned_data["person"],
            act=given(form),
            since=form.cleaned_data["since"],
            actor=request.user,
        ),
    ):
        messages.success(
            request,
            _("Sostituzione registrata: %(who)s dichiara i suoi conflitti prima di aprire le "
              "domande.") % {"who": form.cleaned_data["person"]},
        )  # fmt: skip
        return see_other(desk_of(notice))
    context = {"notice": notice, "member": member, "stranded": queries.stranded(notice)}
    return show_form(request, "screening/substitute.html", form, context)


@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: AuthenticatedRequest, notice_code: str) -> HttpResponse:
    """The names of the bodies, for the panel alone, and what each member declares of them."""
    notice = notice_of(request, notice_code)
    require(may_declare(request.user, notice))
    member = queries.seat_of(request.user, notice)
    is_more = member is not None and member.declared_at is not None
    known = list(queries.names_to_declare(notice) & queries.worked_for(request.user))
    declared = list(member.conflicts.order_by("name_key", "pk")) if member else []
    form = DeclareForm(notice, sent(request), is_more=is_more, known=known, declared=declared)
    if member and accepted(form, lambda: _declare(member, form, actor=request.user)):
        messages.success(request, _("Dichiarazione registrata. Ora puoi aprire le domande."))
        return see_other(desk_of(notice))
    context = {
        "notice": notice,
        "member": member,
        "is_more": is_more,
        "known": known,
        "received": received_count(notice),
        "conflicts": declared,
    }
    return show_form(request, "screening/declare.html", form, context)


def _declare(member: PanelMember, form: DeclareForm, *, actor: User) -> None:
    reason = form.cleaned_data["reason"]
    conflicts = dict.fromkeys(form.cleaned_data["conflicts"], reason)
    verb = lifecycle.declare if member.declared_at is None else lifecycle.add_conflict
    verb(member, conflicts, actor=actor)
