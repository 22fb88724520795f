"""What the web knows of whoever is signed in: how they proved who they are, and how long ago."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlencode, urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core.http import see_other

View = TypeVar("View", bound=Callable[..., HttpResponse])

# In the session.
METHOD_KEY = "auth_method"
FACTOR_KEY = "second_factor_set_up"
PROVEN_KEY = "identity_at"  # seconds since 1970
DIGITAL_IDENTITY = "digital_identity"  # SPID level 2 or more, CIE
WEAK_IDENTITY = "weak_identity"  # SPID level 1: a password, after all
DEMO_IDENTITY = "demo_identity"
PASSWORD = "password"  # noqa: S105 - the name of a way in


class AuthenticatedRequest(HttpRequest):
    """What a view receives behind `LoginRequiredMiddleware`."""

    user: User


def signed_in(request: HttpRequest) -> User | None:
    """Who has signed in; None when nobody has, and who acts holds a link of ours."""
    return request.user if isinstance(request.user, User) else None


def identity_provider_id() -> str:
    """The name, in our addresses, of the door for SPID and CIE; empty when there is none."""
    providers: dict[str, Any] = settings.SOCIALACCOUNT_PROVIDERS
    apps = providers.get("openid_connect", {}).get("APPS", [])
    return str(apps[0]["provider_id"]) if apps else ""


def signed_in_with_digital_identity(request: HttpRequest) -> bool:
    """The session began with SPID (level 2 or more) or CIE, or with the demo's simulation of it."""
    method = request.session.get(METHOD_KEY)
    return method == DIGITAL_IDENTITY or (settings.DEMO and method == DEMO_IDENTITY)


def signed_in_with_second_factor(request: HttpRequest) -> bool:
    """This session has shown an app, a passkey or a recovery code, or is where one was set up."""
    if request.session.get(FACTOR_KEY):
        return True
    return any(record.get("method") == "mfa" for record in _records(request))


def prove_factor(request: HttpRequest) -> HttpResponse:
    """To the page where the second factor is shown, and back."""
    ways = get_adapter(request).get_reauthentication_methods(request.user)
    page = next(way["url"] for way in ways if way["id"].startswith("mfa_reauthenticate"))
    back = request.get_full_path() if request.method in {"GET", "HEAD"} else "/"
    return see_other(f"{page}?{urlencode({REDIRECT_FIELD_NAME: back})}")


def is_recent(request: HttpRequest) -> bool:
    """Proved who they are, at sign-in or again, within ACCOUNT_REAUTHENTICATION_TIMEOUT."""
    if not request.user.is_authenticated:
        return False
    if settings.DEMO and request.session.get(METHOD_KEY) == DEMO_IDENTITY:
        return True
    last = max((_proven_at(request, r) for r in _records(request)), default=0.0)
    return time.time() - last < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def recently_authenticated(view: View) -> View:
    """A dangerous act: whoever signed in long ago proves again who they are, then comes back here.

    Put it on the page that asks for confirmation as well as on the act. A form that arrives late is
    not replayed: the person comes back to its page and is told that nothing has changed.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if is_recent(request):
            return view(request, *args, **kwargs)
        back = request.get_full_path()
        if request.method not in {"GET", "HEAD"}:
            back = _page_of_the_form(request)
            messages.warning(
                request,
                _("Prima di un atto così serve confermare che sei tu. Non è ancora cambiato "
                  "niente: conferma, poi ripeti l’atto."),
            )  # fmt: skip
        return prove_again(request, back)

    return cast("View", guarded)


def prove_again(request: HttpRequest, back: str) -> HttpResponse:
    """To the page where a person proves again who they are, and from there `back`."""
    methods = get_adapter(request).get_reauthentication_methods(request.user)
    if not methods:  # nothing to prove it with in this session: only a new one can
        logout(request)
    page = methods[0]["url"] if methods else reverse("account_login")
    return see_other(f"{page}?{urlencode({REDIRECT_FIELD_NAME: back})}")


def _page_of_the_form(request: HttpRequest) -> str:
    """The page of ours where the form was, or the home."""
    referer = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(referer, {request.get_host()}):
        parts = urlsplit(referer)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return "/"


def _records(request: HttpRequest) -> list[dict[str, object]]:
    records = get_authentication_records(request, request.user)
    return [r for r in records if r.get("method") in {"password", "mfa", "socialaccount"}]


def _proven_at(request: HttpRequest, record: dict[str, object]) -> float:
    """A digital identity may have been proven to its provider before it was shown to us."""
    shown_at = float(str(record.get("at", 0)))
    if record.get("method") != "socialaccount":
        return shown_at
    return min(shown_at, float(request.session.get(PROVEN_KEY, shown_at)))
