"""A sheet typed from paper, read cell by cell: what each row says, or why it is not taken."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trama.core.ui import Text
from trama.ledger.formats.sheets.sheet import Remark, Row, Sheet, UnreadableError
from trama.listening.rules.mail import is_address
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
    for column, cell in CELLS.items():
        text = row.cells.get(column, "").strip()
        try:
            line.facts[cell.name] = cell.read(text, lists)
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
    if text and not is_address(text):
        raise CellError(_("Non è un indirizzo e-mail."))
    return text.lower()


def _phone(text: str, lists: CodeLists) -> str:
    if len(text) > MOST_PHONE:
        raise CellError(_("Il telefono è troppo lungo."))
    return cleaned(text, most=MOST_PHONE)


@dataclass(frozen=True)
class Cell:
    """What a column is of a signal, how it is read, and what one writes in it."""

    name: str
    read: Callable[[str, CodeLists], Any]
    what: Text


CELLS: Mapping[str, Cell] = {
    WORDS: Cell("words", _words, gettext_lazy("che cosa ha detto la persona, senza nomi")),
    "tema": Cell("theme", _theme, gettext_lazy("uno dei temi, scritto come nel modulo")),
    "zona": Cell("zone", _zone, gettext_lazy("il nome di un quartiere o di un Municipio")),
    "luogo": Cell("place_words", _place, gettext_lazy("dove, in parole sue")),
    "email": Cell("email", _email, gettext_lazy("se la persona vuole sapere che cosa ne sarà")),
    "telefono": Cell("phone", _phone, gettext_lazy("solo per chiederle se qualcosa non è chiaro")),
}
