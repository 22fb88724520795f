from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from trama.accounts.http import (
    prove_factor,
    signed_in_with_digital_identity,
    signed_in_with_second_factor,
)
from trama.accounts.models import User
from trama.accounts.queries import staff_second_factor

# Where a person of an office may go before they have a second factor.
OPEN = {
    "account_logout",
    "account_reauthenticate",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_reauthenticate",
    "mfa_reauthenticate_webauthn",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "openid_connect_login",
    "openid_connect_callback",
    "system:alive",
    "system:ready",
}


class SecondFactorMiddleware:
    """Whoever works for an office sets up a second factor before anything else, and shows it.

    A session begun with the password alone, before the factor was there, has to show it too: it may
    be somebody else's. A session begun with a digital identity has shown two factors already.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        match = request.resolver_match
        user = request.user
        if not isinstance(user, User):
            return None
        user.only_reads = request.method in {"GET", "HEAD"}
        if (match is not None and match.view_name in OPEN) or signed_in_with_digital_identity(
            request
        ):
            return None
        has_factor = staff_second_factor(user)
        if has_factor is None or (has_factor and signed_in_with_second_factor(request)):
            return None
        if has_factor:
            return prove_factor(request)
        messages.warning(
            request,
            _("Per chi lavora negli uffici il secondo fattore è obbligatorio. Attivane uno, "
              "un’app o una passkey, poi riprendi da dove eri."),
        )  # fmt: skip
        return redirect("mfa_index")
