"""Who has every published table, and knows every rule, cannot find what is hidden.

The published tables become linear constraints on what is not known, and HiGHS looks for the
least and the greatest value that each hidden figure may have.
"""

from dataclasses import replace

import highspy
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from trama.needs.tasks.sums import suppress
from trama.needs.tasks.sums.city import Absences, City, Counted, Floats, Sums
from trama.needs.tasks.sums.coverage import Coverage, coverage
from trama.needs.tasks.sums.suppress import FEW, HIDDEN_FEW, HIDDEN_SECONDARY, SHOWN
from trama.needs.tests.arrays import NOW, city, measure, resources

WIDTH = 5.0  # what must stay unknown of a protected figure
FIGURES = ("demand", "supply", "recent", "gap", "ratio", "access")


class Attack:
    """A model of HiGHS with a variable for each hidden figure of a series.

    `exact`: totals are known to the last decimal, figures may be any number; else totals are known
    as whole numbers, as pages show them, and figures are counts.
    """

    def __init__(self, values: Floats, sums: Sums, found: suppress.Protection, exact: bool) -> None:
        self.model = highspy.Highs()
        self.model.silent()
        self.names: dict[int, int] = {}
        for nil in np.flatnonzero(found.nils != SHOWN):
            few = found.nils[nil] == HIDDEN_FEW
            self.names[int(nil)] = len(self.names)
            self.model.addVar(0 if few else FEW, FEW - (1e-6 if exact else 1) if few else 1e7)
            if not exact:
                self.model.changeColIntegrality(len(self.names) - 1, highspy.HighsVarType.kInteger)
        for whole in np.flatnonzero(~found.totals):
            self._total(values, sums, int(whole), exact)

    def _total(self, values: Floats, sums: Sums, whole: int, exact: bool) -> None:
        rows = [
            (int(p), float(s))
            for p, w, s in zip(sums.part, sums.whole, sums.share, strict=True)
            if w == whole
        ]
        total = sum(share * values[nil] for nil, share in rows if np.isfinite(values[nil]))
        shown = sum(
            share * values[nil]
            for nil, share in rows
            if nil not in self.names and np.isfinite(values[nil])
        )
        slack = 1e-7 if exact else 0.5
        told = total if exact else round(total)
        inside = [(self.names[nil], share) for nil, share in rows if nil in self.names]
        if inside:
            columns, shares = zip(*inside, strict=True)
            self.model.addRow(
                told - shown - slack, told - shown + slack, len(inside), np.array(columns),
                np.array(shares),
            )  # fmt: skip

    def bounds(self, nil: int) -> tuple[float, float]:
        column = self.names[nil]
        found = []
        for sense in (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize):
            self.model.changeColCost(column, 1.0)
            self.model.changeObjectiveSense(sense)
            self.model.run()
            assert self.model.getModelStatus() == highspy.HighsModelStatus.kOptimal
            found.append(self.model.getInfoValue("objective_function_value")[1])
        self.model.changeColCost(column, 0.0)
        return found[0], found[1]

    def could_be(self, nil: int, value: int) -> bool:
        column = self.names[nil]
        self.model.changeColBounds(column, value, value)
        self.model.run()
        possible = self.model.getModelStatus() == highspy.HighsModelStatus.kOptimal
        self.model.changeColBounds(column, 0, FEW - 1)
        return possible


@st.composite
def counts(draw: st.DrawFn) -> tuple[list[float], list[tuple[int, int, float]], int]:
    """Small cities: many NIL are tiny, some astride two Municipi."""
    municipi = draw(st.integers(1, 3))
    nils = draw(st.integers(2, 14))
    size = st.one_of(st.integers(0, 4), st.integers(0, 40), st.integers(50, 4000))
    values = [float(draw(size)) for _nil in range(nils)]
    shares: list[tuple[int, int, float]] = []
    for nil in range(nils):
        home = draw(st.integers(0, municipi - 1))
        split = municipi > 1 and draw(st.integers(0, 3)) == 0
        part = draw(st.sampled_from([0.04, 0.3, 0.5, 0.9])) if split else 1.0
        shares.append((nil, home, part))
        if split:
            shares.append((nil, (home + 1) % municipi, 1 - part))
    return values, shares, municipi


@given(counts())
@settings(max_examples=150)
def test_no_hidden_figure_of_a_series_is_found_from_all_its_totals(
    made: tuple[list[float], list[tuple[int, int, float]], int],
) -> None:
    values, shares, municipi = made
    sums = city(values, shares, municipi).zones.sums
    series = np.array(values)
    found = suppress.protect(series, sums)
    attack = Attack(series, sums, found, exact=True)
    for nil in attack.names:
        low, high = attack.bounds(nil)
        if found.nils[nil] == HIDDEN_FEW:
            assert low <= 1e-5
            assert high >= FEW - 1 - 1e-5
        else:
            assert high - low >= WIDTH - 1e-5


@given(counts())
@settings(max_examples=150)
def test_every_count_from_zero_to_four_could_be_the_true_one(
    made: tuple[list[float], list[tuple[int, int, float]], int],
) -> None:
    values, shares, municipi = made
    sums = city(values, shares, municipi).zones.sums
    series = np.array(values)
    found = suppress.protect(series, sums)
    attack = Attack(series, sums, found, exact=False)
    for nil in np.flatnonzero(found.nils == HIDDEN_FEW):
        assert all(attack.could_be(int(nil), value) for value in range(FEW))


