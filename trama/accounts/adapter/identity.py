from typing import Any, ClassVar, cast

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from trama.accounts import lifecycle
from trama.accounts.adapter.sentences import IDENTITY_ERRORS
from trama.accounts.models import User
from trama.accounts.rules import Identity, IdentityRefused, merge_claims, read_identity
from trama.core import clock
from trama.core.workflow import ActRefused


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """SPID and CIE. A person is their codice fiscale: never their e-mail, which anybody can claim.

    Of what the provider says we keep the subject, the codice fiscale and the name.
    """

    error_messages: ClassVar = {**DefaultSocialAccountAdapter.error_messages, **IDENTITY_ERRORS}

    def populate_user(
        self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]
    ) -> User:
        try:
            claims = merge_claims(sociallogin.account.extra_data)
            identity = read_identity(claims)
        except IdentityRefused as refusal:
            raise ImmediateHttpResponse(refused(request, str(refusal))) from refusal
        sociallogin.identity = identity
        # Before anything is saved: the rest of the claims is none of our business.
        sociallogin.account.extra_data = {
            "strong": identity.strong,
            "proven_at": identity.proven_at,
        }
        for address in sociallogin.email_addresses:
            address.verified = claims.get("email_verified") is True  # a "false" is a true text
        user = cast("User", sociallogin.user)
        user.email = (data.get("email") or "").lower()
        user.name = identity.name
        user.codice_fiscale = identity.codice_fiscale
        return user

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        identity: Identity = sociallogin.identity
        connecting = sociallogin.state.get("process") == "connect"
        try:
            if connecting and isinstance(request.user, User):
                if not sociallogin.is_existing or sociallogin.user == request.user:
                    lifecycle.link_identity(request.user, identity, at=clock.now())
            elif sociallogin.is_existing:
                lifecycle.link_identity(sociallogin.user, identity, at=clock.now())
            else:
                known = User.objects.filter(codice_fiscale=identity.codice_fiscale).first()
                if known is not None:
                    sociallogin.connect(request, known)
        except ActRefused as refusal:
            raise ImmediateHttpResponse(refused(request, str(refusal), status=403)) from refusal

    def get_signup_form_initial_data(self, sociallogin: SocialLogin) -> dict[str, str]:
        return {"email": sociallogin.user.email}

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        return False

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        if error == AuthError.CANCELLED:
            raise ImmediateHttpResponse(render(request, "socialaccount/login_cancelled.html"))
        raise ImmediateHttpResponse(failed(request))

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        get_account_adapter().send_notification_mail(*args, **kwargs)


def refused(request: HttpRequest, sentence: str, status: int = 400) -> HttpResponse:
    """The provider answered, and the answer is not one that lets a person in."""
    context = {"sentence": sentence}
    return render(request, "socialaccount/refused.html", context, status=status)


def failed(request: HttpRequest) -> HttpResponse:
    """The provider did not answer, or answered what was not asked."""
    return render(request, "socialaccount/authentication_error.html", status=400)
