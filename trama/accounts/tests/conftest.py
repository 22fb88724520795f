import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
import requests
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from trama.accounts.models import User
from trama.accounts.tests.factories import PASSWORD
from trama.core import events, letters
from trama.core.events import Act


@dataclass(frozen=True)
class Posted:
    recipient: str
    subject: str
    paragraphs: list[str]
    url: str
    language: str


@pytest.fixture
def post(monkeypatch: pytest.MonkeyPatch) -> list[Posted]:
    """The letters that would have left."""
    sent: list[Posted] = []

    def keep(template: str, recipient: str, context: Mapping[str, Any], language: str) -> None:
        assert template == "accounts/emails/access"
        sent.append(
            Posted(recipient, context["subject"], context["paragraphs"], context["url"], language)
        )

    monkeypatch.setattr(letters, "_senders", [keep])
    return sent


@pytest.fixture
def acts(monkeypatch: pytest.MonkeyPatch) -> list[Act]:
    """What was written in the book, whoever keeps it."""
    written: list[Act] = []
    monkeypatch.setattr(events, "_recorders", [*events._recorders, written.append])
    return written


@pytest.fixture(autouse=True)
def no_limits_left_over(request: pytest.FixtureRequest) -> None:
    """Rate limits are counted in the database: each test starts from zero."""
    if "db" in request.fixturenames or "client" in request.fixturenames:
        request.getfixturevalue("db")
        cache.clear()


@pytest.fixture
def sign_in() -> Callable[[Client, User], Any]:
    """Through the door, with the password."""

    def enter(client: Client, user: User, **more: str) -> Any:
        return client.post("/accedi/", {"login": user.email, "password": PASSWORD, **more})

    return enter


# ---------------------------------------------------------------- a provider of digital identities


@dataclass(frozen=True)
class Provider:
    """An OpenID Connect provider on this machine."""

    url: str

    def knows(self, sub: str, **claims: Any) -> None:
        answer = requests.put(f"{self.url}/users/{sub}", json=claims, timeout=5)
        answer.raise_for_status()

    def answer(self, address: str, **form: str) -> str:
        """What the person does at the provider's page; the address that leads back to us."""
        page = requests.post(address, data=form, allow_redirects=False, timeout=5)
        assert page.status_code == 302, page.text
        return page.headers["Location"]


@pytest.fixture(scope="session")
def provider_process() -> Iterator[Provider]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port)]
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, stdout=quiet, stderr=quiet) as process:
        provider = Provider(f"http://127.0.0.1:{port}")
        for _ in range(200):
            with contextlib.suppress(requests.ConnectionError):
                requests.get(f"{provider.url}/jwks", timeout=5)
                break
            time.sleep(0.1)
        yield provider
        process.terminate()


@pytest.fixture
def provider(provider_process: Provider, settings: Settings) -> Provider:
    """The door of SPID and CIE is open, and leads there."""
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "spid",
                    "name": "SPID o CIE",
                    "client_id": "trama",
                    "secret": "segreto",
                    "settings": {"server_url": provider_process.url, "fetch_userinfo": True},
                }
            ],
        }
    }
    return provider_process
