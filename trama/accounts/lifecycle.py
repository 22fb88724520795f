"""What happens to people, their duties and their sessions. Signing in by itself is allauth's."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allauth.account.internal.flows.login import clear_authentication_records
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import login, update_session_auth_hash
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

from trama.accounts.http import DEMO_IDENTITY, FACTOR_KEY, METHOD_KEY
from trama.accounts.models import Office, OfficeDuty, OfficeRole, User
from trama.accounts.queries import is_demo_database
from trama.accounts.rules import Identity
from trama.core import clock, events
from trama.core.workflow import ActRefused

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


# ---------------------------------------------------------------- duties in an office


@transaction.atomic
def assign_duty(
    user: User,
    office: Office,
    duty: OfficeDuty,
    *,
    since: date,
    until: date | None = None,
    actor: events.Actor | None,
    at: datetime,
) -> OfficeRole:
    """Incarico: from a day to a day, both included. Refused when it overlaps one alike."""
    if until is not None and until < since:
        raise ActRefused(_("L’incarico finirebbe prima di cominciare. Non è cambiato niente."))
    role = OfficeRole(user=user, office=office, duty=duty, since=since, until=until)
    try:
        role.validate_constraints()
        with transaction.atomic():
            role.save()
    except ValidationError as refusal:
        raise ActRefused(" ".join(refusal.messages)) from refusal
    except IntegrityError as refusal:  # somebody else, in the same instant
        raise ActRefused(_("La persona ha già questo incarico in quei giorni.")) from refusal
    payload = {"duty": str(duty), "office": office.code, "since": since, "until": until}
    events.record(events.Act("assign_duty", role, actor, at, payload))
    return role


@transaction.atomic
def end_duty(role: OfficeRole, *, on: date, actor: events.Actor | None, at: datetime) -> None:
    """The last day of a duty. A duty is never cancelled: what was done under it stays true."""
    if on < role.since:
        raise ActRefused(_("L’incarico finirebbe prima di cominciare. Non è cambiato niente."))
    later = Q(until=None) | Q(until__gt=on)
    if not OfficeRole.objects.filter(later, pk=role.pk).update(until=on):
        raise ActRefused(_("L’incarico è già chiuso a quel giorno, o prima."))
    role.until = on
    events.record(events.Act("end_duty", role, actor, at, {"until": on}))


@dataclass(frozen=True)
class OfficePerson:
    role: OfficeRole
    created: bool

    @property
    def user(self) -> User:
        return self.role.user


@transaction.atomic
def enroll_office_person(
    email: str,
    name: str,
    office: Office,
    duty: OfficeDuty,
    *,
    since: date,
    actor: events.Actor | None,
    at: datetime,
) -> OfficePerson:
    """A person of an office, new or known by e-mail, with a duty. They choose their own password.

    The address of a new person counts as verified: whoever installs the platform vouches for it.
    """
    try:
        validate_email(email)
    except ValidationError as refusal:
        sentence = _("«%(email)s» non è un indirizzo e-mail.") % {"email": email}
        raise ActRefused(sentence) from refusal
    user = User.objects.filter(email__iexact=email).first()
    created = user is None
    if user is None:
        if not name.strip():
            raise ActRefused(_("Di una persona nuova serve nome e cognome."))
        user = User.objects.create_user(email.lower(), name=name.strip())
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    role = assign_duty(user, office, duty, since=since, actor=actor, at=at)
    return OfficePerson(role, created)


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
