"""Every sign that people write is drawn on paper, or something stands for it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from trama.ledger.formats.glyphs import drawable, signs_of
from trama.ledger.formats.pdf import FONTS, compile_pdf

AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
TEMPLATE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: "Prova")
#set text(font: ("Titillium Web",), lang: "it")
#heading(level: 1, "Prova")
#for line in data.lines { par(line) }
"""


@pytest.fixture(scope="module")
def signs() -> frozenset[str]:
    return signs_of(settings.BASE_DIR / FONTS)


@pytest.mark.parametrize(
    ("written", "drawn"),
    [
        ("Perché sì, è così: «già» – 3 € …", "Perché sì, è così: «già» – 3 € …"),
        ("Perche\u0301", "Perché"),
        ("Nguyễn", "Nguyên"),
        ("ﬁne ①", "fine 1"),
        ("non\u2011profit", "non-profit"),
        ("a\u202eb\x00c\x0b", "abc"),
        ("Bene 🙂", "Bene [U+1F642]"),
        ("李", "[U+674E]"),
    ],
)
def test_what_no_font_draws_is_written_with_what_it_is(
    signs: frozenset[str], written: str, drawn: str
) -> None:
    assert drawable({"a": [written, 3]}, signs) == {"a": [drawn, 3]}


@given(st.text(max_size=60))
def test_nothing_is_left_that_no_font_draws(text: str) -> None:
    signs = signs_of(settings.BASE_DIR / FONTS)
    drawn = drawable(text, signs)
    assert signs.issuperset(drawn)
    assert drawable(drawn, signs) == drawn


def test_all_that_is_said_to_be_drawn_is(signs: frozenset[str], tmp_path: Path) -> None:
    template = tmp_path / "prova.typ"
    template.write_text(TEMPLATE)
    lines = ["".join(sorted(signs)), "مرحبا 🙂 → Оксана", "x" * 3000]
    assert compile_pdf(template, {"lines": lines}, at=AT).startswith(b"%PDF")
