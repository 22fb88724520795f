"""The job that makes the sums of coverage and of risk, and writes them for the pages to read."""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from trama.core import clock
from trama.needs.lifecycle import coverage as verbs
from trama.needs.models import CoverageCell, CoverageRun
from trama.needs.rules import few, risk
from trama.needs.tasks import risk as risks
from trama.needs.tasks.sums import e2sfca, loading, mpi, suppress
from trama.needs.tasks.sums.city import CONFIDENCE, City
from trama.needs.tasks.sums.coverage import RULES, Coverage, coverage
from trama.territory.models import IndicatorValue, ZoneKind

COLUMNS = (
    "run_id", "measure_id", "zone_id", "demand", "supply", "supply_recent", "gap", "ratio",
    "access", "overlap", "resources", "unknown", "confidence", "verified_at", "hidden",
    "known_parts", "parts", "working",
)  # fmt: skip


class NothingToSum(ValueError):
    """Its text is a sentence for a person."""


@app.periodic(cron="40 3 * * *")
@app.task(name="needs.ask_nightly_coverage", queue="default", retry=3)
def ask_nightly_coverage(timestamp: int) -> None:
    """Every night: what was verified grows old even when nobody touches it."""
    verbs.ask_run(None, clock.now())


@app.task(name="needs.compute_coverage", queue="default", retry=3)
def compute_coverage(run: str) -> None:
    """Again after a fault, the same run is made from the start; a done one is left as it is."""
    found = CoverageRun.objects.get(uid=run)
    if not verbs.start_run(found):
        return
    try:
        with transaction.atomic():
            compute(found)
    except (ArithmeticError, LookupError, ValueError) as error:
        verbs.fail_run(found, _sentence(error))


def compute(run: CoverageRun) -> None:
    """Load, sum, write; all or nothing."""
    city = loading.load(clock.now())
    if not city.zones.nils:
        raise NothingToSum(_("Non c’è nessun quartiere: carica prima i confini della città."))
    if not city.measures:
        raise NothingToSum(_("Non c’è nessuna misura di copertura: caricane un elenco."))
    found = coverage(city)
    cells = write(run, city, found)
    components, scored = risks.score(city.zones)
    risks.write(run, city.zones, components, scored)
    verbs.finish_run(run, inputs(city, cells))


def _sentence(error: Exception) -> str:
    if isinstance(error, NothingToSum):
        return str(error)
    return _("Il calcolo si è fermato (%(error)s). Restano le cifre del calcolo precedente.") % {
        "error": f"{type(error).__name__}: {error}"
    }


def inputs(city: City, cells: int) -> dict[str, Any]:
    """What the sums were made of, as the pages tell it."""
    codes = {code for measure in city.measures for code in measure.indicators}
    series = IndicatorValue.objects.filter(indicator__code__in=codes, zone__kind=ZoneKind.NIL)
    return {
        "cells": cells,
        "rules": [*RULES, few.VERSION, risk.VERSION, mpi.VERSION],
        "nils": city.zones.nils,
        "resources": len(city.resources.pks),
        "needs": len(city.counted.card),
        "detour": e2sfca.DETOUR,
        "series": [
            {"indicator": code, "year": year, "source": str(source)}
            for code, year, source in series.order_by("indicator__code", "-year", "source__code")
            .values_list("indicator__code", "year", "source__code")
            .distinct()
        ],
        "stability": {"draws": mpi.DRAWS, "seed": mpi.SEED, "spread": mpi.SPREAD},
    }


def write(run: CoverageRun, city: City, found: Coverage) -> int:
    """Cells go in by COPY: some thousands in a moment. Of a hidden one no figure is written."""
    CoverageCell.objects.filter(run=run).delete()
    table = CoverageCell._meta.db_table
    count = 0
    with connection.cursor() as cursor:
        names = ", ".join(f'"{name}"' for name in COLUMNS)
        with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
            for row in rows(run.pk, city, found):
                copy.write_row(row)
                count += 1
    return count


def rows(run: int, city: City, found: Coverage) -> Iterator[Sequence[Any]]:
    figures = {
        name: _numbers(getattr(found, name), digits)
        for name, digits in (
            ("demand", 2), ("supply", 2), ("recent", 2), ("gap", 2), ("ratio", 4), ("access", 6),
        )
    }  # fmt: skip
    whole = {
        name: getattr(found, name).tolist()
        for name in (
            "overlap",
            "resources",
            "unknown",
            "confidence",
            "hidden",
            "known_parts",
            "parts",
        )
    }
    verified, pks = found.verified.tolist(), city.zones.pks.tolist()
    for m, measure in enumerate(city.measures):
        for z, zone in enumerate(pks):
            hidden = whole["hidden"][m][z]
            shown = [None if hidden else figures[name][m][z] for name in figures]
            at = verified[m][z]
            nil = z < city.zones.nils
            yield (
                run, measure.pk, zone, *shown,
                *(whole[name][m][z] for name in ("overlap", "resources", "unknown")),
                CONFIDENCE[whole["confidence"][m][z]],
                None if at != at else datetime.fromtimestamp(at, UTC),  # noqa: PLR0124  # NaN
                suppress.CODES[hidden],
                *(None if nil else whole[name][m][z] for name in ("known_parts", "parts")),
                json.dumps({} if hidden or not nil else working(city, found, m, z)),
            )  # fmt: skip


def working(city: City, found: Coverage, m: int, nil: int) -> dict[str, Any]:
    """How the demand of a NIL was found: its inputs, or the card that says it."""
    measure = city.measures[m]
    said: dict[str, Any] = {"confidence": CONFIDENCE[found.demand_confidence[m, nil]]}
    card = int(found.card[m, nil])
    if card >= 0:
        return said | {"card": city.counted.card[card]}
    values = {code: float(city.figures.values[code][nil]) for code in measure.indicators}
    return said | {"inputs": {code: v if np.isfinite(v) else None for code, v in values.items()}}


def _numbers(values: Any, digits: int) -> list[list[float | None]]:
    """Rounded, with None for what is not known."""
    rounded = np.round(values, digits) + 0.0
    return [[None if v != v else v for v in row] for row in rounded.tolist()]  # noqa: PLR0124
