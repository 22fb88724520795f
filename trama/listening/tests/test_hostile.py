"""What hostile and clumsy people tried against listening, and what it answers."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from trama.accounts.models import OfficeRole, User
from trama.core import clock
from trama.core.deadlines import day_of
from trama.listening.lifecycle import contacts, turns
from trama.listening.models import (
    Campaign,
    CampaignStatus,
    NeedSignal,
    PaperRound,
    SignalContact,
    SignalGroup,
    SignalStatus,
    SignalTurn,
    TurnKind,
)
from trama.listening.rules import challenge as proof
from trama.listening.tests.conftest import WORDS, Send
from trama.listening.tests.factories import (
    NeedSignalFactory,
    SignalContactFactory,
    write_letters,
)
from trama.listening.tests.pages import QUEUE, page_of
from trama.mailbox.models import OutgoingMessage
from trama.mailbox.tests.factories import arrived
from trama.programming.models import Theme
from trama.territory.models import Zone
from trama.territory.tests.factories import ZoneFactory

pytestmark = pytest.mark.django_db
Enter = Any
HOME = "/ascolto/"


# ---------------------------------------------------------------- what one moderator learns


def test_who_listens_for_an_area_reads_nothing_of_other_areas_beside_a_signal(
    client: Client, enter: Enter, viola: User
) -> None:
    theme = Theme.objects.order_by("pk")[0]
    near = NeedSignalFactory.create(
        zone=Zone.objects.get(code="901"), theme=theme, words="Manca un parco per la scuola Verdi."
    )
    NeedSignalFactory.create(
        zone=ZoneFactory.create(), theme=theme, words="Manca un parco per la scuola, dice Ada Neri."
    )
    NeedSignalFactory.create(words="Manca un parco per la scuola, dice Ugo Bassi.")
    enter(viola)
    page = client.get(page_of(near)).content.decode()
    assert "Ada Neri" not in page
    assert "Ugo Bassi" not in page


def test_of_a_group_each_reads_those_that_are_theirs(
    client: Client, enter: Enter, viola: User, anna: User
) -> None:
    group = SignalGroup.objects.create(created_at=clock.now())
    near = NeedSignalFactory.create(zone=Zone.objects.get(code="901"), group=group)
    NeedSignalFactory.create(zone=ZoneFactory.create(), group=group, words="Lo chiede Ada Neri.")
    enter(viola)
    assert "Ada Neri" not in client.get(page_of(near)).content.decode()
    enter(anna)
    assert "Ada Neri" in client.get(page_of(near)).content.decode()


# ---------------------------------------------------------------- what everybody learns


def test_a_campaign_with_few_signals_does_not_count_them_by_another_name(
    client: Client, campaign: Campaign, anna: User
) -> None:
    signals = NeedSignalFactory.create_batch(3, accepted=True, campaign=campaign)
    turns.tell(signals[0], TurnKind.DONE, "La fontana c’è.", actor=anna)
    page = client.get("/ascolto/campagne/estate/").content.decode()
    assert "Ancora troppo poche" in page
    assert "La fontana c’è." in page
    assert "2 la aspettano" not in page
    assert "Una ha avuto risposta" not in page


def test_the_page_of_a_place_where_few_spoke_does_not_say_what(
    client: Client, viola: User, anna: User
) -> None:
    """Viola's zone, and the Municipio where it lies."""
    zone = Zone.objects.get(code="901")
    pages = [
        reverse("territory:zone", args=[one.kind, one.code])
        for one in Zone.objects.filter(pk__in=[zone.pk, zone.wholes.get().whole_id])
    ]
    turns.tell(
        NeedSignalFactory.create(accepted=True, zone=zone), TurnKind.DONE, "Fatto.", actor=anna
    )
    for page in pages:
        assert "Manca un parco" not in client.get(page).content.decode()
    NeedSignalFactory.create_batch(4, accepted=True, zone=zone)
    for page in pages:
        assert "Manca un parco" in client.get(page).content.decode()


def test_one_voice_that_repeats_itself_is_counted_once_in_public(
    client: Client, send: Send
) -> None:
    """Let in once, it would be as loud as its sender likes, and nobody would read it again."""
    zone = ZoneFactory.create(name="Bovisa")
    NeedSignalFactory.create_batch(5, accepted=True, zone=zone)
    send(zone=str(zone.pk))
    NeedSignal.objects.filter(words=WORDS).update(status=SignalStatus.ACCEPTED)
    for _time in range(20):
        send(zone=str(zone.pk))
    assert NeedSignal.objects.get(words=WORDS).copies == 21
    assert "6 segnalazioni ascoltate" in client.get(HOME).content.decode()
    assert ",6\r\n" in client.get(reverse("listening:counts")).content.decode()


# ---------------------------------------------------------------- forms


def test_who_corrects_the_address_and_sends_the_form_again_is_reached_there(
    send: Send, client: Client
) -> None:
    made = proof.make("", bits=4, at=clock.now() - timedelta(minutes=1))
    first = send(token=made.token, email="ada@psota.example")
    again = send(token=made.token, email="ada@posta.example")
    assert again["Location"] == first["Location"]
    emails = SignalContact.objects.values_list("email", flat=True)
    assert sorted(emails) == ["ada@posta.example", "ada@psota.example"]


def test_who_was_writing_when_a_campaign_closed_sends_the_same_words_freely(
    client: Client, send: Send, campaign: Campaign
) -> None:
    Campaign.objects.update(status=CampaignStatus.CLOSED)
    page = send(code="estate")
    text = page.content.decode()
    assert page.status_code == 409
    assert WORDS in text
    assert f'action="{reverse("listening:speak")}"' in text
    freely = proof.read(page.context["challenge"].token, form="", at=clock.now())
    assert freely is not None
    assert not NeedSignal.objects.exists()


