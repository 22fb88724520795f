"""What a network's page shows of its ties: words, then the picture, then the table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from trama.networks.models import NetworkReading
from trama.networks.queries.graphs import Point, points_of
from trama.networks.rules.readings import Row, figure_rows, sentences
from trama.organizations.models import Organization

MOST_BRIDGES = 20


@dataclass(frozen=True)
class Dot:
    """A member: in the picture a numbered point, in the table a row with the same number."""

    key: str
    number: int
    x: int
    y: int
    name: str
    kind: str
    degree: int
    is_cut: bool
    municipi_joined: int  # pairs of its neighbours, of different Municipi, with no tie of their own
    worlds_joined: int  # the same, of different worlds
    organization: Organization | None
    ties: Sequence[str] = field(default_factory=tuple)  # names


@dataclass(frozen=True)
class Portrait:
    """A reading as a page tells it."""

    sentences: Sequence[str]
    rows: Sequence[Row]
    dots: Sequence[Dot]
    lines: Sequence[tuple[int, int, int, int]]
    reading: NetworkReading


def portrait(reading: NetworkReading) -> Portrait:
    """In one query, whatever its size. A point whose member is no longer known is not drawn."""
    points = points_of(reading)
    nodes = {node["key"]: node for node in reading.nodes if node["key"] in points}
    tied = _neighbours(reading, points)
    dots = [_dot(node, points[key], tied.get(key, [])) for key, node in nodes.items()]
    lines = [
        (nodes[a]["x"], nodes[a]["y"], nodes[b]["x"], nodes[b]["y"])
        for a, b in reading.edges
        if a in nodes and b in nodes
    ]
    names = {key: point.name for key, point in points.items()}
    said = sentences(reading.confirmed, reading.asked, reading.answered, names)
    return Portrait(said, figure_rows(reading.confirmed, reading.declared), dots, lines, reading)


def _neighbours(reading: NetworkReading, points: Mapping[str, Point]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for a, b in reading.edges:
        if a in points and b in points:
            found.setdefault(a, []).append(points[b].name)
            found.setdefault(b, []).append(points[a].name)
    return found


def _dot(node: Mapping[str, int | str | bool], point: Point, ties: Sequence[str]) -> Dot:
    return Dot(
        key=str(node["key"]),
        number=int(node["number"]),
        x=int(node["x"]),
        y=int(node["y"]),
        name=point.name,
        kind=point.kind,
        degree=int(node["degree"]),
        is_cut=bool(node["is_cut"]),
        municipi_joined=int(node["broker_municipi"]),
        worlds_joined=int(node["broker_worlds"]),
        organization=point.organization,
        ties=sorted(ties, key=str.casefold),
    )


def bridges(shown: Portrait) -> list[Dot]:
    """Of the city: who joins different Municipi or worlds that have no tie between them."""
    found = [dot for dot in shown.dots if dot.municipi_joined or dot.worlds_joined]
    found.sort(key=lambda dot: (-dot.municipi_joined, -dot.worlds_joined, dot.name))
    return found[:MOST_BRIDGES]
