"""What the job has read in the ties is kept: one reading a network, and one of the city."""

from django.db import transaction

from trama.core import clock
from trama.networks.models import Network, NetworkReading, TieSurvey
from trama.networks.rules.readings import RULE_VERSION, Reading


@transaction.atomic
def keep_reading(network: Network | None, survey: TieSurvey | None, reading: Reading) -> None:
    """The latest replaces the one before: the ties it was read in are all still there."""
    NetworkReading.objects.update_or_create(
        network=network,
        defaults={
            "survey": survey,
            "computed_at": clock.now(),
            "rule_version": RULE_VERSION,
            "asked": reading.asked,
            "answered": reading.answered,
            "confirmed": reading.confirmed,
            "declared": reading.declared,
            "nodes": list(reading.nodes),
            "edges": [list(edge) for edge in reading.edges],
        },
    )
