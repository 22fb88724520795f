"""What a list of networks says, row by row: names and proposed NIL. Nothing is written here."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from django.utils.text import slugify
from django.utils.translation import gettext as _

from trama.ledger.formats.sheets.sheet import Remark, Row, Sheet
from trama.networks.models import Network

NAME, ZONES = "rete_qubi", "id_nil_proposti"
NEEDED = (NAME, ZONES)
MAX_NAME = Network._meta.get_field("name").max_length or 0
MAX_CODE = Network._meta.get_field("code").max_length or 0


@dataclass(frozen=True)
class Entry:
    """A network of the list. `zones`: codes of NIL, each known."""

    row: int
    code: str
    name: str
    zones: tuple[str, ...]


@dataclass
class Plan:
    entries: list[Entry] = field(default_factory=list)
    refused: list[Remark] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)


def plan_of(sheet: Sheet, known_nil: Collection[str], reserved: Collection[str]) -> Plan:
    """The rows to take, and those refused with their reason. Figures in the list are not used."""
    sheet.require(NEEDED)
    plan = Plan()
    for column in sheet.columns:
        if column and column not in NEEDED:
            note = _("Le cifre dei quartieri vengono dagli indicatori: questa colonna non si usa.")
            plan.warnings.append(Remark(1, column, "", note))
    seen: dict[str, int] = {}
    for row in sheet.rows:
        problems = list(_problems(row, known_nil, reserved, seen))
        if problems:
            plan.refused += problems
            continue
        name = _tidy(row.cells[NAME])
        code = slugify(name)
        seen[code] = row.number
        plan.entries.append(Entry(row.number, code, name, tuple(row.cells[ZONES].split())))
    return plan


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _problems(
    row: Row, known_nil: Collection[str], reserved: Collection[str], seen: dict[str, int]
) -> Iterator[Remark]:
    name = _tidy(row.cells[NAME])
    if problem := _name_problem(name, reserved, seen):
        yield Remark(row.number, NAME, name[:120], problem)
    zones = row.cells[ZONES].split()
    if not zones:
        yield Remark(row.number, ZONES, "", _("Manca il NIL proposto: non si indovina."))
    for zone in zones:
        if zone not in known_nil:
            reason = _("Non c’è un NIL con questo numero: la riga non è presa.")
            yield Remark(row.number, ZONES, zone[:120], reason)


def _name_problem(name: str, reserved: Collection[str], seen: dict[str, int]) -> str:
    code = slugify(name)
    if not code:
        return _("Manca il nome della rete.")
    if len(name) > MAX_NAME or len(code) > MAX_CODE:
        return _("Il nome è troppo lungo.")
    if code in reserved:
        return _("Questo nome è l’indirizzo di un’altra pagina.")
    if code in seen:
        return _("La stessa rete è alla riga %(row)d.") % {"row": seen[code]}
    return ""
