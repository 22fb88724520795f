"""The first use of a word, explained in place: on pages and in documents.

Core knows no word: whoever keeps a glossary registers it at start-up. A page wraps its prose in
`{% glossed %}`; a document that we make turns its texts into runs, some of which carry a note.
Each passage is marked by itself, because some are drawn once and kept; of a whole page, `each_once`
leaves the first mark of each explanation.

A mark is a link of the text itself (`doc-glossref`) to the note under the passage, which the style
sheet lifts beside the line being read as long as it is the target. A link is still there where
there is no script, wraps as words do, is copied and found with the sentence, prints as text; a
button inside a sentence is none of these things.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypedDict

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trama.core import moments
from trama.core.vocabulary import Found, Vocabulary, Word, folded

MARKED = b'role="doc-glossref"'  # in a page that has a word explained
MARK = re.compile(
    r'<a class="word" role="doc-glossref" data-word="(?P<word>[^"]*)" id="[^"]*"'
    r' href="#(?P<note>[^"]*)">(?P<said>[^<]*)</a>'
)
NOTES = re.compile(
    r'(?P<head><aside class="words(?P<asked> words--asked)?".*?<dl>)(?P<notes>.*?)'
    r"(?P<tail>\s*</dl>\s*</aside>)",
    re.DOTALL,
)
NOTE = re.compile(r'<div id="(?P<note>[^"]*)" tabindex="-1">.*?</div>', re.DOTALL)

# The words as they were explained at an instant; None: as they are explained now.
Source = Callable[[datetime | None], Vocabulary]

_sources: list[Source] = []

TAG = re.compile(
    r"""<!--.*?-->|<(?P<close>/?)(?P<name>[a-zA-Z][\w-]*)(?P<more>(?:[^<>"']|"[^"]*"|'[^']*')*)>""",
    re.DOTALL,
)
LANG = re.compile(r"""\slang\s*=\s*["']?(?P<lang>[\w-]*)""", re.IGNORECASE)
VOID = {
    "area", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
}  # fmt: skip
NAMED = 'class="who"'  # whose words they are
# Where a link may not be, or where words are names and not prose.
CLOSED = {
    "a", "abbr", "button", "caption", "code", "dfn", "dt", "h1", "h2", "h3", "h4", "h5", "h6",
    "kbd", "label", "legend", "math", "nav", "option", "pre", "samp", "script", "select", "style",
    "summary", "svg", "textarea", "th", "time",
}  # fmt: skip


class Run(TypedDict):
    """A piece of text; with `note`, what is to be said of it at the foot of the page."""

    text: str
    note: str


class _Place:
    """Where one is in a markup that is gone through once: are words to be marked here?"""

    def __init__(self, content: str, *, by_default: bool) -> None:
        self._by_default = by_default
        self._open: list[tuple[str, bool, bool]] = []  # of each element: name, marks, is closed
        self._tags = TAG.finditer(content)
        self._next = next(self._tags, None)
        self._end = 0  # of the last tag passed

    def marks(self, start: int) -> bool:
        """At `start`, which is never before the last one asked."""
        while self._next and self._next.start() < start:
            self._pass(self._next)
            self._end = self._next.end()
            self._next = next(self._tags, None)
        here = self._open[-1][1] if self._open else self._by_default
        return here and start >= self._end

    def _pass(self, tag: re.Match[str]) -> None:
        name = (tag["name"] or "").lower()
        more = tag["more"] or ""
        if not self._open and name not in CLOSED and "lang" not in more and NAMED not in more:
            return  # as nearly all are
        if tag["close"]:
            if self._open and self._open[-1][0] == name:
                self._open.pop()
        elif name and name not in VOID:
            self._enter(name, LANG.search(more), is_name=NAMED in more)

    def _enter(self, name: str, lang: re.Match[str] | None, *, is_name: bool) -> None:
        """An element that changes what is marked, or has the name of one, whose end it is not."""
        inside, marks, is_closed = self._open[-1] if self._open else ("", self._by_default, False)
        if is_name or name in CLOSED:
            self._open.append((name, False, True))
        elif lang and not is_closed:
            self._open.append((name, lang["lang"].lower().startswith("it"), False))
        elif name == inside:
            self._open.append((name, marks, is_closed))


@dataclass
class Marker:
    """Marks words of one page or document, each at its first use."""

    vocabulary: Vocabulary
    seen: dict[str, Word] = field(default_factory=dict)
    _met: set[str] = field(default_factory=set)  # as texts say them: each is judged once

    def first_uses(
        self, text: str, is_prose: Callable[[int], bool] = lambda start: True
    ) -> list[Found]:
        """Those of words not met before, which from here on are; only where `is_prose`."""
        fresh = []
        for place in self.vocabulary.places(folded(text)):
            start, end = place.span()
            said = text[start:end]
            if said in self._met or not is_prose(start):
                continue
            self._met.add(said)
            word = self.vocabulary.meaning(said)
            if word and word.key not in self.seen:
                self.seen[word.key] = word
                fresh.append(Found(start, end, word))
        return fresh

    def html(self, content: str, key: str) -> SafeString:
        """The markup with its words made links to the notes `key-…`; nothing else changes."""
        italian = (get_language() or "it").startswith("it")
        place = _Place(content, by_default=italian)
        parts, end = [], 0
        for found in self.first_uses(content, place.marks):
            said = mark_safe(content[found.start : found.end])  # escaped where it was written
            parts += [content[end : found.start], _link(key, found.word, said)]
            end = found.end
        return mark_safe("".join([*parts, content[end:]]))

    def runs(self, text: str) -> list[Run]:
        """A text of a document, in pieces; put together again they are the text."""
        pieces: list[Run] = []
        end = 0
        for found in self.first_uses(text):
            pieces.append({"text": text[end : found.start], "note": ""})
            pieces.append({"text": text[found.start : found.end], "note": note(found.word)})
            end = found.end
        pieces.append({"text": text[end:], "note": ""})
        return [piece for piece in pieces if piece["text"]]

    def lines(self, text: str) -> list[list[Run]]:
        """Each line of a text that says something, in pieces."""
        return [self.runs(line) for line in text.splitlines() if line.strip()]

    def row(self, cells: Sequence[str]) -> list[str | list[Run]]:
        """A row of a table: its first cell names what the others speak of, and is no prose."""
        return [*cells[:1], *map(self.runs, cells[1:])]

    @property
    def closing(self) -> str:
        """For the end of a document whose texts are all in pieces by now."""
        return (
            _("Le note vengono dal glossario: non sono parte del documento.") if self.seen else ""
        )


def _link(key: str, word: Word, said: SafeString) -> SafeString:
    return format_html(
        '<a class="word" role="doc-glossref" data-word="{0}" id="{1}-{2}-uso" href="#{1}-{2}">'
        "{3}</a>",
        word.edition, key, word.key, said,
    )  # fmt: skip


def note(word: Word) -> str:
    """The explanation in one line, for the foot of a page; and since when it is this one."""
    said = (f"{voice.who}: {voice.text}" if voice.who else voice.text for voice in word.voices)
    state = f"({word.state}, {moments.day(word.since)})."
    return " ".join(filter(None, [word.label, state, *said, word.source]))


def register(source: Source) -> None:
    if source not in _sources:
        _sources.append(source)


def vocabulary(at: datetime | None = None) -> Vocabulary:
    """All the words, as they were explained at `at`."""
    found = [source(at) for source in _sources]
    if len(found) == 1:
        return found[0]
    return Vocabulary([word for one in found for word in one.words])


def glossed(
    content: str, key: str, at: datetime | None = None, *, when_asked: bool = False
) -> SafeString:
    """A passage with the first use of its words marked, and their notes under it.

    `key` keeps the anchors of one passage apart from those of another on the same page;
    `when_asked`: on a screen a note is not seen until its link is followed.
    """
    return with_notes(vocabulary(at), content, key, at, when_asked=when_asked)


def with_notes(
    words: Vocabulary, content: str, key: str, at: datetime | None, *, when_asked: bool
) -> SafeString:
    marker = Marker(words)
    marked = marker.html(content, key)
    if not marker.seen:
        return marked
    used = list(marker.seen.values())
    context = {"words": used, "key": key, "at": at, "when_asked": when_asked}
    return format_html("{}\n{}", marked, render_to_string("components/glossary.html", context))


def each_once(page: str) -> str:
    """A page whose passages were marked each by itself, with each explanation at its first use
    alone: a note stays if its mark does. Notes that are seen when asked for go to the end."""
    once = _Once()
    left = NOTES.sub(once.notes, MARK.sub(once.use, page))
    before, main, after = left.rpartition("</main>")
    return f"{before}{once.asked}{main}{after}" if main else left + once.asked


@dataclass
class _Once:
    """What a page that is gone through has explained so far."""

    _told: set[str] = field(default_factory=set)
    _wanted: set[str] = field(default_factory=set)  # notes still to come of marks that stay
    _asked: list[re.Match[str]] = field(default_factory=list)
    _of_asked: str = ""

    def use(self, mark: re.Match[str]) -> str:
        if mark["word"] in self._told:
            return mark["said"]
        self._told.add(mark["word"])
        self._wanted.add(mark["note"])
        return mark[0]

    def notes(self, under: re.Match[str]) -> str:
        left = NOTE.sub(self._kept, under["notes"])
        if not left.strip():
            return ""
        if under["asked"]:
            self._asked.append(under)
            self._of_asked += left
            return ""
        return f"{under['head']}{left}{under['tail']}"

    def _kept(self, note: re.Match[str]) -> str:
        if note["note"] not in self._wanted:
            return ""
        self._wanted.remove(note["note"])
        return note[0]

    @property
    def asked(self) -> str:
        """The notes that nobody sees until their links are followed, together."""
        if not self._asked:
            return ""
        return f"{self._asked[0]['head']}{self._of_asked}{self._asked[0]['tail']}"


def contested(texts: Iterable[str]) -> list[Word]:
    """The words on whose meaning there is no agreement, among those that the texts use."""
    marker = Marker(vocabulary())
    for text in texts:
        marker.first_uses(text)
    return [word for word in marker.seen.values() if word.is_contested]
