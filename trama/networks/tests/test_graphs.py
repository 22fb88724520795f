"""Figures of graphs whose answers are known by hand, and what must hold for every graph."""

from itertools import combinations, pairwise
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trama.networks.rules.readings import TRUST_LEAST, Actor, Link
from trama.networks.tasks import graphs
from trama.networks.tasks.layout import HEIGHT, WIDTH, places

Pairs = list[tuple[str, str]]


def figures(nodes: str, pairs: Pairs, worlds: str = "", municipi: str = "") -> dict[str, Any]:
    actors = [
        Actor(node, worlds[n : n + 1].strip(), municipi[n : n + 1].strip())
        for n, node in enumerate(nodes)
    ]
    return graphs.figures(actors, [Link(a, b, confirmed=True) for a, b in pairs])


def path(nodes: str) -> Pairs:
    return list(pairwise(nodes))


def cycle(nodes: str) -> Pairs:
    return [*pairwise(nodes), (nodes[-1], nodes[0])]


def star(nodes: str) -> Pairs:
    return [(nodes[0], other) for other in nodes[1:]]


def clique(nodes: str) -> Pairs:
    return list(combinations(nodes, 2))


@pytest.mark.parametrize(
    ("nodes", "pairs", "density", "components", "centralization", "cut"),
    [
        ("", [], None, 0, None, ""),
        ("a", [], None, 1, None, ""),
        ("ab", [], 0.0, 2, None, ""),
        ("ab", path("ab"), 1.0, 1, None, ""),
        # Freeman: a star is 1, a cycle and a clique are 0, a path of n is 2/((n-1)(n-2)).
        ("abcd", star("abcd"), 0.5, 1, 1.0, "a"),
        ("abcde", cycle("abcde"), 0.5, 1, 0.0, ""),
        ("abcd", clique("abcd"), 1.0, 1, 0.0, ""),
        ("abcd", path("abcd"), 0.5, 1, 0.333333, "bc"),
        # Two triangles joined by c–d: those two hold it together.
        ("abcdef", [*clique("abc"), *clique("def"), ("c", "d")], 0.466667, 1, 0.2, "cd"),
        ("abcdef", [*clique("abc"), *clique("def")], 0.4, 2, 0.0, ""),
    ],
)
def test_graphs_known_by_hand(
    nodes: str,
    pairs: Pairs,
    density: float | None,
    components: int,
    centralization: float | None,
    cut: str,
) -> None:
    found = figures(nodes, pairs)
    assert found["density"] == density
    assert found["components"] == components
    assert found["centralization"] == centralization
    assert found["cut"] == list(cut)


def test_who_stands_between_most_others_comes_first() -> None:
    # A path of five: betweenness 0, 3/6, 4/6, 3/6, 0.
    actors = [Actor(node) for node in "abcde"]
    links = [Link(a, b, confirmed=True) for a, b in path("abcde")]
    dots = {dot["key"]: dot for dot in graphs.points(actors, links, drawn=False)}
    assert [dots[n]["betweenness"] for n in "abcde"] == [0, 0.5, 0.666667, 0.5, 0]
    assert graphs.figures(actors, links)["top"] == ["c", "b", "d"]
    assert [dots[n]["degree"] for n in "abcde"] == [1, 2, 2, 2, 1]


def test_the_index_of_openness_counts_only_who_says_where_they_are() -> None:
    # Ties: a–b inside 1, b–c across, c–d unknown.
    found = figures("abcd", path("abcd"), municipi="112 ")
    assert (found["ei_municipi"], found["across_municipi"]) == (0.0, 1)
    assert figures("ab", path("ab"), municipi="12")["ei_municipi"] == 1.0
    assert figures("ab", path("ab"), municipi="11")["ei_municipi"] == -1.0
    assert figures("ab", path("ab"))["ei_municipi"] is None


def test_a_broker_joins_two_that_have_no_tie_and_are_different() -> None:
    actors = [Actor("a", municipio="1"), Actor("b", municipio="1"), Actor("c", municipio="2")]
    graph = graphs.graph_of(actors, [Link("a", "b", confirmed=True), Link("b", "c", True)])
    assert graphs.brokerage(graph, "municipio") == {"a": 0, "b": 1, "c": 0}
    closed = graphs.graph_of(actors, [Link(a, b, confirmed=True) for a, b in clique("abc")])
    assert set(graphs.brokerage(closed, "municipio").values()) == {0}


