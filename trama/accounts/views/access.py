"""The profile, and the door of digital identity. The other pages of access are allauth's views,
listed in `urls`, with our templates."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from allauth.account.models import EmailAddress
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.openid_connect import views as openid
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from requests import RequestException

from trama.accounts import lifecycle, queries
from trama.accounts.adapter.identity import failed
from trama.accounts.forms.profile import NameForm
from trama.accounts.http import (
    AuthenticatedRequest,
    identity_provider_id,
    is_recent,
    prove_again,
    signed_in_with_digital_identity,
)
from trama.core import clock
from trama.core.http import see_other, sent

Page = Callable[..., HttpResponse]


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def profile(request: AuthenticatedRequest) -> HttpResponse:
    """Who I am here, how I get in, what I do in which office; upper apps add their panels."""
    user = request.user
    form = NameForm(sent(request), initial={"name": user.name})
    if form.is_valid() and not user.codice_fiscale:
        lifecycle.rename(user, form.cleaned_data["name"], at=clock.now())
        messages.success(request, _("Nome cambiato."))
        return see_other("accounts:profile")
    context = {
        "form": form,
        "pending_email": EmailAddress.objects.get_new(user),
        "has_second_factor": queries.has_second_factor(user),
        "roles": queries.roles_of(user),
        "identity_provider": identity_provider_id(),
        "by_identity": signed_in_with_digital_identity(request),
    }
    return render(request, "accounts/profile.html", context, status=422 if form.errors else 200)


@require_POST
def sign_out_elsewhere(request: AuthenticatedRequest) -> HttpResponse:
    lifecycle.end_other_sessions(request, request.user, at=clock.now())
    messages.success(request, _("Sei uscito da tutti gli altri dispositivi. Qui resti dentro."))
    return see_other("accounts:profile")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def identity(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To the provider of digital identities: to enter, to prove again who one is, or to link.

    Only a POST leaves. The provider is always asked to see the person anew, and nothing else that
    a request carries reaches it.
    """
    provider = _provider(request, provider_id)
    signed_in = request.user.is_authenticated
    connecting = signed_in and request.POST.get("process") == "connect"
    if request.method != "POST":
        context = {"provider": provider, "again": signed_in}
        return render(request, "socialaccount/login.html", context)
    profile_page = reverse("accounts:profile")
    if connecting and not is_recent(request):
        return prove_again(request, profile_page)
    try:
        response = provider.redirect(
            request,
            process="connect" if connecting else "login",
            next_url=profile_page if connecting else get_next_redirect_url(request),
            auth_params={**provider.get_auth_params(), "prompt": "login"},
        )
    except (RequestException, KeyError, ValueError):
        return failed(request)  # the provider is away, or does not speak OpenID Connect
    return cast("HttpResponse", response)


@login_not_required
@never_cache
def identity_return(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the provider. Whatever it answers, a person reads a sentence."""
    _provider(request, provider_id)
    try:
        return cast("HttpResponse", openid.callback(request, provider_id=provider_id))
    except (RequestException, KeyError, TypeError, ValueError, IntegrityError):
        return failed(request)


def _provider(request: HttpRequest, provider_id: str) -> Any:
    try:
        return get_adapter(request).get_provider(request, provider=provider_id)
    except SocialApp.DoesNotExist as absent:
        raise Http404 from absent


# ---------------------------------------------------------------- around allauth's views


def unprocessable(view: Page) -> Page:
    """A form sent back with its errors answers 422, as every form of the platform."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.method == "POST" and isinstance(response, TemplateResponse):
            form = (response.context_data or {}).get("form")
            if form is not None and form.is_bound and not form.is_valid():
                response.status_code = 422
        return response

    return answered


def by_position(view: Page) -> Page:
    """A person's passkeys are called, in addresses, by their place in that person's list."""

    @wraps(view)
    def found(request: AuthenticatedRequest, position: int) -> HttpResponse:
        passkeys = Authenticator.objects.filter(
            user=request.user, type=Authenticator.Type.WEBAUTHN
        ).order_by("pk")
        if not 0 < position <= 1000 or not (one := passkeys[position - 1 : position]):
            raise Http404
        return view(request, pk=one[0].pk)

    return found
