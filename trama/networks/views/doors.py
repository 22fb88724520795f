"""The way into a network's pages: which network, who may go in, what an act answers."""

from django.shortcuts import get_object_or_404

from trama.accounts.http import AuthenticatedRequest
from trama.core.access import require
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
