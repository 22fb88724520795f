"""Templates as a whole: each compiles and is used, loads what it uses, hides no bare sentence."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template import engines
from django.template.backends.django import DjangoTemplates
from django.template.base import Lexer, Token, TokenType

ROOT = Path(__file__).parent.parent
ALLAUTH = Path(__import__("allauth").__file__ or "").parent
FILES = sorted(ROOT.glob("trama/*/templates/**/*.*"))
# Django looks for these by itself; the lead of each app names its own.
BY_DJANGO = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
WORD = re.compile(r"[^\W\d_]{2,}")
TAG = re.compile(r"<!--.*?-->|<(code|pre)\b.*?</\1>|<[^>]*>", re.DOTALL)
SAID = re.compile(r"""\b(?:alt|aria-label|placeholder|title)\s*=\s*["']([^"']*)["']""")
TRANSLATED = re.compile(r'_\("[^"]*"\)')
QUOTED = re.compile(
    r'"([^"]*[A-ZÀ-Ù][^"]* [^"]*)"'
)  # a sentence begins somewhere; a class does not
# Names, not sentences: they are the same in every language.
NAMES = {
    "CSV",
    "CUP",
    "English",
    "Italiano",
    "JSON",
    "PDF",
    "PEC",
    "Trama",
    "XLSX",
    "COP",
    "sha",
    "work",
}
# For whoever builds pages, in debug alone.
FOR_BUILDERS = {"core/styleguide.html"}


def name_of(path: Path) -> str:
    return path.relative_to(next(one for one in path.parents if one.name == "templates")).as_posix()


def names(paths: list[Path]) -> list[object]:
    return [pytest.param(path, id=name_of(path)) for path in paths]


def tokens(path: Path) -> list[Token]:
    return Lexer(path.read_text()).tokenize()


@pytest.mark.parametrize("path", names(FILES))
def test_every_template_compiles(path: Path) -> None:
    engines["django"].from_string(path.read_text())


@pytest.fixture(scope="module")
def mentions() -> dict[str, str]:
    """All that may name a template: our code, our templates, allauth's code."""
    sources = [
        *ROOT.glob("trama/**/*.py"),
        *ROOT.glob("config/*.py"),
        *FILES,
        *ALLAUTH.glob("**/*.py"),
    ]
    return {
        str(path): path.read_text()
        for path in sources
        if "tests" not in path.relative_to("/").parts
    }


@pytest.mark.parametrize("path", names(FILES))
def test_every_template_is_used(path: Path, mentions: dict[str, str]) -> None:
    """By its name, by the name of its letter, or by its folder and, elsewhere, its stem."""
    name = name_of(path)
    if name in BY_DJANGO:
        return
    elsewhere = "\n".join(text for file, text in mentions.items() if file != str(path))
    folder, _, last = name.rpartition("/")
    letter = re.sub(r"(\.subject)?\.(txt|html)$", "", name)
    stem = last.partition(".")[0]
    whole = {name, letter, f"{letter}."}
    in_parts = f'"{folder}/' in elsewhere and bool(
        re.search(rf'["/]{re.escape(stem)}["#.]', elsewhere)
    )
    assert in_parts or any(f'"{one}' in elsewhere or f"'{one}" in elsewhere for one in whole)


@pytest.mark.parametrize("path", names(FILES))
def test_what_is_loaded_is_used(path: Path) -> None:
    engine = engines["django"]
    assert isinstance(engine, DjangoTemplates)
    found = tokens(path)
    blocks = [token.contents for token in found if token.token_type == TokenType.BLOCK]
    variables = [token.contents for token in found if token.token_type == TokenType.VAR]
    words = {block.split()[0] for block in blocks if block.split()}
    filters = set(re.findall(r"\|\s*(\w+)", " ".join([*blocks, *variables])))
    for block in blocks:
        if not block.startswith("load ") or " from " in block:
            continue
        for name in block.split()[1:]:
            library = engine.engine.template_libraries[name]
            assert library not in engine.engine.template_builtins, f"{name} is always loaded"
            assert words & set(library.tags) or filters & set(library.filters), name


@pytest.mark.parametrize("path", names([one for one in FILES if "<form" in one.read_text()]))
def test_every_form_that_changes_something_has_its_token(path: Path) -> None:
    for form in re.findall(r"<form\b.*?</form>", path.read_text(), re.DOTALL):
        opening = form.partition(">")[0]
        method = re.search(r"""method\s*=\s*["'](\w+)""", opening)
        assert method, f"a form must say its method: {opening}"
        is_post = method[1].lower() == "post"
        has_token = "{% csrf_token %}" in form or 'value="{{ csrf_token }}"' in form
        assert has_token == is_post, opening


def test_what_is_wrong_in_a_form_is_said_once() -> None:
    """`{{ form }}` begins with it."""
    twice = [
        name_of(path)
        for path in FILES
        for form in re.findall(r"<form\b.*?</form>", path.read_text(), re.DOTALL)
        if "{{ form }}" in form and "{% error_summary form %}" in form
    ]
    assert twice == []


def bare_text(path: Path) -> Iterator[str]:
    """What a template says outside the tags that translate."""
    kept, translating, commented = [], False, False
    for token in tokens(path):
        if token.token_type == TokenType.BLOCK:
            first = token.contents.split()[0]
            if first in {"blocktranslate", "endblocktranslate"}:
                translating = first == "blocktranslate"
            elif first in {"comment", "endcomment"}:
                commented = first == "comment"
            kept.append(" ")
        elif token.token_type == TokenType.TEXT and not (translating or commented):
            kept.append(token.contents)
    page = "".join(kept)
    yield from SAID.findall(page)
    yield from TAG.sub("\n", page).split("\n")


def quoted_text(path: Path) -> Iterator[str]:
    """The sentences given to tags as they are: `{% box title="Una frase" %}`."""
    for token in tokens(path):
        if token.token_type != TokenType.BLOCK:
            continue
        first = token.contents.split()[0]
        if first in {"translate", "blocktranslate", "url", "include", "extends", "load", "panels"}:
            continue
        yield from QUOTED.findall(TRANSLATED.sub("", token.contents))


def is_a_sentence(text: str) -> bool:
    return bool(set(WORD.findall(text.replace("&nbsp;", " "))) - NAMES)


@pytest.mark.parametrize("path", names([one for one in FILES if name_of(one) not in FOR_BUILDERS]))
def test_no_sentence_escapes_translation(path: Path) -> None:
    bare = [text.strip() for text in [*bare_text(path), *quoted_text(path)]]
    assert [text for text in bare if is_a_sentence(text)] == []
