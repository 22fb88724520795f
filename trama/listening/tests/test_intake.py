"""Signals by ordinary mail: text only, automatic answers ignored, bombs harmless, nothing lost."""

import zipfile
from email.message import EmailMessage
from io import BytesIO
from typing import Any

import pytest
from pytest_django import Settings

from trama.listening.emails import CONFIRM
from trama.listening.models import DOSSIER, Channel, NeedSignal, SignalContact
from trama.listening.tests.factories import write_letters
from trama.mailbox.models import IncomingMessage, MessageStatus, OutgoingMessage
from trama.mailbox.tests.factories import arrived

pytestmark = pytest.mark.django_db
OURS = "ascolto@trama.example"


@pytest.fixture(autouse=True)
def open_door(settings: Settings) -> None:
    settings.LISTENING_EMAIL = OURS


def mail(text: str = "In via Larga manca la luce.", **headers: str) -> EmailMessage:
    message = EmailMessage()
    facts = {"From": "Ada <ada@posta.example>", "To": OURS, "Subject": "Luce", **headers}
    for name, value in facts.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message


def came(message: EmailMessage) -> IncomingMessage:
    taken = arrived(message.as_bytes())
    write_letters()
    return taken


def test_a_mail_is_a_signal_and_its_sender_is_asked_to_confirm() -> None:
    message = came(mail())
    signal = NeedSignal.objects.get()
    assert signal.channel == Channel.EMAIL
    assert signal.words == "Luce\n\nIn via Larga manca la luce."
    assert (message.status, message.dossier_code) == (MessageStatus.RECEIVED, DOSSIER)
    assert message.outcome_uid == signal.uid
    assert SignalContact.objects.get().confirmed_at is None
    assert OutgoingMessage.objects.get(purpose=CONFIRM).recipient == "ada@posta.example"


@pytest.mark.parametrize(
    "header", [{"Auto_Submitted": "auto-replied"}, {"Precedence": "bulk"}, {"List_Id": "<a.b>"}]
)
def test_an_automatic_answer_is_no_signal_and_gets_none(header: dict[str, str]) -> None:
    message = came(mail(**header))
    assert message.status == MessageStatus.RECEIVED
    assert not NeedSignal.objects.exists()
    assert not OutgoingMessage.objects.exists()


def test_mail_to_somebody_else_waits_for_a_person_as_ever() -> None:
    message = came(mail(To="protocollo@citta.example"))
    assert message.status == MessageStatus.HELD
    assert not NeedSignal.objects.exists()


def test_without_an_address_of_ours_the_door_is_closed(settings: Settings) -> None:
    settings.LISTENING_EMAIL = ""
    assert came(mail()).status == MessageStatus.HELD


def test_a_bomb_stays_in_the_message_and_nobody_opens_it() -> None:
    bomb = BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("zeri", b"\0" * 30_000_000)
    message = mail()
    message.add_attachment(bomb.getvalue(), maintype="application", subtype="zip", filename="a.zip")
    taken = came(message)
    assert taken.status == MessageStatus.RECEIVED
    words = NeedSignal.objects.get().words
    assert "zeri" not in words
    assert "è arrivato un allegato" in words
    assert taken.raw.size > bomb.tell() // 2


def test_a_long_mail_says_that_the_rest_is_in_the_message() -> None:
    came(mail("Manca la luce. " * 400))
    words = NeedSignal.objects.get().words
    assert len(words) <= 4000
    assert words.endswith("[Il messaggio è più lungo: il resto è conservato con l’originale.]")


def test_a_page_of_markup_is_read_as_its_words() -> None:
    message = mail()
    message.set_content(
        "<style>p{}</style><p>Manca <b>il verde</b></p><script>x()</script>", "html"
    )
    came(message)
    words = NeedSignal.objects.get().words
    assert "Manca il verde" in words
    assert "<" not in words
    assert "x()" not in words


def test_an_empty_mail_says_nothing() -> None:
    message = came(mail("", Subject=""))
    assert message.status == MessageStatus.RECEIVED
    assert not NeedSignal.objects.exists()


def test_a_thousand_words_of_one_sender_are_kept_as_one_when_they_are_the_same() -> None:
    for n in range(5):
        came(mail(Message_ID=f"<{n}@posta.example>"))
    assert NeedSignal.objects.get().copies == 5


def test_a_sender_who_floods_is_held_and_not_lost() -> None:
    last: Any = None
    for n in range(21):
        last = came(mail(f"Cosa {n}", Message_ID=f"<{n}@posta.example>"))
    assert NeedSignal.objects.count() == 20
    assert last.status == MessageStatus.HELD
    assert "troppe" in last.reasons[0]


@pytest.mark.parametrize("sender", ["", "uno@a.example, due@b.example", "non un indirizzo", OURS])
def test_a_mail_of_nobody_certain_is_heard_without_a_contact(sender: str) -> None:
    came(mail(From=sender))
    assert NeedSignal.objects.count() == 1
    assert not SignalContact.objects.exists()
