"""Replies to the letters of a path: kept as they came, and proposed to its office.

Which path: the letter that is answered; failing that, in ordinary mail, a path's code in the
subject. What is written to the listening address is a signal, whatever it speaks of.
Certified mail that names another notice, or that a person says is of another, is a matter of that
procedure even when it answers a letter of the tables: it may be an application.
Nothing is made public here, so that nobody needs to certify who wrote.
"""

from django.conf import settings
from django.utils.translation import gettext as _

from trama.applications.intake import codes_in
from trama.mailbox.formats.replies import Reply, read_reply
from trama.mailbox.handlers import Arrival, Claim
from trama.mailbox.models import MessageKind, MessageStatus, OutgoingMessage
from trama.notices.models import Notice
from trama.tables.lifecycle.mailed import propose_mailed
from trama.tables.lifecycle.paths import GATHERING
from trama.tables.models import Path
from trama.tables.queries.mailed import letter_answered, sender_among

READ = {MessageKind.CERTIFIED, MessageKind.ORDINARY}


def handle(arrival: Arrival) -> Claim | None:
    """Claim a reply to a path that is under way; None of everything else."""
    original = arrival.content.original
    if arrival.message.kind not in READ or original is None:
        return None
    reply = read_reply(original)
    letter = letter_answered(reply.answered)
    path = _path(arrival, letter)
    if path is None:
        return None
    if reply.is_automatic:
        reason = _("Risposta automatica: non è un contributo. Resta conservata.")
        return Claim(MessageStatus.RECEIPT, [reason], dossier=path.dossier, outcome=letter)
    return _propose(arrival, path, reply)


def _path(arrival: Arrival, letter: OutgoingMessage | None) -> Path | None:
    under_way = Path.objects.filter(status__in=GATHERING).select_related("notice")
    if letter is not None:
        path = under_way.filter(notice__code=letter.dossier_code).first()
        return None if path is None or _is_of_another(arrival, path) else path
    to_listening = settings.LISTENING_EMAIL.lower() in arrival.message.recipients
    if arrival.message.kind != MessageKind.ORDINARY or to_listening:
        return None
    codes = codes_in(arrival.message.subject, under_way.values_list("notice__code", flat=True))
    return under_way.get(notice__code=codes.pop()) if len(codes) == 1 else None


def _is_of_another(arrival: Arrival, path: Path) -> bool:
    if arrival.message.kind != MessageKind.CERTIFIED:
        return False
    named = codes_in(arrival.message.subject, Notice.objects.values_list("code", flat=True))
    return bool((named | {arrival.notice_code or path.code}) - {path.code})


def _propose(arrival: Arrival, path: Path, reply: Reply) -> Claim:
    proposed = propose_mailed(
        path,
        arrival.message,
        text=reply.words,
        is_cut=reply.is_cut,
        participant=sender_among(path, arrival.message.sender),
    )
    return Claim(MessageStatus.RECEIVED, dossier=path.dossier, outcome=proposed)
