import base64
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from trama.ledger.formats.inspection import Report, inspect
from trama.ledger.formats.inspection.limits import WALL_SECONDS
from trama.ledger.formats.inspection.report import MAX_PAGES, readable
from trama.ledger.rules import FINDINGS, PROBLEMS, problem_words
from trama.ledger.tests import hostile

Opened = Callable[..., Report]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "drawn").mkdir()
    return tmp_path / "drawn"


@pytest.fixture
def opened(tmp_path: Path, folder: Path) -> Opened:
    def open_it(content: bytes, name: str, wall_seconds: float = WALL_SECONDS) -> Report:
        file = tmp_path / "received"
        file.write_bytes(content)
        return inspect(file, name, folder, wall_seconds=wall_seconds)

    return open_it


def test_a_pdf_is_drawn_page_by_page_with_its_words(opened: Opened, folder: Path) -> None:
    report = opened(hostile.pdf("Statuto", pages=2), "statuto.pdf")
    assert (report.problem, report.media_type) == ("", "application/pdf")
    assert (report.page_count, report.findings) == (2, [])
    assert [sheet.text for sheet in report.sheets] == ["Statuto", "Statuto"]
    with Image.open(folder / report.sheets[1].file) as drawn:
        assert (drawn.format, drawn.size) == ("PNG", (report.sheets[1].width, 1553))
        assert drawn.width <= 1200


def test_a_pdf_with_something_before_it_is_a_pdf(opened: Opened) -> None:
    assert opened(b"\r\n\r\nciao\n" + hostile.pdf(), "a.pdf").media_type == "application/pdf"


def test_of_a_long_pdf_only_the_first_pages_are_drawn_and_it_says_so(opened: Opened) -> None:
    report = opened(hostile.pdf(pages=MAX_PAGES + 2), "lungo.pdf")
    assert report.page_count == MAX_PAGES + 2
    assert len(report.sheets) == MAX_PAGES
    assert "more_pages" in report.findings


@pytest.mark.parametrize(
    ("content", "finding"),
    [
        (hostile.pdf_with_script(), "javascript"),
        (hostile.pdf_that_launches(), "launch"),
        (hostile.pdf_with_a_file_in_it(), "embedded"),
    ],
)
def test_what_a_pdf_would_do_is_noted(opened: Opened, content: bytes, finding: str) -> None:
    report = opened(content, "modulo.pdf")
    assert report.problem == ""
    assert finding in report.findings


