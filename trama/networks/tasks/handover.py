"""The handover pack is gathered: only the job does it, and only within a size."""

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from trama.core.deadlines import day_of
from trama.core.moments import local
from trama.mailbox.formats.calendar import write_calendar
from trama.networks.formats.pack import write_pack
from trama.networks.models import HandoverPack
from trama.networks.queries.graphs import reading_of
from trama.networks.queries.handover import tables
from trama.networks.queries.meetings import calendar_entries
from trama.networks.queries.members import silent
from trama.networks.queries.pages import portrait

MAX_BYTES = 10 * 1024 * 1024


class TooBigError(Exception):
    """The pack is over its size. Its text is a sentence for whoever asked for it."""


def name_of(pack: HandoverPack) -> str:
    return f"consegne-{pack.network.code}-{day_of(pack.asked_at).isoformat()}.zip"


def build(pack: HandoverPack, *, most: int = MAX_BYTES) -> bytes:
    """Everything at the instant of the job, in Italian: it is a document of the network."""
    network = pack.network
    with translation.override("it"):
        reading = reading_of(network)
        gathered = tables(network)
        facts = {
            "nome": network.name,
            "stato": str(network.get_status_display()),
            "quartieri": ", ".join(zone.name for zone in network.zones.order_by("number")),
            "ricetta": network.recipe,
            "risorse": network.shared_resources,
            "chiesto_da": pack.asked_by.name,
            "chiesto_il": local(pack.asked_at).isoformat(timespec="seconds"),
        }
        page = render_to_string(
            "networks/handover.html",
            {
                "network": network,
                "pack": pack,
                "facts": facts,
                "tables": gathered,
                "portrait": portrait(reading) if reading else None,
                "silent": silent(network),
            },
        )
        calendar = write_calendar(network.name, calendar_entries(network, inside=True))
    content = write_pack(page, facts, gathered, calendar, at=local(pack.asked_at))
    if len(content) > most:
        raise TooBigError(
            _("Il fascicolo supera %(n)d MB: avvisa l’assistenza.") % {"n": most // 1024 // 1024}
        )
    return content
