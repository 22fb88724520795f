"""Minutes of a hundred pages on paper: from the records read to the PDF, beside bare Typst.

Paragraphs, remarks and answers are records in memory; the glossary is asked of an installation
that has no words, so that both print the same. The floor is Typst alone on the same words, as plain
source with headings and paragraphs, in the same fonts and to the same standards; each figure is
the median of several rounds.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import typst
from django.conf import settings
from django.utils.translation import override

from benchmarks._installation import installation

# isort: split
from trama.ledger.formats.pdf import FONTS, STANDARDS, compile_pdf
from trama.notices.models import Notice
from trama.tables.models import (
    AgendaItem,
    Approval,
    Attendance,
    EntryKind,
    Meeting,
    MeetingStatus,
    MinutesEntry,
    Participant,
    Path,
    WorkingTable,
)
from trama.tables.queries.meetings import Slot
from trama.tables.queries.minutes import Answer, Line, Minutes, Section
from trama.tables.queries.minutes_paper import minutes_paper
from trama.tables.tasks.minutes import TEMPLATE

LIMIT = 1.5  # times bare Typst
PAGES = 100
ROUNDS = 5
AT = datetime(2026, 11, 18, 9, tzinfo=UTC)
POINTS, PARAGRAPHS, BODIES = 12, 68, 120
KINDS = (EntryKind.NARRATIVE, EntryKind.SPOKEN, EntryKind.NARRATIVE, EntryKind.DECISION)
WORDS = (
    "Chi assiste una persona chiede due ore fisse a settimana, sicure, per uscire di casa. "
    "Il Municipio porta la stima di quanto manca, gli enti dicono che cosa possono mettere: "
    "una sala due pomeriggi, otto volontari formati, un numero unico per chi chiama. "
)


def records() -> Minutes:
    """Twelve points, some eight hundred paragraphs, a hundred and twenty bodies."""
    path = Path(notice=Notice(code="COP-2026-01"), title="Invecchiare a casa")
    table = WorkingTable(path=path, title="Plenaria")
    meeting = Meeting(
        table=table, title="Terzo tavolo", number=3, starts_at=AT, status=MeetingStatus.PUBLISHED,
        ends_at=AT + timedelta(hours=3), venue="Casa di Quartiere", remarks_until=AT,
    )  # fmt: skip
    sections = []
    for n in range(POINTS):
        item = AgendaItem(meeting=meeting, position=n + 1, title=f"Punto numero {n + 1}")
        lines = [_line(meeting, n, m) for m in range(PARAGRAPHS)]
        sections.append(Section(item.title, Slot(item, n + 1, AT, AT), lines))
    return Minutes(meeting, sections, [_answer(meeting, n) for n in range(BODIES)])


def _line(meeting: Meeting, point: int, place: int) -> Line:
    kind = KINDS[place % len(KINDS)]
    number = f"{point + 1}.{place // len(KINDS) + 1}" if kind == EntryKind.DECISION else ""
    speaker = Participant(name=f"Associazione numero {place}")
    entry = MinutesEntry(
        meeting=meeting, kind=kind, text=WORDS * 2, number=number, speaker=speaker,
        is_named=True, in_favor=100, with_reserve=place, against=1,
    )  # fmt: skip
    return Line(entry)


def _answer(meeting: Meeting, place: int) -> Answer:
    there = Attendance(
        meeting=meeting, participant=Participant(name=f"Associazione numero {place}")
    )
    return Answer(there, Approval(attendance=there, agrees=True) if place % 3 else None)


def ours(minutes: Minutes) -> bytes:
    return compile_pdf(TEMPLATE, minutes_paper(minutes), at=AT)


def bare(source: bytes) -> bytes:
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[settings.BASE_DIR / FONTS],
    )
    with tempfile.TemporaryDirectory() as root:
        compiler = typst.Compiler(input=source, root=root, font_paths=fonts)
        content = compiler.compile(format="pdf", pdf_standards=[*STANDARDS], timestamp=AT)
    assert isinstance(content, bytes)
    return content


def words_of(said: Any) -> str:
    """A text that may be in lines, and these in runs."""
    if isinstance(said, list):
        return "".join(map(words_of, said))
    return str(said["text"] if isinstance(said, dict) else said)


def plain(paper: dict[str, Any]) -> bytes:
    """The same words, as a source that somebody would type: nothing in them is markup."""
    said = [
        '#set document(title: "Verbale")\n#set page(margin: (x: 24mm, top: 24mm, bottom: 26mm))',
        '#set text(font: "Titillium Web", size: 10.5pt, lang: "it", hyphenate: true)',
        "#set par(leading: 0.7em, spacing: 1em)",
        f"= {paper['title']}",
        *(f"{label}: {value}" for label, value in paper["facts"]),
    ]
    for section in paper["sections"]:
        said.append(f"== {section['title']}")
        for line in section["lines"]:
            said += [f"{line['number']} {words_of(line['text'])}", words_of(line["by"])]
    said += [words_of(paper["answers"]["sentence"])]
    said += [f"{label}: {', '.join(names)}" for label, names in paper["answers"]["lists"]]
    return "\n\n".join(said).encode()


def timed(make: Callable[[], bytes]) -> tuple[int, float]:
    """Pages, and seconds."""
    began = time.perf_counter()
    content = make()
    seconds = time.perf_counter() - began
    return content.count(b"/Type/Page\n") + content.count(b"/Type/Page/"), seconds


def main() -> int:
    with override("it"):
        minutes = records()
        source = plain(minutes_paper(minutes))
        runs = [
            (timed(lambda: ours(minutes)), timed(lambda: bare(source))) for _round in range(ROUNDS)
        ]
    for name, made in zip(("ours", "bare Typst"), zip(*runs, strict=True), strict=True):
        pages, took = made[0][0], statistics.median(seconds for _pages, seconds in made)
        print(f"{name:12}{pages:>6} pages{took:>9.3f} s")
    # Round by round: what slows the machine down slows both.
    ratio = statistics.median(mine / floor for (_n, mine), (_m, floor) in runs)
    print(f"ratio {ratio:.2f}, allowed {LIMIT}")
    pages = runs[0][0][0]
    if pages < PAGES:
        print(f"fewer than {PAGES} pages: measures nothing")
    return int(ratio > LIMIT or pages < PAGES)


if __name__ == "__main__":
    with installation():
        status = main()
    sys.exit(status)
