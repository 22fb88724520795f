"""The ties of a round as a graph, for the job that reads it; and the reading, for pages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from trama.networks.models import (
    Network,
    NetworkMembership,
    NetworkReading,
    NetworkTie,
    NetworkZone,
    TieSurvey,
)
from trama.networks.queries.networks import prevalent
from trama.networks.queries.ties import latest_survey, questionnaires, ties
from trama.networks.rules.readings import Actor, Link
from trama.organizations.models import Organization
from trama.territory.models import Zone
from trama.territory.queries.zones import SHAPES, shares

Shares = dict[int, list[tuple[int, float]]]


def key_of(member: NetworkMembership) -> str:
    """Who a member is, whatever network it is in: a body of the register is one everywhere."""
    return str(member.organization.uid if member.organization else member.uid)


@dataclass
class Round:
    """What a reading is made of."""

    survey: TieSurvey | None = None
    actors: list[Actor] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    asked: int = 0
    answered: int = 0
    trust: list[int] = field(default_factory=list)


def latest_round(network: Network) -> Round | None:
    """The last round of a network, open or closed; None when nobody was ever asked."""
    survey = latest_survey(network)
    if survey is None:
        return None
    told = _merged([survey])
    told.survey = survey
    return told


def city_round() -> Round:
    """The last round of every network together."""
    last = TieSurvey.objects.order_by("network_id", "-opened_at", "-pk").distinct("network_id")
    return _merged(list(last))


def _merged(surveys: Sequence[TieSurvey]) -> Round:
    """The same body in two networks is one actor; the same pair in two rounds is one tie."""
    of_nil, homes = shares(), _homes([survey.network_id for survey in surveys])
    actors: dict[str, Actor] = {}
    answered: set[str] = set()
    told = Round()
    pairs: dict[tuple[str, str], list[NetworkTie]] = {}
    for survey in surveys:
        for row in questionnaires(survey).select_related("member__zone").order_by("pk"):
            key = key_of(row.member)
            actors.setdefault(key, _actor(key, row.member, homes, of_nil))
            if row.answered_at:
                answered.add(key)
        for tie in ties(survey):
            keys = sorted([key_of(tie.first), key_of(tie.second)])
            pairs.setdefault((keys[0], keys[1]), []).append(tie)
            told.trust += [d.trust for d in tie.declarations.all() if d.trust is not None]
    told.actors = list(actors.values())
    told.asked, told.answered = len(actors), len(answered)
    links = (_link(pair, rows, answered) for pair, rows in pairs.items())
    told.links = [link for link in links if link is not None]
    return told


def _link(pair: tuple[str, str], rows: Iterable[NetworkTie], answered: set[str]) -> Link | None:
    """None when nobody speaks of an exchange (both say 0)."""
    rows = list(rows)
    said = [one for tie in rows for one in tie.declarations.all() if one.intensity]
    if not said:
        return None
    kinds = {kind for one in said for kind in one.kinds}
    return Link(
        *pair,
        confirmed=any(tie.confirmed_at for tie in rows),
        kinds=max(1, len(kinds)),
        both_answered=answered.issuperset(pair),
    )


def _actor(
    key: str, member: NetworkMembership, homes: Mapping[int, list[Zone]], of_nil: Shares
) -> Actor:
    """Where it works, when it says so; else where its network does, if that is one Municipio."""
    places = [member.zone] if member.zone else homes.get(member.network_id, [])
    municipi = {prevalent([place], of_nil) for place in places}
    municipio = municipi.pop() if len(municipi) == 1 else None
    return Actor(key, member.kind, str(municipio or ""))


def _homes(networks: Sequence[int]) -> dict[int, list[Zone]]:
    rows = NetworkZone.objects.filter(network__in=networks).select_related("zone")
    found: dict[int, list[Zone]] = {}
    for row in rows.defer(*(f"zone__{name}" for name in SHAPES)).order_by("zone__number"):
        found.setdefault(row.network_id, []).append(row.zone)
    return found


# ---------------------------------------------------------------- for pages


def reading_of(network: Network | None) -> NetworkReading | None:
    readings = NetworkReading.objects.select_related("survey")
    return readings.filter(network=network).first()


def names_of(reading: NetworkReading) -> dict[str, str]:
    """The names of the points of a reading; two queries."""
    return {key: who.name for key, who in points_of(reading).items()}


@dataclass(frozen=True)
class Point:
    name: str
    kind: str
    organization: Organization | None = None


def points_of(reading: NetworkReading) -> dict[str, Point]:
    keys = [node["key"] for node in reading.nodes]
    found: dict[str, Point] = {}
    rows = NetworkMembership.objects.filter(uid__in=keys) | NetworkMembership.objects.filter(
        organization__uid__in=keys
    )
    for member in rows.select_related("organization").order_by("pk"):
        found.setdefault(
            key_of(member), Point(str(member), member.get_kind_display(), member.organization)
        )
    return found
