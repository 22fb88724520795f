"""SPID and CIE, by way of an OpenID Connect provider that runs on this machine."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from pytest_django import Settings
from stdnum.it import codicefiscale

from trama.accounts.models import User
from trama.accounts.tests.conftest import Posted, Provider
from trama.accounts.tests.factories import OfficeRoleFactory, UserFactory
from trama.core.events import Act

pytestmark = pytest.mark.django_db

SignIn = Callable[..., Any]
BRUNO = "TSEBRN70A01F205" + codicefiscale.calc_check_digit("TSEBRN70A01F205")
CARLA = "NRECRL80A41F205" + codicefiscale.calc_check_digit("NRECRL80A41F205")
CLAIMS: dict[str, object] = {
    "fiscal_number": f"TINIT-{BRUNO}",
    "given_name": "Bruno",
    "family_name": "Tesei",
    "email": "bruno@gelsi.example",
    "email_verified": True,
    "birthdate": "1970-01-01",
}


def leave(client: Client, **form: str) -> str:
    answer = client.post("/accedi/spid/", form)
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def enter(client: Client, provider: Provider, sub: str = "bruno-1", **form: str) -> Any:
    back = provider.answer(leave(client, **form), sub=sub)
    return client.get(back)


def signed_in(client: Client) -> User | None:
    pk = client.session.get("_auth_user_id")
    return User.objects.get(pk=pk) if pk else None


def test_the_first_time_a_person_is_known_by_codice_fiscale_and_the_rest_is_not_kept(
    client: Client, provider: Provider
) -> None:
    provider.knows("bruno-1", **CLAIMS)
    answer = enter(client, provider, next="/profilo/")
    assert answer["Location"] == "/profilo/"
    user = signed_in(client)
    assert user is not None
    assert (user.codice_fiscale, user.name) == (BRUNO, "Bruno Tesei")
    assert EmailAddress.objects.get(user=user).verified
    assert not user.has_usable_password()
    assert set(SocialAccount.objects.get().extra_data) == {"strong", "proven_at"}
    assert "Ora sei entrato con questa." in client.get("/profilo/").content.decode()


def test_what_leaves_carries_a_challenge_and_asks_to_see_the_person_anew(
    client: Client, provider: Provider
) -> None:
    first, second = (parse_qs(urlsplit(leave(client)).query) for _ in range(2))
    assert first["code_challenge_method"] == ["S256"]
    assert first["prompt"] == ["login"]
    assert first["redirect_uri"] == ["http://testserver/accedi/spid/ritorno/"]
    for secret in ("state", "code_challenge"):
        assert first[secret] != second[secret]
    english = parse_qs(urlsplit(client.post("/en/accedi/spid/")["Location"]).query)
    assert english["redirect_uri"] == first["redirect_uri"], "the provider knows one address"


def test_nothing_a_link_says_reaches_the_provider(client: Client, provider: Provider) -> None:
    extra = "?auth_params=prompt%3Dnone%26redirect_uri%3Dhttps%3A%2F%2Fevil.example&scope=phone"
    answer = client.post(f"/accedi/spid/{extra}")
    query = parse_qs(urlsplit(answer["Location"]).query)
    assert query["prompt"] == ["login"]
    assert "evil" not in answer["Location"]
    assert "phone" not in query["scope"][0]


def test_a_get_only_asks(client: Client, provider: Provider) -> None:
    assert "Entra con SPID o CIE" in client.get("/accedi/spid/").content.decode()
    assert client.get("/accedi/altro/").status_code == 404
    assert client.get("/accedi/altro/ritorno/").status_code == 404


def test_the_second_time_it_is_the_same_person(client: Client, provider: Provider) -> None:
    provider.knows("bruno-1", **CLAIMS)
    enter(client, provider)
    client.post("/esci/")
    enter(client, provider)
    assert User.objects.count() == SocialAccount.objects.count() == 1


def test_a_person_already_known_by_codice_fiscale_is_found_whatever_the_subject(
    client: Client, provider: Provider, post: list[Posted]
) -> None:
    """The city changed its proxy: subjects are new, people are not."""
    known = UserFactory.create(codice_fiscale=BRUNO, verified_email=True)
    provider.knows("nuovo-soggetto", **{**CLAIMS, "email": "altro@indirizzo.example"})
    enter(client, provider, "nuovo-soggetto", next="/profilo/")
    assert signed_in(client) == known
    known.refresh_from_db()
    assert known.email != "altro@indirizzo.example"


def test_an_e_mail_never_opens_somebody_s_access(
    client: Client, provider: Provider, post: list[Posted]
) -> None:
    """Verified or not, on our side or on theirs: only a letter to its owner."""
    victim = UserFactory.create(email="bruno@gelsi.example", verified_email=True)
    for verified in (True, False):
        provider.knows("ladro", **{**CLAIMS, "email_verified": verified})
        enter(client, provider, "ladro")
        assert signed_in(client) is None
    victim.refresh_from_db()
    assert victim.codice_fiscale is None
    assert not SocialAccount.objects.exists()
    assert post[0].recipient == victim.email
    assert post[0].subject == "Hai già un accesso"


@pytest.mark.parametrize("stated", [False, "true", "false", 1, None])
def test_an_address_the_provider_has_not_verified_is_verified_by_us(
    client: Client, provider: Provider, post: list[Posted], stated: object
) -> None:
    provider.knows("bruno-1", **{**CLAIMS, "email_verified": stated})
    assert enter(client, provider)["Location"] == "/registrati/conferma/"
    assert signed_in(client) is None
    assert not EmailAddress.objects.get().verified
    client.post(post[0].url.removeprefix("http://localhost:8000"))
    user = signed_in(client)
    assert user is not None
    assert user.codice_fiscale == BRUNO
    assert client.session["auth_method"] == "digital_identity"


def test_without_an_e_mail_we_ask_for_one_and_verify_it(
    client: Client, provider: Provider, post: list[Posted]
) -> None:
    provider.knows("bruno-1", **{**CLAIMS, "email": None})
    assert enter(client, provider)["Location"] == "/registrati/identita/"
    page = client.get("/registrati/identita/").content.decode()
    assert "Manca solo l’indirizzo e-mail" in page
    assert "Nome e cognome" not in page
    assert client.post("/registrati/identita/", {"email": "no"}).status_code == 422
    client.post("/registrati/identita/", {"email": "bruno@gelsi.example"})
    assert signed_in(client) is None
    client.post(post[0].url.removeprefix("http://localhost:8000"))
    user = signed_in(client)
    assert user is not None
    assert (user.codice_fiscale, user.name) == (BRUNO, "Bruno Tesei")


def test_two_tabs_that_both_ask_for_the_e_mail_make_one_person(
    client: Client, provider: Provider, post: list[Posted]
) -> None:
    provider.knows("bruno-1", **{**CLAIMS, "email": None})
    enter(client, provider)
    other = Client()
    enter(other, provider)
    client.post("/registrati/identita/", {"email": "bruno@gelsi.example"})
    answer = other.post("/registrati/identita/", {"email": "bruno2@gelsi.example"})
    assert answer.status_code == 422
    assert "Ti sei già registrato" in answer.content.decode()
    assert User.objects.count() == 1


@pytest.mark.parametrize("number", [None, "", "TINIT-", "01234567890", BRUNO[:-1] + "?"])
def test_without_a_codice_fiscale_nobody_enters_and_a_sentence_says_why(
    client: Client, provider: Provider, number: str | None
) -> None:
    provider.knows("senza", **{**CLAIMS, "fiscal_number": number})
    answer = enter(client, provider, "senza")
    assert answer.status_code == 400
    assert "codice fiscale" in answer.content.decode()
    assert not User.objects.exists()


def test_consent_refused_is_a_page_not_an_error(client: Client, provider: Provider) -> None:
    back = provider.answer(leave(client), action="deny")
    state = parse_qs(urlsplit(leave(client)).query)["state"][0]  # this one does not send it back
    answer = client.get(f"{back}&state={state}" if "state=" not in back else back)
    assert answer.status_code == 200
    assert "Hai annullato" in answer.content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize("state", ["", "inventato", "\0", "x" * 3000])
def test_a_state_that_is_not_ours_lets_nobody_in(
    client: Client, provider: Provider, state: str
) -> None:
    provider.knows("bruno-1", **CLAIMS)
    code = parse_qs(urlsplit(provider.answer(leave(client), sub="bruno-1")).query)["code"][0]
    answer = client.get("/accedi/spid/ritorno/", {"code": code, "state": state})
    assert answer.status_code == 400
    assert "Non sei entrato" in answer.content.decode()
    assert signed_in(client) is None


def test_the_answer_to_one_browser_is_worth_nothing_in_another_nor_twice(
    client: Client, provider: Provider
) -> None:
    provider.knows("bruno-1", **CLAIMS)
    back = provider.answer(leave(client), sub="bruno-1")
    stranger = Client()
    assert stranger.get(back).status_code == 400
    assert signed_in(stranger) is None
    client.get(back)
    assert signed_in(client) is not None
    client.post("/esci/")
    assert client.get(back).status_code == 400


def test_a_made_up_code_lets_nobody_in(client: Client, provider: Provider) -> None:
    state = parse_qs(urlsplit(leave(client)).query)["state"][0]
    answer = client.get("/accedi/spid/ritorno/", {"code": "inventato", "state": state})
    assert answer.status_code == 400
    assert signed_in(client) is None


def test_a_provider_that_is_away_is_a_page_not_an_error(
    client: Client, provider: Provider, settings: Settings
) -> None:
    app = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]
    app["settings"]["server_url"] = "http://127.0.0.1:9/"
    answer = client.post("/accedi/spid/")
    assert answer.status_code == 400
    assert "Il servizio d’identità non ha risposto bene" in answer.content.decode()


def test_one_subject_cannot_become_another_person(client: Client, provider: Provider) -> None:
    provider.knows("bruno-1", **CLAIMS)
    enter(client, provider)
    client.post("/esci/")
    provider.knows("bruno-1", **{**CLAIMS, "fiscal_number": f"TINIT-{CARLA}"})
    answer = enter(client, provider)
    assert answer.status_code == 403
    assert "appartiene a un’altra persona" in answer.content.decode()
    assert signed_in(client) is None
    assert User.objects.get().codice_fiscale == BRUNO


def test_a_suspended_person_stays_out(client: Client, provider: Provider) -> None:
    UserFactory.create(codice_fiscale=BRUNO, is_active=False, verified_email=True)
    provider.knows("bruno-1", **CLAIMS)
    assert enter(client, provider)["Location"] == "/accedi/sospeso/"
    assert signed_in(client) is None


def test_an_access_with_a_password_is_linked_from_the_profile(
    client: Client,
    provider: Provider,
    sign_in: SignIn,
    post: list[Posted],
    acts: list[Act],
) -> None:
    person = UserFactory.create(verified_email=True)
    provider.knows("bruno-1", **CLAIMS)
    sign_in(client, person, next="/profilo/")
    assert "Collega SPID o CIE" in client.get("/profilo/").content.decode()
    answer = enter(client, provider, process="connect")
    assert answer["Location"] == "/profilo/"
    person.refresh_from_db()
    assert person.codice_fiscale == BRUNO
    assert [act.actor for act in acts if act.verb == "link_identity"] == [person]
    assert "È stata collegata un’identità digitale." in post[-1].paragraphs

    elsewhere = Client()
    enter(elsewhere, provider)
    assert signed_in(elsewhere) == person


def test_an_identity_that_is_somebody_else_s_is_not_linked(
    client: Client, provider: Provider, sign_in: SignIn
) -> None:
    UserFactory.create(codice_fiscale=BRUNO)
    person = UserFactory.create(verified_email=True)
    provider.knows("bruno-1", **CLAIMS)
    sign_in(client, person, next="/profilo/")
    answer = enter(client, provider, process="connect")
    assert answer.status_code == 403
    person.refresh_from_db()
    assert person.codice_fiscale is None
    assert not SocialAccount.objects.exists()


def test_linking_asks_for_a_fresh_proof(
    client: Client, provider: Provider, sign_in: SignIn
) -> None:
    person = UserFactory.create(verified_email=True)
    sign_in(client, person, next="/profilo/")
    session = client.session
    session["account_authentication_methods"][0]["at"] -= 3600
    session["account_authentication_methods"] = session["account_authentication_methods"]
    session.save()
    answer = client.post("/accedi/spid/", {"process": "connect"})
    assert answer["Location"] == "/accedi/conferma/?next=%2Fprofilo%2F"


def test_it_replaces_the_second_factor_of_who_works_in_an_office(
    client: Client, provider: Provider
) -> None:
    person = UserFactory.create(codice_fiscale=BRUNO, verified_email=True)
    OfficeRoleFactory.create(user=person)
    provider.knows("bruno-1", **CLAIMS)
    enter(client, provider)
    assert client.get("/profilo/").status_code == 200


def test_level_one_does_not(client: Client, provider: Provider) -> None:
    person = UserFactory.create(codice_fiscale=BRUNO, verified_email=True)
    OfficeRoleFactory.create(user=person)
    provider.knows("bruno-1", **CLAIMS, acr="https://www.spid.gov.it/SpidL1")
    enter(client, provider)
    assert client.get("/profilo/")["Location"] == "/profilo/secondo-fattore/"


def test_a_password_after_an_identity_is_a_password(
    client: Client, provider: Provider, sign_in: SignIn
) -> None:
    person = UserFactory.create(codice_fiscale=BRUNO, verified_email=True)
    provider.knows("bruno-1", **CLAIMS)
    enter(client, provider)
    assert client.session["auth_method"] == "digital_identity"
    client.post("/esci/")
    sign_in(client, person, next="/profilo/")
    assert client.session["auth_method"] == "password"


def test_the_proof_is_as_old_as_the_provider_says(client: Client, provider: Provider) -> None:
    UserFactory.create(codice_fiscale=BRUNO, verified_email=True)
    provider.knows("bruno-1", **CLAIMS, auth_time=int(time.time()) - 3600)
    enter(client, provider)
    answer = client.get("/profilo/email/")
    assert answer.status_code == 303
    provider.knows("bruno-1", **CLAIMS, auth_time=int(time.time()))
    enter(client, provider, next="/profilo/email/")
    assert client.get("/profilo/email/").status_code == 200


def test_without_a_provider_the_door_is_not_shown(client: Client, settings: Settings) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert "identità digitale" not in client.get("/accedi/").content.decode().lower()
    assert client.get("/accedi/spid/").status_code == 404
