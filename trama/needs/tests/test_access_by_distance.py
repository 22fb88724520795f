"""Access: equal to PySAL's two-step catchments on the same inputs, and by hand."""

import numpy as np
import pandas as pd
import pytest
from access import fca
from hypothesis import given, settings
from hypothesis import strategies as st

from trama.needs.tasks.sums import e2sfca
from trama.needs.tasks.sums.city import Floats

NAN = float("nan")


def by_pysal(demand: Floats, supply: Floats, x: Floats, y: Floats, catchment: float) -> Floats:
    """The same distances and the same weights; where nobody is reached it divides by nothing."""
    walked = np.hypot(x[:, None] - x, y[:, None] - y) * e2sfca.DETOUR
    here, there = np.nonzero(walked <= catchment)
    places = np.arange(len(x))
    costs = pd.DataFrame({"origin": here, "dest": there, "cost": walked[here, there]})
    found = fca.two_stage_fca(
        pd.DataFrame({"geoid": places, "demand": demand}),
        pd.DataFrame({"supply": supply}, index=pd.Index(places, name="geoid")),
        costs,
        max_cost=catchment,
        cost_origin="origin",
        cost_dest="dest",
        cost_name="cost",
        weight_fn=lambda metres: float(e2sfca.decay(np.array([metres]), catchment)[0]),
    )
    column: Floats = found.reindex(places).to_numpy(float)
    return column


@given(
    st.lists(
        st.tuples(st.floats(0, 6000), st.floats(0, 6000), st.floats(1, 5000), st.floats(0, 300)),
        min_size=1,
        max_size=25,
    ),
    st.floats(500, 4000),
)
@settings(max_examples=40)
def test_it_is_what_pysal_finds(
    rows: list[tuple[float, float, float, float]], catchment: float
) -> None:
    x, y, demand, supply = (np.array(column) for column in zip(*rows, strict=True))
    ours = e2sfca.access(demand, supply, e2sfca.near(x, y, catchment), catchment)
    theirs = by_pysal(demand, supply, x, y, catchment)
    np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-9)


@given(
    st.lists(st.tuples(st.floats(-5000, 5000), st.floats(-5000, 5000)), min_size=1, max_size=30),
    st.floats(100, 5000),
)
def test_the_grid_finds_the_same_neighbours_as_all_with_all(
    places: list[tuple[float, float]], metres: float
) -> None:
    x, y = (np.array(column) for column in zip(*places, strict=True))
    found = e2sfca.near(x, y, metres)
    walked = np.hypot(x[:, None] - x, y[:, None] - y) * e2sfca.DETOUR
    expected = set(zip(*(column.tolist() for column in np.nonzero(walked <= metres)), strict=True))
    pairs = list(zip(found.here.tolist(), found.there.tolist(), strict=True))
    assert len(pairs) == len(set(pairs))
    assert set(pairs) == expected


def test_two_places_by_hand() -> None:
    """500 m straight are 650 m walked; in 1,100 m they weigh exp(-½·(650/1100)²), rescaled."""
    edge = np.exp(-0.5)
    weight = (np.exp(-0.5 * (650 / 1100) ** 2) - edge) / (1 - edge)
    pairs = e2sfca.near(np.array([0.0, 500.0]), np.zeros(2), 1100)
    found = e2sfca.access(np.array([100.0, 50.0]), np.array([30.0, NAN]), pairs, 1100)
    ratio = 30 / (100 + 50 * weight)
    assert found == pytest.approx([ratio, ratio * weight])


def test_the_decay_is_one_here_and_nothing_at_the_edge() -> None:
    assert e2sfca.decay(np.array([0.0, 1100.0, 1100.1]), 1100) == pytest.approx([1, 0, 0])


def test_a_place_nobody_can_put_on_the_map_reaches_nobody() -> None:
    pairs = e2sfca.near(np.array([0.0, NAN]), np.array([0.0, NAN]), 1100)
    found = e2sfca.access(np.array([10.0, 10.0]), np.array([5.0, 5.0]), pairs, 1100)
    assert found[0] == pytest.approx(0.5)
    assert np.isnan(found[1])
