"""Casella PEC: who sees what, and what the page does."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from trama.accounts.http import DIGITAL_IDENTITY, METHOD_KEY
from trama.accounts.models import User
from trama.accounts.tests.factories import OfficeRoleFactory
from trama.ledger.models import Event
from trama.mailbox.models import IncomingMessage, MessageStatus, OutgoingMessage, OutgoingStatus

from .conftest import Handler
from .factories import OutgoingFactory, arrived
from .pec_factory import LETTER, acceptance, envelope

pytestmark = pytest.mark.django_db

TRAY = "/scrivania/posta/"


def sign_in(client: Client, user: User) -> None:
    """With a digital identity, which is two factors already."""
    client.force_login(user)
    session = client.session
    session[METHOD_KEY] = DIGITAL_IDENTITY
    session.save()


@pytest.fixture
def message(handler: Handler) -> IncomingMessage:
    return arrived()


def at(message: IncomingMessage, name: str = "message", *more: object) -> str:
    return reverse(f"mailbox:{name}", args=[message.uid, *more])


def page(client: Client, user: User, url: str) -> str:
    sign_in(client, user)
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("person", ["anna", "elena", "dario"])
def test_the_people_of_an_office_find_what_waits(
    client: Client, message: IncomingMessage, person: str, request: pytest.FixtureRequest
) -> None:
    shown = page(client, request.getfixturevalue(person), TRAY)
    assert LETTER.sender in shown
    assert message.reasons[0] in shown


@pytest.mark.parametrize("person", ["bruno", "carla", "giulia"])
def test_nobody_else_enters(
    client: Client, message: IncomingMessage, person: str, request: pytest.FixtureRequest
) -> None:
    sign_in(client, request.getfixturevalue(person))
    pages = ["message", "message_raw"]
    assert [client.get(url).status_code for url in (TRAY, *(at(message, p) for p in pages))] == [
        403
    ] * 3
    acts = ["message_open", "message_assign", "message_set_aside"]
    assert [client.post(at(message, name)).status_code for name in acts] == [403] * 3
    message.refresh_from_db()
    assert message.status == MessageStatus.UNMATCHED


def test_mail_for_the_notice_of_another_office_does_not_exist(
    client: Client, message: IncomingMessage, notice: Any
) -> None:
    IncomingMessage.objects.update(dossier_code=notice.code)
    other = OfficeRoleFactory.create().user
    assert LETTER.sender not in page(client, other, f"{TRAY}?quali=tutti")
    assert client.get(at(message)).status_code == 404


def test_the_contents_are_seen_only_by_who_has_opened_them(
    client: Client, message: IncomingMessage, anna: User, dario: User
) -> None:
    assert "in allegato la nostra candidatura" not in page(client, anna, at(message))
    assert client.get(at(message, "message_raw")).status_code == 403
    assert client.post(at(message, "message_open")).status_code == 303
    assert client.post(at(message, "message_open")).status_code == 303
    shown = page(client, anna, at(message))
    assert "in allegato la nostra candidatura" in shown
    assert "Domanda è pronta.pdf" in shown
    assert Event.objects.filter(verb="open").count() == 1
    assert "in allegato la nostra candidatura" not in page(client, dario, at(message))


def test_the_original_and_its_enclosures_are_files_never_pages(
    client: Client, message: IncomingMessage, anna: User
) -> None:
    sign_in(client, anna)
    client.post(at(message, "message_open"))
    raw = client.get(at(message, "message_raw"))
    assert b"".join(raw.streaming_content) == envelope()  # type: ignore[attr-defined] # a stream
    document = message.documents.first()
    assert document is not None
    enclosed = client.get(at(message, "document", document.uid))
    for response in (raw, enclosed):
        assert response.headers["Content-Disposition"].startswith("attachment")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cache-Control"] == "private, no-store"
    stranger = arrived(envelope(replace(LETTER, subject="Altro")))
    assert client.get(at(stranger, "document", document.uid)).status_code == 403


def test_anna_assigns_from_the_page(
    client: Client, handler: Handler, message: IncomingMessage, anna: User, notice: Any,
    organization: Any,
) -> None:  # fmt: skip
    sign_in(client, anna)
    found = client.get(at(message), {"ente": "gelsi"}).content.decode()
    assert organization.name in found
    handler.receives(dossier=notice.code)
    data = {
        "notice": notice.code, "organization": str(organization.uid), "ente": "gelsi",
        "reason": "Il testo nomina l’ente.",
    }  # fmt: skip
    response = client.post(at(message, "message_assign"), data)
    assert response.headers["Location"] == TRAY
    message.refresh_from_db()
    assert message.status == MessageStatus.RECEIVED
    assert handler.seen[-1].organization == organization.uid


def test_a_refusal_is_shown_beside_the_form_and_what_was_typed_stays(
    client: Client, handler: Handler, message: IncomingMessage, anna: User, notice: Any
) -> None:
    sign_in(client, anna)
    handler.refuses("L’avviso non riceve domande.")
    data = {"notice": notice.code, "reason": "Il testo nomina l’ente."}
    response = client.post(at(message, "message_assign"), data)
    assert response.status_code == 422
    assert "non riceve domande" in response.content.decode()
    assert "Il testo nomina" in response.content.decode()


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"notice": "COP-ALTRUI", "reason": "Il testo nomina l’ente."},
        {"notice": "\0", "reason": "due parole", "organization": "non-un-uid"},
    ],
)
def test_bad_input_is_said_and_changes_nothing(
    client: Client, handler: Handler, message: IncomingMessage, anna: User, data: dict[str, str]
) -> None:
    sign_in(client, anna)
    handler.receives()
    assert client.post(at(message, "message_assign"), data).status_code == 422
    assert client.post(at(message, "message_set_aside"), {}).status_code == 422
    message.refresh_from_db()
    assert message.status == MessageStatus.UNMATCHED


def test_setting_aside_takes_it_out_of_the_tray_and_not_out_of_the_mailbox(
    client: Client, message: IncomingMessage, anna: User
) -> None:
    sign_in(client, anna)
    client.post(at(message, "message_set_aside"), {"reason": "È pubblicità."})
    assert LETTER.sender not in page(client, anna, TRAY)
    assert LETTER.sender in page(client, anna, f"{TRAY}?quali=tutti")
    assert "È pubblicità." in page(client, anna, at(message))


def test_before_closing_nobody_learns_who_applied(
    client: Client, handler: Handler, anna: User, notice: Any
) -> None:
    handler.receives(dossier=notice.code)
    message = arrived()
    everything = page(client, anna, f"{TRAY}?quali=tutti")
    assert f"Domanda per {notice.code}" in everything
    assert LETTER.sender not in everything
    assert LETTER.subject not in everything
    assert f"Domanda per {notice.code}" not in page(client, anna, f"{TRAY}?quali=tutti&q=ilponte")
    assert client.get(at(message)).status_code == 404
    assert client.post(at(message, "message_open")).status_code == 404


def test_the_receipt_of_our_answer_does_not_tell_who_applied_either(
    client: Client, handler: Handler, anna: User, notice: Any
) -> None:
    ours = OutgoingFactory.create(dossier_code=notice.code)
    letter = replace(LETTER, message_id=ours.message_id, recipients=("gelsi@pec.example",))
    message = arrived(acceptance(letter))
    everything = page(client, anna, f"{TRAY}?quali=tutti")
    assert f"Ricevuta per {notice.code}" in everything
    assert "gelsi@pec.example" not in everything
    assert client.get(at(message)).status_code == 404


def test_after_closing_the_office_learns_who_applied_and_not_what_they_wrote(
    client: Client, handler: Handler, anna: User, notice: Any
) -> None:
    handler.receives(dossier=notice.code)
    message = arrived()
    type(notice).objects.update(status="closed", closed_at=notice.closes_at)
    assert LETTER.sender in page(client, anna, f"{TRAY}?quali=tutti")
    assert "candidatura" not in page(client, anna, at(message))
    assert client.get(at(message, "message_raw")).status_code == 403


def test_the_search_looks_at_sender_and_subject(
    client: Client, message: IncomingMessage, anna: User
) -> None:
    assert LETTER.sender in page(client, anna, f"{TRAY}?q=ILPONTE")
    assert LETTER.sender in page(client, anna, f"{TRAY}?q=interesse")
    assert LETTER.sender not in page(client, anna, f"{TRAY}?q=altrove")
    assert "null" in page(client, anna, f"{TRAY}?q=altro%00ve").lower()


def test_what_is_hostile_in_a_message_is_shown_as_words(
    client: Client, handler: Handler, anna: User
) -> None:
    evil = "<script>alert(1)</script>"
    message = arrived(envelope(replace(LETTER, subject=evil, body=evil)))
    sign_in(client, anna)
    client.post(at(message, "message_open"))
    assert evil not in page(client, anna, at(message))
    assert evil not in page(client, anna, TRAY)


def test_the_tray_asks_as_much_for_one_message_as_for_many(
    client: Client, message: IncomingMessage, anna: User, django_assert_num_queries: Any,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    sign_in(client, anna)
    with django_assert_max_num_queries(100) as once:
        client.get(TRAY)
    for number in range(20):
        arrived(envelope(replace(LETTER, subject=f"Numero {number}")))
    with django_assert_num_queries(len(once)):
        client.get(TRAY)


# ---------------------------------------------------------------- e-mail that did not leave


def test_an_email_that_did_not_leave_is_seen_and_queued_again(
    client: Client, anna: User, notice: Any, stop_clock: Callable[..., None]
) -> None:
    failed = OutgoingFactory.create(
        status=OutgoingStatus.FAILED, problem="Il server non risponde.", dossier_code=notice.code
    )
    shown = page(client, anna, reverse("mailbox:failed"))
    assert failed.recipient not in shown  # before closing it would say who has applied
    assert "Il server non risponde." in shown
    assert failed.text not in shown
    type(notice).objects.update(status="closed", closed_at=notice.closes_at)
    assert failed.recipient in page(client, anna, reverse("mailbox:failed"))
    assert client.post(reverse("mailbox:failed_queue", args=[failed.uid])).status_code == 303
    failed.refresh_from_db()
    assert failed.status == OutgoingStatus.QUEUED
    assert client.post(reverse("mailbox:failed_queue", args=[failed.uid])).status_code == 404


def test_an_email_of_another_office_is_not_theirs_to_send(client: Client, notice: Any) -> None:
    failed = OutgoingFactory.create(status=OutgoingStatus.FAILED, dossier_code=notice.code)
    sign_in(client, OfficeRoleFactory.create().user)
    assert client.post(reverse("mailbox:failed_queue", args=[failed.uid])).status_code == 404
    assert OutgoingMessage.objects.get().status == OutgoingStatus.FAILED


@pytest.mark.parametrize("person", ["bruno", "carla"])
def test_strangers_do_not_see_what_did_not_leave(
    client: Client, person: str, request: pytest.FixtureRequest
) -> None:
    sign_in(client, request.getfixturevalue(person))
    assert client.get(reverse("mailbox:failed")).status_code == 403


def test_the_clock_of_a_message_is_the_providers(
    client: Client, message: IncomingMessage, anna: User
) -> None:
    assert message.accepted_at is not None
    assert message.accepted_at - message.raw.received_at == timedelta(0)
    assert "11:59:59" in page(client, anna, at(message))
