"""A person sorts a waiting message by hand."""

from typing import Any
from unittest import mock

import pytest

from trama.accounts.models import User
from trama.core.workflow import ActRefused, MoveRefused
from trama.ledger.models import Event
from trama.ledger.queries import timeline
from trama.mailbox import lifecycle, queries
from trama.mailbox.handlers import Claim
from trama.mailbox.models import IncomingMessage, MessageStatus

from .conftest import Handler
from .factories import arrived
from .pec_factory import envelope, rogue

pytestmark = pytest.mark.django_db


@pytest.fixture
def message(handler: Handler) -> IncomingMessage:
    return arrived()


def test_anna_assigns_and_the_history_says_why(
    handler: Handler, message: IncomingMessage, anna: User, organization: Any
) -> None:
    handler.receives(dossier="COP-1")
    lifecycle.assign(message, "COP-1", organization.uid, actor=anna, reason="Lo dice il testo.")
    assert (message.status, message.dossier) == (MessageStatus.RECEIVED, "COP-1")
    shown = handler.seen[-1]
    assert (shown.notice_code, shown.organization, shown.actor) == (
        "COP-1",
        organization.uid,
        anna,
    )
    event = Event.objects.get(verb="assign")
    assert event.actor_id == anna.pk
    assert "Lo dice il testo." in event.opening.payload


def test_who_sorted_what_and_why_is_not_told_on_the_procedures_timeline(
    handler: Handler, message: IncomingMessage, anna: User
) -> None:
    handler.receives(dossier="COP-1")
    lifecycle.assign(message, "COP-1", None, actor=anna, reason="È dei Gelsi, per telefono.")
    assert timeline("COP-1", public=False) == []
    told = [entry.words for entry in timeline("", public=False, subject=message)]
    assert "Messaggio collegato a mano. Motivo: È dei Gelsi, per telefono." in told


def test_a_message_whose_provider_is_unknown_can_be_assigned_too(
    handler: Handler, anna: User
) -> None:
    held = arrived(envelope(by=rogue()))
    assert held.status == MessageStatus.HELD
    handler.receives(MessageStatus.LATE)
    lifecycle.assign(held, "COP-1", None, actor=anna, reason="Verificato al telefono.")
    assert held.status == MessageStatus.LATE


@pytest.mark.parametrize(
    "answer",
    [None, ActRefused("Scaduto."), Claim(MessageStatus.UNMATCHED, ["Due enti possibili."])],
)
def test_what_the_procedure_refuses_changes_nothing(
    handler: Handler, message: IncomingMessage, anna: User, answer: Any
) -> None:
    handler.answer = answer
    events = Event.objects.count()
    with pytest.raises(ActRefused):
        lifecycle.assign(message, "COP-1", None, actor=anna, reason="Lo dice il testo.")
    message.refresh_from_db()
    assert message.status == MessageStatus.UNMATCHED
    assert Event.objects.count() == events


def test_a_double_click_assigns_once(
    handler: Handler, message: IncomingMessage, anna: User
) -> None:
    handler.receives()
    stale = IncomingMessage.objects.get(pk=message.pk)
    lifecycle.assign(message, "COP-1", None, actor=anna, reason="Lo dice il testo.")
    with pytest.raises(MoveRefused):
        lifecycle.assign(stale, "COP-1", None, actor=anna, reason="Lo dice il testo.")
    with pytest.raises(ActRefused):
        lifecycle.assign(message, "COP-1", None, actor=anna, reason="Lo dice il testo.")
    assert Event.objects.filter(verb="assign").count() == 1


@pytest.mark.parametrize("reason", ["", "   ", "sì"])
def test_without_a_reason_nothing_is_sorted(
    handler: Handler, message: IncomingMessage, anna: User, reason: str
) -> None:
    handler.receives()
    with pytest.raises(ActRefused, match="perché"):
        lifecycle.assign(message, "COP-1", None, actor=anna, reason=reason)
    with pytest.raises(ActRefused, match="perché"):
        lifecycle.set_aside(message, actor=anna, reason=reason)
    message.refresh_from_db()
    assert message.status == MessageStatus.UNMATCHED


def test_a_message_set_aside_stays_with_its_reason(message: IncomingMessage, anna: User) -> None:
    lifecycle.set_aside(message, actor=anna, reason="È pubblicità.")
    assert message.status == MessageStatus.SET_ASIDE
    assert message.reasons[-1] == "È pubblicità."
    with pytest.raises(MoveRefused):
        lifecycle.set_aside(message, actor=anna, reason="È pubblicità.")


def test_opening_is_recorded_and_keeps_what_is_enclosed(
    message: IncomingMessage, anna: User, dario: User
) -> None:
    assert not queries.has_opened(anna, message)
    lifecycle.open_envelope(message, actor=anna)
    assert queries.has_opened(anna, message)
    assert not queries.has_opened(dario, message)
    lifecycle.open_envelope(message, actor=dario)
    names = [document.name for document in message.documents.order_by("pk")]
    assert names == ["Domanda è pronta.pdf", "statuto.pdf"]


def test_what_became_an_application_is_not_opened_from_here(handler: Handler, anna: User) -> None:
    handler.receives()
    message = arrived()
    with pytest.raises(ActRefused):
        lifecycle.open_envelope(message, actor=anna)
    assert not Event.objects.filter(verb="open").exists()


def test_a_content_that_the_disk_has_lost_is_said(message: IncomingMessage, anna: User) -> None:
    missing = "0" * 64
    with (
        mock.patch.object(message.raw, "sha256", missing),
        pytest.raises(ActRefused, match="non si trova"),
    ):
        lifecycle.assign(message, "COP-1", None, actor=anna, reason="Lo dice il testo.")
