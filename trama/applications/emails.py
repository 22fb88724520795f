from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from trama.applications.models import Application, ApplicationBasis
from trama.applications.queries import receipt, to_confirm, told
from trama.applications.queries.amended import TOLD, since
from trama.core import clock, events
from trama.mailbox.lifecycle import create_link, post
from trama.mailbox.models import OutgoingMessage, SignedLink

RECEIPT = "applications.receipt"
AMENDED = "applications.amended"
LINK_DAYS = 365
"""A receipt is read months later too: at the list, before the court."""


def send_receipt(application: Application) -> OutgoingMessage | None:
    """Ricevuta, L. 241/1990 art. 18-bis: to the body's PEC, else to whoever sent the application.

    Sent once: the job may run twice, the second finds the link of the first.
    """
    recipient = recipient_of(application)
    if not recipient or already_sent(application):
        return None
    at: datetime = clock.now()
    with override("it"):
        context = {
            "receipt": receipt(application),
            "application": application,
            "notice": application.notice,
            "organization": application.organization,
            "by_mail": application.basis in {ApplicationBasis.OWN_PEC, ApplicationBasis.OTHER_PEC},
            "url": create_link(
                RECEIPT, addressee=recipient, thing=application, at=at, days=LINK_DAYS
            ),
        }
        return post(
            "applications/emails/receipt",
            recipient=recipient,
            context=context,
            purpose=RECEIPT,
            at=at,
            dossier=application.dossier,
        )


def send_amended(application: Application) -> OutgoingMessage | None:
    """The notice has changed under an application already presented: each act is told once, in one
    letter those of which nothing was told yet."""
    recipient = recipient_of(application)
    untold = [one for one in since(application) if not told(application, one)][::-1]
    if not recipient or not untold:
        return None
    at = clock.now()
    with override("it"):
        path = reverse("applications:detail", args=[application.uid])
        context = {
            "application": application,
            "notice": application.notice,
            "amendments": untold,
            "to_confirm": bool(to_confirm(application)),
            "url": f"{settings.BASE_URL}{path}",
        }
        letter = post(
            "applications/emails/amended",
            recipient=recipient,
            context=context,
            purpose=AMENDED,
            at=at,
            dossier=application.dossier,
        )
    facts = {"amendments": [str(one.uid) for one in untold]}
    events.record(events.Act(TOLD, application, None, at, facts))
    return letter


def recipient_of(application: Application) -> str:
    """Where the body surely reads it: a PEC that is only written on its card may be a stranger's.

    A PEC of a body without addresses is answered back.
    """
    if application.organization.proven_pec:
        return application.organization.proven_pec
    if application.submitted_by is not None:
        return application.submitted_by.email
    if application.message is not None:
        return application.message.sender
    return application.organization.email


def already_sent(application: Application) -> bool:
    return SignedLink.objects.filter(purpose=RECEIPT, object_uid=application.uid).exists()
