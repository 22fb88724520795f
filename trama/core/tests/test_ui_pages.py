import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from pytest_django import Settings

import trama.core
from trama.core import navigation
from trama.core.finders import STYLESHEET, VendorFinder, without_refused
from trama.core.navigation import Entry
from trama.core.styleguide import styleguide

CORE = Path(trama.core.__file__).parent
ERRORS = ["400.html", "403.html", "403_csrf.html", "404.html"]
INLINE = re.compile(r"<style|<script(?![^>]* src=)|\sstyle=|\son[a-z]+=|javascript:")


@pytest.fixture
def request_() -> HttpRequest:
    """A person not signed in, who reads the home."""
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    return with_messages(request)


def with_messages(request: HttpRequest) -> HttpRequest:
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]  # what the middleware sets
    return request


@pytest.fixture
def empty_menus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_entries", [])


def page(request: HttpRequest, template: str, **context: Any) -> str:
    return render_to_string(template, context, request)


@pytest.mark.parametrize("template", ERRORS)
def test_an_error_page_says_what_happened_and_where_to_go(
    template: str, request_: HttpRequest, settings: Settings
) -> None:
    html = page(request_, template)
    assert len(re.findall("<h1>[^<]+</h1>", html)) == 1
    assert f'href="mailto:{settings.PLATFORM["contact"]}"' in html
    assert 'href="/"' in html


def test_the_page_for_our_own_fault_needs_nothing_of_ours() -> None:
    html = render_to_string("500.html")
    assert "colpa nostra" in html
    assert "UNDEFINED" not in html


@pytest.mark.parametrize("template", [*ERRORS, "500.html"])
def test_no_page_carries_a_script_or_a_style_of_its_own(
    template: str, request_: HttpRequest
) -> None:
    assert not INLINE.search(page(request_, template))


@pytest.mark.parametrize("layout", ["base.html", "work.html"])
def test_the_style_guide_draws_every_component(
    layout: str, request_: HttpRequest, settings: Settings
) -> None:
    settings.DEMO = True
    html = styleguide(request_, layout).content.decode()
    assert not INLINE.search(html)
    classes = set(re.findall(r"[\w-]+", " ".join(re.findall(r'class="([^"]*)"', html))))
    drawn = (
        "st steps due check tasks box receipt ev filo kv t figs bars viewer doclist tabs index"
        " pages empty closed confirm filters error-summary word words"
    )
    assert set(drawn.split()) <= classes


def test_the_style_guide_is_no_page_of_a_city(request_: HttpRequest, settings: Settings) -> None:
    settings.DEMO = settings.DEBUG = False
    with pytest.raises(Http404):
        styleguide(request_)


def test_the_demo_says_so_on_every_page(request_: HttpRequest, settings: Settings) -> None:
    settings.DEMO = True
    assert "enti e persone inventati" in page(request_, "404.html")
    settings.DEMO = False
    assert "enti e persone inventati" not in page(request_, "404.html")


def test_the_language_of_the_page_is_the_language_of_the_person(request_: HttpRequest) -> None:
    with translation.override("en"):
        assert '<html lang="en">' in page(request_, "404.html")


@pytest.mark.usefixtures("empty_menus")
def test_a_menu_shows_to_each_person_what_is_theirs_and_marks_where_they_are() -> None:
    request = RequestFactory().get("/stile/ufficio/")
    request.user = AnonymousUser()
    guide = Entry("Guida", "system:styleguide", "office", 2)
    office = Entry("Ufficio", "system:styleguide-office", "office", 1)
    secret = Entry(
        "Segreta", "system:alive", "office", visible_to=lambda user: user.is_authenticated
    )
    navigation.register(guide, office, secret, guide)
    items = navigation.of("office", request)
    assert [(item.label, item.current) for item in items] == [("Ufficio", "page"), ("Guida", "")]
    assert navigation.of("public", request) == []


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/avvisi/COP-2026-03/", "/avvisi/"), ("/avvisi/", "/avvisi/"), ("/altro/", None), ("/", "/")],
)
def test_the_nearest_section_of_a_page_is_found_by_its_address(
    path: str, expected: str | None
) -> None:
    assert navigation.nearest(["/", "/avvisi/", "/enti/"], path) == expected


def test_the_home_in_english_is_not_the_section_of_every_page() -> None:
    with translation.override("en"):
        assert navigation.nearest(["/en/", "/en/enti/"], "/en/avvisi/") is None


def test_fonts_in_data_addresses_and_source_maps_are_cut_from_the_vendor_stylesheet() -> None:
    kept = '@font-face{font-family:"A";src:url(a.woff2)}.a{background:url(data:image/svg+xml,x)}'
    refused = "@font-face{font-family:V;src:url(data:application/font-woff;base64,d09G)}"
    assert without_refused(f"{refused}{kept}/*# sourceMappingURL=b.css.map */") == kept


def test_the_cut_stylesheet_is_made_again_when_the_package_changes(
    tmp_path: Path, settings: Settings
) -> None:
    settings.BASE_DIR, settings.VAR_DIR = tmp_path, tmp_path / "var"
    finder = VendorFinder()
    assert finder.find(STYLESHEET) is None
    finder.source.parent.mkdir(parents=True)
    finder.source.write_text(".a{}")
    assert Path(finder.find(STYLESHEET)).read_text() == ".a{}"
    finder.source.write_text(".b{}")
    [(path, storage)] = finder.list([])
    assert Path(storage.path(path)).read_text() == ".b{}"


def test_only_the_files_that_pages_load_are_served(tmp_path: Path, settings: Settings) -> None:
    settings.BASE_DIR, settings.VAR_DIR = tmp_path, tmp_path / "var"
    finder = VendorFinder()
    for name in ("htmx.min.js", "ext/debug.js"):
        file = finder.packages / "htmx.org/dist" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    assert Path(finder.find("htmx/htmx.min.js")).name == "htmx.min.js"
    for refused in ("htmx/ext/debug.js", "htmx/../dist/ext/debug.js", "trama/css/text.css"):
        assert finder.find(refused) is None


def test_every_address_in_our_stylesheets_is_a_file_we_serve(settings: Settings) -> None:
    if not (settings.BASE_DIR / "node_modules").is_dir():
        pytest.skip("The front-end packages are not installed: npm ci --ignore-scripts")
    for sheet in (CORE / "static/trama/css").glob("*.css"):
        for address in re.findall(r'url\("([^"]+)"\)', sheet.read_text()):
            assert finders.find(address.removeprefix("../../")), f"{sheet.name}: {address}"


def test_every_sign_we_name_is_in_the_sprite(settings: Settings) -> None:
    sprite = settings.BASE_DIR / "node_modules/bootstrap-italia/dist/svg/sprites.svg"
    if not sprite.is_file():
        pytest.skip("The front-end packages are not installed: npm ci --ignore-scripts")
    known = set(re.findall(r'id="(it-[\w-]+)"', sprite.read_text()))
    sources = [*CORE.parent.rglob("*.py"), *CORE.parent.rglob("templates/**/*.html")]
    named = {name for file in sources for name in re.findall(r'"(it-[\w-]+)"', file.read_text())}
    assert named
    assert named <= known
