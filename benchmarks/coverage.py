"""Coverage: its sums beside bare NumPy, how they grow up to twenty times Milan, and its pages.

Sums are on arrays, in this process. The whole job (reading, sums, risk, writing, spreadsheet) and
the pages are on a durable PostgreSQL of its own, with production's settings.
"""

import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from math import log

import numpy as np
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks import _city
from benchmarks._installation import installation

# isort: split
from benchmarks import _arrays
from trama.core import clock
from trama.needs.lifecycle.coverage import ask_run
from trama.needs.models import (
    CardStatus,
    CoverageMeasure,
    CoverageRun,
    Resource,
    ResourceKind,
)
from trama.needs.tasks import coverage as job
from trama.needs.tasks.sums import loading
from trama.needs.tasks.sums.coverage import coverage
from trama.territory.models import Indicator, IndicatorValue, Source, Zone, ZoneKind, ZoneShare

NILS, MEASURES, RESOURCES = 88, 20, 5_000  # Milan
TIMES = (1, 2, 5, 10, 20)
FLOOR, EXPONENT, WEIGHT = 3.0, 1.1, 4.0
WARM_UP, ROUNDS = 3, 25


def seconds(act: Callable[[], object], rounds: int = 9) -> float:
    """The median, once warm."""
    act()
    found = []
    for _round in range(rounds):
        began = time.perf_counter()
        act()
        found.append(time.perf_counter() - began)
    return statistics.median(found)


def exponent(sizes: list[float], times: list[float]) -> float:
    """Of the line through the logarithms: 1 is «twice the city, twice the time»."""
    return float(np.polyfit(np.log(sizes), np.log(times), 1)[0])


def sums() -> bool:
    milan = _arrays.city(NILS, MEASURES, RESOURCES)
    ours, bare = seconds(lambda: coverage(milan)), seconds(lambda: _arrays.bare(milan))
    print(f"sums, Milan                {ours * 1000:8.1f} ms")
    print(f"the same in bare NumPy     {bare * 1000:8.1f} ms")
    print(f"ratio {ours / bare:.2f}, allowed {FLOOR}")
    times = []
    for n in TIMES:
        large = _arrays.city(NILS * n, MEASURES, RESOURCES * n)
        times.append(seconds(partial(coverage, large), 5))
        print(f"sums, {n:3} × Milan          {times[-1] * 1000:8.1f} ms")
    over_all = exponent(list(TIMES), times)
    last = log(times[-1] / times[-2]) / log(TIMES[-1] / TIMES[-2])
    print(f"exponent {over_all:.2f}, of the last doubling {last:.2f}, allowed {EXPONENT}")
    return ours / bare <= FLOOR and max(over_all, last) <= EXPONENT


# ---------------------------------------------------------------- on a database


def city(times: int) -> None:
    """The zones, figures and resources of a city so many times Milan, written down at once."""
    made = _arrays.city(NILS * times, MEASURES, RESOURCES * times)
    for rows in (CoverageRun, Resource, IndicatorValue, ZoneShare, Zone):
        rows.objects.all().delete()
    zones = _zones(made)
    _figures(zones[: made.zones.nils])
    _resources(made, zones)
    _city.refresh_statistics()


def _zones(made: _arrays.City) -> list[Zone]:
    nils, wholes = made.zones.nils, made.zones.wholes
    degree = 111_195.0
    rows = [
        Zone(
            kind=ZoneKind.NIL, code=str(n), number=n, name=f"Quartiere {n}",
            longitude=9 + x / degree / 0.7, latitude=45.4 + y / degree,
            outline=_square(n),
        )
        for n, (x, y) in enumerate(zip(made.zones.x, made.zones.y, strict=True))
    ]  # fmt: skip
    rows += [
        Zone(kind=ZoneKind.MUNICIPIO, code=str(n), number=n, name=f"Municipio {n}")
        for n in range(wholes - 1)
    ]
    rows.append(Zone(kind=ZoneKind.CITY, code="1", number=1, name="Città"))
    zones = Zone.objects.bulk_create(rows, batch_size=1000)
    sums = made.zones.sums
    ZoneShare.objects.bulk_create(
        (
            ZoneShare(
                part=zones[p], whole=zones[nils + w], area_share=s, people_share=s
            )
            for p, w, s in zip(sums.part, sums.whole, sums.share.tolist(), strict=True)
            if not sums.is_city[w]
        ),
        batch_size=1000,
    )  # fmt: skip
    return zones


def _square(number: int) -> str:
    x, y = number % 10 * 140, number // 10 * 140
    return f"M{x} {y}h140v140h-140z"


