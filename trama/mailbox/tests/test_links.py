"""Signed links: one purpose, one thing, for a while; opening one changes nothing."""

import io
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from config.keys import create_key, read_key
from trama.accounts.models import User
from trama.core.logs import scrub
from trama.ledger.models import Event
from trama.mailbox import lifecycle, links
from trama.mailbox.models import SignedLink
from trama.mailbox.queries import SESSION_KEY, held_link

from .pec_factory import AT

pytestmark = pytest.mark.django_db

PURPOSE = "prova.leggi"


@pytest.fixture(autouse=True)
def purpose(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "_purposes", {})
    links.register(PURPOSE, target=lambda link: f"/enti/{link.object_uid}/", title="Leggi")
    cache.clear()


@pytest.fixture(autouse=True)
def today(stop_clock: Callable[[datetime | None], None]) -> Callable[[timedelta], None]:
    """It is AT; `today(timedelta)`: it is so long after."""

    def go(length: timedelta) -> None:
        stop_clock(AT + length)

    go(timedelta(0))
    return go


def made(thing: Any, **changes: Any) -> str:
    facts: dict[str, Any] = {"addressee": "bruno@gelsi.example", "at": AT, "days": 10}
    address = lifecycle.create_link(PURPOSE, thing=thing, **{**facts, **changes})
    assert address.startswith(settings.BASE_URL)
    return address.removeprefix(settings.BASE_URL)


def held(client: Client, thing: Any, **asked: Any) -> SignedLink | None:
    request: Any = SimpleNamespace(session=client.session)
    return held_link(request, asked.pop("purpose", PURPOSE), thing, **asked)


def test_of_the_secret_only_a_keyed_hash_is_kept(organization: Any) -> None:
    token = made(organization).split("/")[-2]
    link = SignedLink.objects.get()
    assert len(token) >= 43
    assert token not in str(link.__dict__)
    assert token not in "".join(event.opening.payload for event in Event.objects.all())
    assert link.token_hash != lifecycle.links.hashlib.sha256(token.encode()).hexdigest()


def test_it_is_exchanged_for_a_clean_address_and_a_short_session(
    client: Client, organization: Any, today: Callable[[timedelta], None]
) -> None:
    address = made(organization)
    response = client.get(address)
    assert (response.status_code, response.headers["Location"]) == (
        302, f"/enti/{organization.uid}/",
    )  # fmt: skip
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response.headers["Cache-Control"]
    assert held(client, organization) == SignedLink.objects.get()
    assert client.session.get_expiry_age() <= 30 * 60
    today(timedelta(minutes=29))
    assert held(client, organization) is not None
    today(timedelta(minutes=31))
    assert held(client, organization) is None


def test_opening_changes_nothing_and_may_be_repeated(client: Client, organization: Any) -> None:
    address = made(organization)
    before = SignedLink.objects.values().get()
    events = Event.objects.count()
    assert [client.get(address).status_code for _ in range(3)] == [302] * 3
    assert SignedLink.objects.values().get() == before
    assert Event.objects.count() == events


def test_a_mail_scanner_that_only_asks_for_the_head_gets_no_session(
    client: Client, organization: Any
) -> None:
    assert client.head(made(organization)).status_code == 302
    assert SESSION_KEY not in client.session
    assert client.post(made(organization)).status_code == 405


def test_the_session_gets_a_new_key_and_whoever_was_signed_in_stays(
    client: Client, bruno: User, organization: Any
) -> None:
    client.force_login(bruno)
    before = client.session.session_key
    client.get(made(organization))
    assert client.session.session_key != before
    assert client.session["_auth_user_id"] == str(bruno.pk)
    assert client.session.get_expiry_age() > 30 * 60


def test_another_browser_another_thing_another_purpose_hold_nothing(
    client: Client, organization: Any, notice: Any
) -> None:
    client.get(made(organization))
    assert held(Client(), organization) is None
    assert held(client, notice) is None
    assert held(client, organization, purpose="prova.firma") is None


def test_a_link_made_for_another_version_is_not_held_for_this_one(
    client: Client, organization: Any
) -> None:
    client.get(made(organization, version="1"))
    assert held(client, organization, version="1") is not None
    assert held(client, organization, version="2") is None


