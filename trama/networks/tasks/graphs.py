"""The figures of a graph of ties. Only jobs load this: it is networkx's place.

Undirected, without weights. Definitions: domain of the field, Freeman 1979 for centralization,
Krackhardt and Stern 1988 for the E-I index, Gould and Fernandez 1989 for brokerage.
"""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import Any, TypeAlias

import networkx as nx

from trama.networks.rules.readings import TRUST_LEAST, Actor, Link, Reading
from trama.networks.tasks.layout import places

Graph: TypeAlias = "nx.Graph[str]"
DIGITS = 6
TOP = 3


def graph_of(actors: Sequence[Actor], links: Sequence[Link]) -> Graph:
    graph: Graph = nx.Graph()
    for actor in actors:
        graph.add_node(actor.key, world=actor.world, municipio=actor.municipio)
    graph.add_edges_from((link.first, link.second) for link in links)
    return graph


def density(graph: Graph) -> float | None:
    """2m / (n(n−1)); null with fewer than two members."""
    n = graph.number_of_nodes()
    return None if n < 2 else round(2 * graph.number_of_edges() / (n * (n - 1)), DIGITS)


def centralization(graph: Graph) -> float | None:
    """Freeman's, by degree: Σ(max − degree) / ((n−1)(n−2)); null with fewer than three members."""
    n = graph.number_of_nodes()
    if n < 3:
        return None
    degrees = [degree for _node, degree in graph.degree()]
    return round(sum(max(degrees) - one for one in degrees) / ((n - 1) * (n - 2)), DIGITS)


def external_internal(graph: Graph, attribute: str) -> tuple[float | None, int]:
    """The E-I index by an attribute, and the ties that cross it. Who has none is not counted."""
    values: Mapping[str, str] = nx.get_node_attributes(graph, attribute)
    known = [(values[a], values[b]) for a, b in graph.edges() if values[a] and values[b]]
    across = sum(first != second for first, second in known)
    if not known:
        return None, 0
    return round((2 * across - len(known)) / len(known), DIGITS), across


def brokerage(graph: Graph, attribute: str) -> dict[str, int]:
    """How many pairs of unconnected neighbours, of different groups, each member stands between."""
    values: Mapping[str, str] = nx.get_node_attributes(graph, attribute)
    found = dict.fromkeys(graph, 0)
    for node in graph:
        pairs = combinations(graph.neighbors(node), 2)
        found[node] = sum(
            bool(values[a] and values[b]) and values[a] != values[b] and not graph.has_edge(a, b)
            for a, b in pairs
        )
    return found


def figures(actors: Sequence[Actor], links: Sequence[Link]) -> dict[str, Any]:
    """All that is told of the ties as a whole."""
    graph = graph_of(actors, links)
    between = nx.betweenness_centrality(graph)
    parts = [len(part) for part in nx.connected_components(graph)]
    ei_municipi, across_municipi = external_internal(graph, "municipio")
    ei_worlds, across_worlds = external_internal(graph, "world")
    return {
        "members": graph.number_of_nodes(),
        "ties": graph.number_of_edges(),
        "density": density(graph),
        "components": len(parts),
        "isolated": sum(size == 1 for size in parts),
        "largest": max(parts, default=0),
        "centralization": centralization(graph),
        "cut": _by_betweenness(nx.articulation_points(graph), between),
        "top": _by_betweenness((key for key in graph if between[key] > 0), between)[:TOP],
        "ei_municipi": ei_municipi,
        "ei_worlds": ei_worlds,
        "across_municipi": across_municipi,
        "across_worlds": across_worlds,
        "multiplexity": _multiplexity(links),
    }


def _by_betweenness(keys: Any, between: Mapping[str, float]) -> list[str]:
    return sorted(keys, key=lambda key: (-round(between[key], DIGITS), key))


def _multiplexity(links: Sequence[Link]) -> float | None:
    """Mean number of kinds of exchange a tie has; null without ties."""
    return round(sum(link.kinds for link in links) / len(links), DIGITS) if links else None


def reciprocity(links: Sequence[Link]) -> float | None:
    """Of the ties between members who both answered, the share that both declare."""
    judged = [link.confirmed for link in links if link.both_answered]
    return round(sum(judged) / len(judged), DIGITS) if judged else None


def mean_trust(values: Sequence[int]) -> float | None:
    return round(sum(values) / len(values), 2) if len(values) >= TRUST_LEAST else None


def points(actors: Sequence[Actor], links: Sequence[Link], *, drawn: bool) -> list[dict[str, Any]]:
    """Each member: its number in the picture, its place, and how it stands among the others."""
    graph = graph_of(actors, links)
    between = nx.betweenness_centrality(graph)
    cut = set(nx.articulation_points(graph))
    across_municipi = brokerage(graph, "municipio")
    across_worlds = brokerage(graph, "world")
    where = places(graph) if drawn else {}
    return [
        {
            "key": actor.key,
            "number": number,
            "x": where.get(actor.key, (0, 0))[0],
            "y": where.get(actor.key, (0, 0))[1],
            "degree": graph.degree(actor.key),
            "betweenness": round(between[actor.key], DIGITS),
            "is_cut": actor.key in cut,
            "broker_municipi": across_municipi[actor.key],
            "broker_worlds": across_worlds[actor.key],
        }
        for number, actor in enumerate(actors, start=1)
    ]


def read(
    actors: Sequence[Actor],
    links: Sequence[Link],
    *,
    asked: int,
    answered: int,
    trust: Sequence[int],
    drawn: bool = True,
) -> Reading:
    """The whole reading. The picture and the members' figures are of confirmed ties alone."""
    confirmed = [link for link in links if link.confirmed]
    return Reading(
        asked=asked,
        answered=answered,
        confirmed=figures(actors, confirmed),
        declared={
            **figures(actors, links),
            "reciprocity": reciprocity(links),
            "trust": mean_trust(trust),
        },
        nodes=points(actors, confirmed, drawn=drawn),
        edges=sorted((link.first, link.second) for link in confirmed),
    )
