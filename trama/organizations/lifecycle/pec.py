"""A body's PEC is proven by whoever reads that mailbox: a link goes there, a click confirms it."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events
from trama.core.workflow import ActRefused
from trama.mailbox.lifecycle import use_link
from trama.mailbox.models import SignedLink
from trama.organizations import emails
from trama.organizations.models import Organization, OrganizationStatus

PAUSE = timedelta(minutes=10)
"""Between two letters to the same mailbox: nobody is flooded through us."""


def pec_taken() -> ActRefused:
    return ActRefused(_("Questa PEC è già di un altro ente. Nulla è stato salvato: controllala."))


def is_of_another(pec: str, organization: Organization) -> bool:
    """Another body has proven that this PEC is its own."""
    proven = Organization.objects.filter(pec=pec, pec_confirmed_at__isnull=False)
    return bool(pec) and proven.exclude(pk=organization.pk).exists()


def ask_for_proof(organization: Organization, *, actor: User, at: datetime) -> None:
    """Send the link to the PEC written on the card, if it is still to be proven."""
    if organization.pec and not organization.pec_confirmed_at:
        emails.ask_to_confirm_pec(organization, at=at)
        events.record(events.Act("ask_pec", organization, actor, at, {}))


@transaction.atomic
def ask_pec_again(organization: Organization, *, actor: User) -> None:
    """The body's people want the link once more: the first was lost, or has expired."""
    at = clock.now()
    locked = Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    _must_be_active(locked)
    if not locked.pec or locked.pec_confirmed_at:
        raise ActRefused(_("Non c’è nessuna PEC da confermare."))
    latest = SignedLink.objects.filter(
        purpose=emails.PEC, object_uid=locked.uid, addressee=locked.pec, created_at__gt=at - PAUSE
    )
    if latest.exists():
        raise ActRefused(
            _(
                "Abbiamo mandato il collegamento a %(pec)s da meno di dieci minuti. "
                "Guarda nella casella, anche nella posta indesiderata; poi riprova."
            )
            % {"pec": locked.pec}
        )
    ask_for_proof(locked, actor=actor, at=at)


@transaction.atomic
def confirm_pec(organization: Organization, link: SignedLink) -> None:
    """Whoever opened the link reads that mailbox: from now on the PEC is the body's. Twice is once.

    Refused when the card has another PEC by now, or another body has proven this one first.
    """
    at = clock.now()
    locked = Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    _must_be_active(locked)
    if locked.pec != link.addressee:
        raise ActRefused(
            _("Intanto l’ente ha scritto un’altra PEC: questo collegamento non serve più.")
        )
    if not locked.pec_confirmed_at:
        try:
            with transaction.atomic():
                Organization.objects.filter(pk=locked.pk).update(pec_confirmed_at=at)
        except IntegrityError:
            raise pec_taken() from None
        events.record(events.Act("confirm_pec", locked, None, at, {}))
        use_link(link, at)
    organization.refresh_from_db(fields=["pec", "pec_confirmed_at"])


def _must_be_active(organization: Organization) -> None:
    if organization.status == OrganizationStatus.CLOSED:
        raise ActRefused(_("L’ente non è più attivo: la sua scheda non si cambia."))