def test_one_mailbox_gets_one_letter_under_however_many_tags_it_is_written(send: Send) -> None:
    for number in range(4):
        send(words=f"{WORDS} {number}", email=f"ada+{number}@posta.example")
    write_letters()
    assert OutgoingMessage.objects.count() == 1


def test_who_wants_no_letters_gets_none_under_a_tag(send: Send) -> None:
    SignalContactFactory.create(email="ada+1@posta.example", asked_at=None)
    contacts.erase(SignalContactFactory.create(email="ada@posta.example"))
    send(email="Ada+spam@posta.example")
    write_letters()
    contacts.ask_those_left()
    write_letters()
    assert not OutgoingMessage.objects.exists()


def test_a_bulk_refusal_that_names_somebody_comes_back_with_why_and_with_its_words(
    client: Client, enter: Enter, anna: User, campaign: Campaign
) -> None:
    signals = NeedSignalFactory.create_batch(2, campaign=campaign)
    enter(anna)
    data = {
        "act": "refuse",
        "reason": "Chiama il 333 1234567",
        "signal": [str(one.uid) for one in signals],
    }
    answer = client.post(f"{QUEUE}insieme/", data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "sembra un numero di telefono" in page
    assert "Chiama il 333 1234567" in page
    assert "in quello stato non si può" not in page
    assert not NeedSignal.objects.exclude(status=SignalStatus.RECEIVED).exists()


def test_a_step_told_twice_with_the_same_button_is_told_once(
    anna: User, campaign: Campaign
) -> None:
    signal = NeedSignalFactory.create(accepted=True, campaign=campaign)
    SignalContactFactory.create(signal=signal, confirmed=True)
    for _click in range(2):
        turns.tell(signal, TurnKind.STEP, "Cerchiamo una stanza.", actor=anna)
    assert SignalTurn.objects.count() == OutgoingMessage.objects.count() == 1
    turns.tell(signal, TurnKind.STEP, "Trovata.", actor=anna)
    assert SignalTurn.objects.count() == OutgoingMessage.objects.count() == 2


@pytest.mark.parametrize("days", ["1", "731", "99999999"])
def test_contacts_that_would_be_kept_too_long_or_not_at_all_are_said_to_be_wrong(
    client: Client, enter: Enter, anna: User, campaign: Campaign, days: str
) -> None:
    enter(anna)
    sent = {"title": "Estate", "question": "Che cosa manca?", "retention_days": days}
    edited = client.post(reverse("listening:campaign_edit", args=["estate"]), sent)
    made = client.post(reverse("listening:campaign_new"), sent | {"code": "inverno"})
    assert [edited.status_code, made.status_code] == [422, 422]
    assert "C’è già una campagna" not in made.content.decode()
    assert "retention_days" in made.context["form"].errors


# ---------------------------------------------------------------- sheets


def handed(client: Client, content: bytes) -> Any:
    file = SimpleUploadedFile("giro.csv", content)
    return client.post(f"{QUEUE}fogli/nuovo/", {"upload": file, "campaign": ""})


@pytest.mark.parametrize(
    "content",
    [
        b"parole,tema\r\nManca il verde,\x00\x00nessuno\r\n",
        b"parole,tema\r\nManca il verde,\x01\x02\x03\r\n",
        b"parole,\x00\r\nManca il verde,x,y\r\n",
    ],
)
def test_a_sheet_with_signs_that_nobody_can_write_is_read_all_the_same(
    client: Client, enter: Enter, anna: User, content: bytes
) -> None:
    enter(anna)
    answer = handed(client, content)
    assert answer.status_code == 303
    assert client.get(answer["Location"]).status_code == 200
    assert PaperRound.objects.get().refused


def test_a_sheet_whose_first_line_never_ends_is_given_back_with_a_sentence(
    client: Client, enter: Enter, anna: User
) -> None:
    enter(anna)
    answer = handed(client, b"parole" + b"a" * 200_000 + b"\r\nx\r\n")
    assert answer.status_code == 422
    assert "non si legge" in answer.content.decode()


def test_who_no_longer_listens_reads_no_sheet_that_they_brought(
    client: Client, enter: Enter, viola: User
) -> None:
    enter(viola)
    page = handed(client, b"parole\r\nManca il verde, dice Ada Neri.\r\n")["Location"]
    assert client.get(page).status_code == 200
    yesterday = day_of(clock.now()) - timedelta(days=1)
    OfficeRole.objects.filter(user=viola).update(until=yesterday)
    assert client.get(page).status_code == 404
    assert client.post(f"{page}importa/").status_code == 404
    assert not NeedSignal.objects.exists()


LONG = "a" * 250 + "@posta.example"


def test_an_address_that_is_too_long_keeps_out_its_row_and_no_other(
    client: Client, enter: Enter, anna: User
) -> None:
    enter(anna)
    content = f"parole,email\r\nManca il verde.,{LONG}\r\nManca la luce.,ada@posta.example\r\n"
    page = handed(client, content.encode())["Location"]
    assert client.post(f"{page}importa/").status_code == 303
    assert NeedSignal.objects.get().words == "Manca la luce."


def test_a_mail_from_an_address_that_is_too_long_is_heard(settings: Any) -> None:
    settings.LISTENING_EMAIL = "ascolto@trama.example"
    arrived(f"From: {LONG}\r\nTo: ascolto@trama.example\r\n\r\nManca la luce.".encode())
    assert NeedSignal.objects.get().words == "Manca la luce."
    assert not SignalContact.objects.exists()
