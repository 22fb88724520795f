from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from trama.ledger.http import send_document
from trama.ledger.queries import published_documents

PUBLIC = "public, max-age=300"  # seconds


@login_not_required
@require_safe
def public_document(request: HttpRequest, uid: UUID) -> HttpResponse | FileResponse:
    """A published act, for anybody. What no publication names does not exist here."""
    return send_document(get_object_or_404(published_documents(), uid=uid), cache=PUBLIC)
