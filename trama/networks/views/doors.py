"""The way into a network's pages: which network, who may go in, what an act answers."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from trama.accounts.http import AuthenticatedRequest
from trama.core.access import require
from trama.core.workflow import ActRefused
from trama.networks.models import Network
from trama.networks.permissions import may_coordinate, may_oversee


def network_of(code: str) -> Network:
    """Every network is public."""
    return get_object_or_404(Network.objects.select_related("source"), code=code)


def cared_for(request: AuthenticatedRequest, code: str) -> Network:
    """For whoever coordinates it or answers for its zones."""
    network = network_of(code)
    require(may_coordinate(request.user, network))
    return network


def overseen(request: AuthenticatedRequest, code: str) -> Network:
    """For whoever answers for its zones, or keeps the registers."""
    network = network_of(code)
    require(may_oversee(request.user, network))
    return network


def attempted(request: HttpRequest, act: Callable[[], object], done: str) -> bool:
    """The act, with what became of it said on the next page; whether it was done."""
    try:
        act()
    except ActRefused as refusal:
        messages.error(request, str(refusal))
        return False
    messages.success(request, done)
    return True
