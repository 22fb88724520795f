"""A word explained where it is read: by keyboard, without a script."""

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from tests.browser import NewContext
from trama.learning.lifecycle.writing import Entry, start
from trama.needs.tests.factories import NeedFactory

pytestmark = pytest.mark.django_db(transaction=True)


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
