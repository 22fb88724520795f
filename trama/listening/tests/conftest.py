from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from trama.accounts.models import Office
from trama.core import clock
from trama.listening.models import Campaign
from trama.listening.rules import challenge as proof
from trama.listening.tests.factories import CampaignFactory

WORDS = "Al parco manca una fontana e d’estate i bambini non possono bere."
Send = Callable[..., Any]


@pytest.fixture(autouse=True)
def nothing_drawn() -> None:
    """Each test reads the public pages as the first visitor does."""
    caches["public"].clear()


@pytest.fixture
def campaign(office: Office) -> Campaign:
    """Open, of Anna's office."""
    return CampaignFactory.create(office=office, code="estate", title="Un’estate per tutti")


@pytest.fixture
def send(client: Client, db: None) -> Send:
    """`send(words=…, slow=True)`: somebody sends the form, opened a while ago, from `network`."""

    def sending(
        words: str = WORDS,
        *,
        code: str = "",
        network: str = "192.0.2.7",
        slow: bool = False,
        opened: float = 60,
        token: str = "",
        **fields: str,
    ) -> Any:
        made = proof.make(code, bits=4, at=clock.now() - timedelta(seconds=opened))
        token = token or made.token
        found = proof.read(token, form=code, at=clock.now())
        answer = "" if slow or found is None else proof.solve(found)
        data = {"words": words, "challenge": token, "answer": answer, **fields}
        name = "listening:campaign_speak" if code else "listening:speak"
        return client.post(reverse(name, args=[code] if code else []), data, REMOTE_ADDR=network)

    return sending
