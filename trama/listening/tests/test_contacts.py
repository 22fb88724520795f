"""Contacts: asked once, used only when confirmed, erased on time and on demand."""

from collections.abc import Callable
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from trama.accounts.models import User
from trama.core import clock
from trama.core.deadlines import day_of
from trama.listening import tasks
from trama.listening.emails import CONFIRM, TURN
from trama.listening.lifecycle import contacts, moderation, receiving, turns
from trama.listening.lifecycle.receiving import Door, Said
from trama.listening.models import (
    Campaign,
    Channel,
    NeedSignal,
    SignalContact,
    SilencedAddress,
    TurnKind,
)
from trama.listening.tests.conftest import Send
from trama.listening.tests.factories import (
    NeedSignalFactory,
    SignalContactFactory,
    write_letters,
)
from trama.mailbox.models import OutgoingMessage, OutgoingStatus, SignedLink

pytestmark = pytest.mark.django_db
ADA = "ada@posta.example"


def said(words: str = "Manca il verde", **more: Any) -> NeedSignal:
    signal = receiving.receive(Said(words, email=ADA, **more), Door(Channel.WEB))
    write_letters()
    return signal


def letters(purpose: str) -> list[OutgoingMessage]:
    return list(OutgoingMessage.objects.filter(purpose=purpose).order_by("pk"))


def opened(client: Client) -> str:
    """Ada opens the address in her last letter, and is at the page of her contact."""
    text = OutgoingMessage.objects.order_by("-pk").values_list("text", flat=True)[0]
    link = next(word for word in text.split() if "/collegamenti/" in word)
    answer = client.get(urlsplit(link).path)
    assert answer.status_code == 302
    return str(answer["Location"])


@pytest.fixture
def said_yes(client: Client, stop_clock: Callable[[Any], None]) -> datetime:
    """When Ada said something and confirmed her address: now, and the clock stands still."""
    now = clock.now()
    stop_clock(now)
    said("Uno")
    client.post(f"{opened(client)}conferma/")
    return now


def test_an_address_gets_one_letter_that_says_it_may_be_a_mistake() -> None:
    said()
    (letter,) = letters(CONFIRM)
    assert letter.recipient == ADA
    assert "Se non sei tu" in letter.text


def test_whoever_writes_anothers_address_many_times_sends_it_one_letter(send: Send) -> None:
    for n in range(10):
        send(f"Cosa {n}", email=ADA, network=f"198.51.{n}.1")
    assert letters(CONFIRM) == []
    for _twice in range(2):
        write_letters()
    assert len(letters(CONFIRM)) == 1
    assert SignalContact.objects.filter(email=ADA).count() == 10


def test_who_never_said_yes_is_never_asked_again(stop_clock: Callable[[Any], None]) -> None:
    now = clock.now()
    stop_clock(now)
    said("Uno")
    stop_clock(now + timedelta(days=40))
    said("Due")
    assert len(letters(CONFIRM)) == 1


def test_who_said_yes_is_asked_of_a_new_signal_once_a_day(
    said_yes: datetime, stop_clock: Callable[[Any], None]
) -> None:
    said("Due")
    assert len(letters(CONFIRM)) == 1
    SignalContact.objects.filter(confirmed_at=None).delete()
    stop_clock(said_yes + timedelta(hours=25))
    said("Tre")
    assert len(letters(CONFIRM)) == 2


def test_who_said_yes_is_asked_of_the_signal_that_had_to_wait(
    said_yes: datetime, stop_clock: Callable[[Any], None]
) -> None:
    said("Due")
    contacts.ask_those_left()
    write_letters()
    assert len(letters(CONFIRM)) == 1
    stop_clock(said_yes + timedelta(hours=25))
    contacts.ask_those_left()
    write_letters()
    assert len(letters(CONFIRM)) == 2


