"""A sheet typed from paper, read cell by cell: what each row says, or why it is not taken."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from trama.ledger.formats.sheets.sheet import Remark, Row, Sheet, UnreadableError
from trama.listening.rules.words import cleaned
from trama.programming.models import Theme
from trama.territory.models import Zone
from trama.territory.rules.names import name_key

WORDS = "parole"
MOST_ROWS = 2000
MOST_WORDS, MOST_PLACE, MOST_PHONE = 4000, 200, 40


@dataclass(frozen=True)
class CodeLists:
    """Words that a cell may use, folded → the key of what they mean."""

    themes: Mapping[str, str]
    zones: Mapping[str, int]

    @classmethod
    def read(cls) -> "CodeLists":
        themes = {
            name_key(words): theme.code
            for theme in Theme.objects.filter(retired=False)
            for words in (theme.code, theme.label_it, theme.label_en)
        }
        zones: dict[str, int] = {}
        for pk, kind, code, name in Zone.objects.values_list("pk", "kind", "code", "name"):
            zones |= {name_key(name): pk, name_key(f"{kind} {code}"): pk}
        return cls(themes, zones)


@dataclass
class Line:
    """What a row says, in what JSON can hold; with something `wrong` it is not taken."""

    row: int
    facts: dict[str, Any] = field(default_factory=dict)
    wrong: list[Remark] = field(default_factory=list)


def read_round(sheet: Sheet, lists: CodeLists) -> Iterator[Line]:
    """Each row that holds a word. Raises `UnreadableError` when it is no such sheet."""
    sheet.require([WORDS])
    if len(sheet.rows) > MOST_ROWS:
        raise UnreadableError(
            _("Il foglio ha più di %(most)s righe: dividilo. Nulla è stato importato.")
            % {"most": MOST_ROWS}
        )
    for row in sheet.rows:
        yield _line(row, lists)


class CellError(ValueError):
    """Its text says why the cell is not taken."""


def _line(row: Row, lists: CodeLists) -> Line:
    line = Line(row.number)
    for column, (name, read) in CELLS.items():
        text = row.cells.get(column, "").strip()
        try:
            line.facts[name] = read(text, lists)
        except CellError as error:
            # What is kept of a wrong cell says where it is, and not whose data it may hold.
            line.wrong.append(Remark(row.number, column, f"{text[:3]}…", str(error)))
    if row.surplus:
        words = _("Ci sono celle oltre l’ultima colonna: forse una parola contiene il separatore.")
        line.wrong.append(Remark(row.number, "", "…", words))
    return line


def _words(text: str, lists: CodeLists) -> str:
    words = cleaned(text, most=MOST_WORDS + 1)
    if not words:
        raise CellError(_("Mancano le parole: scrivi che cosa ha detto la persona."))
    if len(words) > MOST_WORDS:
        raise CellError(_("Il testo è troppo lungo: al massimo 4000 caratteri."))
    return words


def _theme(text: str, lists: CodeLists) -> str:
    if text and name_key(text) not in lists.themes:
        raise CellError(_("Non è tra i temi."))
    return lists.themes[name_key(text)] if text else ""


def _zone(text: str, lists: CodeLists) -> int:
    if text and name_key(text) not in lists.zones:
        raise CellError(_("Non è una zona della città."))
    return lists.zones[name_key(text)] if text else 0


def _place(text: str, lists: CodeLists) -> str:
    if len(text) > MOST_PLACE:
        raise CellError(_("Il luogo è troppo lungo: al massimo 200 caratteri."))
    return cleaned(text, most=MOST_PLACE)


def _email(text: str, lists: CodeLists) -> str:
    try:
        if text:
            validate_email(text)
    except ValidationError:
        raise CellError(_("Non è un indirizzo e-mail.")) from None
    return text.lower()


def _phone(text: str, lists: CodeLists) -> str:
    if len(text) > MOST_PHONE:
        raise CellError(_("Il telefono è troppo lungo."))
    return cleaned(text, most=MOST_PHONE)


# Column → what it is of a signal, and how it is read.
CELLS: Mapping[str, tuple[str, Callable[[str, CodeLists], Any]]] = {
    WORDS: ("words", _words),
    "tema": ("theme", _theme),
    "zona": ("zone", _zone),
    "luogo": ("place_words", _place),
    "email": ("email", _email),
    "telefono": ("phone", _phone),
}
