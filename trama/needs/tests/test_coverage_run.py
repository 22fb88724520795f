"""One computation: asked once, made from the cards and the figures as they are, kept a while."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from trama.accounts.models import User
from trama.core import clock, events
from trama.core.workflow import ActRefused, MoveRefused
from trama.ledger.models import Event
from trama.needs.lifecycle import coverage as verbs
from trama.needs.models import CoverageRun, EvidenceGrade, RunStatus, VerifiedAbsence
from trama.needs.queries import coverage as queries
from trama.needs.rules.freshness import freshness
from trama.needs.tasks.coverage import compute_coverage
from trama.needs.tasks.sums import loading
from trama.needs.tests.factories import CoverageMeasureFactory, NeedFactory, ResourceFactory
from trama.needs.tests.quarters import (
    cell,
    component,
    computed,
    figures,
    months_ago,
    quarters,
)
from trama.territory.models import IndicatorValue, Zone
from trama.territory.tests.factories import IndicatorFactory

pytestmark = pytest.mark.django_db


def waiting_jobs() -> int:
    return ProcrastinateJob.objects.filter(task_name="needs.compute_coverage").count()


def test_whoever_asks_while_one_is_waiting_is_answered_by_that_one() -> None:
    first = verbs.ask_run(None, clock.now())
    second = verbs.ask_run(None, clock.now())
    assert first == second
    assert waiting_jobs() == 1


def test_whoever_asks_after_it_has_begun_has_another() -> None:
    first = verbs.ask_run(None, clock.now())
    assert verbs.start_run(first)
    assert verbs.ask_run(None, clock.now()) != first
    assert waiting_jobs() == 2


def test_a_card_that_changes_asks_for_the_sums(anna: User) -> None:
    need = NeedFactory.create()
    events.record(events.Act("publish", need, anna, clock.now(), {}))
    assert CoverageRun.objects.filter(status=RunStatus.ASKED).count() == 1


def test_a_run_writes_every_measure_in_every_zone() -> None:
    place = quarters()
    CoverageMeasureFactory.create(theme=place.theme)
    run = computed()
    assert run.status == RunStatus.DONE
    assert run.cells.count() == 2 * 6
    assert queries.latest_run() == run


def test_figures_are_those_of_the_formula_and_the_cards() -> None:
    place = quarters()
    place.service(place.north, capacity=40)
    place.service(place.north, place.south, capacity=26)
    run = computed()
    north, south = cell(run, place.north), cell(run, place.south)
    assert figures(north, "demand", "supply", "gap") == [100, 60, 40]  # 26 as 100 to 30
    assert figures(south, "demand", "supply", "gap") == [30, 6, 24]
    assert north.ratio == Decimal("0.6")
    assert north.overlap == 1
    assert north.working == {"confidence": "medium", "inputs": {"minors": 1000.0}}


def test_where_nobody_has_said_anything_the_cell_is_unknown() -> None:
    place = quarters()
    place.service(place.north)  # no capacity said
    run = computed()
    for zone in (place.north, place.south):
        found = cell(run, zone)
        assert found.demand is not None
        assert found.supply is found.gap is found.ratio is None
        assert found.confidence == "low"
    assert cell(run, place.north).unknown == 1
    assert figures(cell(run, place.city), "demand", "supply", "gap") == [180, None, None]
    assert figures(cell(run, place.city), "known_parts", "parts") == [0, 3]


def test_a_municipio_counts_its_share_of_a_nil_astride_two() -> None:
    place = quarters()
    for zone in (place.north, place.middle, place.south):
        place.service(zone, capacity=10)
    run = computed()
    east, west = cell(run, place.east), cell(run, place.west)
    assert figures(east, "demand", "supply") == [130, 16]
    assert figures(west, "demand", "supply") == [50, 14]
    assert figures(cell(run, place.city), "demand", "supply") == [180, 30]


def test_only_published_resources_in_force_count() -> None:
    place = quarters()
    place.service(place.north, capacity=10)
    place.service(place.north, capacity=99, draft=True)
    place.service(place.north, capacity=99, ends_on=date(2020, 1, 1), starts_on=date(2019, 1, 1))
    assert cell(computed(), place.north).supply == 10


def test_what_is_old_is_told_apart() -> None:
    place = quarters()
    place.service(place.north, capacity=10, verified_at=months_ago(14))
    place.service(place.north, capacity=5)
    place.service(place.south, capacity=7, verified_at=None)
    run = computed()
    north, south = cell(run, place.north), cell(run, place.south)
    assert figures(north, "supply", "supply_recent", "confidence") == [15, 5, "low"]
    assert north.verified_at is not None
    assert figures(south, "supply", "supply_recent", "verified_at") == [7, None, None]


@pytest.mark.parametrize(
    ("grade", "found"),
    [
        (EvidenceGrade.COUNTED, 72),
        (EvidenceGrade.SURVEYED, 72),
        (EvidenceGrade.WITNESSED, 100),
        (EvidenceGrade.SUPPOSED, 100),
    ],
)
def test_a_card_replaces_the_estimate_only_with_firm_evidence(grade: str, found: int) -> None:
    place = quarters()
    facts = {"theme": place.theme, "unit": "places", "magnitude_source": "rete", "evidence": grade}
    need = NeedFactory.create(zones=[place.north], magnitude=72, **facts)
    NeedFactory.create(zones=[place.north, place.south], magnitude=500, **facts)
    NeedFactory.create(zones=[place.south], magnitude=500, draft=True, **facts)
    run = computed()
    assert cell(run, place.north).demand == found
    assert cell(run, place.south).demand == 30
    assert (cell(run, place.north).working.get("card") == str(need.uid)) is (found == 72)


def test_of_two_cards_the_firmest_counts_then_the_newest() -> None:
    place = quarters()
    facts = {
        "theme": place.theme,
        "unit": "places",
        "magnitude_source": "x",
        "zones": [place.north],
    }
    NeedFactory.create(magnitude=50, evidence="counted", magnitude_on=date(2024, 1, 1), **facts)
    NeedFactory.create(magnitude=60, evidence="counted", magnitude_on=date(2025, 1, 1), **facts)
    NeedFactory.create(magnitude=70, evidence="surveyed", magnitude_on=date(2026, 1, 1), **facts)
    assert cell(computed(), place.north).demand == 60


def test_an_absence_verified_by_who_answers_is_a_zero(viola: User) -> None:
    place = quarters()
    verbs.verify_absence(place.measure, place.south, note="chiesto alla rete", actor=viola)
    run = computed()
    assert figures(cell(run, place.south), "supply", "gap") == [0, 30]
    assert cell(run, place.north).supply is None
    absence = VerifiedAbsence.objects.get()
    verbs.withdraw_absence(absence, actor=viola)
    assert cell(computed(), place.south).supply is None


def test_an_absence_said_twice_is_one(viola: User) -> None:
    place = quarters()
    for _time in range(2):
        verbs.verify_absence(place.measure, place.south, note="chiesto", actor=viola)
    assert VerifiedAbsence.objects.count() == 1
    with pytest.raises(ActRefused):
        verbs.verify_absence(place.measure, place.south, note=" ", actor=viola)


def test_of_a_small_cell_no_figure_is_written_down() -> None:
    place = quarters({"Sud": 30})  # three places
    place.service(place.south, capacity=8)
    found = cell(computed(), place.south)
    assert found.hidden == "few"
    figures = (
        found.demand,
        found.supply,
        found.supply_recent,
        found.gap,
        found.ratio,
        found.access,
    )
    assert set(figures) == {None}
    assert found.working == {}


def test_a_city_without_zones_says_what_is_missing() -> None:
    Zone.objects.all().delete()
    run = verbs.ask_run(None, clock.now())
    compute_coverage(str(run.uid))
    run.refresh_from_db()
    assert run.status == RunStatus.FAILED
    assert "confini" in run.problem


def test_a_fault_leaves_the_last_good_figures_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    place = quarters()
    good = computed()

    def broken(*args: object) -> None:
        raise ZeroDivisionError("x")

    monkeypatch.setattr(loading, "load", broken)
    bad = computed()
    assert bad.status == RunStatus.FAILED
    assert "Restano le cifre" in bad.problem
    assert queries.latest_run() == good
    assert queries.pending_run() == bad
    assert place.measure.cells.filter(run=bad).count() == 0


def test_a_job_that_comes_twice_makes_one_run() -> None:
    quarters()
    run = computed()
    cells = set(run.cells.values_list("pk", flat=True))
    compute_coverage(str(run.uid))
    assert set(run.cells.values_list("pk", flat=True)) == cells
    assert Event.objects.filter(subject_label="needs.coveragerun", verb="finish").count() == 1
    with pytest.raises(MoveRefused):
        verbs.fail_run(CoverageRun.objects.get(pk=run.pk), "x")


def test_only_the_last_runs_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    quarters()
    monkeypatch.setattr(verbs, "KEPT_RUNS", 2)
    runs = [computed() for _time in range(4)]
    assert list(CoverageRun.objects.order_by("pk")) == runs[2:]


def test_a_run_asks_the_same_questions_however_many_cards_there_are() -> None:
    place = quarters()

    def questions() -> int:
        run = verbs.ask_run(None, clock.now())
        with CaptureQueriesContext(connection) as found:
            compute_coverage(str(run.uid))
        return len(found)

    def one_more() -> None:
        ResourceFactory.create(theme=place.theme, served=[place.north], capacity=3, unit="places")
        NeedFactory.create(
            theme=place.theme, zones=[place.north], magnitude=9, unit="places",
            magnitude_source="x", evidence="counted",
        )  # fmt: skip

    one_more()
    few = questions()
    for _n in range(20):
        one_more()
    assert questions() == few


def test_the_newest_year_of_a_series_counts() -> None:
    place = quarters()
    old = IndicatorValue.objects.get(zone=place.north, indicator__code="minors")
    IndicatorValue.objects.create(
        indicator=old.indicator, zone=place.north, year=2023, value=10, source=old.source
    )
    assert cell(computed(), place.north).demand == 100


def test_a_formula_changes_with_a_reason_and_asks_for_the_sums(viola: User) -> None:
    place = quarters()
    factors = {1: {"factor": "0.2", "source": "214 risposte"}}
    verbs.change_measure(
        place.measure, factors, catchment_m=1500, reason="ascolto 2026", actor=viola
    )
    assert cell(computed(), place.north).demand == 200
    event = Event.objects.get(verb="change_formula")
    assert event.actor_id == viola.pk


def test_two_people_do_not_overwrite_each_other_s_formula(viola: User) -> None:
    place = quarters()
    stale = type(place.measure).objects.get(pk=place.measure.pk)
    one = {1: {"factor": "0.2", "source": "a"}}
    verbs.change_measure(place.measure, one, catchment_m=1100, reason="x", actor=viola)
    with pytest.raises(ActRefused):
        verbs.change_measure(stale, one, catchment_m=900, reason="y", actor=viola)


def test_a_change_without_a_reason_is_refused(viola: User) -> None:
    place = quarters()
    with pytest.raises(ActRefused):
        verbs.change_measure(place.measure, {}, catchment_m=1100, reason=" ", actor=viola)
    part = component()
    with pytest.raises(ActRefused):
        verbs.change_weights({part.code: Decimal(3)}, reason="", actor=viola)
    with pytest.raises(ActRefused):
        verbs.change_weights({part.code: Decimal(0)}, reason="nessuno", actor=viola)
    with pytest.raises(ActRefused):
        verbs.change_weights({part.code: part.weight}, reason="uguale", actor=viola)


def test_scores_are_of_the_nil_with_every_component() -> None:
    place = quarters()
    component()
    IndicatorValue.objects.filter(zone=place.south, indicator__code="residents").delete()
    scores = {score.zone.name: score for score in computed().scores.select_related("zone")}
    assert scores["Nord"].rank == 1
    assert scores["Mezzo"].rank == 2
    assert scores["Nord"].mpi == pytest.approx(110)
    assert figures(scores["Sud"], "rank", "missing") == [None, "not_known"]


def test_a_nil_with_too_few_people_for_a_rate_is_out_of_the_index() -> None:
    place = quarters()
    component()
    IndicatorValue.objects.filter(zone=place.south, indicator__code="residents").update(value=299)
    scores = {score.zone.name: score for score in computed().scores.select_related("zone")}
    assert figures(scores["Sud"], "rank", "missing") == [None, "small"]


def test_a_component_that_no_nil_has_is_left_out_of_the_index() -> None:
    quarters()
    component()
    other = component("senza-dati")
    other.numerator = IndicatorFactory.create(code="nessun-dato")
    other.save()
    scores = {score.zone.name: score for score in computed().scores.select_related("zone")}
    assert scores["Nord"].rank == 1
    assert set(scores["Nord"].components) == {"minors-share"}


def test_a_nil_with_few_minors_is_out_of_the_index_and_of_its_means() -> None:
    quarters({"Sud": 3})
    component()
    scores = {score.zone.name: score for score in computed().scores.select_related("zone")}
    assert scores["Sud"].missing == "protected"
    assert scores["Sud"].components == {}


def test_months_are_those_of_the_calendar_of_rome(stop_clock: Callable[..., None]) -> None:
    """The same as the freshness badge says of the instants around the edge."""
    for day in (date(2026, 5, 31), date(2026, 3, 31), date(2024, 2, 29), date(2026, 11, 22)):
        at = clock.now().replace(year=day.year, month=day.month, day=day.day, hour=11)
        for months, state in ((3, "aging"), (12, "stale")):
            edge = loading._months_before(at, months)
            assert freshness(edge, at).state == state
            later = freshness(edge + timedelta(days=4), at)
            assert later.months is not None
            assert later.months < months
