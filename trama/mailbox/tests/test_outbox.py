"""The demo's outbox: there, and only there, every e-mail can be read."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver, reverse

from trama.mailbox.models import OutgoingMessage

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch) -> None:
    """The flag alone: the pages of the demo city are another matter."""
    assert get_resolver().url_patterns  # read with the flag down
    monkeypatch.setattr(settings, "DEMO", True)


def pages(message: OutgoingMessage) -> list[str]:
    return [
        reverse("mailbox:outbox"),
        reverse("mailbox:outbox_message", args=[message.uid]),
        reverse("mailbox:outbox_html", args=[message.uid]),
    ]


def test_outside_the_demo_it_does_not_exist(client: Client, outgoing: OutgoingMessage) -> None:
    assert [client.get(url).status_code for url in pages(outgoing)] == [404] * 3


@pytest.mark.usefixtures("demo")
def test_in_the_demo_the_letters_are_read_as_text_and_as_html(
    client: Client, outgoing: OutgoingMessage
) -> None:
    listed, text, html = (client.get(url) for url in pages(outgoing))
    assert outgoing.subject in listed.content.decode()
    assert "La domanda è arrivata." in text.content.decode()
    assert html.content.decode() == outgoing.html
    assert "sandbox" in html.headers["Content-Security-Policy"]
    assert "default-src 'none'" in html.headers["Content-Security-Policy"]


@pytest.mark.usefixtures("demo")
def test_a_hostile_letter_is_words_on_our_page(client: Client, outgoing: OutgoingMessage) -> None:
    OutgoingMessage.objects.update(text="<script>x</script>", subject="<script>y</script>")
    for url in pages(outgoing)[:2]:
        assert "<script>x" not in client.get(url).content.decode()
        assert "<script>y" not in client.get(url).content.decode()
