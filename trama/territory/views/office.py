"""The office says which zones each community social worker and manager answers for."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from trama.accounts.http import AuthenticatedRequest
from trama.core.access import require
from trama.core.http import accepted, see_other, sent, show_form
from trama.territory.forms import AreaForm
from trama.territory.lifecycle.areas import assign_area
from trama.territory.models import Area
from trama.territory.permissions import may_assign_area, may_assign_areas
from trama.territory.queries.areas import area_roles


@require_safe
def areas(request: AuthenticatedRequest) -> HttpResponse:
    """Everybody who has an area, or should have one."""
    require(may_assign_areas(request.user))
    roles = [(role, getattr(role, "area", None)) for role in area_roles()]
    missing = sum(1 for _role, found in roles if found is None)
    return render(request, "territory/areas.html", {"roles": roles, "missing": missing})


@require_http_methods(["GET", "HEAD", "POST"])
def area(
    request: AuthenticatedRequest, user_uid: UUID, office_code: str, duty: str
) -> HttpResponse:
    require(may_assign_areas(request.user))
    role = get_object_or_404(area_roles(), user__uid=user_uid, office__code=office_code, duty=duty)
    require(may_assign_area(request.user, role))
    form = AreaForm(sent(request), initial=_initial(getattr(role, "area", None)))
    if accepted(
        form,
        lambda: assign_area(
            role, name=form.cleaned_data["name"], zones=form.zones(), actor=request.user
        ),
    ):
        messages.success(
            request, _("Area salvata: da adesso ne risponde %(who)s.") % {"who": role.user}
        )
        return see_other("territory:areas")
    return show_form(request, "territory/area.html", form, {"role": role})


def _initial(area: Area | None) -> dict[str, object]:
    if area is None:
        return {}
    initial: dict[str, object] = {"name": area.name}
    for zone in area.zones.all():
        codes = initial.setdefault(zone.kind, [])
        if isinstance(codes, list):
            codes.append(zone.code)
    return initial
