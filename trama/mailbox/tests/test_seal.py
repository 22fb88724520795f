"""Before the deadline the office knows that a message came, not whose it is nor what it says."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from trama.accounts.models import User
from trama.accounts.tests.factories import OfficeRoleFactory
from trama.core.workflow import ActRefused
from trama.ledger.models import Event, Opening
from trama.mailbox import lifecycle, queries
from trama.mailbox.handlers import Dossier
from trama.mailbox.models import IncomingMessage, MessageStatus

from .conftest import Handler
from .factories import arrived
from .pec_factory import LETTER, envelope, provider_with, rogue

pytestmark = pytest.mark.django_db

Enter = Callable[..., Client]
TRAY = "/scrivania/posta/"
URGENT = "Il mittente ha telefonato: crede di avere sbagliato avviso."


def at(message: IncomingMessage, name: str = "message") -> str:
    return reverse(f"mailbox:{name}", args=[message.uid])


def text(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status
    return response.content.decode()


def close(notice: Any) -> None:
    type(notice).objects.update(status="closed", closed_at=notice.closes_at)


@pytest.fixture
def message(handler: Handler, notice: Any) -> IncomingMessage:
    """Nobody understood it; it was sent to the address of a notice that is open."""
    return arrived(envelope(replace(LETTER, recipients=(notice.pec_address,))))


def test_a_message_to_the_address_of_an_open_notice_says_only_that_it_came(
    enter: Enter, message: IncomingMessage, anna: User
) -> None:
    client = enter(anna)
    for page in (text(client, TRAY), text(client, at(message))):
        assert LETTER.sender not in page
        assert LETTER.subject not in page
    assert "Messaggio da smistare, forse per un avviso aperto" in text(client, TRAY)
    assert "aprire dopo la scadenza" in text(client, at(message))
    assert at(message) not in text(client, f"{TRAY}?q=ilponte")


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(lambda code: replace(LETTER, subject=f"Domanda {code}"), id="its code"),
        pytest.param(
            lambda code: replace(LETTER, subject=f"rif. {code.lower().replace('-', ' ')}!"),
            id="its code, joined otherwise",
        ),
    ],
)
def test_a_message_held_for_its_signature_that_names_an_open_notice_is_sealed_too(
    enter: Enter, handler: Handler, notice: Any, anna: User, raw: Callable[[str], object]
) -> None:
    message = arrived(envelope(raw(notice.code), by=rogue()))  # type: ignore[arg-type] # a letter
    assert (message.status, message.dossier_code) == (MessageStatus.HELD, "")
    assert LETTER.sender not in text(enter(anna), TRAY)
    assert LETTER.sender not in text(enter(anna), at(message))


def test_a_message_that_does_not_say_where_it_was_sent_is_sealed_while_anything_is_open(
    enter: Enter, handler: Handler, notice: Any, anna: User
) -> None:
    message = arrived(b"niente di leggibile")
    assert message.recipients == []
    assert "Messaggio da aprire dopo la scadenza" in text(enter(anna), at(message))
    close(notice)
    assert "Messaggio da aprire dopo la scadenza" not in text(enter(anna), at(message))


@pytest.mark.parametrize("status", [MessageStatus.HELD, MessageStatus.UNMATCHED])
def test_a_message_of_an_open_notice_that_waits_is_sealed_reasons_and_all(
    enter: Enter, handler: Handler, notice: Any, anna: User, status: MessageStatus
) -> None:
    handler.receives(status, notice.code)
    message = arrived()
    IncomingMessage.objects.update(reasons=["La PEC ilponte@postafinta.example non è nota."])
    assert f"Messaggio per {notice.code}, da smistare" in text(enter(anna), TRAY)
    for page in (text(enter(anna), TRAY), text(enter(anna), at(message))):
        assert LETTER.sender not in page
        assert LETTER.subject not in page


def test_mail_for_the_address_of_another_office_is_sealed_for_everybody(
    enter: Enter, message: IncomingMessage
) -> None:
    other = OfficeRoleFactory.create().user
    assert LETTER.sender not in text(enter(other), TRAY)
    assert LETTER.sender not in text(enter(other), at(message))


def test_after_the_deadline_it_is_sorted_as_any_other(
    enter: Enter, message: IncomingMessage, notice: Any, anna: User
) -> None:
    close(notice)
    client = enter(anna)
    assert LETTER.sender in text(client, TRAY)
    assert LETTER.sender in text(client, at(message))
    assert client.post(at(message, "message_open")).status_code == 303
    assert Event.objects.filter(verb="open").count() == 1


def test_while_the_notice_is_suspended_it_stays_sealed(
    enter: Enter, message: IncomingMessage, notice: Any, anna: User
) -> None:
    close(notice)
    type(notice).objects.update(status="suspended")
    assert LETTER.sender not in text(enter(anna), TRAY)


def test_an_urgency_opens_it_with_its_reason_on_record_for_that_person_alone(
    enter: Enter, message: IncomingMessage, anna: User, dario: User
) -> None:
    client = enter(anna)
    for _click in range(2):
        assert client.post(at(message, "message_open"), {"reason": URGENT}).status_code == 303
    event = Event.objects.get(verb="open_sealed")
    assert event.actor_id == anna.pk
    assert URGENT in Opening.objects.get(event=event).payload
    page = text(client, at(message))
    assert LETTER.sender in page
    assert URGENT in page
    assert LETTER.sender in text(client, f"{TRAY}?q=ilponte")
    assert LETTER.sender not in text(enter(dario), TRAY)
    assert LETTER.sender not in text(enter(dario), at(message))


@pytest.mark.parametrize("reason", ["", "   ", "Urgente", "x" * 501, "\0"])
def test_without_a_reason_it_stays_sealed(
    enter: Enter, message: IncomingMessage, anna: User, reason: str
) -> None:
    response = enter(anna).post(at(message, "message_open"), {"reason": reason})
    assert response.status_code == 422
    assert LETTER.sender not in response.content.decode()
    assert not Event.objects.filter(verb__in=queries.OPENINGS).exists()


def test_what_one_may_not_read_one_does_not_sort(
    enter: Enter, handler: Handler, message: IncomingMessage, notice: Any, anna: User
) -> None:
    handler.receives(dossier=notice.code)
    client = enter(anna)
    data = {"notice": notice.code, "reason": "Mi pare di questo avviso."}
    for name in ("message_assign", "message_set_aside"):
        response = client.post(at(message, name), data)
        assert response.status_code == 409
        assert LETTER.sender not in response.content.decode()
    assert client.get(at(message, "message_raw")).status_code == 403
    with pytest.raises(ActRefused, match="prima aprilo"):
        lifecycle.assign(message, notice.code, None, actor=anna, reason=data["reason"])
    with pytest.raises(ActRefused, match="prima aprilo"):
        lifecycle.set_aside(message, actor=anna, reason=data["reason"])
    with pytest.raises(ActRefused, match="Scrivi perché"):
        lifecycle.open_envelope(message, actor=anna)
    message.refresh_from_db()
    assert message.status == MessageStatus.UNMATCHED


@pytest.mark.parametrize("person", ["bruno", "carla", "giulia"])
def test_an_urgency_is_nobody_elses(
    enter: Enter, message: IncomingMessage, person: str, request: pytest.FixtureRequest
) -> None:
    client = enter(request.getfixturevalue(person))
    assert client.post(at(message, "message_open"), {"reason": URGENT}).status_code == 403


def test_once_opened_it_is_sorted_and_then_no_longer_read(
    enter: Enter, handler: Handler, message: IncomingMessage, notice: Any, anna: User
) -> None:
    client = enter(anna)
    client.post(at(message, "message_open"), {"reason": URGENT})
    handler.receives(dossier=notice.code)
    data = {"notice": notice.code, "reason": "Il testo nomina l’avviso."}
    assert client.post(at(message, "message_assign"), data).status_code == 303
    assert client.get(at(message)).status_code == 404


def test_a_message_that_can_be_for_no_open_notice_waits_as_before(
    enter: Enter, handler: Handler, notice: Any, anna: User
) -> None:
    message = arrived(envelope(by=provider_with()))
    assert LETTER.sender in text(enter(anna), TRAY)
    assert enter(anna).post(at(message, "message_open")).status_code == 303


@given(st.text(max_size=60), st.text(st.characters(codec="utf-8"), min_size=1, max_size=20))
def test_any_code_is_looked_for_without_a_fault(subject: str, code: str) -> None:
    found = queries.under_seal([Dossier(code.replace("\0", "-"), "x", "a@b.example")])
    assert not IncomingMessage.objects.filter(found, subject=subject.replace("\0", "")).exists()
