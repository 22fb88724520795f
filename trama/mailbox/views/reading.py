"""What the page of one message shows: never its contents before somebody has opened it."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trama.accounts.http import AuthenticatedRequest
from trama.core.ui import Badge, Check
from trama.ledger.formats.store import MissingContentError
from trama.ledger.models import Document
from trama.ledger.queries import Addresses, timeline, viewing
from trama.mailbox import queries, rules
from trama.mailbox.formats.envelope import read_message
from trama.mailbox.formats.mime import read_mime
from trama.mailbox.forms import AssignForm, BodySearch, ReasonForm
from trama.mailbox.handlers import correspondents
from trama.mailbox.lifecycle import content_of
from trama.mailbox.models import IncomingMessage, SignatureState
from trama.mailbox.panels import badge_of
from trama.mailbox.permissions import WAITING, may_handle, may_open

QUESTIONS = {
    "integrity": gettext_lazy("La firma è su questi byte"),
    "chain": gettext_lazy("Il certificato è di un gestore riconosciuto"),
    "signer": gettext_lazy("Ha firmato il gestore che la busta nomina"),
    "sender": gettext_lazy("Il mittente certificato è quello che si vede"),
}
MAX_TEXT_SHOWN = 50_000  # characters
MAX_HEADERS_SHOWN = 200


def page_of(
    request: AuthenticatedRequest,
    message: IncomingMessage,
    *,
    assign: AssignForm | None = None,
    aside: ReasonForm | None = None,
) -> dict[str, Any]:
    dossiers = queries.tray_of(request.user).dossiers
    may_sort = message.status in WAITING and may_handle(request.user, message)
    is_open = may_open(request.user, message) and queries.has_opened(request.user, message)
    words = (request.POST or request.GET).get("ente", "").replace("\0", "")[:100]
    bodies = correspondents(words) if may_sort else []
    initial = {"notice": message.dossier_code}
    return {
        "message": message,
        "badge": badge_of(message),
        "facts": facts_of(message),
        "checks": checks_of(message),
        "notes": [row for row in message.verdict if row["part"] == rules.NOTE],
        "unread": [row for row in message.verdict if row["part"] == rules.UNREAD],
        "may_sort": may_sort,
        "may_open": may_open(request.user, message) and not is_open,
        "is_open": is_open,
        "contents": contents_of(request, message) if is_open else None,
        "words": words,
        "bodies": bodies,
        "search": BodySearch({"ente": words}),
        "assign": assign or AssignForm(dossiers=dossiers, bodies=bodies, initial=initial),
        "aside": aside or ReasonForm(auto_id="aside_%s"),
        "entries": timeline("", public=False, subject=message),
    }


def facts_of(message: IncomingMessage) -> list[tuple[str, Any]]:
    pairs = [
        (_("Mittente"), message.sender or _("non detto")),
        (_("Destinatari"), ", ".join(message.recipients) or _("non detti")),
        (_("Tipo"), message.get_kind_display()),
        (_("Procedimento"), message.dossier_code or _("nessuno, per ora")),
    ]
    return [*pairs, (_("Impronta dell’originale"), f"sha-256 {message.raw.sha256}")]


def checks_of(message: IncomingMessage) -> list[Check]:
    """The verdict on the signature, question by question."""
    rows: Mapping[str, Mapping[str, Any]] = {row["part"]: row for row in message.verdict}
    unasked = message.signature in {SignatureState.UNSIGNED, SignatureState.UNREADABLE}
    return [
        Check(
            number=number,
            title=QUESTIONS[part],
            fact=rows[part]["sentence"],
            badge=_verdict(is_ok=rows[part]["ok"], unasked=unasked and part != "integrity"),
            by=_("Calcolato"),
        )
        for number, part in enumerate((one for one in rules.PARTS if one in rows), start=1)
    ]


def _verdict(*, is_ok: bool, unasked: bool) -> Badge:
    if is_ok:
        return Badge(_("Sì"), "done")
    return Badge(_("Non si può dire"), "wait") if unasked else Badge(_("No"), "stop")


def contents_of(request: AuthenticatedRequest, message: IncomingMessage) -> dict[str, Any]:
    """Text, headers and enclosures of an opened message; nothing of it is interpreted."""
    try:
        content = read_message(content_of(message))
    except MissingContentError:
        return {"missing": True}
    headers = read_mime(content.original or b"")[0].headers.fields[:MAX_HEADERS_SHOWN]
    documents = list(message.documents.order_by("pk"))
    return {
        "text": content.text[:MAX_TEXT_SHOWN],
        "headers": headers,
        "notes": [
            (enclosure.name, enclosure.note or _("è vuoto"))
            for enclosure in content.attachments()
            if enclosure.note or not enclosure.content
        ],
        "viewing": viewing(
            documents,
            _addresses(message),
            current=request.GET.get("documento", ""),
            page=request.GET.get("pagina", ""),
        ),
    }


def _addresses(message: IncomingMessage) -> Addresses:
    here = reverse("mailbox:message", args=[message.uid])

    def image(document: Document, page: int) -> str:
        return reverse("mailbox:document_page", args=[message.uid, document.uid, page])

    return Addresses(
        show=lambda document, page: f"{here}?documento={document.uid}&pagina={page}#documento",
        image=image,
        original=lambda document: reverse("mailbox:document", args=[message.uid, document.uid]),
    )
