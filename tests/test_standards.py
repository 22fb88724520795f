"""Every page against judges that nobody here wrote: the W3C's validator, axe, the browser itself.

Marked `check`: `make check` runs them, on the world of the access matrix.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver, reverse
from playwright.sync_api import BrowserContext, Page
from pytest_django import Settings

from tests.access.world import World, build
from tests.browser import NewContext, listen
from tests.entering import cookie_of
from tests.test_access_matrix import MATRIX, NOTHING, PEOPLE, urls

pytestmark = [pytest.mark.check, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).parent.parent
VNU = ROOT / "node_modules/vnu-jar/build/dist/vnu.jar"
AXE = ROOT / "node_modules/axe-core/axe.min.js"
WIDE, NARROW = 1360, 320  # CSS pixels
LANGUAGES = {"it": "", "en": "/en"}
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OUTSIDE = ["account_login", "account_signup", "account_reset_password"]
FRONT_DOORS = [*OUTSIDE, "account_email", "mfa_index", "mfa_activate_totp", "mfa_list_webauthn"]
# Read whole by a screen reader and at every width, in both languages; the rest once, in Italian.
MAIN = {
    "portal:home", "notices:list", "notices:detail", "organizations:list", "organizations:detail",
    "applications:mine", "applications:detail", "applications:answers", "applications:sign",
    "applications:receipt", "notices:desk", "desk:home", "screening:desk", "screening:case",
    "screening:list", "mailbox:tray", "mailbox:message", "account_login",
    "territory:home", "territory:zone", "territory:indicator", "territory:place",
    "programming:list", "programming:detail", "programming:edit", "programming:entries",
    "needs:needs", "needs:need", "needs:need_new", "needs:need_edit", "needs:resources",
    "needs:resource", "needs:resource_new", "needs:resource_report", "needs:map", "needs:import",
    "needs:pulse_month", "needs:coverage", "needs:coverage_matrix", "needs:coverage_cell",
    "needs:measure_change", "needs:risk", "needs:risk_weights", "needs:scenarios",
    "needs:scenario_new", "needs:scenario", "networks:list", "networks:city", "networks:detail",
    "networks:desk", "networks:meeting", "networks:questionnaire", "desk:area",
    "listening:home", "listening:speak", "listening:receipt", "listening:counts",
    "listening:campaign", "listening:campaign_edit", "listening:queue", "listening:signal",
    "listening:for_another", "listening:round", "listening:entrustments",
    "listening:withdraw", "learning:terms", "learning:term",
    "learning:whole", "learning:term_new", "learning:define", "learning:usage_year",
    "learning:lab", "learning:course", "learning:course_desk", "learning:nominate",
    "learning:enrolment", "learning:questionnaire", "learning:session", "learning:grouping",
    "learning:results", "learning:certificate", "learning:library", "learning:item",
    "learning:practices", "learning:practice", "learning:practice_new",
    "paths:list", "paths:path", "paths:desk", "paths:table", "paths:meeting", "paths:attendance",
    "paths:invitation", "paths:survey", "paths:minutes", "paths:minutes_write",
    "paths:minutes_answer", "paths:remark_decide", "paths:contributions", "paths:contribution",
    "paths:contribution_new", "paths:contributions_decide", "paths:ground", "paths:ground_vote",
    "paths:vote", "paths:vote_edit", "paths:ballot", "paths:synthesis", "paths:document",
    "paths:synthesis_desk", "paths:paragraph_edit", "paths:consultation", "paths:priorities",
    "paths:report", "paths:adopt", "core:thread",
}  # fmt: skip
# What the matrix does not try: the same page for somebody else, or with an answer in it.
MORE = [
    ("desk:area", "rosa", ""),
    ("territory:home", "anonymous", "?indicatore=residents"),
    ("territory:place", "anonymous", "?indirizzo=Via+del+Cortile+1"),
    ("territory:place", "anonymous", "?indirizzo=Via+che+non+esiste"),
    ("needs:coverage", "viola", "?municipio=22&risorse=verificate&ordine=nome"),
    ("needs:coverage_matrix", "anonymous", "?municipio=22"),
    ("needs:needs", "bruno", "?q=mancano"),
    ("needs:resources", "anonymous", "?q=parola+che+nessuno+ha+scritto"),
]


@dataclass(frozen=True)
class Visit:
    """A page as one person sees it."""

    name: str
    thing: str
    person: str
    path: str
    method: str = "get"

    def __str__(self) -> str:
        return f"{self.name} {self.thing} {self.person}"


def lacking(what: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture
def world(transactional_db: None, settings: Settings) -> World:
    made = build()
    settings.LISTENING_OFFICE = made.listening_office
    made.cookies = {name: cookie_of(user) for name, user in made.people.items()}
    return made


def visits(world: World, method: str = "get", status: int = 200) -> Iterator[Visit]:
    """Each page once, as the first person sees it who gets that status."""
    parameters = dict(urls(get_resolver().url_patterns))
    for name, thing, how, statuses in MATRIX:
        if how == method and status in statuses:
            person = PEOPLE[statuses.index(status)]
            where = {} if thing == NOTHING else world.places[thing]
            path = reverse(name, kwargs={one: where[one] for one in parameters[name]})
            yield Visit(name, thing, person, path, method)
    if method == "get":
        for name in FRONT_DOORS:
            person = "anonymous" if name in OUTSIDE else "anna"
            yield Visit(name, NOTHING, person, reverse(name))
        for name, person, query in MORE:
            yield Visit(name, query or NOTHING, person, reverse(name) + query)
        yield Visit("a page that is not there", NOTHING, "anonymous", "/non-esiste/")


def client_of(world: World, visit: Visit) -> Client:
    client = Client()
    if visit.person in world.cookies:
        client.cookies[settings.SESSION_COOKIE_NAME] = world.cookies[visit.person]
    return client


def is_page(response: Any) -> bool:
    leads_elsewhere = response.status_code in {301, 302, 303}
    return not leads_elsewhere and str(response.headers.get("Content-Type", "")).startswith(
        "text/html"
    )


def test_every_page_is_valid_html(world: World, tmp_path: Path) -> None:
    """The W3C's validator, on every page in both languages, and on refused forms."""
    if not (shutil.which("java") and VNU.exists()):
        lacking("no Java or no vnu on this machine: the pages were not validated")
    folder = tmp_path / "pages"
    folder.mkdir()
    seen: dict[str, str] = {}
    for visit in [*visits(world), *visits(world, method="post", status=422)]:
        for code, prefix in LANGUAGES.items():
            answer = getattr(client_of(world, visit), visit.method)(prefix + visit.path)
            if is_page(answer):
                path = folder / f"{len(seen):04}.html"
                path.write_bytes(answer.content)
                seen[path.name] = f"{visit} {code}"
    command = ["java", "-jar", str(VNU), "--errors-only", "--format", "json", str(folder)]
    judged = subprocess.run(command, capture_output=True, text=True, check=False)
    errors = {
        f"{one['message']} {one.get('extract', '')!r}": seen[Path(one["url"]).name]
        for one in json.loads(judged.stderr)["messages"]
    }
    assert len(seen) > len(MAIN)
    assert errors == {}


