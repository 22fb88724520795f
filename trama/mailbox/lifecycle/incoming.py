"""A message arrives: first kept as it came, then read, judged, handed to whoever understands it.

Each step commits by itself, so that a crash loses none of the earlier ones; a job takes up again
what was left half-way (`finish_reading`).
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from trama.accounts.models import User
from trama.core import clock, events, jobs, moments
from trama.core.workflow import ActRefused, MoveRefused, move
from trama.ledger.formats import store
from trama.mailbox import handlers, rules
from trama.mailbox.formats.envelope import CertifiedMessage, read_message
from trama.mailbox.formats.signature import SignatureState, verify
from trama.mailbox.handlers import Arrival, Claim
from trama.mailbox.lifecycle.trust import trust_store
from trama.mailbox.models import (
    IncomingMessage,
    MessageStatus,
    OutgoingMessage,
    RawMessage,
)
from trama.mailbox.rules import Understood

logger = logging.getLogger(__name__)

DUPLICATE = "duplicate"
VERBS = {
    MessageStatus.RECEIVED: "match",
    MessageStatus.LATE: "match_late",
    MessageStatus.RECEIPT: "file_receipt",
    MessageStatus.UNMATCHED: "leave_unmatched",
    MessageStatus.HELD: "hold",
}


@dataclass(frozen=True)
class Outcome:
    """What became of a message handed to `take_in`.

    `word`: received, late, duplicate, receipt, unmatched or held. Of a duplicate, `message` is the
    first copy.
    """

    word: str
    message: IncomingMessage
    reasons: Sequence[str] = ()


def take_in(
    content: bytes, *, source: str, at: datetime, notice_code: str | None = None
) -> Outcome:
    """Receive a message. `source`: the mailbox or the command that brought it; `notice_code`: the
    procedure it is for, when whoever brings it knows.

    To be called outside any transaction: the raw message is then on disk and in its table before
    anybody tries to read it. Refused only when there is not one byte.
    """
    with override(settings.LANGUAGE_CODE):  # what is written on a message is Italian
        raw = _keep(content, source=source, at=at)
        code = handlers.code_of(notice_code) if notice_code else ""
        return _take_up(raw, content, at=at, code=code, asked=notice_code)


def _keep(content: bytes, *, source: str, at: datetime) -> RawMessage:
    try:
        stored = store.put(settings.DOCUMENT_ROOT, [content])
    except store.EmptyContentError:
        raise ActRefused(_("Il messaggio è vuoto: non c’è niente da conservare.")) from None
    facts = {"size": stored.size, "source": source[:200], "received_at": at}
    raw, _created = RawMessage.objects.get_or_create(sha256=stored.sha256, defaults=facts)
    return raw


def _take_up(
    raw: RawMessage, content: bytes, *, at: datetime, code: str = "", asked: str | None = None
) -> Outcome:
    first = IncomingMessage.objects.filter(raw=raw).first() or raw.duplicate_of
    if first is not None:
        return _duplicate(first)
    understood = _understand(content)
    try:
        message = _write_down(raw, understood, at=at, code=code)
    except IntegrityError:
        # Somebody else was writing the same message down: theirs is the first.
        return _copy_of_another(raw, understood)
    conclude(message, understood, notice_code=asked)
    word = MessageStatus.HELD if message.status == MessageStatus.STORED else message.status
    return Outcome(str(word), message, message.reasons)


def _understand(content: bytes) -> Understood:
    """Reads and judges. Our readers never raise; if one did, the message waits for a person."""
    try:
        message = read_message(content)
        return Understood(message, verify(content, message, trust_store()))
    except Exception:
        logger.exception("A message could not be read; it is kept.")
    # Nothing of it was understood: the reading of no bytes at all, for what it is.
    empty = read_message(b"")
    verdict = replace(verify(b"", empty, trust_store()), state=SignatureState.UNREADABLE)
    return Understood(empty, verdict, failed=True)


@transaction.atomic
def _write_down(
    raw: RawMessage, understood: Understood, *, at: datetime, code: str
) -> IncomingMessage:
    content = understood.content
    message = IncomingMessage.objects.create(
        raw=raw,
        kind=content.kind,
        message_id=content.message_id[:998],
        identity=rules.identity(understood),
        reference=content.reference[:998],
        signature=str(understood.verdict.state),
        verdict=rules.verdict_rows(understood),
        accepted_at=content.certified_at,
        sender=rules.sender(content)[:320],
        recipients=rules.recipients(content),
        subject=rules.subject(content)[:998],
        dossier_code=code[:60],
    )
    facts = {
        "sha256": raw.sha256,
        "source": raw.source,
        "kind": message.kind,
        "signature": message.signature,
        "accepted_at": message.accepted_at,
    }
    events.record(events.Act("take_in", message, None, at, facts))
    return message


def _copy_of_another(raw: RawMessage, understood: Understood) -> Outcome:
    first = IncomingMessage.objects.filter(raw=raw).first()
    if first is None:
        first = IncomingMessage.objects.get(identity=rules.identity(understood))
        RawMessage.objects.filter(pk=raw.pk).update(duplicate_of=first)
    return _duplicate(first)


def _duplicate(first: IncomingMessage) -> Outcome:
    on = moments.short_instant(first.raw.received_at)
    return Outcome(DUPLICATE, first, [_("È già arrivato, %(on)s: ne resta uno.") % {"on": on}])


# ---------------------------------------------------------------- what it becomes


def conclude(
    message: IncomingMessage, understood: Understood, *, notice_code: str | None = None
) -> None:
    """Hand a message that was written down to whoever understands it.

    A fault of a handler loses nothing: the message stays STORED, says so, and a job tries again.
    """
    try:
        _dispatch(message, understood, notice_code)
    except MoveRefused:
        message.refresh_from_db()  # somebody else concluded it meanwhile
    except Exception:
        logger.exception("The handlers of messages failed on %s; it is kept.", message.uid)
        message.refresh_from_db()
        _leave_for_later(message)


@transaction.atomic
def _dispatch(message: IncomingMessage, understood: Understood, notice_code: str | None) -> None:
    at = clock.now()
    claim = _judge(message, understood, notice_code or message.dossier_code or None)
    settle(message, claim, verb=VERBS[claim.status], at=at)


def _judge(message: IncomingMessage, understood: Understood, notice_code: str | None) -> Claim:
    held, dossier = rules.why_held(understood), message.dossier_code
    if held and not rules.is_plain(understood):
        return Claim(MessageStatus.HELD, held, dossier=dossier)
    if understood.is_receipt:
        return _receipt_claim(understood.content)
    arrival = Arrival(message, understood.content, notice_code=notice_code)
    try:
        with transaction.atomic():
            others = handlers.claim_plain if held else handlers.claim
            claim = handlers.claim_reply(arrival) or others(arrival)
    except ActRefused as refusal:
        return Claim(MessageStatus.HELD, [str(refusal)], dossier=dossier)
    return claim or Claim(
        MessageStatus.HELD if held else MessageStatus.UNMATCHED,
        held
        or [
            _("Nessun procedimento riconosce questo messaggio: né dall’oggetto né dall’indirizzo.")
        ],
        dossier=dossier,
    )


def _receipt_claim(content: CertifiedMessage) -> Claim:
    """Of which of our messages it is the receipt: by what is signed, else by the envelope."""
    named = content.daticert.msgid if content.daticert else ""
    ours = OutgoingMessage.objects.filter(message_id=named or content.reference).first()
    if ours is None:
        reason = _("Ricevuta di un messaggio che non è partito da qui.")
        return Claim(MessageStatus.RECEIPT, [reason], certified_at=content.certified_at)
    return Claim(
        MessageStatus.RECEIPT,
        dossier=ours.dossier_code,
        outcome=ours,
        certified_at=content.certified_at,
    )


def settle(
    message: IncomingMessage,
    claim: Claim,
    *,
    verb: str,
    at: datetime,
    actor: User | None = None,
    note: dict[str, Any] | None = None,
) -> None:
    """Write on a message what became of it. `actor` and `note`: who decided it by hand, and why."""
    outcome = claim.outcome
    move(
        message,
        claim.status,
        verb=verb,
        at=at,
        actor=actor,
        note=note,
        reasons=rules.shortened(claim.reasons),
        dossier_code=claim.dossier[:60] or message.dossier_code,
        certified_at=claim.certified_at,
        outcome_label=outcome._meta.label_lower if outcome else "",
        outcome_uid=outcome.uid if outcome else None,
    )


def _leave_for_later(message: IncomingMessage) -> None:
    if message.status != MessageStatus.STORED:
        return
    reason = _(
        "Un guasto del programma ne ha fermato la lettura. Il messaggio è conservato intero: "
        "riproviamo da soli."
    )
    with transaction.atomic():
        IncomingMessage.objects.filter(pk=message.pk).update(reasons=[reason])
        jobs.defer("mailbox.read_again", message=str(message.uid))
    message.reasons = [reason]


# ---------------------------------------------------------------- taking up again


def content_of(message: IncomingMessage) -> bytes:
    """The message as it came. `MissingContentError` when the disk has lost it."""
    with store.open_content(settings.DOCUMENT_ROOT, message.raw.sha256) as file:
        return file.read()


def read_again(message: IncomingMessage, *, is_last: bool) -> None:
    """Another try with a message left STORED: raises on a new fault, at the last one holds it."""
    if message.status != MessageStatus.STORED:
        return
    with override(settings.LANGUAGE_CODE):
        try:
            _dispatch(message, _understand(content_of(message)), None)
        except MoveRefused:
            message.refresh_from_db()
        except Exception:
            if not is_last:
                raise
            logger.exception("The handlers of messages keep failing on %s.", message.uid)
            message.refresh_from_db()
            _give_up(message)


def _give_up(message: IncomingMessage) -> None:
    reason = _(
        "Un guasto del programma ne ha impedito la lettura, più volte. Il messaggio è conservato "
        "intero: si può collegare a mano."
    )
    claim = Claim(MessageStatus.HELD, [reason], dossier=message.dossier_code)
    settle(message, claim, verb="hold", at=clock.now())


def finish_reading(raw: RawMessage) -> Outcome:
    """Take up a raw message that a crash left unread, or read and not concluded."""
    with override(settings.LANGUAGE_CODE):
        with store.open_content(settings.DOCUMENT_ROOT, raw.sha256) as file:
            content = file.read()
        message = IncomingMessage.objects.filter(raw=raw, status=MessageStatus.STORED).first()
        if message is None:
            return _take_up(raw, content, at=clock.now())
        conclude(message, _understand(content))
        return Outcome(message.status, message, message.reasons)
