"""Our .po compiler gives gettext what msgfmt would."""

import gettext
import io
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.messages import CatalogError, compile_catalog, main, read_catalog

CATALOG = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

#: trama/notices/views.py:3
msgid "L’avviso è chiuso"
msgstr "The notice is closed"

msgctxt "a month"
msgid "maggio"
msgstr "May"

msgid "Una riga\\n"
"e un’altra con «\\"virgolette\\"»"
msgstr ""
"One line\\n"
"and another with \\"quotes\\""

#, python-format
msgid "%(n)d candidatura"
msgid_plural "%(n)d candidature"
msgstr[0] "%(n)d application"
msgstr[1] "%(n)d applications"

#, fuzzy
msgid "incerto"
msgstr "uncertain"

msgid "non tradotto"
msgstr ""

#~ msgid "vecchio"
#~ msgstr "old"
"""


def load(compiled: bytes) -> gettext.GNUTranslations:
    return gettext.GNUTranslations(io.BytesIO(compiled))


def test_every_kind_of_message_is_found() -> None:
    english = load(compile_catalog(read_catalog(CATALOG)))
    assert english.gettext("L’avviso è chiuso") == "The notice is closed"
    assert english.pgettext("a month", "maggio") == "May"
    assert english.gettext("maggio") == "maggio"
    lines = english.gettext('Una riga\ne un’altra con «"virgolette"»')
    assert lines == 'One line\nand another with "quotes"'
    found = [english.ngettext("%(n)d candidatura", "%(n)d candidature", n) for n in (1, 2)]
    assert found == ["%(n)d application", "%(n)d applications"]


def test_uncertain_untranslated_and_obsolete_messages_stay_in_italian() -> None:
    english = load(compile_catalog(read_catalog(CATALOG)))
    for text in ("incerto", "non tradotto", "vecchio"):
        assert english.gettext(text) == text


@pytest.mark.skipif(shutil.which("msgfmt") is None, reason="the machine lacks gettext's msgfmt")
def test_msgfmt_compiles_the_same_catalog(tmp_path: Path) -> None:
    source = tmp_path / "django.po"
    source.write_text(CATALOG)
    subprocess.run(["msgfmt", "-o", tmp_path / "theirs.mo", source], check=True)
    assert main([str(tmp_path)]) == 0
    ours = load((tmp_path / "django.mo").read_bytes())
    theirs = load((tmp_path / "theirs.mo").read_bytes())
    assert vars(ours)["_catalog"] == vars(theirs)["_catalog"]


def test_a_broken_line_is_told_with_its_number(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match="line 2"):
        read_catalog('msgid "uno"\nmsgstr "senza fine\n')
    (tmp_path / "django.po").write_text("msgid uno\n")
    assert main([str(tmp_path)]) == 1
    assert not (tmp_path / "django.mo").exists()


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\x04"), min_size=1)


@given(st.dictionaries(WORDS, WORDS))
def test_whatever_the_words_they_come_back(catalog: dict[str, str]) -> None:
    header = {"": "Content-Type: text/plain; charset=UTF-8\n"}
    compiled = load(compile_catalog(header | catalog))
    assert {source: compiled.gettext(source) for source in catalog} == catalog
