"""Italian at the root, English complete under /en/: every sentence of ours has its translation."""

import ast
import html
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation.template import templatize

from config.messages import read_catalog
from conftest import Enter
from trama.accounts.models import User
from trama.notices.models import Notice

ROOT = Path(__file__).parent.parent
CATALOG = ROOT / "locale/en/LC_MESSAGES/django.po"
SINGLE = {"_", "gettext", "gettext_lazy", "gettext_noop"}
PLURAL = {"ngettext", "ngettext_lazy"}
MARKED = re.compile(r"\b(n?gettext|_)\(((?:u?'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|[^()])*)\)")
LONG_ENOUGH = 12  # shorter sentences are often the same in both languages
LONG = 40  # a shorter one may be part of what people wrote: it counts when it stands alone
HOLE = re.compile(r"%\(\w+\)[sd]|%[sd]")


def names_of_gettext(tree: ast.Module) -> dict[str, str]:
    """What this module calls the functions that translate → their own names."""
    return {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
    }


def in_python(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text())
    known = names_of_gettext(tree)
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        called = known.get(node.func.id, "")
        texts = [str(one.value) for one in node.args if isinstance(one, ast.Constant)]
        if called in SINGLE and texts:
            yield texts[0]
        elif called in PLURAL:
            yield f"{texts[0]}\0{texts[1]}"


def in_template(path: Path) -> Iterator[str]:
    """As `makemessages` reads it: the template becomes a program, whose calls are found."""
    for name, arguments in MARKED.findall(templatize(path.read_text())):
        # Each percent sign of a template is doubled for gettext's formats.
        call = ast.parse(f"f({arguments.strip()})", mode="eval").body
        assert isinstance(call, ast.Call)
        texts = [str(one.value) for one in call.args if isinstance(one, ast.Constant)]
        if texts:
            yield "\0".join(texts[:2]) if name == "ngettext" else texts[0]


@cache
def sentences() -> dict[str, str]:
    """Every sentence of the source, with a file where it is."""
    found: dict[str, str] = {}
    for path in sorted(ROOT.glob("trama/**/*.py")):
        if not {"tests", "migrations"} & set(path.parts):
            found |= dict.fromkeys(in_python(path), str(path.relative_to(ROOT)))
    for path in sorted(ROOT.glob("trama/*/templates/**/*.*")):
        found |= dict.fromkeys(in_template(path), str(path.relative_to(ROOT)))
    found.pop("", None)
    return found


@cache
def translations() -> dict[str, str]:
    return read_catalog(CATALOG.read_text(), str(CATALOG))


def test_every_sentence_of_the_source_has_its_english() -> None:
    lacking = {
        text.partition("\0")[0]: where
        for text, where in sentences().items()
        if text not in translations()
    }
    assert lacking == {}


def test_the_catalog_has_no_doubtful_entry() -> None:
    """`msgmerge` marks what it guessed; a guess is not a translation."""
    _header, _, entries = CATALOG.read_text().partition("\n\n")
    assert [line for line in entries.splitlines() if line.startswith("#, fuzzy")] == []


def test_a_translation_keeps_what_is_put_into_it() -> None:
    """`%(name)s` in one language is `%(name)s` in the other, or the page would not render."""
    different = {}
    for source, target in translations().items():
        asked = set(HOLE.findall(source.replace("%%", "")))
        for part in target.split("\0") if source else []:
            given = set(HOLE.findall(part.replace("%%", "")))
            if not given <= asked or ("\0" not in source and given != asked):
                different[source] = part
    assert different == {}


class Seen(HTMLParser):
    """The words of a page, save those that say they are Italian."""

    EMPTY = {"br", "hr", "img", "input", "link", "meta", "use", "path", "circle", "line", "rect"}

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.italian: list[bool] = [False]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_italian = self.italian[-1] or (tag != "html" and given.get("lang") == "it")
        if tag not in self.EMPTY:
            self.italian.append(is_italian)
        if not is_italian:
            said = ("aria-label", "title", "placeholder", "alt")
            self.words += [given[name] or "" for name in said if name in given]

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.EMPTY and len(self.italian) > 1:
            self.italian.pop()

    def handle_data(self, data: str) -> None:
        if not self.italian[-1]:
            self.words.append(data)


def italian_in(page: str) -> list[str]:
    """Our Italian sentences that a page in English still says."""
    reader = Seen()
    reader.feed(page)
    words = [" ".join(one.split()) for one in reader.words]
    alone, said = set(words), " ".join(" ".join(words).split())
    return [
        whole
        for text in sentences()
        if translations().get(text, "") != text
        for whole in wholes(text)
        if whole in alone or (len(whole) >= LONG and whole in said)
    ]


def wholes(text: str) -> Iterator[str]:
    """The forms of a sentence that can be looked for as they are: long, without holes."""
    for form in text.split("\0"):
        whole = " ".join(html.unescape(form).split())
        if len(whole) >= LONG_ENOUGH and not HOLE.search(whole):
            yield whole


ADDRESSES = {
    "anonymous": [
        "portal:home", "portal:privacy", "portal:accessibility", "portal:legal", "portal:faq",
        "portal:contacts", "portal:report", "portal:search", "notices:list", "notices:detail",
        "organizations:list", "account_login", "account_signup", "account_reset_password",
    ],
    "bruno": ["applications:mine", "applications:start", "accounts:profile", "mfa_index"],
    "anna": ["desk:home", "notices:office_list", "notices:desk", "notices:new", "mailbox:tray",
             "screening:home", "screening:desk"],
}  # fmt: skip
PAGES = [
    pytest.param(person, name, id=f"{name} {person}")
    for person, names in ADDRESSES.items()
    for name in names
]


@pytest.mark.django_db
@pytest.mark.parametrize(("person", "name"), PAGES)
def test_no_italian_is_left_on_a_page_in_english(
    client: Client,
    enter: Enter,
    request: pytest.FixtureRequest,
    notice: Notice,
    person: str,
    name: str,
) -> None:
    if person != "anonymous":
        user: User = request.getfixturevalue(person)
        client = enter(user)
    takes_code = {"notices:detail", "notices:desk", "applications:start", "screening:desk"}
    path = reverse(name, args=[notice.code] if name in takes_code else [])
    answer = client.get(f"/en{path}")
    assert answer.status_code == 200
    assert italian_in(answer.content.decode()) == []