def opened(new_context: NewContext, world: World, home: str, person: str, **more: Any) -> Page:
    context: BrowserContext = new_context(base_url=home, **more)
    if person in world.cookies:
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": world.cookies[person], "url": home}
        context.add_cookies([cookie])  # type: ignore[list-item] # a dict of the right shape
    return context.new_page()


def pages_of(
    new_context: NewContext, world: World, home: str, **more: Any
) -> Iterator[tuple[Visit, Page]]:
    """Each visit, with the window of the person who makes it."""
    windows: dict[str, Page] = {}
    for visit in visits(world):
        if not is_page(client_of(world, visit).get(visit.path)):
            continue
        if visit.person not in windows:
            windows[visit.person] = opened(new_context, world, home, visit.person, **more)
        yield visit, windows[visit.person]


def scrolls_sideways(page: Page) -> bool:
    script = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    return bool(page.evaluate(script))


@pytest.mark.browser
def test_the_browser_has_nothing_to_say_and_nothing_to_cut(
    new_context: NewContext, world: World, at_home: str
) -> None:
    """With our policy on contents in force: no message in the console; at 320 px, no scrolling."""
    found = []
    heard: dict[str, list[str]] = {}
    narrow = {"viewport": {"width": NARROW, "height": 800}}
    for visit, page in pages_of(new_context, world, at_home, **narrow):
        said = heard.setdefault(visit.person, listen(page) if visit.person not in heard else [])
        said.clear()
        page.goto(visit.path)
        found += [f"{visit}: {line}" for line in said if not expected(visit, line)]
        if scrolls_sideways(page):
            found.append(f"{visit}: wider than {NARROW} px")
    assert found == []


def expected(visit: Visit, line: str) -> bool:
    """The browser notes that a page was not there: it is what that page is for."""
    return visit.path == "/non-esiste/" and "404" in line


@pytest.mark.browser
@pytest.mark.parametrize(("width", "language"), [(WIDE, "it"), (NARROW, "it"), (WIDE, "en")])
def test_everybody_can_use_every_page(
    new_context: NewContext, world: World, at_home: str, width: int, language: str
) -> None:
    """axe: WCAG 2.2 A and AA. The other pages than the main ones, once: wide, in Italian."""
    if not AXE.exists():
        lacking("axe-core is not installed: the pages were not examined")
    script = AXE.read_text()
    found = []
    size = {"viewport": {"width": width, "height": 900}, "bypass_csp": True}
    for visit, page in pages_of(new_context, world, at_home, **size):
        if visit.name not in MAIN and (width, language) != (WIDE, "it"):
            continue
        page.goto(LANGUAGES[language] + visit.path)
        page.evaluate(script)
        result = page.evaluate(
            "tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", WCAG
        )
        for violation in result["violations"]:
            where = "; ".join(" ".join(one["html"].split())[:160] for one in violation["nodes"][:3])
            found.append(f"{visit}: {violation['id']}, {violation['help']}: {where}")
    assert found == []
