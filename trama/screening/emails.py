"""What the office owes to a body: the reasons that stand in its way, and the outcome."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from trama.applications.emails import recipient_of
from trama.mailbox.lifecycle import create_link, post
from trama.mailbox.models import OutgoingMessage, SignedLink
from trama.screening.models import RejectionNotice, ScreeningCase
from trama.screening.queries.listing import remedies

OBSERVATIONS = "screening.observations"
OUTCOME = "screening.outcome"
LINK_DAYS = 40
"""Ten days run from a delivery that may be late, and what comes after the term is kept too."""


def send_rejection_notice(notice: RejectionNotice) -> OutgoingMessage | None:
    """Preavviso di rigetto: the reasons, and a link to answer without an account. Sent once.

    None when the body has no address: the officer delivers it by hand.
    """
    application = notice.case.application
    recipient = recipient_of(application)
    if not recipient or is_sent(notice):
        return None
    with override("it"):
        url = create_link(
            OBSERVATIONS, addressee=recipient, thing=notice, at=notice.sent_at, days=LINK_DAYS
        )
        return post(
            "screening/emails/rejection_notice",
            recipient=recipient,
            context={**_facts(notice.case), "rejection": notice, "url": url},
            purpose=OBSERVATIONS,
            at=notice.sent_at,
            dossier=notice.dossier,
        )


def is_sent(notice: RejectionNotice) -> bool:
    return SignedLink.objects.filter(purpose=OBSERVATIONS, object_uid=notice.uid).exists()


def send_outcome(case: ScreeningCase, at: datetime) -> OutgoingMessage | None:
    """Admitted or not, with the reasons, the remedies and what comes next."""
    recipient = recipient_of(case.application)
    if not recipient:
        return None
    with override("it"):
        path = reverse("screening:list", args=[case.dossier])
        context = {
            **_facts(case),
            "case": case,
            "is_admitted": case.status == "admitted",
            "remedies": remedies(),
            "url": f"{settings.BASE_URL}{path}",
        }
        return post(
            "screening/emails/outcome",
            recipient=recipient,
            context=context,
            purpose=OUTCOME,
            at=at,
            dossier=case.dossier,
        )


def _facts(case: ScreeningCase) -> dict[str, Any]:
    application = case.application
    return {
        "application": application,
        "organization": application.organization,
        "notice": application.notice,
        "office": application.notice.office,
    }
