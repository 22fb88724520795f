"""Documents we produce: Typst to PDF/UA-1 and PDF/A-2a. Only jobs import it.

What people wrote reaches Typst as JSON data (`sys.inputs.data`), never as source; the project's
root is a folder with nothing but `paper.typ`, which templates share; fonts are our own, none of the
machine's.
"""

import json
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

import typst
from django.conf import settings

from trama.ledger.formats.glyphs import drawable, signs_of

SHARED = Path(__file__).parent / "paper.typ"
FONTS = "node_modules/bootstrap-italia/dist/fonts"
Standard = Literal["ua-1", "a-2a"]
STANDARDS: tuple[Standard, ...] = ("ua-1", "a-2a")

# What a rehearsal makes says so: behind each page, and in words for who doesn't see the page.
REHEARSAL = """
#set page(background: rotate(-45deg, text(size: 120pt, fill: rgb("#F6E7D0"), weight: 700)[PROVA]))
"""
REHEARSAL_END = """

#block(above: 2em, strong[Questo documento è di una prova: non vale niente per nessuno.])
"""


def compile_pdf(
    template: Path,
    data: dict[str, Any],
    *,
    at: datetime,
    standards: Sequence[Standard] = STANDARDS,
) -> bytes:
    """The document of `template` with `data`: the same data at the same instant, the same bytes.

    Raises `typst.TypstError` when the document can't meet the standards.
    """
    folder = settings.BASE_DIR / FONTS
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]
    )
    signs = signs_of(folder)
    with tempfile.TemporaryDirectory(prefix="trama-typst-") as root:
        (Path(root) / SHARED.name).write_bytes(SHARED.read_bytes())
        compiler = typst.Compiler(
            input=_source(template),
            root=root,
            font_paths=fonts,
            sys_inputs={"data": json.dumps(drawable(data, signs), ensure_ascii=False)},
            package_path=root,
            package_cache_path=root,
        )
        content = compiler.compile(
            format="pdf", pdf_standards=[*standards], timestamp=at.replace(microsecond=0)
        )
    if not isinstance(content, bytes):
        raise TypeError("Typst gave no single document.")
    return content


def _source(template: Path) -> bytes:
    source = template.read_text()
    return (REHEARSAL + source + REHEARSAL_END if settings.REHEARSAL else source).encode()
