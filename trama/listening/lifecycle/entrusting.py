"""The office of listening entrusts a body with it, and withdraws: what is open runs to its end."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from trama.accounts.models import Office, User
from trama.core import clock, events
from trama.core.deadlines import day_of
from trama.core.personal_data import refuse_personal_data
from trama.core.workflow import ActRefused, move
from trama.listening import emails
from trama.listening.lifecycle.campaigns import end_by
from trama.listening.models import Entrustment, EntrustmentStatus
from trama.organizations.models import Organization

LAST_DAYS = timedelta(days=30)
"""Of a campaign without a last day, from when its body is no longer entrusted."""


@transaction.atomic
def entrust(organization: Organization, reason: str, *, office: Office, actor: User) -> Entrustment:
    """From now on the body opens campaigns in the city's name. `reason`: the act, or why; it is
    public."""
    at = clock.now()
    said = _said("reason", reason)
    try:
        with transaction.atomic():
            made = Entrustment.objects.create(
                organization=organization, office=office, reason=said, entrusted_at=at
            )
    except IntegrityError:
        raise ActRefused(_("A questo ente l’ascolto è già affidato. Nulla è cambiato.")) from None
    facts = {"organization": str(organization), "reason": said}
    events.record(events.Act("entrust", made, actor, at, facts))
    emails.tell_entrusted(made, at=at)
    return made


@transaction.atomic
def withdraw(entrustment: Entrustment, reason: str, *, actor: User) -> None:
    """It opens no more. Its open campaigns keep their last day; those that had none get one."""
    at = clock.now()
    said = _said("withdrawal", reason)
    move(
        entrustment,
        EntrustmentStatus.WITHDRAWN,
        verb="withdraw",
        actor=actor,
        at=at,
        note={"organization": str(entrustment.organization)},
        withdrawn_at=at,
        withdrawal=said,
    )
    last_day = day_of(at) + LAST_DAYS
    end_by(entrustment.organization, last_day, actor=actor, at=at)
    emails.tell_withdrawn(entrustment, last_day, at=at)


def _said(name: str, words: str) -> str:
    said = words.strip()
    if not said:
        raise ActRefused(_("Scrivi con quale atto, o perché: lo leggono tutti."))
    refuse_personal_data({name: said}, contacts_are_public=False)
    return said
