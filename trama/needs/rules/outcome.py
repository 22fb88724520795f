"""What a what-if has found, read from what the job wrote: who gains, who loses, in words first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trama.needs.rules.board import whole
from trama.territory.models import ZoneKind

NAMED = 3  # zones named in the sentence, on each side
LEAST = 0.5  # what is shown as a whole number


@dataclass(frozen=True)
class Row:
    """A measure in a zone, before and after. None is «not known», or not comparable."""

    measure: str
    code: str
    name: str
    kind: str
    demand: float | None
    places: float | None  # known places, more or less than before
    gain: float | None  # demand met by known places, more or less than before
    met: tuple[float | None, float | None]
    supply: tuple[float | None, float | None]
    gap: tuple[float | None, float | None]
    ratio: tuple[float | None, float | None]
    access: tuple[float | None, float | None]
    resources: tuple[int, int]

    @property
    def is_nil(self) -> bool:
        return self.kind == ZoneKind.NIL

    @property
    def is_moved(self) -> bool:
        """Its own places or resources are others; else only access to its neighbors' is."""
        return abs(self.places or 0) >= LEAST or self.resources[0] != self.resources[1]

    @property
    def was_unknown(self) -> bool:
        """Nobody has said the places, before or after: the gain is the most it can be."""
        return self.is_nil and None in self.supply


def rows(result: Mapping[str, Any]) -> list[Row]:
    found = []
    for row in result.get("rows", []):
        facts: dict[str, Any] = {
            name: tuple(v) if isinstance(v, list) else v for name, v in row.items()
        }
        found.append(Row(**facts))
    return found


def losers_first(found: Sequence[Row]) -> list[Row]:
    """Larger zones before NIL; then who loses, who gains, the others; those with most first."""

    def standing(row: Row) -> tuple[bool, int, float, str]:
        gain = row.gain or 0
        side = 0 if gain <= -LEAST else 1 if gain >= LEAST else 2
        return row.is_nil, side, -abs(gain), row.name

    return sorted(found, key=standing)


def sentence(found: Sequence[Row], unit: str, protected: int = 0) -> str:
    """Of one measure: who gains and who loses, how much; what remains unsaid."""
    nils = [row for row in found if row.is_nil]
    gained = sorted(
        (row for row in nils if (row.gain or 0) >= LEAST), key=lambda one: -(one.gain or 0)
    )
    lost = sorted((row for row in nils if (row.gain or 0) <= -LEAST), key=lambda one: one.gain or 0)
    idle = [row for row in nils if row.gain is not None and abs(row.gain) < LEAST and row.is_moved]
    blind = [row for row in nils if row.gain is None and row.is_moved]
    parts = [_gain(gained, unit), _loss(lost, unit), _idle(idle), _blind(blind), _hidden(protected)]
    said = [part for part in parts if part]
    if not said and any(not row.is_moved for row in nils):
        return _("Nessun quartiere guadagna o perde posti; cambia solo quanto sono vicini.")
    return " ".join(said) or _("Non cambia niente.")


def _names(found: Sequence[Row], unit: str) -> str:
    """«San Siro 40 posti, Baggio 12»: the unit is said once."""
    said = [f"{row.name} {whole(abs(row.gain or 0))}" for row in found[:NAMED]]
    said[0] = f"{said[0]} {unit}"
    more = len(found) - NAMED
    if more > 0:
        said.append(ngettext("e un altro", "e altri %(n)d", more) % {"n": more})
    return ", ".join(said)


def _gain(found: Sequence[Row], unit: str) -> str:
    if not found:
        return ""
    return ngettext(
        "Guadagna un quartiere: %(names)s.", "Guadagnano %(n)d quartieri: %(names)s.", len(found)
    ) % {"n": len(found), "names": _names(found, unit)}


def _loss(found: Sequence[Row], unit: str) -> str:
    if not found:
        return ""
    return ngettext(
        "Perde un quartiere: %(names)s.", "Perdono %(n)d quartieri: %(names)s.", len(found)
    ) % {"n": len(found), "names": _names(found, unit)}


def _idle(found: Sequence[Row]) -> str:
    """Places that come or go where the known demand was, or stays, all met."""
    if not found:
        return ""
    names = ", ".join(row.name for row in found[:NAMED])
    return ngettext(
        "A %(names)s cambiano i posti, non la domanda a cui rispondono.",
        "In %(n)d quartieri (%(names)s…) cambiano i posti, non la domanda a cui rispondono.",
        len(found),
    ) % {"n": len(found), "names": names}


def _blind(found: Sequence[Row]) -> str:
    if not found:
        return ""
    names = ", ".join(row.name for row in found[:NAMED])
    return ngettext(
        "A %(names)s cambiano i posti, ma non si sa quanti ne servano.",
        "In %(n)d quartieri (%(names)s…) cambiano i posti, ma non si sa quanti ne servano.",
        len(found),
    ) % {"n": len(found), "names": names}


def _hidden(protected: int) -> str:
    if not protected:
        return ""
    return ngettext(
        "In un quartiere con troppo pochi casi qualcosa cambia, e non si mostra.",
        "In %(n)d quartieri con troppo pochi casi qualcosa cambia, e non si mostra.",
        protected,
    ) % {"n": protected}


def nearer(found: Sequence[Row]) -> tuple[int, int]:
    """How many NIL find more places within reach than before, and how many fewer."""
    pairs = [row.access for row in found if row.is_nil]
    more = sum((after or 0) > (before or 0) for before, after in pairs)
    fewer = sum((after or 0) < (before or 0) for before, after in pairs)
    return more, fewer


HEADER = (
    "measure", "zone_kind", "zone", "zone_name", "demand", "places", "met_change", "met_before",
    "met_after", "supply_before", "supply_after", "gap_before", "gap_after", "ratio_before",
    "ratio_after", "access_before", "access_after", "resources_before", "resources_after",
)  # fmt: skip


def table(found: Sequence[Row]) -> Iterator[list[Any]]:
    """The same figures for whoever takes them away; an empty cell is «not known»."""
    yield list(HEADER)
    for row in found:
        pairs = (row.met, row.supply, row.gap, row.ratio, row.access, row.resources)
        figures = [value for pair in pairs for value in pair]
        yield [
            row.measure,
            row.kind,
            row.code,
            row.name,
            row.demand,
            row.places,
            row.gain,
            *figures,
        ]
