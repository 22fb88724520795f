"""Signals written for somebody else: by an operator, from sheets of paper."""

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from trama.accounts.models import User
from trama.core import clock
from trama.core.workflow import MoveRefused
from trama.ledger.models import Event
from trama.listening.lifecycle import paper
from trama.listening.models import (
    Campaign,
    Channel,
    NeedSignal,
    PaperRound,
    PaperRoundStatus,
    SignalContact,
)
from trama.listening.tasks import tidy
from trama.programming.models import Theme
from trama.territory.tests.factories import ZoneFactory

pytestmark = pytest.mark.django_db
Enter = Any


def test_an_operator_writes_for_somebody(
    client: Client, enter: Enter, anna: User, campaign: Campaign
) -> None:
    enter(anna)
    page = reverse("listening:for_another")
    asked = client.get(page).context["challenge"].token
    said = {"words": "Manca il pediatra", "campaign": "estate", "phone": "02 1234567"}
    assert client.post(page, {**said, "challenge": asked}).status_code == 422
    late = client.post(page, {**said, "told": "on"})
    assert late.status_code == 422
    assert "aperta da troppo tempo" in late.content.decode()
    for _twice in range(2):
        answer = client.post(page, {**said, "challenge": asked, "told": "on"})
        assert answer.status_code == 303
    signal = NeedSignal.objects.get()
    assert signal.copies == 1
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


def test_a_row_without_theme_and_place_has_none_and_a_retired_theme_is_no_theme(
    client: Client, enter: Enter, anna: User
) -> None:
    retired, used = Theme.objects.order_by("pk")[:2]
    Theme.objects.filter(pk=retired.pk).update(retired=True)
    ZoneFactory.create()
    enter(anna)
    rows = f"Manca il bus;\nManca il verde;{used.code}\nManca la luce;{retired.code}\n"
    page = hand_over(client, f"parole;tema\n{rows}")["Location"]
    client.post(f"{page}importa/")
    taken = NeedSignal.objects.select_related("theme", "zone").order_by("pk")
    said = [(one.words, one.theme, one.zone) for one in taken]
    assert said == [("Manca il bus", None, None), ("Manca il verde", used, None)]


def test_the_same_sheet_twice_is_said_before_it_is_taken(
    client: Client, enter: Enter, anna: User
) -> None:
    ZoneFactory.create(name="Bovisa")
    enter(anna)
    first = hand_over(client, SHEET)["Location"]
    assert "già arrivate" not in client.get(first).content.decode()
    client.post(f"{first}importa/")
    again = hand_over(client, SHEET)["Location"]
    assert "Una riga dice parole già arrivate" in client.get(again).content.decode()


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


def test_a_spreadsheet_or_a_bomb_is_given_back_with_what_to_do(
    client: Client, enter: Enter, anna: User
) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/worksheets/sheet1.xml", b" " * 30_000_000)
    enter(anna)
    upload = SimpleUploadedFile("fogli.xlsx", bomb.getvalue())
    answer = client.post(reverse("listening:round_new"), {"upload": upload})
    assert answer.status_code == 422
    assert "salvalo come «CSV UTF-8»" in answer.content.decode()
    assert not PaperRound.objects.exists()


def test_markup_in_a_sheet_is_the_text_it_is(client: Client, enter: Enter, anna: User) -> None:
    enter(anna)
    page = hand_over(client, "parole;zona\n<b onclick=x>Manca</b>;<script>\n")["Location"]
    shown = client.get(page).content.decode()
    assert "&lt;sc…" in shown
    assert "<script>…" not in shown


def test_a_paper_round_that_nobody_takes_is_left_after_two_weeks(
    client: Client, enter: Enter, anna: User, stop_clock: Callable[[Any], None]
) -> None:
    ZoneFactory.create(name="Bovisa")
    now = clock.now()
    stop_clock(now)
    enter(anna)
    hand_over(client, SHEET)
    stop_clock(now + timedelta(days=13))
    tidy(0)
    assert PaperRound.objects.get().lines
    stop_clock(now + timedelta(days=15))
    tidy(0)
    found = PaperRound.objects.get()
    assert (found.status, found.lines, found.refused) == (PaperRoundStatus.DROPPED, [], [])


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
