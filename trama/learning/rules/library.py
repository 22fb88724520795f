"""What a template holds, from the text that people write and read."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from trama.learning.models import LibraryKind
from trama.tables.rules.agenda import read_agenda

VERSION = "library-1"
IN_PARAGRAPHS = {LibraryKind.LETTER, LibraryKind.MINUTES}
PARAGRAPHS = re.compile(r"\n\s*\n")
LONGEST_REQUIREMENT = 300


def text_of(kind: str, content: Mapping[str, Any]) -> str:
    """As it is put in a form: what `content_of` reads back."""
    return ("\n\n" if kind in IN_PARAGRAPHS else "\n").join(content.get("lines", []))


def content_of(kind: str, text: str, former: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What a text makes of a template. An agenda that cannot be read raises
    `UnreadableAgendaError`, which says why. `former`: what it was; a requirement that keeps its
    words stays whole."""
    whole = text.replace("\r\n", "\n").strip()
    parts = PARAGRAPHS.split(whole) if kind in IN_PARAGRAPHS else whole.split("\n")
    lines = [part.strip() for part in parts if part.strip()]
    if kind == LibraryKind.AGENDA:
        return {"lines": lines, "points": [one._asdict() for one in read_agenda(whole)]}
    if kind == LibraryKind.REQUIREMENTS:
        known = (former or {}).get("requirements", [])
        return {"lines": lines, "requirements": _requirements(lines, known)}
    return {"lines": lines}


def _requirements(lines: Sequence[str], known: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """One a line: new words are judged by a person, until somebody says how a rule can."""
    by_words = {row["text"]: row for row in known}
    taken = {row["code"] for row in known}
    found = []
    for place, line in enumerate(lines, start=1):
        if line in by_words:
            found.append(dict(by_words[line]))
            continue
        code = next(
            name for n in range(place, place + len(taken) + 1)
            if (name := f"requisito-{n}") not in taken
        )  # fmt: skip
        taken.add(code)
        found.append({
            "code": code, "kind": "judged", "parameters": {},
            "text": line[:LONGEST_REQUIREMENT], "remediable": False,
        })  # fmt: skip
    return found
