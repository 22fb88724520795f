"""Debian's Chromium, driven by the tests of the pages; skipped loudly where there is none."""

import os
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from django.db import connections
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Locator,
    Page,
    expect,
    sync_playwright,
)
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests.machine import chromium

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 15_000  # milliseconds: a busy machine is no defect

NewContext = Callable[..., BrowserContext]

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One for each module, and gone after it.

    While it runs, Playwright keeps an event loop in the thread of the tests. Django would refuse
    the database there, though nothing asynchronous uses it: it is told so, and only meanwhile.
    """
    program = chromium()
    if program is None:
        lacking = "no Chromium on this machine: the pages were not driven"
        if os.environ.get("CI") == "true":
            pytest.fail(lacking)
        pytest.skip(lacking)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        running = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield running
        running.close()
    # Beside the loop Django had connections of its own. Those from before it are of databases
    # thrown away meanwhile: whoever comes next connects again.
    connections.close_all()


@pytest.fixture
def new_context(browser: Browser) -> Iterator[NewContext]:
    """`new_context(java_script_enabled=False)`: a browser that knows nothing of the others."""
    opened: list[BrowserContext] = []

    def open_one(**options: object) -> BrowserContext:
        context = browser.new_context(**{"locale": "it-IT", **options})  # type: ignore[arg-type] # Playwright checks them
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        return context

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture
def page(new_context: NewContext) -> Page:
    """A window of its own."""
    return new_context().new_page()


@pytest.fixture
def at_home(live_server: LiveServer, settings: Settings) -> str:
    """Our own address, as letters and passkeys know it."""
    settings.BASE_URL = live_server.url
    return str(live_server.url)


def go_by(page: Page, control: Locator) -> None:
    """To the page that a link or a button leads to.

    A click does not wait for it: what is counted at once would be counted on the page one leaves.
    """
    with page.expect_navigation():
        control.click()


def listen(page: Page) -> list[str]:
    """What the browser's console says against our pages: the policy on contents first of all."""
    said: list[str] = []

    def hear(line: ConsoleMessage) -> None:
        is_ours = urlsplit(line.location["url"]).hostname in {"localhost", None}
        if line.type in {"error", "warning"} and is_ours:
            said.append(f"{line.text} {line.location['url']}")

    page.on("console", hear)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the console of `page` says from the start of the test."""
    return listen(page)
