"""Questions about replies by e-mail: to which path, from which body, what waits."""

from django.db.models import Case, Q, QuerySet, When

from trama.mailbox.models import OutgoingMessage
from trama.tables.models import (
    MailedContribution,
    MailedStatus,
    Participant,
    ParticipantStatus,
    Path,
)

OURS = "tables."
"""How the purposes of the letters of the tables begin."""


def letter_answered(message_ids: tuple[str, ...]) -> OutgoingMessage | None:
    """Which letter of the tables a message answers: the nearest that it names."""
    found = OutgoingMessage.objects.filter(message_id__in=message_ids, purpose__startswith=OURS)
    letters = {letter.message_id: letter for letter in found}
    return next((letters[one] for one in message_ids if one in letters), None)


def sender_among(path: Path, address: str) -> Participant | None:
    """The one body that takes part and has this address; None: nobody, or more than one."""
    theirs = (
        Q(email__iexact=address)
        | Q(organization__email__iexact=address)
        | Q(organization__pec__iexact=address)
    )
    active = path.participants.filter(theirs, status=ParticipantStatus.ACTIVE)
    found = list(active.order_by("pk")[:2]) if address else []
    return found[0] if len(found) == 1 else None


def mailed_of(path: Path) -> QuerySet[MailedContribution]:
    """Those that wait first, from the oldest; then the others."""
    rows = path.mailed.select_related("message", "participant", "contribution")
    waiting = Case(When(status=MailedStatus.PROPOSED, then=0), default=1)
    return rows.order_by(waiting, "received_at", "pk")