def test_the_attack_does_find_what_only_the_primary_rule_hides() -> None:
    """Or the tests above would say nothing."""
    sums = city([3, 900, 700], [(n, 0, 1.0) for n in range(3)], 1).zones.sums
    series = np.array([3.0, 900.0, 700.0])
    primary = suppress.Protection(np.where(series < FEW, HIDDEN_FEW, SHOWN), np.zeros(2, bool))
    assert Attack(series, sums, primary, exact=True).bounds(0) == pytest.approx((3, 3), abs=1e-5)


def test_a_municipio_of_small_nil_only_does_not_show_its_total_nor_does_the_city() -> None:
    shares = [(0, 0, 1.0), (1, 0, 1.0), (2, 1, 1.0)]
    found = suppress.protect(np.array([3.0, 4.0, 800.0]), city([3, 4, 800], shares, 2).zones.sums)
    assert found.totals.tolist() == [True, False, True]


def made_city(minors: list[float]) -> City:
    """Two measures rest on the same figure; services of a NIL, a Municipio and the city."""
    shares = [(0, 0, 1.0), (1, 0, 0.6), (1, 1, 0.4)] + [(n, n % 2, 1.0) for n in range(2, 10)]
    given_ = resources(
        [
            (0, 40.0, 2, [2, 3]), (0, 90.0, -1, [10]), (0, 25.0, 1, [0, 1]),
            (1, 30.0, 0, [12]), (1, 60.0, 4, [0, 4, 5]),
        ]
    )  # fmt: skip
    two = [measure(0, factor=0.1), measure(1, factor=0.35)]
    absent = Absences(np.array([0]), np.array([7]), np.array([NOW]))
    return replace(city(minors, shares, 2, given_, two), absences=absent)


def published(found: Coverage) -> list[list[object]]:
    """Everything that leaves a door: of hidden cells only that they are hidden, and how."""
    rows: list[list[object]] = [found.hidden.tolist()]
    for name in (*FIGURES, "overlap", "resources", "unknown", "confidence", "known_parts"):
        values = np.where(found.hidden == SHOWN, getattr(found, name), -1.0)
        rows.append(np.nan_to_num(values, nan=-2.0).tolist())
    return rows


BIG = [900.0, 800.0, 700.0, 650.0, 500.0, 60.0, 300.0, 250.0, 90.0, 1200.0]


@given(small=st.lists(st.integers(0, 4), min_size=2, max_size=2), other=st.integers(0, 4))
def test_whatever_hides_nothing_published_changes(small: list[int], other: int) -> None:
    """Totals, divided places, access of the neighbours: none depends on a hidden figure."""
    one = [float(small[0]), float(small[1]), *BIG[2:]]
    another = [float(other), float(small[0]), *BIG[2:]]
    first, second = coverage(made_city(one)), coverage(made_city(another))
    assert published(first) == published(second)
    assert (first.hidden[:, :2] == HIDDEN_FEW).all()
    assert (first.hidden == HIDDEN_SECONDARY).any()


@given(change=st.integers(-40, 40), nil=st.integers(2, 9))
def test_a_protected_figure_changes_nothing_published_either(change: int, nil: int) -> None:
    one = [2.0, 800.0, *BIG[2:]]
    another = list(one)
    another[nil] = max(10.0, another[nil] + change)
    first, second = coverage(made_city(one)), coverage(made_city(another))
    assume(first.hidden[0, nil] == HIDDEN_SECONDARY)
    assume((first.hidden == second.hidden).all())
    assert published(first) == published(second)


def test_measures_that_rest_on_the_same_figure_are_hidden_together() -> None:
    """Shown for one, the figure would be known for the other: the factors are public."""
    found = coverage(made_city([2.0, 800.0, *BIG[2:]]))
    nils = slice(0, 10)
    rests = found.hidden[0, nils] == found.hidden[1, nils]
    assert rests[found.hidden[1, nils] != SHOWN].all()


def test_a_small_count_of_a_card_is_hidden_and_in_no_total() -> None:
    counted = Counted(np.array([0]), np.array([3]), np.array([3.0]), np.array([2]), ["uid"])
    base = city([900, 800, 700, 650], [(n, 0, 1.0) for n in range(4)], 1)
    base = replace(base, resources=resources([(0, 10.0, n, [n]) for n in range(4)]))
    found = coverage(replace(base, counted=counted))
    assert found.hidden[0].tolist() == [0, 0, 0, HIDDEN_FEW, 0, 0]
    assert found.demand[0, 4] == pytest.approx(240)
    assert (found.known_parts[0, 4], found.parts[0, 4]) == (3, 4)


def test_hours_are_not_people_but_those_who_need_them_are() -> None:
    hours = measure(unit="hours_week", counts_people=False, factor=0.01)
    found = coverage(
        city([90, 3, 400, 600, 500], [(n, 0, 1.0) for n in range(5)], 1, None, [hours])
    )
    assert found.hidden[0, :3].tolist()[1] == HIDDEN_FEW  # three minors
    assert (found.hidden[0, :5] == HIDDEN_SECONDARY).sum() == 2
    assert found.demand[0, 0] < FEW  # hours: not a secret by itself


def test_a_total_of_few_is_hidden_too() -> None:
    given_ = resources([(0, 10.0, 0, [0]), (0, 10.0, 1, [1])])
    shares = [(0, 0, 1.0), (1, 0, 0.95), (1, 1, 0.05)]
    found = coverage(city([900, 800], shares, 2, given_))
    assert found.demand[0, 3] == pytest.approx(4)
    assert found.hidden[0, 2:].tolist() == [SHOWN, HIDDEN_FEW, SHOWN]
