"""Certified mail that carries an application: which notice, which body, in time or not.

Nothing is guessed: a code that is written exactly, one body and one only; else a person matches it
in the tray, and what they chose wins over what the message says.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from stdnum import luhn

from trama.applications import lifecycle, rules
from trama.applications.models import Application, ApplicationStatus
from trama.applications.queries import list_is_out
from trama.mailbox.handlers import Arrival, Claim
from trama.mailbox.models import MessageKind, MessageStatus, SignatureState
from trama.mailbox.rules import certifies_instant
from trama.notices.models import Channel, Notice, NoticeStatus, PecInstant
from trama.notices.rules import in_time
from trama.organizations.models import Organization, OrganizationStatus
from trama.organizations.queries import match

ELEVEN_DIGITS = re.compile(r"(?<!\d)\d{11}(?!\d)")
READ = {MessageKind.CERTIFIED, MessageKind.ANOMALY, MessageKind.ORDINARY}
MOST_CODES_READ = 50
MOST_ADDRESSES = 5  # told in a reason
MOST_TEXT_READ = 200_000  # characters of the body


@dataclass(frozen=True)
class Found:
    """What the message points to, or in a sentence why it points to nothing certain."""

    what: Notice | Organization | None
    reason: str = ""


def handle(arrival: Arrival) -> Claim | None:
    """Claim a message that speaks of one of our notices; None when it speaks of none."""
    if arrival.message.kind not in READ:
        return None
    notice = notice_of(arrival)
    if isinstance(notice, Notice):
        return _claim(arrival, notice)
    return _waiting(MessageStatus.UNMATCHED, notice.reason) if notice else None


def _claim(arrival: Arrival, notice: Notice) -> Claim:
    body = organization_of(arrival)
    elsewhere = _sent_elsewhere(arrival, notice)
    if isinstance(body, Found):
        return _waiting(MessageStatus.UNMATCHED, body.reason, notice, also=elsewhere)
    if body.status == OrganizationStatus.CLOSED and arrival.actor is None:
        return _waiting(MessageStatus.HELD, _closed(body), notice, also=elsewhere)
    if elsewhere:
        return _waiting(MessageStatus.HELD, elsewhere, notice)
    verdict = _instant(arrival, notice)
    if verdict.at is None:
        return _waiting(MessageStatus.HELD, verdict.reason, notice)
    if reason := _not_receivable(notice, verdict.at):
        return _waiting(MessageStatus.HELD, reason, notice)
    return _open(arrival, notice, body, verdict.at)


def _waiting(
    status: MessageStatus, reason: str, notice: Notice | None = None, *, also: str = ""
) -> Claim:
    return Claim(
        status=status,
        reasons=[reason, also] if also else [reason],
        dossier=notice.code if notice else "",
        outcome=None,
        certified_at=None,
    )


def _open(arrival: Arrival, notice: Notice, body: Organization, at: datetime) -> Claim:
    try:
        application, problems = lifecycle.open_from_mail(
            arrival.message,
            arrival.content.attachments(),
            notice=notice,
            organization=body,
            certified_at=at,
            own_pec=_is_own_pec(arrival, body),
            actor=arrival.actor,
        )
    except lifecycle.Contested as refusal:
        return _waiting(MessageStatus.HELD, str(refusal), notice)
    return Claim(
        status=_status(application),
        reasons=problems,
        dossier=notice.code,
        outcome=application,
        certified_at=at,
    )


def _is_own_pec(arrival: Arrival, body: Organization) -> bool:
    """Certified as sent from the PEC that the body has proven its own: an ordinary mail may claim
    any sender, and a card any PEC."""
    is_certified = arrival.message.signature == SignatureState.TRUSTED
    pec = body.proven_pec.lower()
    return is_certified and bool(pec) and pec == arrival.message.sender


def _closed(body: Organization) -> str:
    return _(
        "Per il registro «%(name)s» non è più attivo: decide una persona se la domanda è sua."
    ) % {"name": body.name}


def _sent_elsewhere(arrival: Arrival, notice: Notice) -> str:
    """The notice says where to write. What went elsewhere, a person may still take in."""
    written = arrival.message.recipients
    ours = notice.pec_address.lower()
    if not ours or arrival.actor is not None or ours in {one.lower() for one in written}:
        return ""
    facts = {"code": notice.code, "ours": ours, "written": ", ".join(written[:MOST_ADDRESSES])}
    if not written:
        return _("L’avviso %(code)s vuole le domande a %(ours)s: il messaggio non dice a chi è "
                 "andato. Decide una persona se vale.") % facts  # fmt: skip
    return _("L’avviso %(code)s vuole le domande a %(ours)s, questa è stata mandata a "
             "%(written)s. Decide una persona se vale.") % facts  # fmt: skip


def _status(application: Application) -> MessageStatus:
    late = application.status == ApplicationStatus.LATE
    return MessageStatus.LATE if late else MessageStatus.RECEIVED


# ---------------------------------------------------------------- which notice


def notice_of(arrival: Arrival) -> Notice | Found | None:
    """By what a person or the command says, else by a code in the subject, else by our address."""
    if arrival.notice_code:
        return Notice.objects.filter(code__iexact=arrival.notice_code).first() or Found(
            None, _("Nessun avviso ha il codice %(code)s.") % {"code": arrival.notice_code}
        )
    published = Notice.objects.filter(published_at__isnull=False)
    codes = codes_in(arrival.message.subject, published.values_list("code", flat=True))
    if len(codes) > 1:
        named = ", ".join(sorted(codes))
        return Found(None, _("L’oggetto nomina più di un avviso: %(codes)s.") % {"codes": named})
    if codes:
        return published.get(code=codes.pop())
    return _by_address(arrival)


def codes_in(subject: str, codes: Iterable[str]) -> set[str]:
    """The notice codes written in a subject, in any case, with spaces or underscores for hyphens.

    A code that is only the beginning of a longer one that is there too does not count.
    """
    found = {code for code in codes if _written(code).search(subject)}
    return {code for code in found if not any(code != o and o.startswith(code) for o in found)}


def _written(code: str) -> re.Pattern[str]:
    parts = [re.escape(part) for part in re.split(r"[-_]", code)]
    spaced = r"[\s_–-]*".join(parts)
    return re.compile(rf"(?<!\w){spaced}(?![^\W_])", re.IGNORECASE)


def _by_address(arrival: Arrival) -> Notice | Found | None:
    """The notice whose address it was sent to, when one alone with that address was open then."""
    at = arrival.message.accepted_at or arrival.content.certified_at
    ours = [address.lower() for address in arrival.message.recipients]
    if at is None or not ours:
        return None
    by_address = Notice.objects.filter(pec_address__in=ours, published_at__isnull=False)
    if not by_address.exists():
        return None
    candidates = list(by_address.filter(in_time(at), opens_at__lte=at)[:2])
    if len(candidates) == 1:
        return candidates[0]
    return Found(
        None,
        _("L’oggetto non nomina nessun avviso, e a quell’indirizzo non ce n’era uno solo aperto."),
    )


# ---------------------------------------------------------------- which body


def organization_of(arrival: Arrival) -> Organization | Found:
    """One body and one only: chosen by a person, or by its PEC, or by a codice fiscale written."""
    if arrival.organization is not None:
        return Organization.objects.filter(uid=arrival.organization).first() or Found(
            None, _("L’ente scelto non è nel registro.")
        )
    sender = arrival.message.sender
    by_pec = match(pec=sender) if sender else None
    named = _named(arrival)
    if by_pec is not None and (not named or by_pec in named):
        return by_pec
    candidates = named | ({by_pec} if by_pec else set())
    if len(candidates) == 1:
        return candidates.pop()
    if not candidates:
        return Found(
            None,
            _(
                "Nessun ente del registro ha confermato come sua la PEC %(sender)s, e nel "
                "messaggio non c’è il codice fiscale di un ente registrato."
            )
            % {"sender": sender or "—"},
        )
    names = ", ".join(sorted(body.name for body in candidates))
    return Found(None, _("Il messaggio indica più di un ente: %(names)s.") % {"names": names})


def _named(arrival: Arrival) -> set[Organization]:
    """The bodies whose codice fiscale is in the subject, in the text or in a file's name."""
    content = arrival.content
    names = " ".join(enclosure.name for enclosure in content.attachments())
    text = f"{arrival.message.subject} {names} {content.text[:MOST_TEXT_READ]}"
    written = codici_fiscali_in(text)
    return set(Organization.objects.filter(codice_fiscale__in=written))