def _figures(nils: list[Zone]) -> None:
    rng = np.random.default_rng(3)
    source, _made = Source.objects.get_or_create(code="prova", defaults={"title": "Di prova"})
    codes = {
        t["indicator"] for m in CoverageMeasure.objects.all() for t in m.terms if "indicator" in t
    }
    known = {one.code: one for one in Indicator.objects.all()}
    facts = {"unit_it": "persone", "unit_en": "people", "counts_people": True}
    for code in sorted(codes | set(known)):
        indicator = known.get(code) or Indicator.objects.create(
            code=code, label_it=code, label_en=code, **facts
        )
        IndicatorValue.objects.bulk_create(
            IndicatorValue(
                indicator=indicator, zone=zone, year=2024, value=int(value), source=source
            )
            for zone, value in zip(nils, rng.integers(1, 9000, len(nils)), strict=True)
        )  # fmt: skip


def _resources(made: _arrays.City, zones: list[Zone]) -> None:
    measures = list(CoverageMeasure.objects.order_by("position"))[:MEASURES]
    themes = [measure.theme_id for measure in measures]
    units = {measure.theme_id: measure.unit for measure in measures}
    bodies = _known() or _city.bodies(0, 200)
    now, found = clock.now(), made.resources
    rows = []
    for n, (theme, capacity, nil, body) in enumerate(
        zip(
            found.theme.tolist(),
            found.capacity,
            found.nil.tolist(),
            found.body.tolist(),
            strict=True,
        )
    ):
        said = bool(np.isfinite(capacity))
        rows.append(
            Resource(
                kind=ResourceKind.SERVICE, status=CardStatus.PUBLISHED, title=f"Servizio {n}",
                theme_id=themes[theme % len(themes)], nil=zones[nil], verified_at=now,
                organization=bodies[body % len(bodies)], created_at=now, updated_at=now,
                published_at=now, capacity=int(capacity) if said else None,
                unit=units[themes[theme % len(themes)]] if said else "",
            )
        )  # fmt: skip
    cards = Resource.objects.bulk_create(rows, batch_size=1000)
    through = Resource.served.through
    through.objects.bulk_create(
        (
            through(resource_id=cards[r].pk, zone_id=zones[z].pk)
            for r, z in zip(found.served_resource, found.served_zone, strict=True)
        ),
        batch_size=5000,
    )


def _known() -> list[_city.Organization]:
    return list(_city.Organization.objects.order_by("pk")[:200])


def whole_job(times: int) -> float:
    """Seconds of a computation as the worker makes it; its parts are printed."""
    city(times)
    at = clock.now()
    loaded = loading.load(at)
    parts = {
        "reading": seconds(lambda: loading.load(at), 3),
        "sums": seconds(lambda: coverage(loaded), 3),
    }

    def make() -> None:
        run = ask_run(None, clock.now())
        job.compute_coverage(str(run.uid))
        run.refresh_from_db()
        assert run.status == "done", run.problem

    total = seconds(make, 3)
    said = ", ".join(f"{name} {value * 1000:.0f}" for name, value in parts.items())
    print(f"whole job, {times:3} × Milan     {total * 1000:8.0f} ms  ({said})")
    return total


def pages() -> bool:
    """The board over the city as it is, and an empty page of ours, in turn."""
    measure = CoverageMeasure.objects.order_by("position")[0]
    addresses = {
        "empty page": reverse("portal:legal"),
        "board, city": reverse("needs:coverage"),
        "board, Municipio": reverse("needs:coverage") + "?municipio=3",
        "board, verified only": reverse("needs:coverage") + "?risorse=verificate",
        "matrix, city": reverse("needs:coverage_matrix"),
        "matrix, Municipio": reverse("needs:coverage_matrix") + "?municipio=3",
        "behind a figure": reverse("needs:coverage_cell", args=[measure.code, "nil", "5"]),
        "risk": reverse("needs:risk"),
    }
    client = Client(SERVER_NAME="localhost")
    times: dict[str, list[float]] = {name: [] for name in addresses}
    for _round in range(WARM_UP + ROUNDS):
        for name, url in addresses.items():
            began = time.perf_counter()
            response = client.get(url)
            times[name].append((time.perf_counter() - began) * 1000)
            assert response.status_code == 200
    empty = statistics.median(times["empty page"][WARM_UP:])
    worst = 0.0
    for name, url in addresses.items():
        with CaptureQueriesContext(connection) as asked:
            client.get(url)
        found = statistics.median(times[name][WARM_UP:])
        if name.startswith("board"):
            worst = max(worst, found / empty)
        print(f"{name:22}{found:8.1f} ms{len(asked):5} queries{found / empty:8.1f} empty pages")
    print(f"board {worst:.1f} empty pages, allowed {WEIGHT}")

    def first_visit() -> None:
        caches["drawn"].clear()
        client.get(addresses["board, city"])

    cold = seconds(first_visit) * 1000
    print(f"board, city, for the first who asks after a computation {cold:.1f} ms")
    return worst <= WEIGHT


def main() -> int:
    good = sums()
    small = whole_job(1)
    light = pages()
    grown = log(whole_job(TIMES[-1]) / small) / log(TIMES[-1])
    print(f"whole job, exponent {grown:.2f}, allowed {EXPONENT}")
    return int(not (good and light and grown <= EXPONENT))


if __name__ == "__main__":
    with installation():
        status = main()
        connection.close()
    sys.exit(status)
