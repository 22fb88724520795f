"""The list of addresses that the geocoder knows."""

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from math import cos, hypot, radians
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext as _

from trama.core import clock
from trama.ledger.formats.sheets.sheet import Remark, Row, Sheet
from trama.territory.formats.geojson import place_problem
from trama.territory.formats.layout import AddressLayout, SourceFacts
from trama.territory.lifecycle.reports import File, Report, lock, record, source_of, write
from trama.territory.models import Address, Zone, ZoneKind
from trama.territory.queries.places import Locator
from trama.territory.queries.zones import shares
from trama.territory.rules.numbers import Kind, NotANumberError, parse_number
from trama.territory.rules.streets import (
    ROMAN,
    Written,
    is_crossing,
    number_key,
    split_address,
    street_key,
)

WRITTEN = ("street", "postcode", "longitude", "latitude", "nil_id", "municipio_id", "source_id")
APART = 60.0  # metres: two points further apart are not one house
MAX_STREET, MAX_NUMBER = 160, 20
PARTICLES = frozenset({
    "da", "dal", "dalla", "degli", "dei", "del", "della", "delle", "dello", "di", "e",
})  # fmt: skip


class RefusedError(Exception):
    def __init__(self, column: str, value: str, reason: str) -> None:
        self.column, self.value = column, value
        super().__init__(reason)


@dataclass(frozen=True)
class Entry:
    row: int
    written: Written
    longitude: float
    latitude: float
    nil: int | None
    municipio: int | None


@dataclass
class Reader:
    """Reads a list of addresses row by row; zones come by code → primary key."""

    layout: AddressLayout
    nil: Mapping[str, int]
    municipi: Mapping[str, int]
    locator: Locator
    only_whole: Mapping[int, int]  # NIL that lie in one Municipio → that Municipio
    report: Report = field(default_factory=Report)
    entries: dict[tuple[str, str], Entry] = field(default_factory=dict)

    def read(self, sheet: Sheet) -> None:
        sheet.require(self.layout.needed)
        for row in sheet.rows:
            try:
                self._add(self._entry(row))
            except RefusedError as why:
                value = why.value.strip()[:120]
                self.report.refused.append(Remark(row.number, why.column, value, str(why)))

    def _add(self, entry: Entry) -> None:
        """A house that stands twice at one place is one; at two places, the first stands."""
        key = (street_key(entry.written.street), entry.written.number)
        first = self.entries.setdefault(key, entry)
        if first is entry:
            return
        value = f"{entry.written.street} {entry.written.number}".strip()
        if _metres(first, entry) > APART:
            reason = _("Lo stesso indirizzo è alla riga %(row)d, in un altro punto: resta quello.")
            raise RefusedError(self.layout.address, value, reason % {"row": first.row})
        reason = _("Lo stesso indirizzo è già alla riga %(row)d.") % {"row": first.row}
        self.report.warnings.append(Remark(entry.row, self.layout.address, value, reason))

    def _entry(self, row: Row) -> Entry:
        written = self._written(row)
        longitude, latitude = self._point(row)
        nil = self._zone(row, self.layout.nil, self.nil)
        around = self.locator.nil_at(longitude, latitude)
        if nil and around and around.pk != nil:
            reason = _("Il punto è nel NIL %(code)s: la riga si contraddice.") % {
                "code": around.code
            }
            raise RefusedError(self.layout.nil, row.cells[self.layout.nil], reason)
        if nil is None and around is None:
            reason = _("Il punto non è in nessun NIL della città.")
            raise RefusedError(self.layout.longitude, f"{longitude}, {latitude}", reason)
        found = nil or (around.pk if around else None)
        municipio = self._zone(row, self.layout.municipio, self.municipi)
        if municipio is None and found:
            municipio = self.only_whole.get(found)
        return Entry(row.number, written, longitude, latitude, found, municipio)

    def _written(self, row: Row) -> Written:
        text = row.cells[self.layout.address]
        written = split_address(text, city=settings.CITY_NAME)
        if self.layout.number:
            written = Written(" ".join(text.split()), number_key(row.cells[self.layout.number]))
        if self.layout.postcode and (code := row.cells[self.layout.postcode].strip()):
            if not (code.isascii() and code.isdigit() and len(code) == 5):
                raise RefusedError(self.layout.postcode, code, _("Non è un CAP di cinque cifre."))
            written = Written(written.street, written.number, code)
        if " " not in street_key(written.street):
            raise RefusedError(self.layout.address, text, _("Non è il nome di una via."))
        if not written.number and is_crossing(text):
            raise RefusedError(self.layout.address, text, _("È un incrocio, senza numero civico."))
        if len(written.street) > MAX_STREET or len(written.number) > MAX_NUMBER:
            raise RefusedError(self.layout.address, text, _("È troppo lungo per un indirizzo."))
        return written

    def _point(self, row: Row) -> tuple[float, float]:
        found = []
        for column in (self.layout.longitude, self.layout.latitude):
            try:
                number = parse_number(row.cells[column], Kind(decimal=".", negative=True))
            except NotANumberError as why:
                raise RefusedError(column, row.cells[column], str(why)) from None
            found.append(float(number))
        longitude, latitude = found
        if problem := place_problem((longitude, latitude), settings.CITY_CENTER):
            raise RefusedError(self.layout.longitude, f"{longitude}, {latitude}", problem)
        return longitude, latitude

    def _zone(self, row: Row, column: str, known: Mapping[str, int]) -> int | None:
        code = row.cells[column].strip() if column else ""
        if not code:
            return None
        if code not in known:
            raise RefusedError(column, code, _("Nessuna zona ha questo codice."))
        return known[code]


