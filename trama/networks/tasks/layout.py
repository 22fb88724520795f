"""Where each member stands in the picture: the same ties give the same picture, every time.

Units are those of the drawing, 640 × 420; members without ties stand in a row at the bottom.
"""

from collections.abc import Sequence
from typing import TypeAlias

import networkx as nx

Graph: TypeAlias = "nx.Graph[str]"
Places: TypeAlias = dict[str, tuple[int, int]]

WIDTH, HEIGHT, MARGIN, ROW = 640, 420, 28, 40
SEED = 7
ROUNDS = 200


def places(graph: Graph) -> Places:
    alone = [node for node in graph if not graph.degree(node)]
    rows = -(-len(alone) // _per_row())
    bottom = HEIGHT - ROW * rows
    tied = graph.subgraph([node for node in graph if graph.degree(node)])
    return {**_spread(tied, bottom), **_in_rows(alone, bottom)}


def _per_row() -> int:
    return (WIDTH - 2 * MARGIN) // ROW + 1


def _in_rows(alone: Sequence[str], top: int) -> Places:
    found: Places = {}
    for index, node in enumerate(alone):
        row, column = divmod(index, _per_row())
        found[node] = (MARGIN + ROW * column, top + ROW // 2 + ROW * row)
    return found


def _spread(graph: Graph, bottom: int) -> Places:
    """Springs pull those who are tied together, within the frame above the last rows."""
    if not graph:
        return {}
    spring = nx.spring_layout(graph, seed=SEED, iterations=ROUNDS)
    xs = [float(place[0]) for place in spring.values()]
    ys = [float(place[1]) for place in spring.values()]

    def scaled(value: float, low: float, high: float, length: int) -> int:
        share = (value - low) / (high - low) if high > low else 0.5
        return round(MARGIN + share * (length - 2 * MARGIN))

    return {
        node: (
            scaled(float(place[0]), min(xs), max(xs), WIDTH),
            scaled(float(place[1]), min(ys), max(ys), max(bottom, 3 * MARGIN)),
        )
        for node, place in spring.items()
    }
