"""The mailbox alone: a provider to trust, and a handler that says what each test wants."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from trama.core.workflow import ActRefused
from trama.mailbox import handlers
from trama.mailbox.handlers import Arrival, Claim
from trama.mailbox.models import MessageStatus, OutgoingMessage

from .factories import OutgoingFactory
from .pec_factory import AT, provider

Answer = Claim | Exception | None


class Handler:
    """Claims whatever comes as it is told to; remembers what it was shown."""

    def __init__(self) -> None:
        self.answer: Answer = None
        self.seen: list[Arrival] = []

    def __call__(self, arrival: Arrival) -> Claim | None:
        self.seen.append(arrival)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def receives(self, status: MessageStatus = MessageStatus.RECEIVED, dossier: str = "") -> None:
        self.answer = Claim(
            status, dossier=dossier, outcome=OutgoingFactory.create(), certified_at=AT
        )

    def refuses(self, sentence: str) -> None:
        self.answer = ActRefused(sentence)


@pytest.fixture
def handler(monkeypatch: pytest.MonkeyPatch) -> Handler:
    """The only app that understands messages."""
    alone = Handler()
    monkeypatch.setattr(handlers, "_handlers", [alone])
    return alone


@pytest.fixture(autouse=True)
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The installation trusts the invented provider."""
    store = tmp_path / "trusted.pem"
    store.write_bytes(provider().trust_pem)
    monkeypatch.setattr(settings, "PEC_TRUST_STORE", str(store))
    return store


@pytest.fixture
def later(stop_clock: Callable[[datetime | None], None]) -> Callable[[timedelta], None]:
    """`later(timedelta)`: from here on the clock stands so long after AT."""

    def go(length: timedelta) -> None:
        stop_clock(AT + length)

    return go


@pytest.fixture
def outgoing(db: None) -> OutgoingMessage:
    return OutgoingFactory.create()