def codici_fiscali_in(text: str) -> set[str]:
    """Numbers of eleven digits with a valid check digit: the form of a body's codice fiscale."""
    valid = (number for number in ELEVEN_DIGITS.findall(text) if luhn.is_valid(number))
    return set(list(dict.fromkeys(valid))[:MOST_CODES_READ])


# ---------------------------------------------------------------- when


def _instant(arrival: Arrival, notice: Notice) -> rules.PecVerdict:
    """The instant that the notice says counts; where it leaves a doubt, a person may settle it."""
    accepted_at = _accepted_at(arrival)
    verdict = rules.pec_instant(
        notice.pec_instant or PecInstant.ACCEPTED,
        accepted_at=accepted_at,
        delivered_at=None,  # a transport envelope does not say it
        closes_at=notice.closes_at,
    )
    if verdict.at is None and arrival.actor is not None and accepted_at is not None:
        return rules.PecVerdict(accepted_at)
    return verdict


def _accepted_at(arrival: Arrival) -> datetime | None:
    """When the sender's provider accepted it. What no known provider signs may say any instant: it
    proves only that it was here when it came."""
    message = arrival.message
    accepted_at = message.accepted_at or arrival.content.certified_at
    if accepted_at is None or certifies_instant(message):
        return accepted_at
    return max(accepted_at, message.raw.received_at)


def _not_receivable(notice: Notice, at: datetime) -> str:
    """Why it cannot be an application for this notice; empty when it can."""
    if notice.status not in lifecycle.RECEIVING:
        status = NoticeStatus(notice.status).label
        return _("L’avviso %(code)s non riceve domande (%(status)s).") % {
            "code": notice.code,
            "status": status,
        }
    if Channel.PEC not in notice.channels:
        return _("L’avviso %(code)s non ammette domande per PEC.") % {"code": notice.code}
    if list_is_out(notice):
        return _("L’elenco degli ammessi dell’avviso %(code)s è già pubblicato: cambia solo con un "
                 "nuovo atto. Decide una persona.") % {"code": notice.code}  # fmt: skip
    if notice.opens_at is not None and at < notice.opens_at:
        return _("Spedita prima dell’apertura dell’avviso %(code)s.") % {"code": notice.code}
    return ""
