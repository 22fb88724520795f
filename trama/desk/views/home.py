from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from trama.accounts.http import AuthenticatedRequest
from trama.accounts.queries import works_on_areas, works_on_procedures
from trama.core import clock, due
from trama.core.access import require
from trama.core.ui import Due
from trama.desk import queries
from trama.notices.permissions import may_create


@require_safe
def home(request: AuthenticatedRequest) -> HttpResponse:
    """What is due, what came by mail, where each notice is: for whoever works on procedures."""
    if not works_on_procedures(request.user) and works_on_areas(request.user):
        return redirect("desk:area")
    require(works_on_procedures(request.user))
    at = clock.now()
    terms = due.of(request.user)
    context = {
        "now": at,
        "terms": terms,
        "sentence": sentence(terms),
        "may_create": may_create(request.user),
        "rows": queries.notices(request.user, at),
    }
    return render(request, "desk/home.html", context)


def sentence(terms: list[Due]) -> str:
    """The answer first: how much is late, how much ends today."""
    late = sum(term.state == "late" for term in terms)
    today = sum(term.state == "today" for term in terms)
    if not late and not today:
        return _("Oggi non scade niente.")
    parts = []
    if today:
        parts.append(
            ngettext("Oggi scade un termine.", "Oggi scadono %(n)d termini.", today) % {"n": today}
        )
    if late:
        parts.append(
            ngettext("Un termine è in ritardo.", "%(n)d termini sono in ritardo.", late)
            % {"n": late}
        )
    return " ".join(parts)
