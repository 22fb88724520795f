"""Dangerous acts: whoever signed in long ago proves again who they are."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.middleware import MessageMiddleware
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings

from trama.accounts.http import DIGITAL_IDENTITY, METHOD_KEY, PROVEN_KEY, recently_authenticated
from trama.accounts.models import User
from trama.accounts.tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

SignIn = Callable[..., Any]
RECORDS = "account_authentication_methods"
DANGEROUS = "/profilo/email/"  # guarded by the same decorator as the acts of the offices


@pytest.fixture
def person() -> User:
    return UserFactory.create(verified_email=True)


def grow_old(client: Client, seconds: int = 16 * 60) -> None:
    session = client.session
    for record in session[RECORDS]:
        record["at"] -= seconds
    session[RECORDS] = session[RECORDS]
    session.save()


def test_a_fresh_sign_in_is_proof_enough(client: Client, person: User, sign_in: SignIn) -> None:
    sign_in(client, person, next="/profilo/")
    assert client.get(DANGEROUS).status_code == 200
    grow_old(client, 14 * 60)
    assert client.get(DANGEROUS).status_code == 200


def test_after_a_quarter_of_an_hour_the_page_asks_again_and_comes_back(
    client: Client, person: User, sign_in: SignIn
) -> None:
    sign_in(client, person, next="/profilo/")
    grow_old(client)
    answer = client.get(f"{DANGEROUS}?a=1")
    assert answer.status_code == 303
    assert answer["Location"] == "/accedi/conferma/?next=%2Fprofilo%2Femail%2F%3Fa%3D1"
    assert "Conferma che sei tu" in client.get(answer["Location"]).content.decode()
    wrong = client.post(answer["Location"], {"password": "sbagliata"})
    assert wrong.status_code == 422
    right = client.post(answer["Location"], {"password": PASSWORD})
    assert right["Location"] == f"{DANGEROUS}?a=1"
    assert client.get(DANGEROUS).status_code == 200


def test_a_form_that_arrives_late_changes_nothing_and_is_not_replayed(
    client: Client, person: User, sign_in: SignIn
) -> None:
    sign_in(client, person, next="/profilo/")
    grow_old(client)
    answer = client.post(
        DANGEROUS,
        {"action_add": "", "email": "ladro@evil.example"},
        headers={"referer": "http://testserver/profilo/email/?b=2"},
    )
    assert answer["Location"] == "/accedi/conferma/?next=%2Fprofilo%2Femail%2F%3Fb%3D2"
    back = client.post(answer["Location"], {"password": PASSWORD}, follow=True)
    assert back.redirect_chain[-1][0] == f"{DANGEROUS}?b=2"
    assert "Non è ancora cambiato niente" in back.content.decode()
    assert person.email in back.content.decode()
    assert "ladro@evil.example" not in back.content.decode()


def test_a_form_from_elsewhere_leads_home(client: Client, person: User, sign_in: SignIn) -> None:
    sign_in(client, person, next="/profilo/")
    grow_old(client)
    for referer in ("https://evil.example/x", "", "javascript:alert(1)"):
        answer = client.post(DANGEROUS, headers={"referer": referer})
        assert answer["Location"] == "/accedi/conferma/?next=%2F"


def test_somebody_else_s_password_proves_nothing(
    client: Client, person: User, sign_in: SignIn
) -> None:
    other = UserFactory.create(verified_email=True)
    other.set_password("la-password-di-un-altro")
    other.save()
    sign_in(client, person, next="/profilo/")
    grow_old(client)
    answer = client.post("/accedi/conferma/", {"password": "la-password-di-un-altro"})
    assert answer.status_code == 422
    assert client.get(DANGEROUS).status_code == 303


def test_the_records_of_another_person_prove_nothing(
    client: Client, person: User, sign_in: SignIn
) -> None:
    sign_in(client, person, next="/profilo/")
    session = client.session
    session["account_authentication_methods_user"] = "999999"
    session.save()
    assert client.get(DANGEROUS).status_code == 303


def test_an_identity_proven_long_ago_to_its_provider_is_not_fresh(
    client: Client, person: User, sign_in: SignIn, settings: Settings
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [{"provider_id": "spid", "name": "SPID", "client_id": "t", "settings": {}}]
        }
    }
    User.objects.update(codice_fiscale="TSEBRN70A01F205X")
    sign_in(client, person, next="/profilo/")
    session = client.session
    session[RECORDS] = [{"method": "socialaccount", "at": time.time()}]
    session[METHOD_KEY] = DIGITAL_IDENTITY
    session.save()
    assert client.get(DANGEROUS).status_code == 200
    session[PROVEN_KEY] = time.time() - 16 * 60
    session.save()
    assert client.get(DANGEROUS).status_code == 303
    page = client.get("/accedi/conferma/").content.decode()
    assert "/accedi/spid/" in page, "a digital identity can be proven again"


def test_who_has_nothing_to_prove_it_with_goes_through_the_door_again(
    client: Client, person: User, sign_in: SignIn
) -> None:
    sign_in(client, person, next="/profilo/")
    User.objects.update(password="!")
    session = client.session
    user = User.objects.get()
    session["_auth_user_hash"] = user.get_session_auth_hash()
    session.save()
    grow_old(client)
    answer = client.get(DANGEROUS)
    assert answer["Location"].startswith("/accedi/?next=")
    assert "_auth_user_id" not in client.session


def test_a_stranger_is_never_recent(rf: RequestFactory, client: Client) -> None:
    @recently_authenticated
    def danger(request: HttpRequest) -> HttpResponse:
        return HttpResponse("done")

    request = rf.post("/x/")
    request.user = AnonymousUser()
    request.session = client.session
    MessageMiddleware(lambda r: HttpResponse()).process_request(request)
    answer = danger(request)
    assert answer.status_code == 303
    assert answer["Location"].startswith("/accedi/")
