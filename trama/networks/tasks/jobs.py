"""Jobs: read the ties, close the rounds that are over, gather a handover pack."""

from procrastinate.contrib.django import app

from trama.core.workflow import MoveRefused
from trama.networks.lifecycle.handover import fail_pack, keep_pack
from trama.networks.lifecycle.readings import keep_reading
from trama.networks.lifecycle.ties import close_due_surveys
from trama.networks.models import HandoverPack, HandoverStatus, Network
from trama.networks.queries.graphs import city_round, latest_round
from trama.networks.tasks import graphs, handover


@app.task(name="networks.read_ties", queue="default", retry=3)
def read_ties(network: str) -> None:
    """The latest round of one network, and then the city that it is part of."""
    found = Network.objects.get(uid=network)
    told = latest_round(found)
    if told is None:
        return
    keep_reading(
        found,
        told.survey,
        graphs.read(
            told.actors, told.links, asked=told.asked, answered=told.answered, trust=told.trust
        ),
    )
    read_city()


def read_city() -> None:
    """The whole city: a body of several networks is one point. Too many points for a picture."""
    told = city_round()
    reading = graphs.read(
        told.actors,
        told.links,
        asked=told.asked,
        answered=told.answered,
        trust=told.trust,
        drawn=False,
    )
    keep_reading(None, None, reading)


@app.periodic(cron="5 0 * * *")
@app.task(name="networks.close_surveys", queue="default", retry=3)
def close_surveys(timestamp: int) -> None:
    close_due_surveys()


@app.task(name="networks.build_pack", queue="default", retry=3)
def build_pack(pack: str) -> None:
    """A pack already made is left alone; one that would be too big says so."""
    found = HandoverPack.objects.select_related("network", "asked_by").get(uid=pack)
    if found.status != HandoverStatus.ASKED:
        return
    try:
        content = handover.build(found)
    except handover.TooBigError as error:
        fail_pack(found, str(error))
        return
    try:
        keep_pack(found, content, handover.name_of(found))
    except MoveRefused:  # another worker made it meanwhile
        return
