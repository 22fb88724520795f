"""What a published table says of the zones, figure by figure, and what in it cannot be taken.

Nothing is written and nothing is guessed: a figure that is not surely one is refused with its
row, column, value and reason.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from trama.ledger.formats.sheets.sheet import Remark, Row, Sheet, UnreadableError
from trama.territory.formats.layout import Column, Figures, Layout, Series
from trama.territory.rules.names import has_lost_letter, same_name
from trama.territory.rules.numbers import Kind, NotANumberError, number_words, parse_number

AREA_TOLERANCE = Decimal("0.02")  # of the polygon's area: editions of a border differ by less
LIKENESS = Decimal("0.002")  # of the area of the zone that a swapped figure may belong to
YEARS = range(1900, 2101)


@dataclass(frozen=True)
class ZoneFacts:
    """What is already known of a zone."""

    name: str
    area_m2: float | None = None


@dataclass(frozen=True)
class Value:
    """A figure to be written."""

    indicator: str
    zone: str
    year: int
    value: Decimal
    confidence: str = "high"
    note: str = ""


@dataclass
class Reading:
    values: list[Value] = field(default_factory=list)
    refused: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)


class RefusedError(Exception):
    """A cell, or its whole row, that is not taken."""

    def __init__(self, column: str, value: str, reason: str) -> None:
        self.column, self.value, self.reason = column, value, reason
        super().__init__(reason)


@dataclass
class Reader:
    """Reads one table by its layout. `zones`: code → facts; `year`: for tables that say none."""

    layout: Layout
    zones: Mapping[str, ZoneFacts]
    year: int | None = None
    known: frozenset[str] = frozenset()  # codes of indicators that exist already
    reading: Reading = field(default_factory=Reading)
    seen: dict[tuple[object, ...], int] = field(default_factory=dict)
    renamed: set[tuple[str, str]] = field(default_factory=set)
    parts: dict[tuple[str, int, int], dict[str, tuple[Decimal, int]]] = field(
        default_factory=lambda: defaultdict(dict)
    )

    def read(self, sheet: Sheet) -> Reading:
        """Raises `UnreadableError` when a column is missing, or nobody has said the year."""
        sheet.require(self.layout.needed)
        if not self.layout.year_column and self.year is None:
            raise UnreadableError(_("La tabella non dice l’anno: indicalo con --year."))
        for row in sheet.rows:
            try:
                self._row(row)
            except RefusedError as refusal:
                self._refuse(row, refusal)
        self.reading.values.extend(self._sums())
        self.reading.refused.sort(key=lambda remark: remark.row)
        return self.reading

    def _refuse(self, row: Row, refusal: RefusedError) -> None:
        remark = Remark(row.number, refusal.column, refusal.value[:120], refusal.reason)
        self.reading.refused.append(remark)

    def _warn(self, row: Row, column: str, reason: str) -> None:
        self.reading.warnings.append(Remark(row.number, column, row.cells[column].strip(), reason))

    def _row(self, row: Row) -> None:
        zone, year = self._zone(row), self._year(row)
        self._look_at_words(row, zone)
        if self.layout.columns:
            self._once(row, self.layout.zone_column, (zone, year))
        for column in self.layout.columns:
            try:
                self.reading.values.extend(self._cell(row, column, zone, year))
            except RefusedError as refusal:
                self._refuse(row, refusal)
        if self.layout.series:
            self._category(row, zone, year)
        if self.layout.indicator_column:
            self._named(row, zone, year)

    def _zone(self, row: Row) -> str:
        column = self.layout.zone_column
        text = row.cells[column].strip()
        name = row.cells.get(self.layout.name_column, "").strip()
        if not text:
            raise RefusedError(column, name, _("La riga non è di nessuna zona."))
        code = text.removesuffix(".0")
        if not (code.isascii() and code.isdigit()):
            raise RefusedError(column, text, _("Il codice della zona non è un numero."))
        code = str(int(code))
        if code not in self.zones:
            raise RefusedError(column, text, _("Nessuna zona ha questo codice."))
        return code

    def _year(self, row: Row) -> int:
        if not self.layout.year_column:
            return self.year or 0
        text = row.cells[self.layout.year_column].strip()
        if not (text.isascii() and text.isdigit() and int(text) in YEARS):
            raise RefusedError(self.layout.year_column, text, _("Non è un anno."))
        return int(text)

    def _once(self, row: Row, column: str, key: tuple[object, ...]) -> None:
        first = self.seen.setdefault(key, row.number)
        if first != row.number:
            reason = _("È già alla riga %(row)d, che resta valida.") % {"row": first}
            raise RefusedError(column, row.cells[column].strip(), reason)

    def _look_at_words(self, row: Row, zone: str) -> None:
        """A name with a lost letter, or of another edition; the zone is known by its code."""
        for column in self.layout.words:
            if has_lost_letter(row.cells.get(column, "")):
                self._warn(row, column, _("Forse si è persa una lettera: non importa nessun dato."))
        column = self.layout.name_column
        name = row.cells.get(column, "").strip()
        if not name or (zone, name) in self.renamed:
            return
        self.renamed.add((zone, name))
        if has_lost_letter(name):
            reason = _("Forse si è persa una lettera. Vale il codice %(code)s: resta «%(kept)s».")
        elif not same_name(name, self.zones[zone].name):
            reason = _("È il nome di un’altra edizione. Vale il codice %(code)s: resta «%(kept)s».")
        else:
            return
        self._warn(row, column, reason % {"code": zone, "kept": self.zones[zone].name})

    def _cell(self, row: Row, column: Column, zone: str, year: int) -> Iterator[Value]:
        code, text = column.indicator.code, row.cells[column.column]
        if not text.strip() and column.blank_is_zero:
            self._warn(row, column.column, _("Cella vuota: in questa tabella vale 0."))
            note = _("Cella vuota nella fonte, che in questa colonna la usa per 0.")
            yield Value(code, zone, year, Decimal(0), column.confidence, note)
            return
        value = self._number(column.column, text, column)
        if column.is_area:
            self._check_area(column.column, text, zone, value)
        yield Value(code, zone, year, value, column.confidence)

    def _number(self, column: str, text: str, figures: Figures | None = None) -> Decimal:
        whole = figures.whole if figures else False
        try:
            return parse_number(text, Kind(self.layout.decimal, whole=whole))
        except NotANumberError as why:
            raise RefusedError(column, text.strip(), str(why)) from None

    def _check_area(self, column: str, text: str, zone: str, value: Decimal) -> None:
        area = self.zones[zone].area_m2
        if area is None or _near(value, area):
            return
        like = [
            code
            for code, facts in self.zones.items()
            if facts.area_m2 and _near(value, facts.area_m2, LIKENESS)
        ]
        reason = _("Il poligono della zona misura %(area)s m².") % {"area": number_words(area, 0)}
        if like:
            reason += " " + _("La cifra somiglia a quella della zona %(zones)s.") % {
                "zones": ", ".join(like)
            }
        raise RefusedError(column, text.strip(), reason)

    def _category(self, row: Row, zone: str, year: int) -> None:
        dimension = row.cells[self.layout.dimension_column].strip()
        category = row.cells[self.layout.category_column].strip()
        matching = [
            (place, series)
            for place, series in enumerate(self.layout.series)
            if series.dimension == dimension and category in (series.categories or [category])
        ]
        if not matching:
            return
        self._once(row, self.layout.category_column, (zone, year, dimension, category))
        if not category:
            reason = _("Senza categoria: conta nel totale.")
            self._warn(row, self.layout.category_column, reason)
        for place, series in matching:
            value = self._number(
                self.layout.value_column, row.cells[self.layout.value_column], series
            )
            self.parts[zone, year, place][category] = value, row.number

    def _sums(self) -> Iterator[Value]:
        """A sum wants every part that it names: one that is missing is not a zero."""
        for (zone, year, place), parts in self.parts.items():
            series: Series = self.layout.series[place]
            missing = [name for name in series.categories if name not in parts]
            if missing:
                reason = _("Per la zona %(zone)s manca «%(missing)s»: la somma non si fa.") % {
                    "zone": zone,
                    "missing": "», «".join(missing),
                }
                category, (_value, row) = next(iter(parts.items()))
                column = self.layout.category_column
                self.reading.refused.append(Remark(row, column, category, reason))
            else:
                total = sum((value for value, _row in parts.values()), Decimal(0))
                yield Value(series.indicator.code, zone, year, total, series.confidence)

    def _named(self, row: Row, zone: str, year: int) -> None:
        column = self.layout.indicator_column
        code = row.cells[column].strip()
        if code not in self.known and all(one.code != code for one in self.layout.indicators):
            raise RefusedError(column, code, _("Nessun indicatore ha questo codice."))
        self._once(row, column, (code, zone, year))
        value = self._number(self.layout.value_column, row.cells[self.layout.value_column])
        self.reading.values.append(Value(code, zone, year, value))


def _near(value: Decimal, area: float, tolerance: Decimal = AREA_TOLERANCE) -> bool:
    expected = Decimal(area)
    return abs(value - expected) <= tolerance * expected
