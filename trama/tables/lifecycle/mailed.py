"""Replies by e-mail: proposed by the mailbox; a person makes contributions of them, or not."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events
from trama.core.workflow import ActRefused, MoveRefused, move
from trama.mailbox.models import IncomingMessage
from trama.tables.lifecycle.contributions import bring
from trama.tables.models import (
    Contribution,
    ContributionChannel,
    MailedContribution,
    MailedStatus,
    Participant,
    Path,
)


@transaction.atomic
def propose_mailed(
    path: Path,
    message: IncomingMessage,
    *,
    text: str,
    is_cut: bool,
    participant: Participant | None,
) -> MailedContribution:
    """A reply waits for a person: nothing of it is public. `participant`: whose address it is."""
    at = clock.now()
    proposed = MailedContribution.objects.create(
        path=path,
        message=message,
        participant=participant,
        text=text,
        is_cut=is_cut,
        received_at=message.raw.received_at,
    )
    note = {"from_participant": participant is not None}
    events.record(events.Act("propose_mailed", proposed, None, at, note))
    return proposed


@transaction.atomic
def confirm_mailed(
    mailed: MailedContribution,
    facts: Mapping[str, Any],
    *,
    authors: Iterable[Participant],
    actor: User,
) -> Contribution:
    """A contribution of the body that wrote, on whose behalf the office puts it down."""
    at = clock.now()
    if mailed.status != MailedStatus.PROPOSED:
        raise MoveRefused(_("Questa risposta è già sistemata. Nulla è cambiato: ricarica."))
    made = bring(
        mailed.path,
        authors=authors,
        channel=ContributionChannel.EMAIL,
        acted_for=True,
        actor=actor,
        **facts,
    )
    move(
        mailed,
        MailedStatus.CONFIRMED,
        verb="confirm_mailed",
        actor=actor,
        at=at,
        note={"code": made.code},
        contribution=made,
    )
    return made


@transaction.atomic
def discard_mailed(mailed: MailedContribution, *, reason: str, actor: User) -> None:
    """Nothing follows from it: it stays, with why."""
    at = clock.now()
    if not reason.strip():
        raise ActRefused(_("Scrivi perché la metti da parte: resta scritto accanto."))
    move(
        mailed,
        MailedStatus.DISCARDED,
        verb="discard_mailed",
        actor=actor,
        at=at,
        reason=reason.strip(),
    )