@pytest.mark.parametrize(
    ("content", "name", "problem"),
    [
        pytest.param(hostile.encrypted_pdf(), "a.pdf", "encrypted", id="encrypted pdf"),
        pytest.param(hostile.pdf()[:200], "a.pdf", "broken", id="half a pdf"),
        pytest.param(hostile.saved(hostile.blank(0)), "a.pdf", "no_pages", id="no pages"),
        pytest.param(
            hostile.pdf() + hostile.archive({"a": "b"}), "a.pdf", "polyglot", id="pdf and zip"
        ),
        pytest.param(
            hostile.picture() + hostile.archive({"a": "b"}), "a.jpg", "polyglot", id="jpeg and zip"
        ),
        pytest.param(hostile.huge_picture(), "a.png", "too_many_pixels", id="huge picture"),
        pytest.param(hostile.picture()[:300], "a.jpg", "broken", id="half a picture"),
        pytest.param(hostile.zip_bomb(), "a.zip", "bomb", id="zip bomb"),
        pytest.param(
            hostile.letter(extra={"Pictures/a": "\0" * 9_000_000}), "a.odt", "bomb", id="odt bomb"
        ),
        pytest.param(hostile.nested(4), "a.zip", "too_deep", id="deep zip"),
        pytest.param(hostile.many_entries(5_001), "a.zip", "too_many_entries", id="crowded zip"),
        pytest.param(
            hostile.archive({"../../etc/passwd": "x"}), "a.zip", "bad_names", id="climbing name"
        ),
        pytest.param(hostile.archive({"/abs": "x"}), "a.zip", "bad_names", id="absolute name"),
        pytest.param(hostile.archive_with_a_link(), "a.zip", "bad_names", id="link"),
        pytest.param(hostile.encrypted_archive(), "a.zip", "encrypted", id="encrypted zip"),
        pytest.param(
            hostile.letter(extra={"META-INF/manifest.xml": "<m:encryption-data/>"}),
            "a.odt",
            "encrypted",
            id="encrypted odt",
        ),
        pytest.param(b"PK\x03\x04" + b"\0" * 50, "a.zip", "broken", id="broken zip"),
        pytest.param(hostile.LAUGHS, "a.xml", "entities", id="entities"),
        pytest.param(hostile.FETCHING, "a.xml", "entities", id="external entity"),
        pytest.param(b"<?xml version='1.0'?>" + b"<a>" * 900, "a.xml", "too_deep", id="deep xml"),
        pytest.param(b"<?xml version='1.0'?><a>", "a.xml", "broken", id="half an xml"),
        pytest.param(b"MZ\x90\0" + b"\0" * 200, "fattura.pdf", "unknown", id="program"),
        pytest.param(b"<!doctype html><script>1</script>", "a.txt", "unknown", id="html"),
        pytest.param(b"<?xml version='1.0'?><svg/>", "a.xml", "unknown", id="svg"),
        pytest.param(b"abc\0def", "a.txt", "unknown", id="binary"),
        pytest.param(b"ciao " * 3000 + b"\0", "a.txt", "unknown", id="binary further on"),
        pytest.param(hostile.envelope(b"MZ\x90\0\0"), "a.pdf.p7m", "unknown", id="signed program"),
        pytest.param(hostile.envelope(hostile.zip_bomb()), "a.zip.p7m", "bomb", id="signed bomb"),
    ],
)
def test_what_does_not_open_is_refused_for_its_reason(
    opened: Opened, content: bytes, name: str, problem: str
) -> None:
    report = opened(content, name)
    assert report.problem == problem
    assert report.sheets == []
    assert problem in PROBLEMS
    assert "conservato" in problem_words(problem, report.facts)
    assert "%(" not in problem_words(problem, report.facts)


def test_signatures_around_signatures_end_somewhere(opened: Opened) -> None:
    content = b"Testo"
    for _ in range(6):
        content = hostile.envelope(content)
    assert opened(content, "a.txt.p7m").problem == "too_deep"


@pytest.mark.parametrize("wrap", [bytes, base64.encodebytes])
def test_a_signed_envelope_shows_what_was_signed(
    opened: Opened, wrap: Callable[[bytes], bytes]
) -> None:
    report = opened(wrap(hostile.envelope(hostile.pdf("Domanda"))), "domanda.pdf.p7m")
    assert (report.problem, report.media_type) == ("", "application/pkcs7-mime")
    assert report.findings == ["signed"]
    assert [sheet.text for sheet in report.sheets] == ["Domanda"]


def test_a_detached_signature_says_that_the_document_is_elsewhere(opened: Opened) -> None:
    report = opened(hostile.envelope(b""), "domanda.p7m")
    assert (report.problem, report.findings) == ("", ["signed", "detached"])


def test_a_picture_is_drawn_again_without_what_the_camera_wrote(
    opened: Opened, folder: Path
) -> None:
    content = hostile.picture_from_a_camera()
    assert b"FotocameraDiBruno" in content
    report = opened(content, "carta.jpg")
    drawn = (folder / report.sheets[0].file).read_bytes()
    assert b"FotocameraDiBruno" not in drawn
    assert (report.sheets[0].width, report.sheets[0].height) == (40, 60)  # upright
    assert report.media_type == "image/jpeg"


