"""How zones lie in larger ones, as a table says it: shares from 0 to 1 that must add up to 1."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from trama.ledger.formats.sheets.sheet import Remark, Row, Sheet, UnreadableError
from trama.territory.rules.numbers import NotANumberError, parse_number

COLUMNS = {
    "part": ("id_nil", "nil", "part"),
    "whole": ("municipio", "whole"),
    "area": ("quota_area_derivata", "quota_area", "area_share"),
    "people": ("quota_pop_istat2011", "quota_pop", "people_share"),
}
TOLERANCE = Decimal("0.02")  # rounding, and slivers that the source left out


@dataclass(frozen=True)
class Share:
    part: str
    whole: str
    area: float
    people: float


@dataclass
class Shares:
    found: list[Share] = field(default_factory=list)
    refused: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)


@dataclass(frozen=True)
class _Line:
    row: Row
    part: str
    whole: str
    area: Decimal
    people: Decimal | None


def read_shares(sheet: Sheet, parts: Collection[str], wholes: Collection[str]) -> Shares:
    """The shares of a table; of a zone whose rows are not all good, or do not add up, none.

    Raises `UnreadableError` when a column is missing.
    """
    columns = {key: _column(sheet, names) for key, names in COLUMNS.items()}
    found = Shares()
    lines: dict[str, list[_Line]] = defaultdict(list)
    spoiled: set[str] = set()
    for row in sheet.rows:
        part = row.cells[columns["part"]].strip()
        try:
            lines[part].append(_line(row, columns, parts, wholes))
        except _FaultError as fault:
            spoiled.add(part)
            value = row.cells[fault.column].strip()
            found.refused.append(Remark(row.number, fault.column, value, str(fault)))
    for part, of_part in lines.items():
        if part in spoiled:
            for line in of_part:
                reason = _("Un’altra riga di questa zona è stata rifiutata.")
                found.refused.append(Remark(line.row.number, columns["part"], part, reason))
        else:
            _add_up(of_part, columns, found)
    found.refused.sort(key=lambda remark: remark.row)
    return found


class _FaultError(Exception):
    def __init__(self, column: str, reason: str) -> None:
        self.column = column
        super().__init__(reason)


def _column(sheet: Sheet, names: tuple[str, ...]) -> str:
    found = next((name for name in names if name in sheet.columns), None)
    if found is None:
        raise UnreadableError(
            _("Nella tabella delle quote manca la colonna «%(name)s».") % {"name": names[0]}
        )
    return found


def _line(
    row: Row, columns: dict[str, str], parts: Collection[str], wholes: Collection[str]
) -> _Line:
    part, whole = (row.cells[columns[key]].strip() for key in ("part", "whole"))
    for key, code, known in (("part", part, parts), ("whole", whole, wholes)):
        if code not in known:
            raise _FaultError(columns[key], _("Nessuna zona ha questo codice."))
    area = _share(row, columns["area"])
    has_people = bool(row.cells[columns["people"]].strip())
    return _Line(row, part, whole, area, _share(row, columns["people"]) if has_people else None)


def _share(row: Row, column: str) -> Decimal:
    try:
        value = parse_number(row.cells[column])
    except NotANumberError as why:
        raise _FaultError(column, str(why)) from None
    if value > 1:
        raise _FaultError(column, _("Una quota sta fra 0 e 1."))
    return value


def _add_up(lines: list[_Line], columns: dict[str, str], found: Shares) -> None:
    if len({line.whole for line in lines}) < len(lines):
        reason = _("La stessa coppia di zone è su due righe.")
        found.refused += [
            Remark(line.row.number, columns["whole"], line.whole, reason) for line in lines
        ]
        return
    area = sum((line.area for line in lines), Decimal(0))
    counted = [line.people for line in lines if line.people is not None]
    people = sum(counted, Decimal(0))
    for key, total, given in (("area", area, True), ("people", people, bool(counted))):
        if given and abs(total - 1) > TOLERANCE:
            reason = _("Le quote della zona sommano a %(total)s, non a 1.") % {"total": total}
            found.refused += [
                Remark(line.row.number, columns[key], str(getattr(line, key)), reason)
                for line in lines
            ]
            return
    for line in lines:
        share = line.people
        if share is None:
            share = Decimal(0) if counted else line.area
            reason = (
                _("Cella vuota: le altre quote della zona sommano già a 1, resta 0.")
                if counted
                else _("Cella vuota: vale la quota di superficie.")
            )
            found.warnings.append(Remark(line.row.number, columns["people"], "", reason))
        found.found.append(Share(line.part, line.whole, float(line.area), float(share)))
