"""A list of services read cell by cell: what each row says, or why it is not taken.

Nothing is guessed. A cell that decides what a service is, where or how much refuses its row; a
contact that does not read is left out, and said.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from trama.core.personal_data import findings
from trama.ledger.formats.sheets.sheet import Remark, Row, Sheet
from trama.needs.models import Resource, ResourceKind, Unit
from trama.needs.rules.content import FREE_TEXT
from trama.needs.rules.languages import LANGUAGES
from trama.needs.rules.layouts import Layout
from trama.programming.models import Target, Theme
from trama.territory.rules.names import name_key
from trama.territory.rules.numbers import Kind, NotANumberError, parse_number

MAX_KEY = 120
SEPARATORS = re.compile(r"[;,]")
LEFT_OUT = frozenset({"phone", "email", "url"})
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%Y-%m-%d %H:%M:%S")
SHORT_PHONE = re.compile(r"[+0-9][0-9 ./-]{4,38}")


class CellError(ValueError):
    """Its text says why the cell is not taken."""


@dataclass(frozen=True)
class CodeLists:
    """Words that a cell may use, folded → what they mean."""

    themes: Mapping[str, Theme]
    targets: Mapping[str, Target]
    kinds: Mapping[str, str]
    units: Mapping[str, str]
    languages: Mapping[str, str]

    @classmethod
    def read(cls) -> "CodeLists":
        return cls(
            _by_words(Theme.objects.filter(retired=False)),
            _by_words(Target.objects.filter(retired=False)),
            _choices(ResourceKind.choices),
            _choices(Unit.choices),
            _choices(LANGUAGES.items()),
        )


def _by_words(entries: Any) -> dict[str, Any]:
    return {
        name_key(words): entry
        for entry in entries
        for words in (entry.code, entry.label_it, entry.label_en)
    }


def _choices(pairs: Any) -> dict[str, str]:
    return {name_key(str(words)): str(code) for code, label in pairs for words in (code, label)}


@dataclass(frozen=True)
class Line:
    """What a row says. `facts`: fields of a card; `said`: where the list says it is, by field.
    With something `wrong` it is not taken: its place is looked at all the same, to tell every fault
    at once."""

    row: int
    key: str
    facts: Mapping[str, Any]
    said: Mapping[str, str]
    wrong: tuple[Remark, ...] = ()
    doubts: tuple[Remark, ...] = ()


def read_list(sheet: Sheet, layout: Layout, lists: CodeLists) -> Iterator[Line]:
    """Raises `UnreadableError` when a column that must be there is not."""
    sheet.require(layout.needed)
    seen: dict[str, int] = {}
    for row in sheet.rows:
        line = _line(row, layout, lists)
        first = seen.setdefault(line.key, row.number) if not line.wrong else row.number
        if first != row.number:
            reason = _("È lo stesso servizio della riga %(row)d.") % {"row": first}
            line = replace(line, wrong=(_remark(row, layout.key[0], reason),))
        yield line


def _line(row: Row, layout: Layout, lists: CodeLists) -> Line:
    facts: dict[str, Any] = {}
    said: dict[str, str] = {}
    refused: dict[str, Remark] = {}
    doubts: list[Remark] = []
    for name, column in _cells(layout):
        text = _text(row, column, layout) if column else layout.constants[name]
        if name in PLACES:
            said[name] = text
            continue
        try:
            facts[name] = READERS[name](text, lists, layout) if text else EMPTY.get(name, "")
        except CellError as error:
            remark = _remark(row, column or name, str(error))
            if name in LEFT_OUT:
                doubts.append(remark)
            else:
                refused[name] = remark
    for name, reason in _missing(facts):
        refused.setdefault(name, _remark(row, layout.columns.get(name, name), reason))
    said |= {name: facts.get(name, "") for name in ("address", "title")}
    facts = _completed(facts, row, layout)
    wrong = [*refused.values(), *_personal(row, layout, facts, doubts)]
    key = " · ".join(_text(row, column, layout) for column in layout.key)[:MAX_KEY]
    return Line(row.number, key, facts, said, tuple(wrong), tuple(doubts))


def _cells(layout: Layout) -> list[tuple[str, str]]:
    constants = [(name, "") for name in layout.constants if name not in layout.columns]
    return [*layout.columns.items(), *constants]


def _text(row: Row, column: str, layout: Layout) -> str:
    text = " ".join(row.cells.get(column, "").split())
    return "" if text.casefold() in layout.blanks else text


def _remark(row: Row, column: str, reason: str) -> Remark:
    return Remark(row.number, column, row.cells.get(column, "")[:100], reason)


def _missing(facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if not facts.get("title"):
        yield "title", _("Manca il nome del servizio.")
    if not facts.get("theme"):
        yield "theme", _("Manca il tema.")
    if not facts.get("kind"):
        yield "kind", _("Manca che cosa è: servizio, spazio, ore di persone…")
    if facts.get("capacity") is not None and not facts.get("unit"):
        yield "unit", _("Manca l’unità della capacità: posti, ore a settimana…")


def _completed(facts: Mapping[str, Any], row: Row, layout: Layout) -> dict[str, Any]:
    also = ((words, _text(row, column, layout)) for words, column in layout.also)
    told = [f"{words}: {text}" for words, text in also if text]
    return {
        **facts,
        "title": f"{layout.title_prefix}{facts.get('title', '')}",
        "description": ". ".join(filter(None, [facts.get("description", ""), *told])),
    }


def _personal(
    row: Row, layout: Layout, facts: Mapping[str, Any], doubts: list[Remark]
) -> list[Remark]:
    """A codice fiscale or a bank account refuses the row; a telephone is to be looked at. What is
    kept of the cell is not enough to know whose it is."""
    refused: list[Remark] = []
    for name in FREE_TEXT:
        column = layout.columns.get(name, name)
        for finding in findings(str(facts.get(name) or "")):
            reason = finding.words.replace(finding.text, finding.masked)
            remark = Remark(row.number, column, finding.masked, reason)
            (refused if finding.is_forbidden else doubts).append(remark)
    return refused


# ---------------------------------------------------------------- one cell

Reader = Callable[[str, CodeLists, Layout], Any]
PLACES = frozenset({"nil", "municipio", "city", "served", "longitude", "latitude", "organization"})
EMPTY: Mapping[str, Any] = {
    "theme": None, "targets": [], "capacity": None, "starts_on": None, "ends_on": None,
    "minimum_age": None, "maximum_age": None, "languages": [],
}  # fmt: skip


def _plain(name: str) -> Reader:
    limit = Resource._meta.get_field(name).max_length or 4000  # type: ignore[union-attr]  # a text

    def read(text: str, lists: CodeLists, layout: Layout) -> str:
        if len(text) > limit:
            raise CellError(_("È più lungo di %(n)d caratteri.") % {"n": limit})
        if not text.isprintable():
            raise CellError(_("Ha segni che non si leggono."))
        return text

    return read


def _one(which: str) -> Reader:
    def read(text: str, lists: CodeLists, layout: Layout) -> Any:
        known = getattr(lists, which)
        if name_key(text) not in known:
            raise CellError(_("«%(text)s» non è nell’elenco delle voci.") % {"text": text[:60]})
        return known[name_key(text)]

    return read


def _several(which: str) -> Reader:
    def read(text: str, lists: CodeLists, layout: Layout) -> list[Any]:
        words = [part.strip() for part in SEPARATORS.split(text) if part.strip()]
        return list(dict.fromkeys(_one(which)(word, lists, layout) for word in words))

    return read


def _number(text: str, lists: CodeLists, layout: Layout) -> Decimal:
    try:
        return parse_number(text)
    except NotANumberError as error:
        raise CellError(str(error)) from None


def _age(text: str, lists: CodeLists, layout: Layout) -> int:
    try:
        age = int(parse_number(text, Kind(whole=True)))
    except NotANumberError as error:
        raise CellError(str(error)) from None
    if age > 120:
        raise CellError(_("Nessuno ha questa età."))
    return age


def _day(text: str, lists: CodeLists, layout: Layout) -> date:
    for form in DAYS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007  # a day has no zone
        except ValueError:
            continue
    raise CellError(_("Non è un giorno: scrivilo come 31/12/2026."))


def _phone(text: str, lists: CodeLists, layout: Layout) -> str:
    if not SHORT_PHONE.fullmatch(text):
        raise CellError(_("Non è un numero di telefono: non è stato preso."))
    return text


def _email(text: str, lists: CodeLists, layout: Layout) -> str:
    try:
        validate_email(text)
    except ValidationError:
        raise CellError(_("Non è un indirizzo e-mail: non è stato preso.")) from None
    return text.lower()


def _url(text: str, lists: CodeLists, layout: Layout) -> str:
    address = text if "//" in text else f"https://{text}"
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        raise CellError(_("Non è l’indirizzo di un sito: non è stato preso.")) from None
    if len(address) > 200:
        raise CellError(_("È un indirizzo troppo lungo: non è stato preso."))
    return address


READERS: Mapping[str, Reader] = {
    **{
        name: _plain(name)
        for name in ("title", "description", "address", "hours", "eligibility",
                     "application_process", "fees", "accessibility")
    },
    "kind": _one("kinds"),
    "theme": _one("themes"),
    "targets": _several("targets"),
    "capacity": _number,
    "unit": _one("units"),
    "starts_on": _day,
    "ends_on": _day,
    "minimum_age": _age,
    "maximum_age": _age,
    "languages": _several("languages"),
    "phone": _phone,
    "email": _email,
    "url": _url,
}  # fmt: skip
