"""The mail on other pages: the rows of the desk's «Casella PEC»."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core.moments import local
from trama.core.panels import Panel
from trama.core.ui import Badge, Due, Tone
from trama.mailbox import queries
from trama.mailbox.models import IncomingMessage, MessageStatus
from trama.mailbox.permissions import may_enter_tray

ON_THE_DESK = 4

TONES: dict[str, Tone] = {
    MessageStatus.STORED: "wait",
    MessageStatus.RECEIVED: "done",
    MessageStatus.LATE: "stop",
    MessageStatus.RECEIPT: "",
    MessageStatus.UNMATCHED: "due",
    MessageStatus.HELD: "due",
    MessageStatus.SET_ASIDE: "wait",
}


def tray(request: HttpRequest, thing: Any) -> Panel | None:
    """The messages that wait for whoever looks, the last ones first, and how many there are."""
    if not isinstance(request.user, User) or not may_enter_tray(request.user):
        return None
    mail = queries.tray_of(request.user)
    rows = rows_of(list(mail.waiting[:ON_THE_DESK]), mail, badge=False)
    context = {"rows": rows, "counts": mail.counts(), "failed_total": mail.sent_in_vain.count()}
    return Panel("mailbox/_desk_tray.html", context)


def rows_of(
    messages: Sequence[IncomingMessage], mail: queries.Tray, *, badge: bool = True
) -> list[Due]:
    untold = mail.untold_among(messages)
    return [
        _untold_row(message, badge=badge) if message.pk in untold else _row(message, badge=badge)
        for message in messages
    ]


def _untold_row(message: IncomingMessage, *, badge: bool) -> Due:
    """Under seal: that it came, and nothing else."""
    at = message.raw.received_at
    shown = badge_of(message) if badge else None
    if message.status in queries.IN_DOUBT:
        why = _("Da aprire dopo la scadenza: chi scrive si saprà allora.")
        return Due(local(at).date(), _untold_title(message), why, at=at, badge=shown,
                   url=reverse("mailbox:message", args=[message.uid]))  # fmt: skip
    is_receipt = message.status == MessageStatus.RECEIPT
    words = _("Ricevuta per %(code)s") if is_receipt else _("Domanda per %(code)s")
    title = words % {"code": message.dossier_code}
    return Due(
        local(at).date(), title, _("Di chi è si saprà dopo la scadenza."), badge=shown, at=at
    )


def _untold_title(message: IncomingMessage) -> str:
    if message.dossier_code:
        return _("Messaggio per %(code)s, da smistare") % {"code": message.dossier_code}
    return _("Messaggio da smistare, forse per un avviso aperto")


def badge_of(message: IncomingMessage) -> Badge:
    return Badge(message.get_status_display(), TONES[message.status])


def _row(message: IncomingMessage, *, badge: bool) -> Due:
    at = message.raw.received_at
    waits = message.status in queries.WAITING
    return Due(
        local(at).date(),
        message.reasons[0] if waits and message.reasons else message.subject or _("Senza oggetto"),
        ", ".join(_who_and_what(message, with_subject=waits and bool(message.reasons))),
        url=reverse("mailbox:message", args=[message.uid]),
        action=_("Smista") if message.status in queries.WAITING[:2] else "",
        badge=badge_of(message) if badge else None,
        at=at,
    )


def _who_and_what(message: IncomingMessage, *, with_subject: bool) -> list[str]:
    parts = [message.sender or _("mittente non detto")]
    if with_subject and message.subject:
        parts.append(f"«{message.subject}»")
    return [*parts, message.dossier_code] if message.dossier_code else parts