def spoiled(address: str) -> str:
    token = address.split("/")[-2]
    return address.replace(token, token[:-1] + ("A" if token[-1] != "A" else "B"))


def test_wrong_expired_and_revoked_get_the_same_answer(
    client: Client, organization: Any, bruno: User, today: Callable[[timedelta], None]
) -> None:
    good, revoked = made(organization), made(organization)
    link = SignedLink.objects.order_by("pk").last()
    assert link is not None
    lifecycle.revoke_link(link, actor=bruno, at=AT)
    lifecycle.revoke_link(link, actor=bruno, at=AT)
    assert Event.objects.filter(verb="revoke_link").count() == 1
    answers = [client.get(spoiled(good)), client.get(revoked)]
    today(timedelta(days=10))
    assert client.get(good).status_code == 302
    client.session.flush()
    today(timedelta(days=10, seconds=1))
    answers.append(client.get(good))
    assert {answer.status_code for answer in answers} == {404}
    # The language switch repeats the address that was asked for.
    words = {re.sub(r"collegamenti/[\w-]+", "", answer.content.decode()) for answer in answers}
    assert len(words) == 1
    assert "non vale" in answers[0].content.decode()
    assert all(answer.headers["Referrer-Policy"] == "no-referrer" for answer in answers)


def test_revoking_closes_the_session_that_already_held_it(
    client: Client, organization: Any, bruno: User
) -> None:
    client.get(made(organization))
    lifecycle.revoke_link(SignedLink.objects.get(), actor=bruno, at=AT)
    assert held(client, organization) is None


def test_using_it_is_written_down_once_and_it_can_still_be_read(
    client: Client, organization: Any
) -> None:
    address = made(organization)
    link = SignedLink.objects.get()
    lifecycle.use_link(link, AT)
    lifecycle.use_link(link, AT + timedelta(hours=1))
    link.refresh_from_db()
    assert link.used_at == AT
    assert Event.objects.filter(verb="use_link").count() == 1
    assert client.get(address).status_code == 302


def test_a_new_key_makes_every_link_worthless(
    client: Client, organization: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = made(organization)
    monkeypatch.setattr(settings, "LINKS_KEY", "un’altra chiave")
    assert client.get(address).status_code == 404


def test_rotating_the_key_withdraws_every_link_and_says_so_in_the_history(
    client: Client, organization: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TRAMA_LINKS_KEY")
    monkeypatch.setenv("TRAMA_VAR", str(tmp_path / "var"))
    old = create_key(tmp_path / "var/keys", "links")
    address = made(organization)
    out = io.StringIO()
    call_command("rotate_links_key", stdout=out, stderr=io.StringIO())
    assert json.loads(out.getvalue()) == {"revoked": 1}
    assert read_key("links") not in {None, old}
    assert client.get(address).status_code == 404
    assert Event.objects.filter(verb="revoke_link").count() == 1


def test_a_key_of_the_environment_is_not_rotated_behind_its_back(organization: Any) -> None:
    made(organization)
    with pytest.raises(CommandError) as refusal:
        call_command("rotate_links_key")
    assert refusal.value.returncode == 2
    assert SignedLink.objects.filter(revoked_at=None).count() == 1


def test_a_purpose_that_nobody_serves_any_more_is_refused(
    client: Client, organization: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = made(organization)
    monkeypatch.setattr(links, "_purposes", {})
    assert client.get(address).status_code == 404


def test_whoever_tries_many_is_stopped_for_a_while(client: Client, organization: Any) -> None:
    wrong = spoiled(made(organization))
    assert [client.get(wrong).status_code for _ in range(30)] == [404] * 30
    assert client.get(wrong).status_code == 429
    assert client.get(wrong, REMOTE_ADDR="10.9.8.7").status_code == 404


def test_the_secret_is_never_in_a_log(organization: Any) -> None:
    address = made(organization)
    token = address.split("/")[-2]
    assert token not in scrub(f"GET {address} HTTP/1.1")
    assert token not in scrub(f"GET /en{address} HTTP/1.1")


def test_the_refusal_speaks_english_too(client: Client) -> None:
    response = client.get(f"/en{reverse('mailbox:link', args=['x'])}")
    assert response.status_code == 404
