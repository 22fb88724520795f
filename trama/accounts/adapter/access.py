from typing import Any, ClassVar, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import base36_to_int, url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override

from trama.accounts import emails
from trama.accounts.adapter.sentences import CHANGES, ERRORS, MESSAGES
from trama.accounts.http import (
    DIGITAL_IDENTITY,
    FACTOR_KEY,
    METHOD_KEY,
    PASSWORD,
    PROVEN_KEY,
    WEAK_IDENTITY,
    identity_provider_id,
    is_recent,
)
from trama.accounts.models import OfficeRole, User

RESET_LETTER = "account/email/password_reset_key"
SILENT = {"account/email/email_confirm"}  # the page has just said so


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """E-mail and password, and what is common to every way in."""

    error_messages: ClassVar = {**DefaultAccountAdapter.error_messages, **ERRORS}

    # ---------------------------------------------------------------- letters

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        emails.send(email, self._letter(template_prefix, context))

    def _letter(self, template_prefix: str, context: dict[str, Any]) -> emails.Letter:
        if template_prefix.startswith("account/email/email_confirmation"):
            return emails.confirm_address(context["activate_url"])
        if template_prefix == RESET_LETTER:
            return emails.reset_password(context["password_reset_url"])
        if template_prefix == "account/email/account_already_exists":
            return emails.already_registered()
        if template_prefix == "account/email/unknown_account":
            return emails.unknown_address()
        return emails.something_changed(CHANGES[template_prefix])

    def send_notification_mail(
        self,
        template_prefix: str,
        user: User,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        recipient = email or EmailAddress.objects.get_primary_email(user)
        if recipient and template_prefix not in SILENT:
            self.send_mail(template_prefix, recipient, context or {})

    def get_email_confirmation_url(
        self, request: HttpRequest, emailconfirmation: EmailConfirmationHMAC
    ) -> str:
        return emails.absolute(reverse("account_confirm_email", args=[emailconfirmation.key]))

    def get_reset_password_from_key_url(self, key: str) -> str:
        number, _dash, token = key.partition("-")
        user = User.objects.get(pk=base36_to_int(number))
        return reset_address(user, token)

    # ---------------------------------------------------------------- pages

    def add_message(  # noqa: PLR0917 - the signature is allauth’s
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        said = message or MESSAGES.get(message_template or "")
        if said:
            messages.add_message(request, level, str(said), extra_tags=extra_tags)

    def is_safe_url(self, url: str | None) -> bool:
        request = self.request
        return url_has_allowed_host_and_scheme(
            url, {request.get_host()}, require_https=request.is_secure()
        )

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("accounts:profile")

    def get_client_ip(self, request: HttpRequest) -> str:
        """The caller's address; who comes around our proxies is known by the address they have."""
        try:
            return str(super().get_client_ip(request))
        except ImproperlyConfigured:
            return str(request.META.get("REMOTE_ADDR", ""))

    # ---------------------------------------------------------------- signing in, and again

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        login = (kwargs.get("signal_kwargs") or {}).get("sociallogin")
        shown = login.account.extra_data if login else {}
        for key in (PROVEN_KEY, FACTOR_KEY):
            request.session.pop(key, None)
        request.session[METHOD_KEY] = PASSWORD
        if login:
            request.session[METHOD_KEY] = DIGITAL_IDENTITY if shown["strong"] else WEAK_IDENTITY
        if shown.get("proven_at"):
            request.session[PROVEN_KEY] = shown["proven_at"]
        return cast("HttpResponse", super().post_login(request, user, **kwargs))

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """One rule for allauth's pages and for ours: a fresh sign-in is proof enough."""
        return not is_recent(self.request)

    def get_reauthentication_methods(self, user: User) -> list[dict[str, str]]:
        words = {
            "reauthenticate": _("Con la password"),
            "mfa_reauthenticate": _("Con il codice dell’app, o uno di recupero"),
            "mfa_reauthenticate:webauthn": _("Con la passkey"),
        }
        methods = super().get_reauthentication_methods(user)
        ways = [{**method, "description": words[method["id"]]} for method in methods]
        provider = identity_provider_id()
        if provider and user.is_authenticated and user.codice_fiscale:
            url = reverse("openid_connect_login", args=[provider])
            ways.append({"id": "identity", "description": _("Con SPID o CIE"), "url": url})
        return ways


def reset_address(user: User, token: str) -> str:
    """Where to choose a new password: it names the person by their public identifier."""
    return emails.absolute(reverse("account_reset_password_from_key", args=[user.uid.hex, token]))


def welcome(role: OfficeRole) -> bool:
    """The letter by which a person who has no password yet chooses one. Whether it was due."""
    user = role.user
    if user.has_usable_password():
        return False
    with override("it"):
        url = reset_address(user, default_token_generator.make_token(user))
        letter = emails.welcome_to_office(role.office.name, str(role.get_duty_display()), url)
        emails.send(user.email, letter, "it")
    return True
