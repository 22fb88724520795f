"""What a template holds, from the text that people write and read."""

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import count
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from trama.learning.models import LibraryKind
from trama.tables.rules.agenda import UnreadableAgendaError, read_agenda

VERSION = "library-1"
IN_PARAGRAPHS = {LibraryKind.LETTER, LibraryKind.MINUTES}
PARAGRAPHS = re.compile(r"\n\s*\n")
LONGEST_REQUIREMENT, LONGEST_CODE = 300, 40  # as `notices.models.Requirement` keeps them


class UnreadableTemplateError(ValueError):
    """A line cannot be taken. Its text is a sentence for a person, with the number of the line."""


def text_of(kind: str, content: Mapping[str, Any]) -> str:
    """As it is put in a form: what `content_of` reads back."""
    return ("\n\n" if kind in IN_PARAGRAPHS else "\n").join(content.get("lines", []))


def content_of(kind: str, text: str, former: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What a text makes of a template. `former`: what it was; a requirement that keeps its words
    stays whole. Raises `UnreadableTemplateError`."""
    whole = text.replace("\r\n", "\n").strip()
    parts = PARAGRAPHS.split(whole) if kind in IN_PARAGRAPHS else whole.split("\n")
    lines = [part.strip() for part in parts if part.strip()]
    if kind == LibraryKind.AGENDA:
        return {"lines": lines, "points": _points(whole)}
    if kind == LibraryKind.REQUIREMENTS:
        known = (former or {}).get("requirements", [])
        lines = list(dict.fromkeys(lines))  # the same twice is asked once
        return {"lines": lines, "requirements": _requirements(lines, known)}
    return {"lines": lines}


def _points(text: str) -> list[dict[str, Any]]:
    try:
        return [one._asdict() for one in read_agenda(text)]
    except UnreadableAgendaError as error:
        raise UnreadableTemplateError(str(error)) from error


def _requirements(lines: Sequence[str], known: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One a line: new words are judged by a person, until somebody says how a rule can."""
    by_words = {row["text"]: row for row in known}
    taken = {row["code"] for row in known}
    found = []
    for place, line in enumerate(lines, start=1):
        if line in by_words:
            found.append(dict(by_words[line]))
            continue
        if len(line) > LONGEST_REQUIREMENT:
            raise UnreadableTemplateError(
                _("Riga %(n)d: al massimo %(most)d caratteri.")
                % {"n": place, "most": LONGEST_REQUIREMENT}
            )
        code = _code_of(line, taken)
        taken.add(code)
        found.append({
            "code": code, "kind": "judged", "parameters": {},
            "text": line, "remediable": False,
        })  # fmt: skip
    return found


def _code_of(words: str, taken: Collection[str]) -> str:
    """From the words themselves: in a draft that takes from two templates, two requirements with
    one code would be one."""
    plain = slugify(words)[: LONGEST_CODE - len("-99")].strip("-") or "requisito"
    names = (f"{plain}-{n}" if n > 1 else plain for n in count(1))
    return next(name for name in names if name not in taken)
