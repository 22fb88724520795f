"""The same message from two mailboxes, or sorted by two people, at the same time."""

from concurrent.futures import Future
from typing import Any

import pytest
from django.db import transaction

from trama.accounts.models import User
from trama.core.workflow import MoveRefused
from trama.mailbox.lifecycle import assign, take_in
from trama.mailbox.models import IncomingMessage, RawMessage

from .conftest import Handler
from .factories import arrived
from .pec_factory import AT, envelope, with_header

pytestmark = pytest.mark.django_db(transaction=True)

OTHER = with_header(envelope(), "Return-Path", lambda _old: "<altro@postafinta.example>")


@pytest.mark.parametrize("copies", [[envelope()] * 4, [envelope(), OTHER] * 2])
def test_copies_at_the_same_time_are_one_message(
    handler: Handler, on_another_connection: Any, copies: list[bytes]
) -> None:
    handler.receives()
    acts: list[Future[Any]] = [
        on_another_connection(lambda raw=raw: take_in(raw, source="prova", at=AT)) for raw in copies
    ]
    outcomes = [act.result(timeout=30) for act in acts]
    assert sorted(outcome.word for outcome in outcomes) == ["duplicate"] * 3 + ["received"]
    assert len({outcome.message.pk for outcome in outcomes}) == 1
    assert IncomingMessage.objects.count() == 1
    assert RawMessage.objects.count() == len(set(copies))
    assert len(handler.seen) == 1


def test_two_people_who_sort_it_at_once_open_one_application(
    handler: Handler, on_another_connection: Any, anna: User
) -> None:
    message = arrived()
    copy = IncomingMessage.objects.get(pk=message.pk)
    handler.receives(dossier="COP-1")
    with transaction.atomic():
        assign(message, "COP-1", None, actor=anna, reason="Lo dice il testo.")
        asked = len(handler.seen)
        second = on_another_connection(
            lambda: assign(copy, "COP-1", None, actor=anna, reason="Lo dice il testo.")
        )
        assert not second.done()
    with pytest.raises(MoveRefused, match="già sistemato"):
        second.result(timeout=10)
    assert len(handler.seen) == asked