def test_reciprocity_is_judged_only_where_both_answered() -> None:
    links = [
        Link("a", "b", confirmed=True),
        Link("a", "c", confirmed=False),
        Link("a", "d", confirmed=False, both_answered=False),
    ]
    assert graphs.reciprocity(links) == 0.5
    assert graphs.reciprocity(links[2:]) is None


def test_kinds_of_exchange_are_counted_a_tie() -> None:
    found = graphs.figures([Actor("a"), Actor("b"), Actor("c")], [
        Link("a", "b", confirmed=True, kinds=3), Link("b", "c", confirmed=True, kinds=1),
    ])  # fmt: skip
    assert found["multiplexity"] == 2.0


def test_trust_is_told_of_many_answers_or_not_at_all() -> None:
    assert graphs.mean_trust([4] * (TRUST_LEAST - 1)) is None
    assert graphs.mean_trust([4, 3, 2, 4, 3]) == 3.2


def test_confirmed_and_declared_are_apart() -> None:
    links = [Link("a", "b", confirmed=True), Link("b", "c", confirmed=False)]
    read = graphs.read([Actor("a"), Actor("b"), Actor("c")], links, asked=3, answered=2, trust=[])
    assert (read.confirmed["ties"], read.declared["ties"]) == (1, 2)
    assert read.edges == [("a", "b")]
    assert [dot["degree"] for dot in read.nodes] == [1, 1, 0]


# ---------------------------------------------------------------- every graph

GRAPHS = st.integers(0, 12).flatmap(
    lambda n: st.tuples(
        st.just([f"n{i:02}" for i in range(n)]),
        st.sets(
            st.sampled_from(list(combinations([f"n{i:02}" for i in range(n)], 2)) or [("", "")])
        )
        if n > 1
        else st.just(set()),
    )
)


@given(GRAPHS)
def test_what_holds_for_every_graph(drawn: tuple[list[str], set[tuple[str, str]]]) -> None:
    nodes, pairs = drawn
    actors = [Actor(node) for node in nodes]
    links = [Link(a, b, confirmed=True) for a, b in sorted(pairs)]
    found = graphs.figures(actors, links)
    graph = graphs.graph_of(actors, links)
    assert found["ties"] == len(pairs)
    if len(nodes) > 1:
        assert found["density"] == pytest.approx(nx.density(graph), abs=1e-6)
        assert 0 <= found["density"] <= 1
    else:
        assert found["density"] is None
    if len(nodes) > 2:
        assert 0 <= found["centralization"] <= 1
    assert found["components"] == nx.number_connected_components(graph)
    assert found["isolated"] == sum(degree == 0 for _node, degree in graph.degree())
    # Each that is said to hold the network together does: without it there are more parts.
    for node in found["cut"]:
        without = graph.subgraph([other for other in graph if other != node])
        assert nx.number_connected_components(without) > found["components"]
    dots = graphs.points(actors, links, drawn=False)
    assert sum(dot["degree"] for dot in dots) == 2 * len(pairs)
    assert all(0 <= dot["betweenness"] <= 1 for dot in dots)


@given(GRAPHS)
def test_the_order_in_which_ties_came_does_not_change_the_figures(
    drawn: tuple[list[str], set[tuple[str, str]]],
) -> None:
    nodes, pairs = drawn
    actors = [Actor(node) for node in nodes]
    one, other = (
        [Link(a, b, confirmed=True) for a, b in order]
        for order in (sorted(pairs), sorted(pairs, reverse=True))
    )
    assert graphs.figures(actors, one) == graphs.figures(actors, other)


@given(GRAPHS)
def test_the_picture_is_the_same_every_time_and_stays_in_its_frame(
    drawn: tuple[list[str], set[tuple[str, str]]],
) -> None:
    nodes, pairs = drawn
    graph = graphs.graph_of(
        [Actor(node) for node in nodes], [Link(a, b, confirmed=True) for a, b in sorted(pairs)]
    )
    where = places(graph)
    assert where == places(graph)
    assert set(where) == set(nodes)
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in where.values())


def test_many_members_without_ties_do_not_lie_on_one_another() -> None:
    graph = graphs.graph_of([Actor(f"n{i}") for i in range(40)], [])
    where = places(graph)
    assert len(set(where.values())) == 40
    assert all(0 < y < HEIGHT for _x, y in where.values())