def test_a_scan_of_two_pages_has_two_pages(opened: Opened) -> None:
    second = Image.new("RGB", (50, 50))
    content = hostile.picture("TIFF", save_all=True, append_images=[second])
    report = opened(content, "scansione.tif")
    assert (report.page_count, len(report.sheets)) == (2, 2)


def test_the_words_of_a_letter_are_read(opened: Opened) -> None:
    report = opened(hostile.letter(), "lettera.odt")
    assert (report.problem, report.media_type) == ("", hostile.ODT)
    assert report.text == "Il Terzo Settore\nMilano"


def test_macros_are_noted(opened: Opened) -> None:
    report = opened(hostile.word_letter(), "patto.docx")
    assert (report.problem, report.findings) == ("", ["macros"])
    assert report.text == "Patto di integrità"


def test_a_plain_archive_lists_what_is_in_it(opened: Opened) -> None:
    report = opened(hostile.nested(2), "tutto.zip")
    assert (report.problem, report.text) == ("", "livello 0.zip")


def test_a_message_shows_its_words_and_says_that_it_has_attachments(opened: Opened) -> None:
    report = opened(hostile.MESSAGE, "messaggio.eml")
    assert (report.media_type, report.findings) == ("message/rfc822", ["attachments"])
    assert report.text.endswith("In allegato la domanda.")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_text_is_read_in_the_encoding_it_was_written_in(opened: Opened, encoding: str) -> None:
    assert opened("Perché è così".encode(encoding), "nota.txt").text == "Perché è così"


@pytest.mark.parametrize(
    ("content", "name", "differs"),
    [
        (hostile.pdf(), "foto.jpg", True),
        (hostile.pdf(), "senza estensione", True),
        (hostile.pdf(), "STATUTO.PDF", False),
        (hostile.picture(), "carta.pdf", True),
        (hostile.picture(), "carta.JPEG", False),
        (hostile.letter(), "lettera.docx", True),
        (hostile.envelope(hostile.pdf()), "domanda.pdf", True),
        (hostile.envelope(hostile.picture()), "domanda.pdf.p7m", True),
    ],
)
def test_a_name_that_says_another_format_is_noted(
    opened: Opened, content: bytes, name: str, *, differs: bool
) -> None:
    assert ("extension" in opened(content, name).findings) is differs


def test_a_process_that_does_not_end_in_time_is_ended(opened: Opened) -> None:
    assert opened(hostile.pdf(), "a.pdf", wall_seconds=0.001).problem == "too_heavy"


@pytest.mark.skipif(sys.platform != "linux", reason="macOS has no limit of address space")
def test_the_kernel_itself_refuses_more_memory_than_the_limit() -> None:
    script = (
        "from trama.ledger.formats.inspection import limits; limits.apply(); bytes(4 * 1024**3)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert b"MemoryError" in done.stderr


def test_every_reason_and_every_finding_has_its_words() -> None:
    assert all(str(words) for words in [*PROBLEMS.values(), *FINDINGS.values()])
    assert len(problem_words("virus", {"name": "Eicar"})) <= 300
    assert max(len(problem_words(code, {})) for code in PROBLEMS) <= 300


def test_what_the_opening_process_says_is_believed_only_in_shape() -> None:
    told = {
        "media_type": "x" * 500,
        "problem": "",
        "facts": {},
        "findings": ["y" * 99] * 99,
        "page_count": 1,
        "text": "a\0b\ud800",
        "sheets": [{"file": "../../etc/passwd", "width": 1, "height": 1, "text": "\0"}] * 99,
    }
    report = Report.from_json(told)
    assert {sheet.file for sheet in report.sheets} == {
        f"page-{n}.png" for n in range(1, MAX_PAGES + 1)
    }
    assert (len(report.media_type), len(report.findings)) == (120, 20)
    assert report.text == "ab?"
    assert readable("riga\nriga\t\x1b[0m") == "riga\nriga\t[0m"
