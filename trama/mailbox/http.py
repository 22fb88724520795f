"""A message over HTTP: the original, to be saved, never shown by a browser; letters that left."""

import io

from django.http import FileResponse, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trama.ledger.formats.store import MissingContentError
from trama.ledger.http import PRIVATE, SANDBOX
from trama.mailbox.lifecycle import content_of
from trama.mailbox.models import IncomingMessage


def send_raw(message: IncomingMessage) -> HttpResponse | FileResponse:
    """The message byte by byte, as it came. Who may have it is for the caller to say."""
    try:
        content = content_of(message)
    except MissingContentError:
        words = _("Il contenuto del messaggio non si trova nell’archivio: avvisa l’assistenza.")
        return HttpResponse(words, status=503, content_type="text/plain; charset=utf-8")
    response = FileResponse(
        io.BytesIO(content),
        as_attachment=True,
        filename=f"messaggio-{message.uid}.eml",
        content_type="application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cache-Control"] = PRIVATE
    return response


def letters(count: int) -> str:
    """How many have left, said once an act is done."""
    if not count:
        return _("Nessuna lettera da mandare.")
    return ngettext("Mandata una lettera.", "Mandate %(n)d lettere.", count) % {"n": count}
