"""A body's own pages: entering the register, keeping the card, asking for a role, its people."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trama.accounts.http import AuthenticatedRequest
from trama.core.access import require
from trama.core.http import accepted, attempted, see_other, sent, show_form
from trama.core.workflow import ActRefused
from trama.organizations import lifecycle, queries
from trama.organizations.forms import CardForm, RefusalForm, RegisterForm, RequestForm
from trama.organizations.models import (
    Membership,
    MembershipDuty,
    MembershipStatus,
    Organization,
)
from trama.organizations.permissions import may_end, may_judge, represents, works_for


@require_http_methods(["GET", "HEAD", "POST"])
def organization_new(request: AuthenticatedRequest) -> HttpResponse:
    """A body that is not in the register yet."""
    form = RegisterForm(sent(request))
    known = None
    if form.is_valid():
        try:
            organization = lifecycle.register_organization(
                form.card, actor=request.user, note=form.cleaned_data["note"]
            )
        except lifecycle.AlreadyListedError as refusal:
            known = refusal.organization
            form.add_error(None, str(refusal))
        except ActRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request,
                _("Ente registrato. L’ufficio conferma chi lo rappresenta e ti avvisa per e-mail."),
            )
            return see_other("organizations:detail", organization.uid)
    status = 422 if request.method == "POST" else 200
    return render(request, "organizations/new.html", {"form": form, "known": known}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def organization_edit(request: AuthenticatedRequest, organization_uid: UUID) -> HttpResponse:
    organization = get_object_or_404(Organization, uid=organization_uid)
    require(works_for(request.user, organization))
    form = CardForm(sent(request), instance=organization)
    if form.is_valid():
        if not form.changes:
            messages.info(request, _("Nessun dato è cambiato."))
            return see_other("organizations:detail", organization.uid)
        current = Organization.objects.get(pk=organization.pk)  # the form has changed its instance
        if accepted(
            form,
            lambda: lifecycle.update_card(
                current, form.changes, seen=form.seen, actor=request.user
            ),
        ):
            messages.success(request, _saved(current, form.changes))
            return see_other("organizations:detail", organization.uid)
    context = {"uid": organization_uid, "name": form.initial["name"]}
    return show_form(request, "organizations/edit.html", form, context)


def _saved(organization: Organization, changes: dict[str, Any]) -> str:
    if "pec" in changes and organization.pec and not organization.pec_confirmed_at:
        return _(
            "Scheda salvata. Abbiamo mandato a %(pec)s un collegamento: aprilo per confermare "
            "che è la PEC dell’ente."
        ) % {"pec": organization.pec}
    return _("Scheda salvata.")


@require_http_methods(["GET", "HEAD", "POST"])
def membership_request(request: AuthenticatedRequest, organization_uid: UUID) -> HttpResponse:
    """Whoever is signed in may ask to stand for a body; somebody else confirms it."""
    organization = get_object_or_404(Organization.objects.public(), uid=organization_uid)
    form = RequestForm(sent(request))
    if accepted(
        form,
        lambda: lifecycle.request_membership(
            request.user,
            organization,
            MembershipDuty(form.cleaned_data["duty"]),
            form.cleaned_data["note"],
        ),
    ):
        messages.success(
            request, _("Richiesta arrivata. Quando sarà confermata ti avvisiamo per e-mail.")
        )
        return see_other("organizations:detail", organization.uid)
    return show_form(request, "organizations/request.html", form, {"organization": organization})


@require_safe
def people(request: AuthenticatedRequest, organization_uid: UUID) -> HttpResponse:
    """Who stands for the body: its legal representative reads it, confirms, ends roles."""
    organization = get_object_or_404(Organization, uid=organization_uid)
    require(represents(request.user, organization))
    roles = list(queries.people_of(organization))
    context = {
        "organization": organization,
        "waiting": [
            role
            for role in roles
            if role.status == MembershipStatus.REQUESTED and role.duty == MembershipDuty.OPERATOR
        ],
        "active": [role for role in roles if role.status == MembershipStatus.ACTIVE],
        "past": [role for role in roles if role.status == MembershipStatus.ENDED],
        "refusal": RefusalForm(),
    }
    return render(request, "organizations/people.html", context)


@require_POST
def operator_confirm(request: AuthenticatedRequest, membership_uid: UUID) -> HttpResponse:
    membership = _operator(request, membership_uid)
    attempted(
        request,
        lambda: lifecycle.confirm(membership, actor=request.user),
        _("Confermato: da oggi può lavorare per l’ente."),
    )
    return see_other("organizations:people", organization_uid=membership.organization.uid)


@require_POST
def operator_refuse(request: AuthenticatedRequest, membership_uid: UUID) -> HttpResponse:
    membership = _operator(request, membership_uid)
    form = RefusalForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    attempted(
        request,
        lambda: lifecycle.refuse(membership, actor=request.user, reason=reason),
        _("Non confermato. La persona riceve il motivo per e-mail."),
    )
    return see_other("organizations:people", organization_uid=membership.organization.uid)


@require_POST
def membership_end(request: AuthenticatedRequest, membership_uid: UUID) -> HttpResponse:
    membership = _visible(request, membership_uid)
    require(may_end(request.user, membership))
    attempted(
        request,
        lambda: lifecycle.end(membership, actor=request.user),
        _("Ruolo terminato. Quello che è stato fatto resta valido."),
    )
    return see_other("organizations:detail", membership.organization.uid)


def _visible(request: AuthenticatedRequest, membership_uid: UUID) -> Membership:
    visible = Membership.objects.visible_to(request.user).select_related("organization", "user")
    return get_object_or_404(visible, uid=membership_uid)


def _operator(request: AuthenticatedRequest, membership_uid: UUID) -> Membership:
    """An operator's request that this person may judge."""
    membership = _visible(request, membership_uid)
    require(membership.duty == MembershipDuty.OPERATOR and may_judge(request.user, membership))
    return membership
