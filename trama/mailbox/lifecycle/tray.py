"""What a person does with a message that waits in the tray."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from trama.accounts.models import User
from trama.core import clock, events
from trama.core.workflow import ActRefused, MoveRefused, move
from trama.ledger.formats.store import MissingContentError
from trama.ledger.lifecycle import receive_document
from trama.mailbox import handlers, rules
from trama.mailbox.formats.content import Attachment
from trama.mailbox.formats.envelope import read_message
from trama.mailbox.handlers import Arrival
from trama.mailbox.lifecycle.incoming import content_of, settle
from trama.mailbox.models import IncomingMessage, MessageStatus
from trama.mailbox.permissions import OPENABLE, WAITING
from trama.mailbox.queries import has_opened, is_sealed

MATCHED = {MessageStatus.RECEIVED, MessageStatus.LATE}


@transaction.atomic
def open_envelope(message: IncomingMessage, *, actor: User, reason: str = "") -> None:
    """Open a message in order to sort it: recorded, once for each person who does.

    One that may be for a procedure still open waits for its end: before, only with a reason, that
    the history tells. What it encloses becomes documents, which the worker checks before anybody
    looks at them.
    """
    at = clock.now()
    locked = IncomingMessage.objects.select_for_update().get(pk=message.pk)
    if locked.status not in OPENABLE:
        raise ActRefused(
            _("Questo messaggio non aspetta più: il suo contenuto si apre nel procedimento.")
        )
    if has_opened(actor, locked):
        return
    if is_sealed(locked):
        must_have_reason(reason)
        events.record(events.Act("open_sealed", locked, actor, at, {"reason": reason.strip()}))
    else:
        events.record(events.Act("open", locked, actor, at, {"why": "sorting"}))
    if not locked.documents.exists():
        for enclosure in read_message(_content(locked)).attachments():
            _keep_enclosure(locked, enclosure, at)


def _content(message: IncomingMessage) -> bytes:
    try:
        return content_of(message)
    except MissingContentError:
        raise ActRefused(
            _(
                "Il messaggio è registrato, ma il suo contenuto non si trova nell’archivio. "
                "Nulla è cambiato: avvisa chi cura la piattaforma."
            )
        ) from None


def _keep_enclosure(message: IncomingMessage, enclosure: Attachment, at: datetime) -> None:
    try:
        with transaction.atomic():
            document = receive_document(
                enclosure.content,
                name=enclosure.name,
                declared_type=enclosure.declared_type,
                actor=None,
                at=at,
            )
    except ActRefused:
        return  # empty or too large: the page says so, the original has it
    message.documents.add(document)


@transaction.atomic
def assign(
    message: IncomingMessage,
    notice_code: str,
    organization_uid: UUID | None,
    *,
    actor: User,
    reason: str,
) -> None:
    """Say by hand which procedure, and which body, a waiting message belongs to, and why.

    The procedure judges it as if it had understood by itself; what it refuses is refused here.
    """
    at = clock.now()
    # Held: of two people who sort it at once, the second finds what the first one did.
    locked = IncomingMessage.objects.select_for_update(no_key=True).get(pk=message.pk)
    if not {message.status, locked.status} <= WAITING:
        raise MoveRefused(_("Questo messaggio è già sistemato. Nulla è cambiato: ricarica."))
    _must_be_told(locked, actor)
    must_have_reason(reason)
    content = read_message(_content(message))
    arrival = Arrival(message, content, notice_code, organization_uid, actor)
    with override(settings.LANGUAGE_CODE):
        claim = handlers.claim(arrival)
    if claim is None or claim.status not in MATCHED:
        why = " ".join(claim.reasons) if claim else _("Quell’avviso non riconosce il messaggio.")
        raise ActRefused(_("Non si può collegare. %(why)s Nulla è cambiato.") % {"why": why})
    note = {"reason": reason, "organization": str(organization_uid or "")}
    settle(message, claim, verb="assign", at=at, actor=actor, note=note)


@transaction.atomic
def set_aside(message: IncomingMessage, *, actor: User, reason: str) -> None:
    """Take a message out of the tray because nothing follows from it. It stays, with the reason."""
    at = clock.now()
    _must_be_told(message, actor)
    must_have_reason(reason)
    move(
        message,
        MessageStatus.SET_ASIDE,
        verb="set_aside",
        actor=actor,
        at=at,
        note={"reason": reason},
        reasons=rules.shortened([*message.reasons, reason]),
    )


def _must_be_told(message: IncomingMessage, actor: User) -> None:
    """Nobody sorts what they may not read yet."""
    if is_sealed(message) and not has_opened(actor, message):
        raise ActRefused(
            _("Questo messaggio si apre dopo la scadenza. Se non può aspettare, prima aprilo e "
              "scrivi perché. Nulla è cambiato.")
        )  # fmt: skip


def must_have_reason(reason: str) -> None:
    if len(reason.split()) < 2:
        raise ActRefused(_("Scrivi perché, in poche parole: resta nella storia del messaggio."))
