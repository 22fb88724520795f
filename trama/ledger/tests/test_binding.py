"""A document too long to be compiled at once: its parts bound into one, to be seen and heard."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typst
from pikepdf import Dictionary, Name, Object, Pdf, parse_content_stream

from trama.ledger.formats.binding import TOTAL, compile_parts
from trama.ledger.formats.pdf import compile_pdf

AT = datetime(2026, 11, 18, 9, tzinfo=UTC)
SOURCE = """
#import "/paper.typ": paper, rows, said
#let data = json(bytes(sys.inputs.data))
#let part = data.at("part", default: none)
#show: paper.with(title: "Lungo", author: "Noi", code: "COP-1", part: part)
#if part == none or part.page == 1 { heading(level: 1)[Lungo] }
#for one in data.sections {
  heading(level: 2, one)
  par[#link("https://x.example/")[#one] parla#footnote[Nota di #one.].]
  rows((1fr, 1fr), ("Chi", "Quanti"), ((one, "1"),))
  pagebreak(weak: true)
}
"""


@pytest.fixture
def template(tmp_path: Path) -> Path:
    made = tmp_path / "lungo.typ"
    made.write_text(SOURCE)
    return made


def parts(*sizes: int) -> Iterator[dict[str, Any]]:
    """So many sections in each part, numbered from one end to the other; of each one note."""
    start = 0
    for size in sizes:
        names = [f"Sezione {n}" for n in range(start + 1, start + size + 1)]
        yield {"sections": names, "part": {"notes": start}}
        start += size


@pytest.fixture
def bound(template: Path) -> Iterator[Pdf]:
    with Pdf.open(io.BytesIO(compile_parts(template, parts(2, 1, 3), at=AT))) as pdf:
        yield pdf


def kids(element: Object) -> list[Any]:
    return list(element.get(Name.K, []))


def elements(element: Object) -> Iterator[Any]:
    for kid in kids(element):
        if isinstance(kid, Dictionary) and kid.get(Name.Type) == Name.StructElem:
            assert kid.P.objgen == element.objgen
            yield kid
            yield from elements(kid)


def pairs(flat: Object) -> dict[Any, Any]:
    values = list(flat)
    found = dict(zip(map(str, values[::2]), values[1::2], strict=True))
    assert len(found) * 2 == len(values), "one name for two things"
    return found


def test_it_is_one_document_of_both_standards(bound: Pdf) -> None:
    assert len(bound.pages) == 6
    with bound.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["pdfaid:part"] == "2"
    assert bound.Root.MarkInfo.Marked
    assert str(bound.Root.Lang) == "it"
    assert not bound.check_pdf_syntax()


def test_what_is_read_aloud_is_the_whole_in_one_tree(bound: Pdf) -> None:
    [document] = kids(bound.Root.StructTreeRoot)
    titles = [str(one.T) for one in elements(document) if one.S in (Name.H1, Name.H2)]
    assert titles == ["Lungo", *(f"Sezione {n}" for n in range(1, 7))]
    assert sum(Name.Note == one.S for one in elements(document)) == 6


def test_each_mark_of_a_page_leads_to_its_element(bound: Pdf) -> None:
    tree = pairs(bound.Root.StructTreeRoot.ParentTree.Nums)
    assert int(bound.Root.StructTreeRoot.ParentTreeNextKey) == len(tree)
    for page in bound.pages:
        for mark, element in enumerate(tree[str(page.obj.StructParents)]):
            assert any(_is_mark(kid, element, mark, page.obj) for kid in kids(element))
        for link in page.obj.Annots:
            element = tree[str(link.StructParent)]
            assert any(
                isinstance(kid, Dictionary) and kid.get(Name.Obj) == link for kid in kids(element)
            )


def _is_mark(kid: Any, element: Object, mark: int, page: Object) -> bool:
    if isinstance(kid, int):
        return kid == mark and element.Pg.objgen == page.objgen
    return bool(kid.get(Name.MCID) == mark and kid.get(Name.Pg, element.Pg).objgen == page.objgen)


def test_names_of_notes_and_headers_are_each_of_one_thing(bound: Pdf) -> None:
    named = [one for one in elements(bound.Root.StructTreeRoot) if Name.ID in one]
    tree = pairs(bound.Root.StructTreeRoot.IDTree.Names)
    assert {str(one.ID): one.objgen for one in named} == {
        name: element.objgen for name, element in tree.items()
    }
    assert list(tree) == sorted(tree)
    assert len(named) == 6 * 3
    headers = {
        str(name)
        for one in elements(bound.Root.StructTreeRoot)
        for attributes in one.get(Name.A, [])
        for name in attributes.get(Name.Headers, [])
    }
    assert headers < set(tree)


def test_the_table_of_contents_has_every_heading_under_the_title(bound: Pdf) -> None:
    with bound.open_outline() as outline:
        [title] = outline.root
        found = [(one.title, one.destination[0].objgen) for one in title.children]  # type: ignore[index]  # an array: a page and a place on it
    expected = [(f"Sezione {n + 1}", page.obj.objgen) for n, page in enumerate(bound.pages)]
    assert found == expected


def test_pages_and_notes_are_numbered_from_one_end_to_the_other(bound: Pdf) -> None:
    out = io.BytesIO()
    bound.save(out)
    pdfium = pytest.importorskip("pypdfium2")
    texts = [page.get_textpage().get_text_range() for page in pdfium.PdfDocument(out.getvalue())]
    for number, text in enumerate(texts, start=1):
        words = " ".join(text.split())
        assert f"{number}Nota di Sezione {number}." in words
        assert words.endswith(f"Noi · COP-1 {number} / 6")


def test_how_many_pages_there_are_is_drawn_once_and_read_aloud_by_nobody(bound: Pdf) -> None:
    drawings = {page.Resources.XObject[TOTAL].objgen for page in bound.pages}
    assert len(drawings) == 1
    inside = 0
    for one in parse_content_stream(bound.pages[0].Resources.XObject[TOTAL]):
        operator = str(one.operator)
        if operator in {"BMC", "BDC"}:
            assert one.operands[0] == Name.Artifact
            inside += 1
        elif operator == "EMC":
            inside -= 1
        else:
            assert inside or operator not in {"Tj", "TJ", "Do", "f", "S"}
    assert inside == 0


def test_the_same_parts_make_the_same_bytes(template: Path) -> None:
    made = {compile_parts(template, parts(1, 1), at=AT) for _ in range(2)}
    assert len(made) == 1


def test_one_part_alone_is_the_document_itself(template: Path) -> None:
    data = {"sections": ["Sezione 1"]}
    assert compile_parts(template, [data], at=AT) == compile_pdf(template, data, at=AT)


def test_a_part_that_cannot_be_compiled_says_why(template: Path) -> None:
    template.write_text("#panic(1)")
    with pytest.raises(typst.TypstError, match="panicked"):
        compile_parts(template, parts(1, 1), at=AT)
