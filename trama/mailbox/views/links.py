"""A signed link is opened: its secret is exchanged for a short session and a clean address."""

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from trama.core import clock
from trama.mailbox import lifecycle
from trama.mailbox.links import purpose_of
from trama.mailbox.models import SignedLink
from trama.mailbox.queries import HELD_FOR, SESSION_KEY

MOST_A_MINUTE = 30  # of one address
MOST_HELD = 10


@login_not_required
@require_safe
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Mail programs open links before people do: this GET does nothing that a person would miss.

    Wrong, expired and withdrawn get one and the same answer.
    """
    response = _answer(request, token)
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _answer(request: HttpRequest, token: str) -> HttpResponse:
    now = clock.now()
    if _too_many(request, minute=int(now.timestamp()) // 60):
        return render(request, "429.html", status=429)
    found = lifecycle.exchange(token, now)
    purpose = purpose_of(found) if found else None
    if found is None or purpose is None:
        return render(request, "mailbox/link_refused.html", status=404)
    if request.method == "GET":
        _hold(request, found, now.timestamp())
    address = purpose.target(found)
    if not url_has_allowed_host_and_scheme(address, allowed_hosts=None):
        raise ValueError("A link leads to a path of ours.")
    return HttpResponseRedirect(address)


def _hold(request: HttpRequest, found: SignedLink, at: float) -> None:
    """The few last links that this browser holds, each for half an hour."""
    earlier = request.session.get(SESSION_KEY, {})
    since = at - HELD_FOR.total_seconds()
    fresh = {uid: when for uid, when in earlier.items() if when >= since}
    kept = dict(sorted(fresh.items(), key=lambda pair: pair[1])[-(MOST_HELD - 1) :])
    request.session[SESSION_KEY] = {**kept, str(found.uid): at}
    request.session.cycle_key()
    if not request.user.is_authenticated:
        request.session.set_expiry(int(HELD_FOR.total_seconds()))


def _too_many(request: HttpRequest, *, minute: int) -> bool:
    key = f"links:{get_adapter(request).get_client_ip(request)}:{minute}"
    cache.add(key, 0, timeout=120)
    try:
        return cache.incr(key) > MOST_A_MINUTE
    except ValueError:  # it expired between the two
        return False
