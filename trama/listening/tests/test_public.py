"""What everybody reads of listening: counts, words, what was done, in how long."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from trama.accounts.models import User
from trama.core import clock
from trama.listening.lifecycle import turns
from trama.listening.models import (
    Campaign,
    CampaignStatus,
    TurnKind,
)
from trama.listening.tests.factories import CampaignFactory, NeedSignalFactory
from trama.programming.models import Theme
from trama.territory.tests.factories import ZoneFactory

pytestmark = pytest.mark.django_db
Enter = Any
HOME = "/ascolto/"


def test_places_with_few_signals_are_not_told_and_the_list_adds_up(client: Client) -> None:
    many, few = ZoneFactory.create(name="Bovisa"), ZoneFactory.create(name="Dergano")
    NeedSignalFactory.create_batch(9, accepted=True, zone=many)
    NeedSignalFactory.create_batch(6, accepted=True)
    NeedSignalFactory.create_batch(2, accepted=True, zone=few)
    page = client.get(HOME).content.decode()
    assert "Bovisa" in page
    assert "Dergano" not in page
    assert "17 segnalazioni ascoltate" in page


def test_what_nobody_let_in_is_not_counted(client: Client) -> None:
    NeedSignalFactory.create_batch(9)
    NeedSignalFactory.create_batch(9, refused=True)
    assert "Ancora troppo poche" in client.get(HOME).content.decode()


def test_it_says_what_was_done_what_was_not_and_in_how_long(
    client: Client, anna: User, stop_clock: Callable[[Any], None]
) -> None:
    now = clock.now()
    for days, kind, words in ((2, TurnKind.DONE, "La fontana c’è."), (4, TurnKind.NOT_DONE, "No.")):
        signal = NeedSignalFactory.create(accepted=True, received_at=now - timedelta(days=days))
        stop_clock(now)
        turns.tell(signal, kind, words, actor=anna)
    page = client.get(HOME).content.decode()
    assert "La fontana c’è." in page
    assert "«Manca un parco.»" in page
    assert "Che cosa non si fa, e perché" in page
    assert "metà l’ha avuta entro: <b>3 giorni</b>" in page
    assert signal.words not in page


def test_what_has_its_answer_is_no_longer_among_what_is_being_done(
    client: Client, anna: User
) -> None:
    signal = NeedSignalFactory.create(accepted=True)
    turns.tell(signal, TurnKind.STEP, "Cerchiamo una stanza.", actor=anna)
    assert "Cerchiamo una stanza." in client.get(HOME).content.decode()
    turns.tell(signal, TurnKind.NOT_DONE, "La stanza non c’è.", actor=anna)
    page = client.get(HOME).content.decode()
    assert "La stanza non c’è." in page
    assert "Cerchiamo una stanza." not in page


def test_open_data_are_the_counts_of_the_page(client: Client) -> None:
    zone = ZoneFactory.create(name="Bovisa")
    NeedSignalFactory.create_batch(6, accepted=True, zone=zone)
    rows = list(csv.reader(io.StringIO(client.get(reverse("listening:counts")).content.decode())))
    assert rows[0] == ["dimensione", "codice", "nome", "segnalazioni"]
    assert ["luogo", f"nil/{zone.code}", "Bovisa", "6"] in rows


def test_open_data_hold_no_formula(client: Client) -> None:
    zone = ZoneFactory.create(name="=HYPERLINK(1)")
    NeedSignalFactory.create_batch(6, accepted=True, zone=zone)
    rows = list(csv.reader(io.StringIO(client.get(reverse("listening:counts")).content.decode())))
    assert ["luogo", f"nil/{zone.code}", "'=HYPERLINK(1)", "6"] in rows


def test_what_people_said_is_read_by_theme_or_by_place(client: Client, anna: User) -> None:
    theme, many = Theme.objects.order_by("pk")[0], ZoneFactory.create(name="Bovisa")
    few = ZoneFactory.create(name="Dergano")
    facts = {"accepted": True, "theme": theme}
    signals = NeedSignalFactory.create_batch(5, zone=many, public_text="Manca l’ombra.", **facts)
    NeedSignalFactory.create(zone=few, public_text="Manca un ponte.", **facts)
    NeedSignalFactory.create_batch(5, accepted=True, public_text="")  # nowhere: with the few ones
    silent = NeedSignalFactory.create(zone=many, public_text="", **facts)
    turns.tell(signals[0], TurnKind.NOT_DONE, "Non ci sono fondi.", actor=anna)
    home = client.get(HOME).content.decode()
    assert f"/ascolto/parole/?about=nil/{many.code}" in home
    page = client.get("/ascolto/parole/").content.decode()
    assert page.count("«Manca") == 6
    assert "Non ci sono fondi." in page
    assert silent.words not in page
    assert "Dergano" not in page
    there = client.get("/ascolto/parole/", {"about": f"nil/{many.code}"}).content.decode()
    assert there.count("«Manca") == 5
    of_it = client.get("/ascolto/parole/", {"about": f"tema/{theme.code}"}).content.decode()
    assert of_it.count("«Manca") == 6
    # Where fewer than five spoke, nobody learns who did by asking.
    asked = client.get("/ascolto/parole/", {"about": f"nil/{few.code}"}).content.decode()
    assert asked.count("«Manca") == 6


def test_the_counts_of_a_campaign_are_not_taken_from_those_of_all(
    client: Client, campaign: Campaign
) -> None:
    zone = ZoneFactory.create(name="Bovisa")
    NeedSignalFactory.create_batch(6, accepted=True, campaign=campaign, zone=zone)
    NeedSignalFactory.create(accepted=True, zone=zone)
    assert "Bovisa" in client.get(HOME).content.decode()
    page = client.get("/ascolto/campagne/estate/").content.decode()
    assert "6 segnalazioni ascoltate" in page
    assert "Bovisa" not in page


def test_a_campaign_has_the_words_that_were_said_to_it(client: Client, campaign: Campaign) -> None:
    NeedSignalFactory.create(accepted=True, campaign=campaign, public_text="Manca l’ombra.")
    NeedSignalFactory.create(accepted=True, public_text="Manca un ponte.")
    page = client.get("/ascolto/campagne/estate/parole/").content.decode()
    assert "Manca l’ombra." in page
    assert "Manca un ponte." not in page
    Campaign.objects.update(status=CampaignStatus.DRAFT)
    assert client.get("/ascolto/campagne/estate/parole/").status_code == 404


@pytest.mark.parametrize("rows", [1, 50])
def test_the_words_cost_the_same_at_one_and_at_fifty(
    client: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    NeedSignalFactory.create_batch(rows, accepted=True, zone=ZoneFactory.create())
    client.get("/ascolto/parole/")
    with django_assert_num_queries(6):
        client.get("/ascolto/parole/")


def test_what_is_told_is_read_at_once_and_what_is_counted_within_a_minute(
    client: Client, anna: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    signals = NeedSignalFactory.create_batch(6, accepted=True)
    assert "6 segnalazioni ascoltate" in client.get(HOME).content.decode()
    NeedSignalFactory.create_batch(2, accepted=True)
    with django_assert_num_queries(3):  # two lists of campaigns, the last turn
        assert "6 segnalazioni ascoltate" in client.get(HOME).content.decode()
    turns.tell(signals[0], TurnKind.STEP, "Ne parliamo.", actor=anna)
    page = client.get(HOME).content.decode()
    assert "8 segnalazioni ascoltate" in page
    assert "Ne parliamo." in page


@pytest.mark.parametrize("rows", [1, 50])
def test_the_page_costs_the_same_at_one_and_at_fifty(
    client: Client, anna: User, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(rows):
        signal = NeedSignalFactory.create(accepted=True, zone=ZoneFactory.create())
        turns.tell(signal, TurnKind.DONE, "Fatto.", actor=anna)
    CampaignFactory.create_batch(rows)
    client.get(HOME)
    caches["public"].clear()
    with django_assert_num_queries(12):
        client.get(HOME)


def test_a_zone_says_how_often_it_was_spoken_of(client: Client, anna: User) -> None:
    zone = ZoneFactory.create(name="Bovisa", square=True)
    signals = NeedSignalFactory.create_batch(7, accepted=True, zone=zone)
    turns.tell(signals[0], TurnKind.DONE, "La fontana c’è.", actor=anna)
    page = client.get(reverse("territory:zone", args=["nil", zone.code])).content.decode()
    assert "7 segnalazioni ascoltate parlano di Bovisa" in page
    assert "La fontana c’è." in page