def _metres(one: Entry, other: Entry) -> float:
    east = (one.longitude - other.longitude) * cos(radians(one.latitude))
    return hypot(east, one.latitude - other.latitude) * 111_195


@transaction.atomic
def import_addresses(
    sheet: Sheet,
    layout: AddressLayout,
    *,
    source: SourceFacts,
    file: File,
    dry_run: bool = False,
) -> Report:
    """Write a list of addresses. One that the list doesn't name stays. A dry run writes nothing."""
    at = clock.now()
    lock(Address)
    reader = Reader(
        layout,
        dict(Zone.objects.filter(kind=ZoneKind.NIL).values_list("code", "pk")),
        dict(Zone.objects.filter(kind=ZoneKind.MUNICIPIO).values_list("code", "pk")),
        Locator(),
        {nil: rows[0][0] for nil, rows in shares().items() if len(rows) == 1},
    )
    reader.read(sheet)
    known_source = source_of(source)
    report = reader.report
    report.add(_write(reader.entries, known_source.pk))
    record("import_addresses", known_source, file, report, at)
    if dry_run:
        transaction.set_rollback(True)
    return report


def _write(entries: Mapping[tuple[str, str], Entry], source: int) -> Report:
    keys = {key for key, _number in entries}
    present = Address.objects.filter(street_key__in=keys)
    known: dict[tuple[str, str], models.Model] = {
        (row.street_key, row.number): row for row in present
    }
    rows: list[tuple[models.Model | None, dict[str, Any]]] = [
        (
            known.get(key),
            {
                "street_key": key[0],
                "number": key[1],
                "street": _tidy(entry.written.street),
                "postcode": entry.written.postcode,
                "longitude": entry.longitude,
                "latitude": entry.latitude,
                "nil_id": entry.nil,
                "municipio_id": entry.municipio,
                "source_id": source,
            },
        )
        for key, entry in entries.items()
    ]
    return write(Address, rows, WRITTEN)


def _tidy(street: str) -> str:
    """Words all in capitals are hard to read; numerals and initials stay as they are."""
    first, *others = street.split()
    return " ".join([_tidy_word(first), *(_tidy_word(word, PARTICLES) for word in others)])


def _tidy_word(word: str, small: Set[str] = frozenset()) -> str:
    if not word.isupper() or len(word) < 2 or ROMAN.fullmatch(word.casefold()):
        return word
    return word.lower() if word.lower() in small else word.title()
