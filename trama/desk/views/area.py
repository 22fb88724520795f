"""The desk of whoever answers for an area: nothing but panels, by duty."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from trama.accounts.http import AuthenticatedRequest
from trama.core import due
from trama.core.access import require
from trama.territory.permissions import is_community_manager, is_community_worker
from trama.territory.queries.desks import desk_of


@require_safe
def area(request: AuthenticatedRequest) -> HttpResponse:
    """The community social worker's week; the Welfare Community Manager's gaps and silences."""
    worker, manager = is_community_worker(request.user), is_community_manager(request.user)
    require(worker or manager)
    context = {
        "desk": desk_of(request.user),
        "is_worker": worker,
        "is_manager": manager,
        "terms": due.of(request.user),
    }
    return render(request, "desk/area.html", context)
