"""The handover pack: asked for, and taken, by whoever looks after the network."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from trama.accounts.http import AuthenticatedRequest
from trama.core.http import attempted, see_other
from trama.core.workflow import ActRefused
from trama.ledger.http import send_document
from trama.networks.lifecycle import handover
from trama.networks.models import HandoverPack
from trama.networks.views.doors import cared_for


@require_POST
def pack_ask(request: AuthenticatedRequest, code: str) -> HttpResponse:
    network = cared_for(request, code)
    attempted(
        request,
        lambda: handover.ask_pack(network, actor=request.user),
        _("Il fascicolo si prepara: ricarica fra qualche secondo."),
    )
    return see_other("networks:desk", network.code)


@require_POST
def pack_take(
    request: AuthenticatedRequest, code: str, pack_uid: UUID
) -> HttpResponse | FileResponse:
    """The file, and in the book that it was taken: it holds addresses of people."""
    network = cared_for(request, code)
    found = HandoverPack.objects.filter(network=network).select_related("document", "network")
    pack = get_object_or_404(found, uid=pack_uid)
    try:
        handover.hand_over(pack, actor=request.user)
    except ActRefused as refusal:
        messages.error(request, str(refusal))
        return see_other("networks:desk", network.code)
    if pack.document is None:
        raise Http404
    return send_document(pack.document)