def test_thousands_of_forged_senders_get_no_more_letters_than_an_hour_allows(
    monkeypatch: pytest.MonkeyPatch, stop_clock: Callable[[Any], None]
) -> None:
    monkeypatch.setattr(contacts, "MOST_LETTERS_AN_HOUR", 3)
    now = clock.now()
    stop_clock(now)
    for n in range(5):
        receiving.receive(Said(f"Cosa {n}", email=f"p{n}@posta.example"), Door(Channel.EMAIL))
    write_letters()
    assert len(letters(CONFIRM)) == 3
    said("Dal sito, intanto")
    assert ADA in [letter.recipient for letter in letters(CONFIRM)]
    contacts.ask_those_left()
    write_letters()
    assert len(letters(CONFIRM)) == 4
    stop_clock(now + timedelta(hours=1, minutes=1))
    tasks.ask_those_left(0)
    write_letters()
    asked = sorted(letter.recipient for letter in letters(CONFIRM))
    assert asked == [ADA, *(f"p{n}@posta.example" for n in range(5))]


def test_a_refusal_is_told_to_whoever_confirmed_and_closes(anna: User) -> None:
    signal = NeedSignalFactory.create()
    SignalContactFactory.create(signal=signal, email=ADA, confirmed=True)
    SignalContactFactory.create(signal=signal, email="mai@posta.example")
    moderation.refuse(signal, actor=anna, reason="Parla di un’altra città.")
    (letter,) = letters(TURN)
    assert letter.recipient == ADA
    assert "Non accolta: Parla di un’altra città." in letter.text
    assert "la segnalazione è chiusa" in letter.text
    last = day_of(clock.now()) + timedelta(days=30)
    assert set(SignalContact.objects.values_list("erase_on", flat=True)) == {last}


def test_who_erased_their_address_is_left_alone_for_a_year_whoever_writes_it(
    client: Client, send: Send, stop_clock: Callable[[Any], None]
) -> None:
    now = clock.now()
    stop_clock(now)
    said("Uno")
    client.post(f"{opened(client)}cancella/")
    OutgoingMessage.objects.all().delete()
    stop_clock(now + timedelta(days=100))
    send("Due", email="ADA@posta.example", network="198.51.100.1")
    write_letters()
    assert NeedSignal.objects.filter(words="Due").exists()
    assert not SignalContact.objects.exists()
    assert not OutgoingMessage.objects.exists()
    digest = SilencedAddress.objects.get().digest
    assert ADA not in digest
    assert digest != sha256(ADA.encode()).hexdigest()  # not without our key
    stop_clock(now + timedelta(days=367))
    contacts.forget_sources()
    said("Tre")
    assert len(letters(CONFIRM)) == 1


def test_a_silent_address_does_not_take_the_telephone_with_it(client: Client) -> None:
    said()
    client.post(f"{opened(client)}cancella/")
    receiving.receive(Said("Due", email=ADA, phone="02 1234567"), Door(Channel.WEB))
    assert list(SignalContact.objects.values_list("email", "phone")) == [("", "02 1234567")]


def test_nothing_is_sent_to_an_address_that_nobody_confirmed(anna: User) -> None:
    signal = said()
    NeedSignal.objects.update(status="accepted")
    signal.refresh_from_db()
    turns.tell(signal, TurnKind.STEP, "Ci stiamo lavorando.", actor=anna)
    assert letters(TURN) == []


def test_opening_the_letter_does_nothing_and_a_button_confirms(client: Client) -> None:
    said()
    page = opened(client)
    assert client.get(page).status_code == 200
    assert SignalContact.objects.get().confirmed_at is None
    client.post(f"{page}conferma/")
    assert SignalContact.objects.get().confirmed_at is not None


def test_one_confirmation_speaks_for_all_the_signals_of_the_address(client: Client) -> None:
    said("Uno")
    said("Due")
    page = opened(client)
    assert "/ascolto/ricevute/" not in client.get(page).content.decode()
    client.post(f"{page}conferma/")
    assert SignalContact.objects.filter(confirmed_at=None).count() == 0
    assert client.get(page).content.decode().count("/ascolto/ricevute/") == 2


def test_one_click_erases_the_address_everywhere(client: Client) -> None:
    said("Uno")
    said("Due")
    page = opened(client)
    client.post(f"{page}cancella/")
    assert not SignalContact.objects.exists()
    assert NeedSignal.objects.count() == 2
    assert not OutgoingMessage.objects.filter(recipient=ADA).exists()
    assert not OutgoingMessage.objects.filter(text__contains="collegamenti").exists()
    assert not SignedLink.objects.filter(addressee=ADA).exists()
    assert client.get(page).status_code == 404
    assert client.post(f"{page}cancella/").status_code == 404


