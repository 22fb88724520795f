"""Translations from the form people write (.po) to the one gettext reads (.mo).

`python -m config.messages locale` compiles every .po below a folder, so that a machine without the
gettext programs can run the platform. Untranslated and fuzzy messages are left out, as msgfmt does.
"""

import ast
import struct
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

MAGIC = 0x950412DE
VERSION = 0


class CatalogError(Exception):
    """A .po file that can't be read; the message says the file and the line."""


@dataclass
class Message:
    """One entry of a catalog, as it is being read."""

    fuzzy: bool = False
    context: str | None = None
    source: str = ""
    plural: str | None = None
    translations: dict[int, str] = field(default_factory=dict)

    def key(self) -> str:
        context = "" if self.context is None else f"{self.context}\x04"
        return context + "\0".join([self.source, *([] if self.plural is None else [self.plural])])

    def value(self) -> str:
        return "\0".join(text for _, text in sorted(self.translations.items()))

    def is_usable(self) -> bool:
        header = not self.source and self.context is None
        return all(self.translations.values()) and (header or not self.fuzzy)

    def extend(self, place: str, text: str) -> None:
        if place == "msgctxt":
            self.context = (self.context or "") + text
        elif place == "msgid":
            self.source += text
        elif place == "msgid_plural":
            self.plural = (self.plural or "") + text
        else:
            form = int(place[len("msgstr[") : -1] if "[" in place else 0)
            self.translations[form] = self.translations.get(form, "") + text


def read_catalog(text: str, name: str = "catalog") -> dict[str, str]:
    """The translations of a .po file by source text, in gettext's own way of joining parts."""
    messages = (message for message in _messages(text, name) if message.translations)
    return {message.key(): message.value() for message in messages if message.is_usable()}


def _messages(text: str, name: str) -> Iterator[Message]:
    message, place = Message(), ""
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        begins = line.startswith(("#", "msgctxt", "msgid ", 'msgid"'))
        if begins and message.translations and not line.startswith("#~"):
            yield message
            message, place = Message(), ""
        if line.startswith("#,") and "fuzzy" in line:
            message.fuzzy = True
        if not line or line.startswith("#"):
            continue
        place, quoted = _split(line, place)
        try:
            message.extend(place, _unquote(quoted))
        except (ValueError, SyntaxError) as error:
            raise CatalogError(f"{name}, line {number}: this is not a message: {line}") from error
    yield message


def _split(line: str, place: str) -> tuple[str, str]:
    if line.startswith('"'):
        return place, line
    word, _, quoted = line.partition(" ")
    return word, quoted.strip()


def _unquote(quoted: str) -> str:
    if not (len(quoted) > 1 and quoted[0] == quoted[-1] == '"'):
        raise ValueError
    text = ast.literal_eval(quoted)
    if not isinstance(text, str):
        raise TypeError
    return text


def compile_catalog(catalog: dict[str, str]) -> bytes:
    """The .mo file of a catalog: two sorted tables of lengths and offsets, then the texts."""
    pairs = [(key.encode(), value.encode()) for key, value in catalog.items()]
    pairs.sort()
    tables_at, header_size = 7 * 4, 7 * 4
    texts_at = header_size + len(pairs) * 16
    sides: list[list[tuple[int, int]]] = [[], []]
    texts = b""
    for side in (0, 1):
        for pair in pairs:
            sides[side].append((len(pair[side]), texts_at + len(texts)))
            texts += pair[side] + b"\0"
    second_at = tables_at + len(pairs) * 8
    header = struct.pack("<7I", MAGIC, VERSION, len(pairs), tables_at, second_at, 0, texts_at)
    entries = (struct.pack("<2I", *entry) for side in sides for entry in side)
    return header + b"".join(entries) + texts


def main(folders: list[str]) -> int:
    for folder in folders:
        for path in sorted(Path(folder).rglob("*.po")):
            try:
                catalog = read_catalog(path.read_text(encoding="utf-8"), str(path))
            except CatalogError as error:
                print(error, file=sys.stderr)
                return 1
            path.with_suffix(".mo").write_bytes(compile_catalog(catalog))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
