"""A workshop's sheet read cell by cell: the contribution of each row, or what is wrong with it.

Nothing is guessed: a word that is in no list, a merged cell, a text that names somebody are said
with their row and column. What only deserves a look is a doubt, and stops nothing.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from trama.ledger.formats.sheets.sheet import Remark, Row, Sheet, UnreadableError
from trama.needs.models import EvidenceGrade
from trama.needs.rules.service_list import CellError
from trama.tables.models import Contribution, ContributionKind, Meeting, Participant
from trama.tables.rules.people import naming
from trama.territory.rules.names import name_key
from trama.territory.rules.numbers import Kind, NotANumberError, parse_number

MOST_ROWS = 500
SEPARATOR = re.compile(r"[;\n]")
EURO = Kind(decimal=",")
MOST_EURO = Decimal(10) ** 10

# Field of a contribution → column of the sheet, in the sheet's order.
COLUMNS: Mapping[str, str] = {
    "kind": "cosa", "title": "titolo", "text": "testo", "authors": "ente", "table": "tavolo",
    "themes": "temi", "zones": "zone", "evidence": "quanto_è_sicuro",
    "evidence_note": "su_che_cosa_si_fonda", "cost": "costo", "objects_to": "obietta_a",
}  # fmt: skip
NEEDED = ("kind", "title", "text", "authors")
PUBLIC = ("title", "text", "evidence_note")


@dataclass(frozen=True)
class Lists:
    """Words that a cell may use, folded → what they mean; None: two things bear that name."""

    kinds: Mapping[str, Any]
    bodies: Mapping[str, Any]
    tables: Mapping[str, Any]
    themes: Mapping[str, Any]
    zones: Mapping[str, Any]
    evidence: Mapping[str, Any]
    contributions: Mapping[str, Any]
    # Of each contribution of the path: what it is, its folded title, its authors' keys, its code.
    known: Sequence[tuple[str, str, frozenset[int], str]]


def folded(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """By the letters and digits of their names. A name of two things means neither."""
    found: dict[str, Any] = {}
    for words, thing in pairs:
        key = name_key(words)
        if key:
            found[key] = thing if found.get(key, thing) == thing else None
    return found


@dataclass(frozen=True)
class Line:
    """What a row says: the arguments of a contribution, what is wrong, what deserves a look."""

    row: int
    facts: Mapping[str, Any]
    wrong: tuple[Remark, ...]
    doubts: tuple[Remark, ...]


def read_lines(sheet: Sheet, lists: Lists, meeting: Meeting | None) -> list[Line]:
    """Raises `UnreadableError` where a column that must be there is not, or no row says a word."""
    sheet.require(COLUMNS[name] for name in NEEDED)
    if not sheet.rows:
        raise UnreadableError(_("Sotto i titoli non c’è nessun contributo: compila una riga."))
    if len(sheet.rows) > MOST_ROWS:
        raise UnreadableError(
            _("Il foglio ha più di %(n)d contributi: dividilo in più file.") % {"n": MOST_ROWS}
        )
    seen: dict[tuple[Any, ...], int] = {}
    return [_line(row, lists, meeting, seen) for row in sheet.rows]


def _line(
    row: Row, lists: Lists, meeting: Meeting | None, seen: dict[tuple[Any, ...], int]
) -> Line:
    facts: dict[str, Any] = {}
    wrong: list[Remark] = []
    for name, column in COLUMNS.items():
        try:
            facts[name] = _read(name, row, column, lists)
        except CellError as error:
            wrong.append(_remark(row, column, str(error)))
    if row.surplus:
        reason = _(
            "È oltre l’ultima colonna con un titolo: spostalo, o dai un titolo alla colonna."
        )
        wrong.append(Remark(row.number, "—", row.surplus[:100], reason))
    wrong += _together(row, facts, meeting)
    repeated, doubts = _repeated(row, facts, lists, seen)
    return Line(row.number, facts, (*wrong, *repeated), tuple(doubts))


def _remark(row: Row, column: str, reason: str) -> Remark:
    return Remark(row.number, column, row.cells.get(column, "").strip()[:100], reason)


def _read(name: str, row: Row, column: str, lists: Lists) -> Any:
    if column in row.merged:
        raise CellError(_("È unita alla cella sopra o accanto: separale e riempile tutte."))
    text = row.cells.get(column, "").strip()
    if not text and name in NEEDED:
        raise CellError(_("È vuota: in questa colonna ogni riga dice qualcosa."))
    return READERS[name](text, lists) if text else EMPTY.get(name)


def _together(row: Row, facts: Mapping[str, Any], meeting: Meeting | None) -> Iterator[Remark]:
    """What single cells cannot say."""
    table, kind = facts.get("table"), facts.get("kind")
    if meeting is not None and table is not None and table.pk != meeting.table_id:
        reason = _("Il foglio è di un incontro di un altro tavolo: lascia vuoto, o carica il "
                   "foglio senza incontro.")  # fmt: skip
        yield _remark(row, COLUMNS["table"], reason)
    if facts.get("objects_to") is not None and kind not in {None, ContributionKind.OBJECTION}:
        yield _remark(row, COLUMNS["kind"], _("Chi obietta a un contributo porta un’obiezione."))


def _repeated(
    row: Row, facts: Mapping[str, Any], lists: Lists, seen: dict[tuple[Any, ...], int]
) -> tuple[list[Remark], list[Remark]]:
    """The same contribution twice, in the sheet or in the path, is wrong; the same title by
    somebody else is a doubt: perhaps they are to be merged."""
    if any(facts.get(name) is None for name in ("kind", "title", "authors")):
        return [], []
    kind, title = facts["kind"], name_key(facts["title"])
    authors = frozenset(body.pk for body in facts["authors"])
    first = seen.setdefault((kind, title, authors), row.number)
    if first != row.number:
        reason = _("È lo stesso contributo della riga %(row)d.") % {"row": first}
        return [_remark(row, COLUMNS["title"], reason)], []
    for known, known_title, known_authors, code in lists.known:
        if (known, known_title) != (kind, title):
            continue
        if known_authors & authors:
            reason = _("C’è già nel percorso: è %(code)s.") % {"code": code}
            return [_remark(row, COLUMNS["title"], reason)], []
        reason = _("%(code)s, di altri, ha lo stesso titolo: forse si uniscono.") % {"code": code}
        return [], [_remark(row, COLUMNS["title"], reason)]
    return [], []


# ---------------------------------------------------------------- one cell

Reader = Callable[[str, Lists], Any]
EMPTY: Mapping[str, Any] = {
    "themes": (), "zones": (), "evidence": EvidenceGrade.WITNESSED, "evidence_note": "",
}  # fmt: skip


def _plain(name: str) -> Reader:
    longest = Contribution._meta.get_field(name).max_length or 0  # type: ignore[union-attr]  # a text

    def read(text: str, lists: Lists) -> str:
        if len(text) > longest:
            raise CellError(
                _("È lunga %(n)d caratteri: al massimo %(most)d.")
                % {"n": len(text), "most": longest}
            )
        if not text.replace("\n", " ").replace("\t", " ").isprintable():
            raise CellError(_("Ha segni che non si leggono: riscrivila."))
        if said := naming(text):
            raise CellError(" ".join(said))
        return text

    return read


def _one(which: str) -> Reader:
    def read(text: str, lists: Lists) -> Any:
        known: Mapping[str, Any] = getattr(lists, which)
        key = name_key(text)
        if key not in known:
            raise CellError(
                _("«%(text)s» non è nell’elenco del modulo: copia la voce da lì.")
                % {"text": text[:60]}
            )
        if known[key] is None:
            raise CellError(_("Più di uno si chiama così: scrivi il codice fiscale o il codice."))
        return known[key]

    return read


def _several(which: str) -> Reader:
    def read(text: str, lists: Lists) -> list[Any]:
        words = [part.strip() for part in SEPARATOR.split(text) if part.strip()]
        if not words:
            raise CellError(_("Ha solo segni di separazione."))
        return list(dict.fromkeys(_one(which)(word, lists) for word in words))

    return read


def _cost(text: str, lists: Lists) -> Decimal:
    plain = text.removeprefix("€").removesuffix("€").removesuffix("euro").strip()
    try:
        amount = parse_number(plain, EURO)
    except NotANumberError as error:
        raise CellError(str(error)) from None
    if amount >= MOST_EURO or amount != amount.quantize(Decimal("0.01")):
        raise CellError(_("È una somma in euro, con due decimali al massimo."))
    return amount


READERS: Mapping[str, Reader] = {
    **{name: _plain(name) for name in PUBLIC},
    "kind": _one("kinds"),
    "authors": _several("bodies"),
    "table": _one("tables"),
    "themes": _several("themes"),
    "zones": _several("zones"),
    "evidence": _one("evidence"),
    "cost": _cost,
    "objects_to": _one("contributions"),
}


def bodies_named(bodies: Iterable[Participant]) -> dict[str, Any]:
    """By name, and by codice fiscale for those that share a name."""
    pairs = []
    for body in bodies:
        code = body.organization.codice_fiscale if body.organization else None
        pairs += [(body.name, body), (code or "", body)]
    return folded(pairs)
