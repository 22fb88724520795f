"""The city as arrays: zones, figures, measures and resources, ready for the sums of coverage.

NIL come first among the zones, then the larger ones (Municipi, the city). NaN is «not known»,
which is never zero. Instants are seconds since 1970. `loading.load` reads a City once.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

LOW, MEDIUM, HIGH = 0, 1, 2
CONFIDENCE = ("low", "medium", "high")


@dataclass(frozen=True)
class Sums:
    """How NIL lie in larger zones: triples of NIL, place of the larger zone, share of residents.

    A NIL's shares in Municipi are made to sum to 1; each NIL lies wholly in the city.
    """

    part: Whole
    whole: Whole  # from 0, in the order of the larger zones
    share: Floats
    is_city: Flags  # of each larger zone

    def total(self, values: Floats) -> Floats:
        """The sum over each larger zone; the values are known (no NaN)."""
        found: Floats = np.bincount(
            self.whole, self.share * values[self.part], len(self.is_city)
        ).astype(float)
        return found

    def spread(self, values: Floats, nils: int) -> Floats:
        """What each NIL has of what is said of the larger zones."""
        found: Floats = np.bincount(self.part, self.share * values[self.whole], nils).astype(float)
        return found


@dataclass(frozen=True)
class Zones:
    pks: Whole
    codes: list[str]
    names: list[str]
    nils: int  # how many of them, at the beginning, are NIL
    x: Floats  # of the NIL: metres east and north of a point of the city
    y: Floats
    sums: Sums

    @property
    def wholes(self) -> int:
        return len(self.pks) - self.nils

    def inside(self, zone: int) -> list[int]:
        """The NIL that lie wholly in a zone: itself, when it is one."""
        if zone < self.nils:
            return [zone]
        whole = self.sums.whole == zone - self.nils
        return [int(nil) for nil in self.sums.part[whole & (self.sums.share >= 1)]]


@dataclass(frozen=True)
class Figures:
    """What is counted in the NIL: one row an indicator, the newest year."""

    values: Mapping[str, Floats]
    confidence: Mapping[str, Whole]
    people: frozenset[str]  # the codes that count people or households


@dataclass(frozen=True)
class Measure:
    """A measure of coverage; `factor` is the product of its numeric terms."""

    pk: int
    code: str
    theme: int
    targets: frozenset[int]  # places in `Resources.targets`; empty: for anybody
    unit: str
    counts_people: bool  # its unit counts people, or what each person has one of
    indicators: tuple[str, ...]
    factor: float
    at_place: bool
    catchment_m: float
    confidence: int


@dataclass(frozen=True)
class Counted:
    """Demand that a need card has counted or surveyed, instead of the estimate."""

    measure: Whole  # place of the measure
    nil: Whole
    value: Floats
    confidence: Whole
    card: list[str]  # its uid


@dataclass(frozen=True)
class Absences:
    """Where who answers for a zone has verified that there is nothing of a measure."""

    measure: Whole
    zone: Whole
    verified: Floats


@dataclass(frozen=True)
class Resources:
    """Published resources in force, ordered by theme; `served` pairs them with zones."""

    pks: Whole
    theme: Whole
    unit: NDArray[np.str_]
    capacity: Floats
    verified: Floats
    nil: Whole  # where it stands; -1: not known
    body: Whole  # who gives it; negative: nobody has said
    targets: Flags  # a row each; all false: for anybody
    served_resource: Whole  # ordered
    served_zone: Whole

    def keep(self, kept: Flags) -> "Resources":
        """Those of the mask, with the zones they serve."""
        place = np.cumsum(kept) - 1
        served = kept[self.served_resource]
        rows = {
            name: getattr(self, name)[kept]
            for name in ("pks", "theme", "unit", "capacity", "verified", "nil", "body", "targets")
        }
        return Resources(
            **rows,
            served_resource=place[self.served_resource[served]],
            served_zone=self.served_zone[served],
        )


@dataclass(frozen=True)
class City:
    zones: Zones
    figures: Figures
    measures: tuple[Measure, ...]
    counted: Counted
    absences: Absences
    resources: Resources
    at: float
    fresh_since: float  # verified after this: fresh; before `stale_until`, or never: stale
    stale_until: float

    def with_resource(
        self, measure: str, nil: str, places: float, *, served: Collection[int] = ()
    ) -> "City":
        """The same city with one more resource, verified now: it serves its NIL, unless said.

        `served` are places among the zones: a NIL and a Municipio may have the same code.
        """
        wanted = next(one for one in self.measures if one.code == measure)
        stands = self.zones.codes.index(nil, 0, self.zones.nils)
        zones = sorted(served) or [stands]
        old = self.resources
        row = int(np.searchsorted(old.theme, wanted.theme, side="right"))
        targets = np.zeros(old.targets.shape[1], bool)
        targets[list(wanted.targets)] = True
        new: dict[str, Any] = {
            "pks": -1,
            "theme": wanted.theme,
            "capacity": places,
        }
        new |= {"verified": self.at, "nil": stands, "body": -1 - len(old.pks)}
        rows = {name: np.insert(getattr(old, name), row, value) for name, value in new.items()}
        # Text arrays are as wide as their longest text: the new one must not be cut.
        wide = old.unit.astype(np.result_type(old.unit, np.array(wanted.unit)))
        rows["unit"] = np.insert(wide, row, wanted.unit)
        moved = old.served_resource + (old.served_resource >= row)
        begin = int(np.searchsorted(moved, row))
        resources = Resources(
            **rows,
            targets=np.insert(old.targets, row, targets, axis=0),
            served_resource=np.insert(moved, begin, [row] * len(zones)),
            served_zone=np.insert(old.served_zone, begin, zones),
        )
        return replace(self, resources=resources)

    def without_body(self, body: int) -> "City":
        """The same city without anything that a body (its primary key) gives."""
        return replace(self, resources=self.resources.keep(self.resources.body != body))
