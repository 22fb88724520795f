"""Duties in an office: dated, given by somebody to somebody else, never cancelled."""

from dataclasses import dataclass
from datetime import date, datetime

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from trama.accounts.models import Office, OfficeDuty, OfficeRole, User
from trama.core import events
from trama.core.workflow import ActRefused, check_constraints


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
    """Incarico: from a day to a day, both included. Refused when it overlaps one alike, and to
    whoever would give it to themselves (R-SD: nobody appoints themselves)."""
    _not_oneself(user, actor)
    if until is not None and until < since:
        raise ActRefused(_("L’incarico finirebbe prima di cominciare. Non è cambiato niente."))
    role = OfficeRole(user=user, office=office, duty=duty, since=since, until=until)
    check_constraints(role)
    try:
        with transaction.atomic():
            role.save()
    except IntegrityError as refusal:  # somebody else, in the same instant
        raise ActRefused(_("La persona ha già questo incarico in quei giorni.")) from refusal
    payload = {"duty": str(duty), "office": office.code, "since": since, "until": until}
    events.record(events.Act("assign_duty", role, actor, at, payload))
    return role


@transaction.atomic
def end_duty(role: OfficeRole, *, on: date, actor: events.Actor | None, at: datetime) -> None:
    """The last day of a duty. A duty is never cancelled: what was done under it stays true."""
    _not_oneself(role.user, actor)
    if on < role.since:
        raise ActRefused(_("L’incarico finirebbe prima di cominciare. Non è cambiato niente."))
    later = Q(until=None) | Q(until__gt=on)
    if not OfficeRole.objects.filter(later, pk=role.pk).update(until=on):
        raise ActRefused(_("L’incarico è già chiuso a quel giorno, o prima."))
    role.until = on
    events.record(events.Act("end_duty", role, actor, at, {"until": on}))


def _not_oneself(user: User, actor: events.Actor | None) -> None:
    if actor is not None and actor.pk == user.pk:
        raise ActRefused(
            _("Nessuno dà o toglie un incarico a se stesso: lo fa un’altra persona. "
              "Non è cambiato niente.")
        )  # fmt: skip


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
    until: date | None = None,
    actor: events.Actor | None,
    at: datetime,
) -> OfficePerson:
    """A person of an office, new or known by e-mail, with a duty. They choose their own password.

    The address counts as verified: whoever gives the duty vouches for it. Who had signed up with it
    and never confirmed it may be anybody: the password they chose is worth nothing.
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
        user = User.objects.create_user(email.lower(), name=name.strip(), verified=True)
    elif not EmailAddress.objects.filter(user=user, email=user.email, verified=True).exists():
        _begin_again(user, name, actor=actor, at=at)
    role = assign_duty(user, office, duty, since=since, until=until, actor=actor, at=at)
    return OfficePerson(role, created)


def _begin_again(user: User, name: str, *, actor: events.Actor | None, at: datetime) -> None:
    """An access that nobody has proved theirs becomes the one of whoever reads its address."""
    if user.codice_fiscale:
        raise ActRefused(
            _("Questo indirizzo è di una persona che non lo ha ancora confermato: chiedile di "
              "entrare e di confermarlo. Non è cambiato niente.")
        )  # fmt: skip
    user.set_unusable_password()
    user.name = name.strip() or user.name
    user.sessions_round += 1
    user.save(update_fields=["password", "name", "sessions_round"])
    EmailAddress.objects.filter(user=user, email=user.email).update(verified=True)
    events.record(events.Act("vouch_address", user, actor, at, {}))
