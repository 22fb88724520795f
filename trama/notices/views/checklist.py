"""The desk's rows: findings with the place where each is mended, parts with their addresses."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from trama.core.ui import Badge, Check, Text, Tone
from trama.notices.lifecycle.drafting import Part
from trama.notices.models import (
    DocumentSlot,
    FormQuestion,
    Notice,
    NoticeSection,
    Requirement,
    RequirementKind,
)
from trama.notices.rules import Finding, Severity

SECTIONS, REQUIREMENTS, QUESTIONS, DOCUMENTS = "testo", "requisiti", "domande", "documenti"
MODELS: dict[str, type[Part]] = {
    SECTIONS: NoticeSection,
    REQUIREMENTS: Requirement,
    QUESTIONS: FormQuestion,
    DOCUMENTS: DocumentSlot,
}
"""The word in the address → what it lists."""


@dataclass(frozen=True)
class PartRow:
    number: int
    title: str
    note: str
    url: str


@dataclass(frozen=True)
class PartList:
    """One of the four lists of a notice, with the ways to add to it."""

    key: str
    title: Text
    empty: Text
    rows: Sequence[PartRow]
    adds: Sequence[tuple[Text, str]]


def parts_of(notice: Notice, key: str) -> list[Any]:
    """The parts of a list, in order. KeyError when there is no such list."""
    lists: dict[str, Any] = {
        SECTIONS: notice.sections,
        REQUIREMENTS: notice.requirements,
        QUESTIONS: notice.questions,
        DOCUMENTS: notice.document_slots,
    }
    return list(lists[key].all())


def part_url(notice: Notice, key: str, number: int) -> str:
    return reverse("notices:edit_part", args=[notice.code, key, number])


def add_url(notice: Notice, key: str, kind: str = "") -> str:
    url = reverse("notices:add_part", args=[notice.code, key])
    return f"{url}?tipo={kind}" if kind else url


def part_lists(notice: Notice) -> list[PartList]:
    requirement_kinds = [
        (_("Aggiungi: %(kind)s") % {"kind": label}, add_url(notice, REQUIREMENTS, kind))
        for kind, label in RequirementKind.choices
    ]
    return [
        _list(notice, SECTIONS, _("Testo"), [(_("Aggiungi una sezione"), "")]),
        _list(notice, REQUIREMENTS, _("Requisiti"), requirement_kinds),
        _list(notice, QUESTIONS, _("Domande del modulo"), [(_("Aggiungi una domanda"), "")]),
        _list(notice, DOCUMENTS, _("Documenti da allegare"), [(_("Aggiungi un documento"), "")]),
    ]


def _list(notice: Notice, key: str, title: str, adds: list[tuple[str, str]]) -> PartList:
    rows = [
        PartRow(number, str(part), _note(part), part_url(notice, key, number))
        for number, part in enumerate(parts_of(notice, key), start=1)
    ]
    ways = [(label, url or add_url(notice, key)) for label, url in adds]
    return PartList(key, title, _("Ancora niente."), rows, ways)


def _note(part: Part) -> str:
    if isinstance(part, NoticeSection):
        return _first_sentence(part.body)
    if isinstance(part, DocumentSlot):
        return _("obbligatorio") if part.required else _("facoltativo")
    return str(part.get_kind_display())


def _first_sentence(body: str) -> str:
    """Enough to know a section by: never cut in the middle."""
    line = body.strip().partition("\n")[0]
    sentence, stop, _rest = line.partition(". ")
    return sentence + stop.strip()


TONES: dict[Severity, tuple[Tone, str]] = {
    Severity.BLOCK: ("stop", "it-error"),
    Severity.STRONG: ("due", "it-warning-circle"),
    Severity.WARN: ("due", "it-warning-circle"),
    Severity.INFO: ("", "it-info-circle"),
}


def finding_rows(notice: Notice, found: Sequence[Finding], *, editable: bool) -> list[Check]:
    """The linter's findings as a checklist; each leads to where it is mended."""
    words = {
        Severity.BLOCK: _("Blocca"),
        Severity.STRONG: _("Da motivare"),
        Severity.WARN: _("Da guardare"),
        Severity.INFO: _("Consiglio"),
    }
    rows = []
    for number, finding in enumerate(found, start=1):
        tone, symbol = TONES[finding.severity]
        rows.append(
            Check(
                number=number,
                title=finding.sentence,
                fact=finding.basis,
                badge=Badge(words[finding.severity], tone, symbol),
                by=finding.code,
                mend=where_url(notice, finding.where) if editable else "",
            )
        )
    return rows


def where_url(notice: Notice, where: str) -> str:
    """The page where a finding is mended."""
    desk = reverse("notices:desk", args=[notice.code])
    if where == "requirements":
        return f"{desk}#{REQUIREMENTS}"
    if where == "sections":
        return f"{desk}#{SECTIONS}"
    if where.startswith("section:"):
        kind = where.removeprefix("section:")
        for number, section in enumerate(parts_of(notice, SECTIONS), start=1):
            if section.kind == kind:
                return part_url(notice, SECTIONS, number)
        return add_url(notice, SECTIONS, kind)
    edit = reverse("notices:edit", args=[notice.code])
    several = {"art5_letters", "channels", "signing_modes", "programming_acts"}
    return f"{edit}#id_{where}_0" if where in several else f"{edit}#id_{where}"
