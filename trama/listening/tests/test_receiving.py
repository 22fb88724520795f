"""A signal comes in: once, whatever is sent twice; floods absorbed, doors kept, nothing lost."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from trama.accounts.models import User
from trama.core import clock
from trama.core.workflow import ActRefused
from trama.ledger.models import Event
from trama.listening.lifecycle import contacts, receiving, turns
from trama.listening.lifecycle.receiving import Door, Said, TooMany
from trama.listening.models import (
    Campaign,
    CampaignStatus,
    Channel,
    DailyKey,
    NeedSignal,
    SignalContact,
    SignalStatus,
    SpentChallenge,
    TurnKind,
)
from trama.listening.rules import challenge as proof
from trama.listening.rules.receipts import receipt_of
from trama.listening.tests.conftest import WORDS, Send
from trama.listening.tests.factories import NeedSignalFactory
from trama.listening.views import speaking
from trama.programming.models import Theme
from trama.territory.models import Zone
from trama.territory.tests.factories import AddressFactory, ZoneFactory

pytestmark = pytest.mark.django_db
HERE = Door(Channel.WEB, source="rete-uno")


# ---------------------------------------------------------------- the form


def test_anybody_says_what_is_lacking_and_gets_a_secret_address(client: Client, send: Send) -> None:
    answer = send(email="Ada@posta.example")
    signal = NeedSignal.objects.get()
    assert signal.words == WORDS
    assert signal.status == SignalStatus.RECEIVED
    assert not signal.is_suspect
    assert answer.status_code == 303
    assert answer["Location"] == reverse("listening:receipt", args=[receipt_of(signal.uid)])
    page = client.get(answer["Location"])
    assert WORDS in page.content.decode()
    assert page["Cache-Control"] == "private, no-store"
    assert SignalContact.objects.get().email == "ada@posta.example"
    assert Event.objects.filter(verb="receive", subject_id=str(signal.pk)).count() == 1


def test_no_event_holds_the_words_nor_the_address(send: Send) -> None:
    send(email="ada@posta.example", phone="02 1234567", place_words="dalla Ada")
    payloads = " ".join(Event.objects.values_list("opening__payload", flat=True))
    for secret in ("fontana", "ada@posta", "1234567", "dalla Ada"):
        assert secret not in payloads


def test_the_same_form_twice_is_one_signal_with_the_same_receipt(send: Send) -> None:
    token = proof.make("", bits=4, at=clock.now() - timedelta(minutes=1)).token
    first, second = send(token=token), send(token=token)
    assert first["Location"] == second["Location"]
    assert NeedSignal.objects.get().words == WORDS
    assert NeedSignal.objects.get().copies == 1
    assert SpentChallenge.objects.count() == 1


def test_a_form_filled_in_again_with_other_words_is_given_back_and_nothing_is_lost(
    send: Send,
) -> None:
    token = proof.make("", bits=4, at=clock.now() - timedelta(minutes=1)).token
    send(token=token)
    again = send("Altre parole del tutto.", token=token)
    page = again.content.decode()
    assert again.status_code == 422
    assert "Altre parole del tutto." in page
    assert "hai già mandato una segnalazione" in page
    assert token not in page
    assert NeedSignal.objects.get().words == WORDS
    assert send("Altre parole del tutto.").status_code == 303


def test_the_same_words_from_one_network_are_one_signal_that_counts(send: Send) -> None:
    for n in range(30):
        assert send(WORDS.upper() if n % 2 else WORDS).status_code == 303
    signal = NeedSignal.objects.get()
    assert signal.copies == 30
    assert Event.objects.filter(verb="receive").count() == 1


def test_the_same_words_from_elsewhere_are_another_signal_of_one_group(send: Send) -> None:
    for network in ("192.0.2.1", "198.51.100.1", "203.0.113.1"):
        send(network=network)
    signals = list(NeedSignal.objects.all())
    assert len(signals) == 3
    assert len({signal.group_id for signal in signals}) == 1
    assert signals[0].group_id is not None


def test_a_network_that_says_too_many_things_waits_and_loses_nothing(send: Send) -> None:
    for n in range(20):
        assert send(f"Cosa numero {n}").status_code == 303
    refused = send("Una cosa di troppo")
    assert refused.status_code == 429
    assert "Una cosa di troppo" in refused.content.decode()
    assert send("Da un’altra rete", network="198.51.100.9").status_code == 303


def test_where_it_came_from_is_not_kept(send: Send) -> None:
    send(network="192.0.2.77")
    signal = NeedSignal.objects.get()
    assert "192.0" not in signal.source_key
    key = DailyKey.objects.get()
    DailyKey.objects.update(day=key.day - timedelta(days=3))
    contacts.forget_sources()
    assert not DailyKey.objects.exists()


def test_markup_is_shown_as_the_text_it_is(client: Client, send: Send) -> None:
    answer = send("<script>alert('x')</script><b>Manca</b> tutto")
    page = client.get(answer["Location"]).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.parametrize("words", ["", "   ", "\u202e\u200b", "x" * 4001])
def test_nothing_and_too_much_are_refused(send: Send, words: str) -> None:
    assert send(words).status_code == 422
    assert not NeedSignal.objects.exists()


def test_an_address_or_a_point_says_the_zone_and_words_do_not_guess(send: Send) -> None:
    zone: Zone = ZoneFactory.create(number=11, square=True)
    AddressFactory.create(street="Via del Cortile", number="1", nil=zone)
    send("uno", place_words="via del cortile 1")
    send("due", place_words=f"{zone.latitude}, {zone.longitude}")
    send("tre", place_words="vicino alla scuola")
    assert [one.zone for one in NeedSignal.objects.order_by("pk")] == [zone, zone, None]


def test_a_theme_of_another_campaign_is_no_choice(send: Send, campaign: Campaign) -> None:
    ours, other = Theme.objects.order_by("pk")[:2]
    campaign.themes.add(ours)
    assert send(code="estate", theme=str(other.pk)).status_code == 422
    assert send(code="estate", theme=str(ours.pk)).status_code == 303


# ---------------------------------------------------------------- doors


def test_asking_for_the_form_writes_nothing(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(12) as captured:
        page = client.get(reverse("listening:speak"))
    assert page.status_code == 200
    assert all(query["sql"].startswith("SELECT") for query in captured.captured_queries)


def test_while_a_signal_is_kept_whoever_reads_does_not_wait(client: Client) -> None:
    with speaking.ONE_AT_A_TIME:
        assert client.get(reverse("listening:speak")).status_code == 200
        assert client.get(reverse("listening:home")).status_code == 200


def test_who_is_too_quick_waits_a_second_and_is_blamed_for_nothing(
    send: Send, stop_clock: Callable[[Any], None]
) -> None:
    stop_clock(clock.now().replace(microsecond=0))  # a challenge knows its second, and no finer
    page = send(opened=2).content.decode()
    assert "Ancora un secondo." in page
    assert "verifica" not in page
    assert WORDS in page


def test_without_a_proof_one_waits_and_then_enters_marked(send: Send) -> None:
    early = send(slow=True, opened=10)
    assert early.status_code == 422
    assert "Ancora 2" in early.content.decode()
    assert WORDS in early.content.decode()
    assert send(slow=True, opened=31).status_code == 303
    assert NeedSignal.objects.get().is_suspect


def test_without_a_proof_a_network_enters_once_in_two_minutes(
    send: Send, stop_clock: Callable[[Any], None]
) -> None:
    now = clock.now()
    stop_clock(now)
    assert send("Una", slow=True).status_code == 303
    assert send("Due", slow=True).status_code == 429
    assert send("Due").status_code == 303
    stop_clock(now + timedelta(minutes=3))
    assert send("Tre", slow=True).status_code == 303


def test_too_fast_for_a_person_is_sent_back_filled_in(send: Send) -> None:
    answer = send(opened=1)
    assert answer.status_code == 422
    assert WORDS in answer.content.decode()
    assert not NeedSignal.objects.exists()


@pytest.mark.parametrize("opened", [7201, 90_000])
def test_a_form_left_open_too_long_gets_a_new_challenge(send: Send, opened: float) -> None:
    answer = send(opened=opened)
    assert answer.status_code == 422
    assert "aperto da troppo tempo" in answer.content.decode()


def test_the_challenge_of_one_form_opens_no_other(send: Send, campaign: Campaign) -> None:
    token = proof.make("", bits=4, at=clock.now() - timedelta(minutes=1)).token
    assert send(code=campaign.code, token=token).status_code == 422


def test_whoever_fills_in_the_trap_is_kept_among_the_spam(client: Client, send: Send) -> None:
    answer = send(website="https://compra.example")
    signal = NeedSignal.objects.get()
    assert signal.status == SignalStatus.SPAM
    page = client.get(answer["Location"]).content.decode()
    assert "disturbo" not in page


def test_a_closed_campaign_hears_nobody(client: Client, send: Send, campaign: Campaign) -> None:
    Campaign.objects.update(status=CampaignStatus.CLOSED)
    assert client.get(reverse("listening:campaign_speak", args=["estate"])).status_code == 409
    assert send(code="estate").status_code == 409
    campaign.refresh_from_db()
    with pytest.raises(ActRefused, match="chiuso"):
        receiving.receive(Said("Manca", campaign), HERE)
    assert not NeedSignal.objects.exists()


def test_a_draft_is_nobodys_to_answer(client: Client, campaign: Campaign) -> None:
    Campaign.objects.update(status=CampaignStatus.DRAFT)
    assert client.get(reverse("listening:campaign_speak", args=["estate"])).status_code == 404


def test_the_receipt_begins_with_what_came_of_it(client: Client, anna: User) -> None:
    refused = NeedSignalFactory.create(refused=True)
    told = NeedSignalFactory.create(accepted=True)
    turns.tell(told, TurnKind.STEP, "Cerchiamo una stanza.", actor=anna)
    for signal, news in ((refused, refused.reason), (told, "Cerchiamo una stanza.")):
        page = client.get(f"/ascolto/ricevute/{receipt_of(signal.uid)}/").content.decode()
        assert page.index(news) < page.index("Tieni l’indirizzo di questa pagina")
        assert "Ancora nulla" not in page


def test_the_receipt_of_nothing_is_nowhere(client: Client) -> None:
    signal = NeedSignalFactory.create()
    good = receipt_of(signal.uid)
    for text in (good[:-1], good + "x", signal.uid.hex, str(signal.uid)):
        assert client.get(f"/ascolto/ricevute/{text}/").status_code == 404
    assert client.get(f"/ascolto/ricevute/{good}/").status_code == 200


# ---------------------------------------------------------------- verbs


def test_a_copy_is_counted_in_one_statement_and_a_new_one_is_kept_in_two(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(4):  # savepoint, signal, event, release
        receiving.receive(Said(WORDS), HERE)
    with django_assert_num_queries(3):  # savepoint, one copy more, release
        again = receiving.receive(Said(WORDS), HERE)
    assert NeedSignal.objects.get().copies == again.copies == 2


def test_a_form_costs_five_trips_to_the_database(
    send: Send, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    send("La prima del giorno fa la chiave")
    with django_assert_num_queries(7):  # two of `send` itself, then the form's own five
        send()


def test_the_same_words_to_two_campaigns_are_two_signals(campaign: Campaign) -> None:
    first = receiving.receive(Said(WORDS), HERE)
    second = receiving.receive(Said(WORDS, campaign), HERE)
    assert first.pk != second.pk
    assert second.campaign == campaign
    assert [(one.copies, one.group) for one in (first, second)] == [(1, None)] * 2


def test_everything_that_was_said_is_kept_as_it_was_said(anna: User, campaign: Campaign) -> None:
    theme, zone = Theme.objects.order_by("pk")[0], ZoneFactory.create()
    said = Said(WORDS, campaign, theme, zone, "vicino al parco")
    made = receiving.receive(said, Door(Channel.OPERATOR, author=anna))
    kept = NeedSignal.objects.get(pk=made.pk)
    assert (kept.words, kept.campaign, kept.theme, kept.zone) == (WORDS, campaign, theme, zone)
    assert (kept.place_words, kept.author, kept.channel) == ("vicino al parco", anna, "operator")
    assert (kept.status, kept.public_text, kept.reason) == (SignalStatus.RECEIVED, "", "")
    assert (kept.source_key, kept.copies, kept.uid) == ("", 1, made.uid)
    assert abs(clock.now() - kept.received_at) < timedelta(minutes=1)


def test_a_copy_comes_in_even_when_its_network_has_said_enough() -> None:
    for n in range(20):
        receiving.receive(Said(f"Cosa {n}"), HERE)
    assert receiving.receive(Said("Cosa 3"), HERE).copies == 2


def test_a_trap_does_not_close_the_slow_door_to_who_solves_nothing_wrong(send: Send) -> None:
    assert send("Una", website="x").status_code == 303
    assert send("Due", website="x").status_code == 303
    assert set(NeedSignal.objects.values_list("status", flat=True)) == {"spam"}


def test_signs_that_nobody_sees_are_in_no_field(send: Send) -> None:
    send("Manca\u202e il verde", place_words="via\u202e Larga", phone="02 1\u200b234567")
    signal = NeedSignal.objects.get()
    assert (signal.words, signal.place_words) == ("Manca il verde", "via Larga")
    assert SignalContact.objects.get().phone == "02 1234567"


def test_a_flood_is_refused_by_the_verb_itself() -> None:
    for n in range(20):
        receiving.receive(Said(f"Cosa {n}"), HERE)
    with pytest.raises(TooMany):
        receiving.receive(Said("Una di troppo"), HERE)


def test_an_operator_writes_for_somebody_and_no_flood_is_counted(anna: User) -> None:
    door = Door(Channel.OPERATOR, author=anna)
    for n in range(25):
        receiving.receive(Said(f"Ha detto {n}"), door)
    assert NeedSignal.objects.filter(author=anna).count() == 25


def test_spent_challenges_go_when_they_expire() -> None:
    signal = NeedSignalFactory.create()
    now = clock.now()
    for n, minutes in enumerate((-1, 1)):
        SpentChallenge.objects.create(
            nonce=str(n), signal=signal, expires_at=now + timedelta(minutes=minutes)
        )
    contacts.forget_sources()
    assert SpentChallenge.objects.get().nonce == "1"
