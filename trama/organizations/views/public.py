"""The register as everybody reads it: the list with its search, and a body's page."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trama.core import moments
from trama.core.htmx import render_page_or_fragment
from trama.core.pages import LongPaginator
from trama.core.plans import planned_afresh
from trama.core.ui import Text
from trama.organizations import queries
from trama.organizations.forms import SearchForm
from trama.organizations.models import Art5Activity, LegalType, Organization
from trama.organizations.permissions import represents, works_for

PER_PAGE = 30


@login_not_required
@require_safe
@planned_afresh()
def organization_list(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    chosen = form.chosen
    words = chosen.get("q", "")
    found = queries.search(words, chosen)
    # Keys alone are counted and skipped, in the index; then a page's rows are read.
    keys = found.organizations.values_list("pk", flat=True)
    page = LongPaginator(keys, PER_PAGE).get_page(request.GET.get("pagina"))
    context = {
        "form": form,
        "page": page,
        "organizations": queries.listed(list(page)),
        "words": queries.clean_words(words),
        "nearest": found.nearest,
    }
    return render_page_or_fragment(
        request,
        page="organizations/list.html",
        fragment="organizations/_list.html",
        context=context,
    )


@login_not_required
@require_safe
def organization_detail(request: HttpRequest, organization_uid: UUID) -> HttpResponse:
    """A body's page. One that has closed keeps its address: acts refer to it."""
    organization = get_object_or_404(
        Organization.objects.defer("email", "phone", "search"), uid=organization_uid
    )
    signed_in = request.user.is_authenticated
    context = {
        "organization": organization,
        "facts": _facts(organization),
        "activities": [Art5Activity(letter).label for letter in organization.art5_letters],
        "may_edit": signed_in and works_for(request.user, organization),
        "may_see_people": signed_in and represents(request.user, organization),
    }
    return render(request, "organizations/detail.html", context)


def _facts(body: Organization) -> list[tuple[Text, Any]]:
    """What the register says of a body; what nobody has said is «non noto», never left to guess."""
    unknown = _("non noto")
    runts = [body.runts_number, body.get_runts_section_display() if body.runts_section else ""]
    if body.runts_enrolled_on:
        runts.append(_("dal %(day)s") % {"day": moments.day(body.runts_enrolled_on)})
    facts: list[tuple[Text, Any]] = [
        (_("Codice fiscale"), body.codice_fiscale or unknown),
        (_("Forma giuridica"), LegalType(body.legal_type).label),
        (_("RUNTS"), ", ".join(part for part in runts if part) or unknown),
        (_("Sede"), ", ".join(part for part in (body.address, body.city) if part) or unknown),
        (_("PEC"), _pec(body) or unknown),
    ]
    optional = [
        (_("Partita IVA"), body.vat),
        (_("Costituito il"), body.founded_on and moments.day(body.founded_on)),
        (_("Persone retribuite"), body.staff_count),
        (_("Volontari"), body.volunteer_count),
    ]
    return facts + [(label, value) for label, value in optional if value not in {None, ""}]


def _pec(body: Organization) -> str:
    """One that nobody has proven yet may be another's: the page says so."""
    if body.pec and not body.pec_confirmed_at:
        return _("%(pec)s, da confermare") % {"pec": body.pec}
    return body.pec
