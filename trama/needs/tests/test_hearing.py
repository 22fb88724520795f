"""Signals become voices of a need card, or its beginning."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from trama.accounts.models import User
from trama.core.workflow import ActRefused
from trama.ledger.models import Event
from trama.listening.emails import TURN
from trama.listening.lifecycle import moderation, turns
from trama.listening.models import Campaign, NeedSignal, SignalStatus, SignalTurn, TurnKind
from trama.listening.tests.factories import (
    CampaignFactory,
    NeedSignalFactory,
    SignalContactFactory,
)
from trama.mailbox.models import OutgoingMessage
from trama.needs.lifecycle import cards, hearing
from trama.needs.models import CardStatus, Need, NeedHearing
from trama.needs.queries.hearing import heard
from trama.needs.tests.factories import NeedFactory
from trama.organizations.models import Organization
from trama.programming.models import Theme
from trama.territory.models import Zone
from trama.territory.tests.factories import ZoneFactory

pytestmark = pytest.mark.django_db
Enter = Any


@pytest.fixture
def zone() -> Zone:
    return ZoneFactory.create(name="Bovisa")


@pytest.fixture
def need(zone: Zone) -> Need:
    made: Need = NeedFactory.create(zones=[zone], title="Mancano fontane")
    return made


@pytest.fixture
def campaign(organization: Organization) -> Campaign:
    return CampaignFactory.create(office=None, organization=organization)


def signal_in(zone: Zone, **more: Any) -> NeedSignal:
    theme = Theme.objects.order_by("pk")[0]
    return NeedSignalFactory.create(accepted=True, zone=zone, theme=theme, **more)


def test_a_signal_and_its_group_become_voices_of_a_card_and_are_told(
    anna: User, need: Need, zone: Zone
) -> None:
    one, two = signal_in(zone, copies=3), signal_in(zone)
    SignalContactFactory.create(signal=two, confirmed=True)
    moderation.gather([one, two], actor=anna)
    one.refresh_from_db()
    hearing.join(one, need, actor=anna)
    assert NeedHearing.objects.filter(need=need).count() == 2
    assert heard(need) == 2  # three copies from one source are one voice
    assert set(NeedSignal.objects.values_list("status", flat=True)) == {SignalStatus.JOINED}
    assert "«Mancano fontane»" in SignalTurn.objects.get().words
    assert OutgoingMessage.objects.filter(purpose=TURN).count() == 1
    assert Event.objects.filter(verb="hear", subject_id=str(need.pk)).count() == 1


@pytest.mark.parametrize(("voices", "words"), [(7, "7 segnalazioni"), (2, "meno di 5")])
def test_the_card_says_how_many_and_few_are_not_told(
    client: Client, anna: User, need: Need, zone: Zone, voices: int, words: str
) -> None:
    for _voice in range(voices):
        hearing.join(signal_in(zone), need, actor=anna)
    page = client.get(reverse("needs:need", args=[need.uid])).content.decode()
    assert words in page
    assert "in più" not in page  # nor does its history, act by act


def told() -> list[str]:
    return list(SignalTurn.objects.order_by("pk").values_list("words", flat=True))


def test_whoever_said_it_is_told_each_turn_of_the_card_until_they_have_an_answer(
    anna: User, zone: Zone
) -> None:
    card = NeedFactory.create(zones=[zone], title="Mancano fontane", draft=True)
    one, two, alone = signal_in(zone), signal_in(zone), signal_in(zone)
    SignalContactFactory.create(signal=two, confirmed=True)
    moderation.gather([one, two], actor=anna)
    one.refresh_from_db()
    hearing.join(one, card, actor=anna)
    hearing.join(alone, card, actor=anna)
    assert told() == []
    cards.publish(card, actor=anna)
    assert (
        told()
        == ["È entrata nella scheda del bisogno «Mancano fontane», che chi decide legge."] * 2
    )
    turns.tell(alone, TurnKind.DONE, "La fontana c’è.", actor=anna)
    cards.close(card, actor=anna, reason="Le fontane ci sono.")
    assert told()[3:] == [
        "La scheda del bisogno «Mancano fontane» è stata chiusa: Le fontane ci sono."
    ]
    assert OutgoingMessage.objects.filter(purpose=TURN).count() == 2


def test_a_card_joined_to_another_tells_it_and_goes_on_telling(
    anna: User, need: Need, zone: Zone
) -> None:
    other = NeedFactory.create(zones=[zone])
    hearing.join(signal_in(zone), other, actor=anna)
    cards.merge(other, need, actor=anna)
    assert told()[-1] == (
        "La scheda del bisogno è stata unita a «Mancano fontane», che dice la stessa cosa."
    )
    need.refresh_from_db()
    cards.close(need, actor=anna, reason="Le fontane ci sono.")
    assert "chiusa: Le fontane ci sono." in told()[-1]


def test_a_card_joined_to_another_takes_its_voices_along(
    anna: User, need: Need, zone: Zone
) -> None:
    other = NeedFactory.create(zones=[zone])
    hearing.join(signal_in(zone), other, actor=anna)
    cards.merge(other, need, actor=anna)
    assert heard(need) == 1
    with pytest.raises(ActRefused, match="chiusa o unita"):
        hearing.join(signal_in(zone), other, actor=anna)


@pytest.mark.parametrize("status", ["received", "joined", "answered"])
def test_only_what_was_let_in_and_is_free_is_joined(
    anna: User, need: Need, zone: Zone, status: str
) -> None:
    signal = signal_in(zone)
    NeedSignal.objects.update(status=status, answered_at=signal.received_at)
    signal.refresh_from_db()
    with pytest.raises(ActRefused):
        hearing.join(signal, need, actor=anna)
    assert not NeedHearing.objects.exists()


def test_a_moderator_ties_it_from_the_page_of_the_signal(
    client: Client, enter: Enter, bruno: User, campaign: Campaign, need: Need, zone: Zone
) -> None:
    signal = signal_in(zone, campaign=campaign)
    page = reverse("listening:signal", args=[signal.uid])
    enter(bruno)
    assert "Mancano fontane" in client.get(page).content.decode()
    tie = reverse("needs:hear", args=[signal.uid])
    client.post(tie, {"address": "boh"})
    assert not NeedHearing.objects.exists()
    client.post(tie, {"address": f"https://trama.example/bisogni/{need.uid}/"})
    assert NeedHearing.objects.get().need == need
    client.post(tie, {"near": str(need.uid)})
    assert NeedHearing.objects.count() == 1
    assert reverse("needs:need", args=[need.uid]) in client.get(page).content.decode()


def test_a_moderator_begins_a_card_from_it(
    client: Client, enter: Enter, bruno: User, campaign: Campaign, zone: Zone
) -> None:
    signal = signal_in(zone, campaign=campaign)
    enter(bruno)
    answer = client.post(reverse("needs:hear_draft", args=[signal.uid]))
    need = Need.objects.get()
    assert answer["Location"] == reverse("needs:need", args=[need.uid])
    assert (need.status, need.title) == (CardStatus.DRAFT, "Manca un parco.")
    assert need.organization == campaign.organization
    assert signal.words not in need.description
    assert heard(need) == 1
    assert not SignalTurn.objects.exists()


def test_without_a_public_text_no_card_begins(anna: User, zone: Zone) -> None:
    signal = signal_in(zone)
    NeedSignal.objects.update(public_text="")
    signal.refresh_from_db()
    with pytest.raises(ActRefused, match="testo pubblico"):
        hearing.draft_from(signal, actor=anna)
    assert not Need.objects.exists()


def test_who_does_not_moderate_ties_nothing(
    client: Client, enter: Enter, carla: User, campaign: Campaign, need: Need, zone: Zone
) -> None:
    signal = signal_in(zone, campaign=campaign)
    enter(carla)
    for name in ("hear", "hear_draft"):
        address = reverse(f"needs:{name}", args=[signal.uid])
        assert client.post(address, {"near": str(need.uid)}).status_code == 404
