"""What everybody reads of listening; campaigns; an operator and paper; the panels elsewhere."""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from trama.accounts.models import Office, User
from trama.core import clock
from trama.core.workflow import ActRefused, MoveRefused
from trama.ledger.models import Event
from trama.listening.lifecycle import campaigns, moderation, paper, turns
from trama.listening.models import (
    Campaign,
    CampaignStatus,
    Channel,
    NeedSignal,
    PaperRound,
    PaperRoundStatus,
    SignalContact,
    TurnKind,
)
from trama.listening.tasks import tidy
from trama.listening.tests.factories import CampaignFactory, NeedSignalFactory
from trama.networks.tests.factories import NetworkRoleFactory
from trama.organizations.models import Organization
from trama.organizations.tests.factories import MembershipFactory
from trama.territory.models import Zone
from trama.territory.tests.factories import ZoneFactory

pytestmark = pytest.mark.django_db
Enter = Any
HOME = "/ascolto/"


# ---------------------------------------------------------------- the public page


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
    assert "Metà ha avuto la risposta entro: <b>3 giorni</b>" in page
    assert signal.words not in page


def test_open_data_are_the_counts_of_the_page(client: Client) -> None:
    zone = ZoneFactory.create(name="Bovisa")
    NeedSignalFactory.create_batch(6, accepted=True, zone=zone, copies=2)
    rows = list(csv.reader(io.StringIO(client.get(reverse("listening:counts")).content.decode())))
    assert rows[0] == ["dimensione", "codice", "nome", "segnalazioni"]
    assert ["luogo", f"nil/{zone.code}", "Bovisa", "12"] in rows


def test_open_data_hold_no_formula(client: Client) -> None:
    zone = ZoneFactory.create(name="=HYPERLINK(1)")
    NeedSignalFactory.create_batch(6, accepted=True, zone=zone)
    rows = list(csv.reader(io.StringIO(client.get(reverse("listening:counts")).content.decode())))
    assert ["luogo", f"nil/{zone.code}", "'=HYPERLINK(1)", "6"] in rows


