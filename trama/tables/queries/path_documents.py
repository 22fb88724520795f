"""A document of a path as it is read: a page at a time, so that however long it is only what is
shown is fetched; and as it is printed, whole, with the words of the glossary explained."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, overload

from django.core.paginator import Page, Paginator
from django.db.models import F, Func, IntegerField, JSONField, Value
from django.db.models.fields.json import KeyTransform
from django.urls import reverse

from trama.core.glossary import Marker, vocabulary
from trama.core.ui import Link
from trama.tables.models import PathDocument
from trama.tables.queries.paper import Block, Content
from trama.tables.queries.thread.kinds import threaded

ON_A_PAGE = 60  # blocks
IN_A_PART = 400_000  # characters: some hundred sheets of paper


class Blocks(Sequence[Block]):
    """The blocks of a document, in the database until they are asked for."""

    def __init__(self, document: PathDocument, total: int) -> None:
        self.rows = PathDocument.objects.filter(pk=document.pk)
        self.total = total

    def __len__(self) -> int:
        return self.total

    @overload
    def __getitem__(self, wanted: int) -> Block: ...
    @overload
    def __getitem__(self, wanted: slice) -> list[Block]: ...
    def __getitem__(self, wanted: int | slice) -> Block | list[Block]:
        if isinstance(wanted, int):
            return self[wanted : wanted + 1][0]
        first, after, _step = wanted.indices(self.total)
        if first >= after:
            return []
        cut = Func(
            F("content"),
            Value(f"$.blocks[{first} to {after - 1}]"),
            template="jsonb_path_query_array(%(expressions)s::jsonpath)",
            output_field=JSONField(),
        )
        found: list[Block] = self.rows.values_list(cut, flat=True)[0]
        return found


@dataclass(frozen=True)
class Reading:
    """What a page of a document shows: its head, some blocks, where its sections begin; which
    paragraphs have a golden thread."""

    document: PathDocument
    head: Content
    page: Page[Block]
    index: Sequence[Link]
    threaded: Collection[str]


def reading(document: PathDocument, number: Any) -> Reading | None:
    """None: a job is still writing it. Three queries, whatever its length."""
    head, total = PathDocument.objects.filter(pk=document.pk).values_list(
        Func(F("content"), template="%(expressions)s - 'blocks'", output_field=JSONField()),
        Func(
            KeyTransform("blocks", "content"),
            function="jsonb_array_length",
            output_field=IntegerField(),
        ),
    )[0]
    if not head:
        return None
    page = Paginator(Blocks(document, total or 0), ON_A_PAGE).get_page(number)
    with_thread = threaded(block["uid"] for block in page if "uid" in block)
    return Reading(document, head, page, _index(document, head), with_thread)


def _index(document: PathDocument, head: Content) -> list[Link]:
    """To each section, on the page where it begins."""
    address = reverse("paths:document", args=[document.path.code, document.uid])
    return [
        Link(title, f"{address}?pagina={place // ON_A_PAGE + 1}#sezione-{place % ON_A_PAGE + 1}")
        for title, place in head["sections"]
    ]


def printed(document: PathDocument) -> Iterator[Content]:
    """What it says, with its lines in pieces: a word is explained at its first use, as it was when
    the document was made. Part by part, when it is long: who prints it holds one at a time."""
    words = Marker(vocabulary(document.made_at))
    content = document.content
    opening = {name: words.runs(content[name]) for name in ("sentence", "note")}
    parts = _parts(content["blocks"])
    notes = 0  # of the parts before: each explains once what it explains
    for place, blocks in enumerate(parts):
        made = {**content, **opening, "blocks": [_printed(block, words) for block in blocks]}
        made["notes"] = words.closing if blocks is parts[-1] else ""
        if len(parts) > 1:
            section = parts[place - 1][-1]["section"] if place else ""
            made["part"] = {"section": section, "notes": notes}
        notes = len(words.seen)
        yield made


def _parts(blocks: Sequence[Block]) -> list[list[Block]]:
    parts: list[list[Block]] = [[]]
    length = 0
    for block in blocks:
        if length > IN_A_PART:
            parts.append([])
            length = 0
        parts[-1].append(block)
        length += len(str(block))
    return parts


def _printed(block: Block, words: Marker) -> Block:
    if block["kind"] == "table":
        return {**block, "rows": [words.row(row) for row in block["rows"]]}
    said = block["lines"] if block["kind"] == "entry" else [block["text"]]
    return {**block, "lines": [line for one in said for line in words.lines(one)]}