def test_a_letter_still_to_leave_stays_when_its_address_is_erased(client: Client) -> None:
    said()
    (letter,) = letters(CONFIRM)
    assert letter.status == OutgoingStatus.QUEUED
    client.post(f"{opened(client)}cancella/")
    letter.refresh_from_db()
    assert letter.status == OutgoingStatus.FAILED


def test_without_the_letter_a_contact_has_no_page(client: Client) -> None:
    contact = SignalContactFactory.create()
    page = reverse("listening:contact", args=[contact.uid])
    assert client.get(page).status_code == 404
    assert client.post(f"{page}conferma/").status_code == 404
    assert client.post(f"{page}cancella/").status_code == 404
    assert SignalContact.objects.get().confirmed_at is None


def test_an_address_that_goes_before_its_letter_is_written_gets_none() -> None:
    receiving.receive(Said("Manca il verde", email=ADA), Door(Channel.WEB))
    contacts.erase(SignalContact.objects.get())
    write_letters()
    assert not OutgoingMessage.objects.exists()


def test_the_letter_of_one_address_opens_the_page_of_no_other(client: Client) -> None:
    said()
    other = SignalContactFactory.create(email="bea@posta.example")
    opened(client)
    page = reverse("listening:contact", args=[other.uid])
    assert client.get(page).status_code == 404
    assert client.post(f"{page}cancella/").status_code == 404
    assert SignalContact.objects.filter(pk=other.pk, confirmed_at=None).exists()


def test_the_page_of_an_address_is_kept_by_nobody_on_the_way(client: Client) -> None:
    said()
    page = opened(client)
    assert ADA not in page
    answer = client.get(page)
    assert answer["Cache-Control"] == "private, no-store"
    # Without a referrer browsers send forms from nowhere, and ours are refused (CSRF).
    assert answer["Referrer-Policy"] == "same-origin"
    assert client.post(f"{page}altro/").status_code == 404
    assert SignalContact.objects.get().confirmed_at is None


def test_contacts_go_on_their_day_and_so_do_their_letters(
    stop_clock: Callable[[Any], None], campaign: Campaign
) -> None:
    Campaign.objects.update(retention_days=30)
    campaign.refresh_from_db()
    now = clock.now()
    stop_clock(now)
    said(campaign=campaign)
    assert SignalContact.objects.get().erase_on == day_of(now) + timedelta(days=30)
    stop_clock(now + timedelta(days=29))
    assert contacts.erase_due() == 0
    stop_clock(now + timedelta(days=31))
    assert contacts.erase_due() == 1
    assert not OutgoingMessage.objects.filter(recipient=ADA).exists()
    assert contacts.erase_due() == 0


def test_with_its_answer_a_contact_is_needed_a_month_more(anna: User) -> None:
    signal = NeedSignalFactory.create(accepted=True)
    SignalContactFactory.create(signal=signal, confirmed=True)
    turns.tell(signal, TurnKind.DONE, "Fatto: la fontana c’è.", actor=anna)
    last = day_of(clock.now()) + timedelta(days=30)
    assert SignalContact.objects.get().erase_on == last


def test_a_turn_is_told_once_to_each_confirmed_address_of_the_group(anna: User) -> None:
    first = NeedSignalFactory.create(accepted=True)
    second = NeedSignalFactory.create(accepted=True)
    SignalContactFactory.create(signal=first, email=ADA, confirmed=True)
    SignalContactFactory.create(signal=second, email=ADA, confirmed=True)
    SignalContactFactory.create(signal=second, email="bea@posta.example", confirmed=True)
    SignalContactFactory.create(signal=second, email="mai@posta.example")
    moderation.gather([first, second], actor=anna)
    first.refresh_from_db()
    turns.tell(first, TurnKind.STEP, "Ne parliamo al tavolo.", actor=anna)
    assert sorted(one.recipient for one in letters(TURN)) == [ADA, "bea@posta.example"]
    assert "Ne parliamo al tavolo." in letters(TURN)[0].text


def test_the_clock_of_contacts_is_declared() -> None:
    old = datetime(2020, 1, 1).date()
    SignalContactFactory.create(erase_on=old)
    SignalContactFactory.create()
    assert contacts.erase_due() == 1
    assert SignalContact.objects.count() == 1
