"""What is kept of a notice's page: never longer than it is true, never of whoever asked."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Enter
from trama.accounts.models import User
from trama.core import clock
from trama.core.deadlines import day_of
from trama.ledger.lifecycle import publish
from trama.ledger.models import Duty, Opening
from trama.notices import lifecycle
from trama.notices.models import Notice
from trama.notices.tests.factories import NoticeFactory

pytestmark = pytest.mark.django_db

TO_THE_DESK = "Vai alla scrivania dell’avviso"


def read(client: Client, notice: Notice) -> str:
    response = client.get(reverse("notices:detail", args=[notice.code]))
    assert response.status_code == 200
    return response.content.decode()


def test_what_was_published_a_moment_ago_is_on_the_page(client: Client, notice: Notice) -> None:
    assert "Verbale della prima seduta" not in read(client, notice)
    publish(notice.dossier, Duty.PANEL, "Verbale della prima seduta", at=clock.now(), actor=None)
    assert "Verbale della prima seduta" in read(client, notice)


def test_a_suspension_is_on_the_page_at_once_and_its_words_leave_it_with_their_opening(
    client: Client, notice: Notice, elena: User
) -> None:
    read(client, notice)
    today = day_of(clock.now())
    lifecycle.suspend(
        notice,
        reason="Ricorso al giudice",
        until=today + timedelta(days=9),
        number="41",
        adopted_on=today,
        actor=elena,
    )
    assert "Ricorso al giudice" in read(client, notice)
    Opening.objects.filter(event__verb="suspend").delete()
    assert "Ricorso al giudice" not in read(client, notice)


def test_any_change_of_the_notice_s_row_is_on_the_page_at_once(
    client: Client, notice: Notice
) -> None:
    read(client, notice)
    Notice.objects.filter(pk=notice.pk).update(contact="Il martedì mattina")
    assert "Il martedì mattina" in read(client, notice)


def test_nobody_reads_what_is_another_s(
    enter: Enter, anna: User, bruno: User, notice: Notice
) -> None:
    """Whoever comes first: the office, then a body that may apply, then anybody."""
    office, body, anybody = read(enter(anna), notice), read(enter(bruno), notice), Client()
    assert TO_THE_DESK in office
    assert TO_THE_DESK not in body
    assert "Chi risponde" in body
    text = read(anybody, notice)
    assert "Chi risponde" in text
    for own in (TO_THE_DESK, str(bruno), "csrfmiddlewaretoken"):
        assert own not in text, own


def test_each_language_has_its_own(client: Client, notice: Notice) -> None:
    title = '<h2 id="oggetto-t"><span lang="it">'  # the act stays in Italian, and says so
    address = reverse("notices:detail", args=[notice.code])
    for prefix, says_so in (("", False), ("/en", True), ("", False), ("/en", True)):
        text = client.get(prefix + address).content.decode()
        assert (title in text) is says_so


def test_a_draft_is_read_as_it_is_now(enter: Enter, anna: User, notice: Notice) -> None:
    draft = NoticeFactory.create(office=notice.office, complete=True)
    client = enter(anna)
    read(client, draft)
    draft.sections.filter(kind="object").update(body="Appena riscritto.")
    assert "Appena riscritto." in read(client, draft)
