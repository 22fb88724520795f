"""A word explained where it is read: by keyboard, without a script."""

import pytest
from django.conf import settings
from django.core.cache import caches
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from tests.browser import NewContext
from tests.entering import cookie_of
from trama.accounts.models import Office, User
from trama.learning.lifecycle.writing import Entry, start
from trama.learning.queries import vocabulary
from trama.needs.tests.factories import NeedFactory
from trama.tables.tests.factories import MeetingFactory, PathFactory, TableFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    """Each test has a database of its own, where other words may have the same numbers."""
    caches["public"].clear()
    vocabulary._versions.cache_clear()
    vocabulary._vocabulary.cache_clear()


@pytest.mark.parametrize("width", [1360, 320])
def test_a_word_is_explained_without_leaving_its_line(
    new_context: NewContext, live_server: LiveServer, width: int
) -> None:
    start(Entry(label="rete territoriale"), text="Chi in un quartiere si aiuta.")
    filler = "Una riga che non dice nulla. " * 60
    text = f"{filler}\nServe una rete territoriale.\n{filler}"
    need = NeedFactory.create(status="published", description=text)
    size = {"width": width, "height": 700}
    window = new_context(java_script_enabled=False, viewport=size).new_page()
    window.goto(f"{live_server.url}/bisogni/{need.uid}/")
    word = window.get_by_role("link", name="rete territoriale", exact=True)
    word.focus()
    expect(word).to_be_in_viewport()
    window.keyboard.press("Enter")
    explained = window.get_by_text("Chi in un quartiere si aiuta.")
    expect(explained).to_be_in_viewport()
    expect(word).to_be_in_viewport()
    window.keyboard.press("Tab")  # «Nel glossario»
    window.keyboard.press("Tab")
    window.keyboard.press("Enter")  # «Torna al testo»
    expect(word).to_be_in_viewport()
    expect(explained).not_to_be_in_viewport()


def test_a_note_being_read_stays_open_when_the_minutes_are_drawn_anew(
    new_context: NewContext, live_server: LiveServer, office: Office, anna: User
) -> None:
    start(Entry(label="rete territoriale"), text="Chi in un quartiere si aiuta.")
    path = PathFactory.create(notice__office=office)
    meeting = MeetingFactory.create(
        table=TableFactory.create(path=path), minutes=True, said=["Serve una rete territoriale."]
    )
    context = new_context()
    name, home = settings.SESSION_COOKIE_NAME, live_server.url
    context.add_cookies([{"name": name, "value": cookie_of(anna), "url": home}])
    window = context.new_page()
    window.goto(f"{home}/tavoli/{path.code}/incontri/{meeting.uid}/verbale/")
    window.get_by_role("link", name="rete territoriale", exact=True).click()
    explained = window.get_by_text("Chi in un quartiere si aiuta.")
    open_note = window.locator(".words :target")
    expect(open_note).to_contain_text("Chi in un quartiere si aiuta.")
    meeting.entries.update(text="Da oggi serve una rete territoriale.")
    expect(window.get_by_text("Da oggi serve una")).to_be_visible()  # ten seconds at most
    expect(open_note).to_be_visible()
    expect(explained).to_be_in_viewport()


def test_the_note_of_an_opening_sentence_is_seen_when_asked_for(
    new_context: NewContext, live_server: LiveServer
) -> None:
    start(Entry(label="ente", forms=["enti del Terzo settore"]), text="Chi è nel registro.")
    window = new_context(java_script_enabled=False).new_page()
    window.goto(f"{live_server.url}/avvisi/")
    note = window.get_by_text("Chi è nel registro.")
    expect(note).to_be_hidden()
    before = window.get_by_role("heading", level=1).bounding_box()
    window.get_by_role("link", name="enti del Terzo settore", exact=True).press("Enter")
    expect(note).to_be_in_viewport()
    assert window.get_by_role("heading", level=1).bounding_box() == before
    window.keyboard.press("Tab")  # «Nel glossario»
    window.keyboard.press("Tab")
    window.keyboard.press("Enter")  # «Torna al testo»
    expect(note).to_be_hidden()
