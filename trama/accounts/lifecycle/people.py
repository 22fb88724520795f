"""What happens to people and their sessions. Signing in by itself is allauth's."""

from datetime import datetime
from typing import Any

from allauth.account.internal.flows.login import clear_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import login, update_session_auth_hash
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils.translation import gettext as _

from trama.accounts.http import DEMO_IDENTITY, FACTOR_KEY, METHOD_KEY
from trama.accounts.models import User
from trama.accounts.queries import is_demo_database
from trama.accounts.rules import Identity
from trama.core import clock, events
from trama.core.workflow import ActRefused

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@transaction.atomic
def rename(user: User, name: str, *, at: datetime) -> None:
    """A person corrects their own name."""
    user.name = name
    user.save(update_fields=["name"])
    events.record(events.Act("rename", user, user, at, {"name": name}))


# ---------------------------------------------------------------- digital identity


@transaction.atomic
def link_identity(user: User, identity: Identity, *, at: datetime) -> None:
    """From now on this codice fiscale is this person. Refused when it is somebody else's already.

    A codice fiscale only ever comes from a digital identity; once there, it does not change.
    """
    taken = User.objects.filter(codice_fiscale=identity.codice_fiscale).exclude(pk=user.pk).exists()
    if taken or user.codice_fiscale not in {None, "", identity.codice_fiscale}:
        raise ActRefused(
            _("Questa identità digitale appartiene a un’altra persona. Non è cambiato niente: "
              "se le due sei sempre tu, scrivici e uniamo i due accessi.")
        )  # fmt: skip
    if user.codice_fiscale:
        return
    user.codice_fiscale = identity.codice_fiscale
    user.save(update_fields=["codice_fiscale"])
    events.record(events.Act("link_identity", user, user, at, {}))


# ---------------------------------------------------------------- sessions


@transaction.atomic
def second_factor_added(
    sender: object, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    """allauth's signal. Sessions begun with the password alone, by whoever knew it, end here."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        return
    at = clock.now()
    payload = {"type": str(authenticator.type)}
    events.record(events.Act("add_second_factor", user, user, at, payload))
    end_other_sessions(request, user, at=at)
    request.session[FACTOR_KEY] = True


@transaction.atomic
def end_other_sessions(request: HttpRequest, user: User, *, at: datetime) -> None:
    """Every session of this person ends, except the one that asks."""
    User.objects.filter(pk=user.pk).update(sessions_round=F("sessions_round") + 1)
    user.refresh_from_db(fields=["sessions_round"])
    update_session_auth_hash(request, user)
    events.record(events.Act("end_other_sessions", user, user, at, {}))


def sign_in_for_demo(request: HttpRequest, user: User) -> None:
    """One click, no password: exists only in the demo. Counts as a digital identity.

    The database is asked too, because a web server runs no system checks.
    """
    if not (settings.DEMO and is_demo_database()):
        raise RuntimeError("Signing in without proof exists only in the demo.")
    clear_authentication_records(request)
    login(request, user, backend=BACKEND)
    request.session[METHOD_KEY] = DEMO_IDENTITY
