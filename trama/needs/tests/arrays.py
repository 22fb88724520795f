"""Invented cities as arrays: squares on a grid, Municipi of ten, one NIL in nine astride two."""

from collections.abc import Sequence

import numpy as np

from trama.needs.tasks.sums.city import (
    MEDIUM,
    Absences,
    City,
    Counted,
    Figures,
    Measure,
    Resources,
    Sums,
    Zones,
)

NOW = 1_795_334_400.0  # 22 November 2026, noon in Rome
DAY = 86_400.0
NONE = np.empty(0, np.int64)


def measure(number: int = 0, **changes: object) -> Measure:
    facts = {
        "pk": number + 1, "code": f"measure-{number}", "theme": number, "targets": frozenset(),
        "unit": "places", "counts_people": True, "indicators": ("minors",), "factor": 0.1,
        "at_place": False, "catchment_m": 3000.0, "confidence": MEDIUM,
    }  # fmt: skip
    return Measure(**{**facts, **changes})  # type: ignore[arg-type]  # a test names what it changes


def resources(
    rows: Sequence[tuple[int, float, int, Sequence[int]]],
    *,
    verified: Sequence[float] | None = None,
    bodies: Sequence[int] | None = None,
) -> Resources:
    """Rows of theme (in order), capacity, NIL (or -1) and zones served."""
    return Resources(
        pks=np.arange(len(rows)),
        theme=np.array([row[0] for row in rows], np.int64),
        unit=np.array(["places"] * len(rows), np.str_),
        capacity=np.array([row[1] for row in rows], float),
        verified=np.array([NOW - DAY] * len(rows) if verified is None else verified, float),
        nil=np.array([row[2] for row in rows], np.int64),
        body=np.array(range(len(rows)) if bodies is None else bodies, np.int64),
        targets=np.zeros((len(rows), 0), bool),
        served_resource=np.array([n for n, row in enumerate(rows) for _zone in row[3]], np.int64),
        served_zone=np.array([zone for row in rows for zone in row[3]], np.int64),
    )


def city(
    minors: Sequence[float],
    shares: Sequence[tuple[int, int, float]],
    municipi: int,
    given: Resources | None = None,
    measures: Sequence[Measure] | None = None,
) -> City:
    """NIL on a line, 1,500 m apart; `shares` are triples of NIL, Municipio (from 0) and share."""
    nils = len(minors)
    names = [f"n{n}" for n in range(nils)] + [f"m{n}" for n in range(municipi)] + ["city"]
    return City(
        zones=Zones(
            pks=np.arange(nils + municipi + 1) + 1,
            codes=names,
            names=names,
            nils=nils,
            x=np.arange(nils, dtype=float) * 1500,
            y=np.zeros(nils),
            sums=Sums(
                part=np.array([row[0] for row in shares] + list(range(nils)), np.int64),
                whole=np.array([row[1] for row in shares] + [municipi] * nils, np.int64),
                share=np.array([row[2] for row in shares] + [1.0] * nils),
                is_city=np.array([False] * municipi + [True]),
            ),
        ),
        figures=Figures(
            {"minors": np.array(minors, float)},
            {"minors": np.full(nils, 2)},
            frozenset({"minors"}),
        ),
        measures=tuple(measures or [measure()]),
        counted=Counted(NONE, NONE, np.empty(0), NONE, []),
        absences=Absences(NONE, NONE, np.empty(0)),
        resources=given or resources([]),
        at=NOW,
        fresh_since=NOW - 90 * DAY,
        stale_until=NOW - 365 * DAY,
    )
