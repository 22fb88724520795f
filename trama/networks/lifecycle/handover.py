"""The handover pack: asked for, built by a job, handed to who may have it."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events, jobs
from trama.core.workflow import ActRefused, move
from trama.ledger.lifecycle import keep_document
from trama.networks.models import HandoverPack, HandoverStatus, Network

ZIP = "application/zip"


@transaction.atomic
def ask_pack(network: Network, *, actor: User) -> HandoverPack:
    """A job gathers everything; refused while another one is being gathered."""
    at = clock.now()
    try:
        with transaction.atomic():
            pack = HandoverPack.objects.create(network=network, asked_by=actor, asked_at=at)
    except IntegrityError:
        raise ActRefused(_("Un fascicolo è già in preparazione: fra poco è pronto.")) from None
    events.record(events.Act("ask", pack, actor, at, {}))
    jobs.defer("networks.build_pack", pack=str(pack.uid))
    return pack


@transaction.atomic
def keep_pack(pack: HandoverPack, content: bytes, name: str) -> None:
    at = clock.now()
    document = keep_document(content, name=name, media_type=ZIP, at=at, dossier=pack.dossier)
    move(pack, HandoverStatus.READY, verb="prepare", actor=None, at=at, document=document)


def fail_pack(pack: HandoverPack, problem: str) -> None:
    at = clock.now()
    move(pack, HandoverStatus.FAILED, verb="fail", actor=None, at=at, problem=problem[:300])


@transaction.atomic
def hand_over(pack: HandoverPack, *, actor: User) -> None:
    """Somebody takes the pack: it holds addresses of people, and the book says who has them."""
    at = clock.now()
    if pack.status != HandoverStatus.READY:
        raise ActRefused(_("Il fascicolo non è ancora pronto."))
    events.record(events.Act("hand_over", pack, actor, at, {}))