@pytest.mark.parametrize("rows", [1, 50])
def test_the_page_costs_the_same_at_one_and_at_fifty(
    client: Client, anna: User, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(rows):
        signal = NeedSignalFactory.create(accepted=True, zone=ZoneFactory.create())
        turns.tell(signal, TurnKind.DONE, "Fatto.", actor=anna)
    CampaignFactory.create_batch(rows)
    client.get(HOME)
    with django_assert_num_queries(10):
        client.get(HOME)


def test_a_zone_says_how_often_it_was_spoken_of(client: Client, anna: User) -> None:
    zone = ZoneFactory.create(name="Bovisa", square=True)
    signals = NeedSignalFactory.create_batch(7, accepted=True, zone=zone)
    turns.tell(signals[0], TurnKind.DONE, "La fontana c’è.", actor=anna)
    page = client.get(reverse("territory:zone", args=["nil", zone.code])).content.decode()
    assert "7 segnalazioni ascoltate parlano di Bovisa" in page
    assert "La fontana c’è." in page


# ---------------------------------------------------------------- campaigns


def facts(**more: Any) -> dict[str, Any]:
    return {
        "code": "verde",
        "title": "Il verde",
        "question": "Che cosa manca?",
        "retention_days": "90",
        **more,
    }


def test_a_campaign_is_prepared_opened_and_closed_by_who_promotes_it(
    client: Client, enter: Enter, bruno: User, organization: Organization, carla: User
) -> None:
    enter(bruno)
    assert client.post("/ascolto/campagne/nuova/", facts()).status_code == 303
    campaign = Campaign.objects.get()
    assert (campaign.status, campaign.organization) == (CampaignStatus.DRAFT, organization)
    page = "/ascolto/campagne/verde/"
    enter(carla)
    assert client.get(page).status_code == 404
    assert client.post(f"{page}stato/apri/").status_code == 404
    enter(bruno)
    client.post(f"{page}stato/apri/")
    client.post(f"{page}modifica/", facts(title="Il verde in città"))
    campaign.refresh_from_db()
    assert (campaign.status, campaign.title) == (CampaignStatus.OPEN, "Il verde in città")
    enter(carla)
    assert client.get(page).status_code == 200
    assert client.post(f"{page}stato/chiudi/").status_code == 403
    enter(bruno)
    client.post(f"{page}stato/chiudi/")
    client.post(f"{page}stato/chiudi/")
    campaign.refresh_from_db()
    assert campaign.status == CampaignStatus.CLOSED


def test_whoever_coordinates_a_network_asks_for_it(
    client: Client, enter: Enter, giulia: User
) -> None:
    role = NetworkRoleFactory.create(user=giulia, duty="coordinator")
    enter(giulia)
    assert client.post("/ascolto/campagne/nuova/", facts()).status_code == 303
    assert Campaign.objects.get().network == role.membership.network


def test_whoever_promotes_for_two_says_for_whom(
    client: Client, enter: Enter, anna: User, office: Office, organization: Organization
) -> None:
    MembershipFactory.create(user=anna, organization=organization)
    enter(anna)
    assert client.post("/ascolto/campagne/nuova/", facts()).status_code == 422
    assert client.post("/ascolto/campagne/nuova/", facts(promoter="1")).status_code == 303
    assert Campaign.objects.get().organization == organization


@pytest.mark.parametrize("wrong", [{"code": "nuova"}, {"code": "a b"}, {"retention_days": "5"}])
def test_a_wrong_campaign_is_given_back(
    client: Client, enter: Enter, anna: User, wrong: dict[str, str]
) -> None:
    enter(anna)
    assert client.post("/ascolto/campagne/nuova/", facts(**wrong)).status_code == 422


def test_an_address_that_is_taken_is_said(
    client: Client, enter: Enter, anna: User, campaign: Campaign
) -> None:
    enter(anna)
    answer = client.post("/ascolto/campagne/nuova/", facts(code="estate"))
    assert answer.status_code == 422
    assert "scegline un altro" in answer.content.decode()


def test_a_campaign_whose_day_is_over_is_closed_and_not_reopened(
    anna: User, campaign: Campaign
) -> None:
    Campaign.objects.update(closes_on=date(2026, 1, 1))
    tidy(0)
    campaign.refresh_from_db()
    assert campaign.status == CampaignStatus.CLOSED
    with pytest.raises(ActRefused, match="ultimo giorno"):
        campaigns.start_listening(campaign, actor=anna)


def test_the_queue_of_one_who_promotes_nothing_is_not_there(
    client: Client, enter: Enter, giulia: User
) -> None:
    enter(giulia)
    for name in ("queue", "log", "for_another", "round_new", "campaign_new"):
        assert client.get(reverse(f"listening:{name}")).status_code == 403


# ---------------------------------------------------------------- for somebody else, and on paper


def test_an_operator_writes_for_somebody(
    client: Client, enter: Enter, anna: User, campaign: Campaign
) -> None:
    enter(anna)
    page = reverse("listening:for_another")
    said = {"words": "Manca il pediatra", "campaign": "estate", "phone": "02 1234567"}
    assert client.post(page, said).status_code == 422
    assert client.post(page, {**said, "told": "on"}).status_code == 303
    signal = NeedSignal.objects.get()
    assert (signal.channel, signal.author, signal.campaign) == (Channel.OPERATOR, anna, campaign)
    assert SignalContact.objects.get().phone == "02 1234567"


SHEET = "parole;tema;zona;luogo;email;telefono\nManca il bus;;Bovisa;;;\nManca;boh;;;;\n"


def hand_over(client: Client, content: str, **more: str) -> Any:
    upload = SimpleUploadedFile("fogli.csv", content.encode(), "text/csv")
    return client.post(reverse("listening:round_new"), {"upload": upload, **more})


def test_a_paper_round_is_tried_then_taken_once(
    client: Client, enter: Enter, anna: User, campaign: Campaign
) -> None:
    zone = ZoneFactory.create(name="Bovisa")
    enter(anna)
    page = hand_over(client, SHEET, campaign="estate")["Location"]
    assert "fogli.csv" not in Event.objects.get(verb="check").opening.payload
    assert not NeedSignal.objects.exists()
    shown = client.get(page).content.decode()
    assert "Una riga va bene." in shown
    assert "Non è tra i temi." in shown
    for _ in range(2):
        client.post(f"{page}importa/")
    signal = NeedSignal.objects.get()
    assert (signal.words, signal.zone, signal.channel) == ("Manca il bus", zone, Channel.PAPER)
    found = PaperRound.objects.get()
    assert (found.status, found.lines) == (PaperRoundStatus.APPLIED, [])


def test_a_paper_round_that_is_left_leaves_no_words(
    client: Client, enter: Enter, anna: User
) -> None:
    ZoneFactory.create(name="Bovisa")
    enter(anna)
    page = hand_over(client, SHEET)["Location"]
    client.post(f"{page}lascia/")
    found = PaperRound.objects.get()
    assert (found.lines, found.refused) == ([], [])
    with pytest.raises(MoveRefused):
        paper.apply(found, actor=anna)


@pytest.mark.parametrize("content", ["", "tema\ncasa\n", "parole;parole\na;b\n", "\x00\x01"])
def test_what_is_no_sheet_is_given_back(
    client: Client, enter: Enter, anna: User, content: str
) -> None:
    enter(anna)
    assert hand_over(client, content).status_code == 422
    assert not PaperRound.objects.exists()


def test_the_words_of_a_round_are_read_by_who_listens_there(
    client: Client, enter: Enter, anna: User, carla: User
) -> None:
    ZoneFactory.create(name="Bovisa")
    enter(anna)
    page = hand_over(client, SHEET)["Location"]
    enter(carla)
    assert client.get(page).status_code == 404
    assert client.post(f"{page}importa/").status_code == 404


# ---------------------------------------------------------------- elsewhere


def test_the_profile_leads_to_what_waits(
    client: Client, enter: Enter, bruno: User, organization: Organization, giulia: User
) -> None:
    campaign = CampaignFactory.create(office=None, organization=organization, title="Il verde")
    NeedSignalFactory.create_batch(2, campaign=campaign)
    enter(bruno)
    page = client.get(reverse("accounts:profile")).content.decode()
    assert "2 segnalazioni da leggere" in page
    assert "Il verde" in page
    enter(giulia)
    assert "mio-ascolto" not in client.get(reverse("accounts:profile")).content.decode()


def test_the_desk_of_an_area_shows_what_waits_there(
    client: Client, enter: Enter, viola: User, anna: User
) -> None:
    zone = Zone.objects.get(code="901")
    signal = NeedSignalFactory.create(zone=zone)
    enter(viola)
    desk = "/scrivania/"
    assert signal.words not in client.get(desk, follow=True).content.decode()
    moderation.accept(signal, actor=anna)
    assert signal.words in client.get(desk, follow=True).content.decode()
