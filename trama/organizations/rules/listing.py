"""What a list of bodies would change in the register, row by row. Nothing is written here."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from trama.ledger.formats.sheets.sheet import Remark, Row, Sheet
from trama.organizations.rules.codes import body_code_problem
from trama.organizations.rules.names import broken_word, name_problem, tidy, vocabulary

CODE, NAME, CITY = "codice_fiscale", "denominazione", "nome_comune"
NEEDED = (CODE, NAME)
MAX_CITY = 100


@dataclass(frozen=True)
class Known:
    """What the register already says of a codice fiscale."""

    name: str
    city: str
    curated: bool  # kept by the body itself: a list does not overwrite it


@dataclass(frozen=True)
class Entry:
    code: str
    name: str
    city: str


@dataclass
class Plan:
    """What to write, what to refuse, and what was taken as it is but deserves a look."""

    created: list[Entry] = field(default_factory=list)
    updated: list[Entry] = field(default_factory=list)
    unchanged: int = 0
    refused: list[Remark] = field(default_factory=list)
    doubts: list[Remark] = field(default_factory=list)


class RefusedError(Exception):
    """A row that is not taken; `remark` says why."""

    def __init__(self, row: Row, column: str, reason: str) -> None:
        value = row.cells.get(column, "")
        self.remark = Remark(row.number, column, value, reason)
        super().__init__(reason)


@dataclass
class _Reading:
    """What the rows above have already said."""

    known: Mapping[str, Known]
    plan: Plan = field(default_factory=Plan)
    seen: dict[str, tuple[int, str]] = field(default_factory=dict)  # code → first row, its name
    names: dict[str, tuple[int, str]] = field(default_factory=dict)  # name → first row, its code


def codes_of(sheet: Sheet) -> set[str]:
    """The well-formed fiscal codes of a sheet."""
    codes = {row.cells.get(CODE, "").strip() for row in sheet.rows}
    return {code for code in codes if not body_code_problem(code)}


def plan_of(sheet: Sheet, known: Mapping[str, Known]) -> Plan:
    """Compare a list with the register. Raises `UnreadableError` when a needed column is missing.

    Nothing is guessed: a row that cannot be taken as it stands is refused with its reason. Of a
    codice fiscale written twice with two names, the first row stands and the second is refused.
    """
    sheet.require(NEEDED)
    words = vocabulary(tidy(row.cells[NAME]) for row in sheet.rows)
    reading = _Reading(known)
    for row in sheet.rows:
        try:
            entry = _entry(row)
            _compare(row, entry, reading)
        except RefusedError as refusal:
            reading.plan.refused.append(refusal.remark)
        else:
            reading.plan.doubts.extend(_doubts(row, entry, words, reading))
    return reading.plan


def _entry(row: Row) -> Entry:
    """The row's facts, or `RefusedError`."""
    for column in (CODE, NAME):
        if column in row.merged and not row.cells[column].strip():
            raise RefusedError(
                row, column, _("La cella è unita a un’altra: scrivi il valore in ogni riga.")
            )
    code = row.cells[CODE].strip()
    name = tidy(row.cells[NAME])
    city = tidy(row.cells.get(CITY, ""))
    if problem := body_code_problem(code):
        raise RefusedError(row, CODE, problem)
    if problem := name_problem(name):
        raise RefusedError(row, NAME, problem)
    if len(city) > MAX_CITY or not city.isprintable():
        raise RefusedError(row, CITY, _("Non è il nome di un Comune."))
    if row.surplus:
        raise RefusedError(
            row, NAME, _("La riga ha più celle dei titoli: forse un separatore dentro un nome.")
        )
    return Entry(code, name, city)


def _compare(row: Row, entry: Entry, reading: _Reading) -> None:
    plan = reading.plan
    first = reading.seen.get(entry.code)
    if first and first[1] != entry.name:
        raise RefusedError(
            row,
            CODE,
            _("È già alla riga %(row)d con un’altra denominazione: «%(name)s».")
            % {"row": first[0], "name": first[1]},
        )
    if first:
        plan.unchanged += 1
        return
    reading.seen[entry.code] = (row.number, entry.name)
    known = reading.known.get(entry.code)
    if known is None:
        plan.created.append(entry)
    elif _says_the_same(entry, known):
        plan.unchanged += 1
    elif known.curated:
        raise _curated(row, entry, known)
    else:
        plan.updated.append(entry)


def _says_the_same(entry: Entry, known: Known) -> bool:
    """Of a card kept by the body, upper and lower case are the body's to choose."""
    if known.curated:
        same_city = not entry.city or entry.city.casefold() == known.city.casefold()
        return entry.name.casefold() == known.name.casefold() and same_city
    return entry.name == known.name and entry.city in {"", known.city}


def _curated(row: Row, entry: Entry, known: Known) -> RefusedError:
    same_name = entry.name.casefold() == known.name.casefold()
    column, kept = (CITY, known.city) if same_name else (NAME, known.name)
    return RefusedError(
        row, column, _("La scheda è curata dall’ente, che scrive «%(kept)s».") % {"kept": kept}
    )


def _doubts(row: Row, entry: Entry, words: Counter[str], reading: _Reading) -> Iterator[Remark]:
    number, code = reading.names.setdefault(entry.name.casefold(), (row.number, entry.code))
    if code != entry.code:
        yield Remark(
            row.number,
            NAME,
            entry.name,
            _("Stessa denominazione della riga %(row)d, altro codice fiscale.") % {"row": number},
        )
    if broken := broken_word(entry.name, words):
        yield Remark(
            row.number,
            NAME,
            entry.name,
            _("Forse una parola spezzata: «%(words)s». Il nome resta com’è.") % {"words": broken},
        )
