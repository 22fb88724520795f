"""E-mail and password: in, out, and what a stranger may learn (nothing)."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from trama.accounts.models import User
from trama.accounts.tests.conftest import Posted
from trama.accounts.tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

SignIn = Callable[..., Any]
NEW = {
    "name": "Bruno  Tesei",
    "email": "Bruno@Gelsi.example",
    "password1": PASSWORD,
    "password2": PASSWORD,
}


@pytest.fixture
def person() -> User:
    return UserFactory.create(name="Bruno Tesei", email="bruno@gelsi.example", verified_email=True)


def test_a_person_signs_up_confirms_the_address_and_is_in(
    client: Client, post: list[Posted]
) -> None:
    answer = client.post("/registrati/", NEW)
    assert answer.status_code == 302
    assert answer["Location"] == "/registrati/conferma/"
    user = User.objects.get()
    assert (user.name, user.email) == ("Bruno Tesei", "bruno@gelsi.example")
    assert "_auth_user_id" not in client.session

    [letter] = post
    assert letter.recipient == "bruno@gelsi.example"
    path = letter.url.removeprefix("http://localhost:8000")
    assert path.startswith("/registrati/conferma/")
    assert not EmailAddress.objects.get().verified
    assert client.get(path).status_code == 200
    assert not EmailAddress.objects.get().verified, "opening a link changes nothing"
    client.post(path)
    assert EmailAddress.objects.get().verified
    assert client.session["_auth_user_id"] == str(user.pk)


def test_the_link_opened_in_another_browser_confirms_but_lets_nobody_in(
    client: Client, post: list[Posted]
) -> None:
    client.post("/registrati/", NEW)
    elsewhere = Client()
    elsewhere.post(post[0].url.removeprefix("http://localhost:8000"))
    assert EmailAddress.objects.get().verified
    assert "_auth_user_id" not in elsewhere.session


def test_links_in_letters_ignore_the_host_that_the_request_claims(
    client: Client, post: list[Posted], person: User, settings: Settings
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    client.post("/registrati/", {**NEW, "email": "a@b.example"}, headers={"host": "evil.example"})
    client.post("/password/", {"email": person.email}, headers={"host": "evil.example"})
    client.post("/password/", {"email": "chi@lo.example"}, headers={"host": "evil.example"})
    client.post("/registrati/", {**NEW, "email": person.email}, headers={"host": "evil.example"})
    assert len(post) == 4
    assert all(letter.url.startswith("http://localhost:8000/") for letter in post)


def test_signing_up_with_a_taken_address_looks_the_same_and_writes_to_its_owner(
    client: Client, post: list[Posted], person: User
) -> None:
    taken = client.post("/registrati/", {**NEW, "email": person.email.upper()})
    free = Client().post("/registrati/", {**NEW, "email": "libero@posta.example"})
    assert (taken.status_code, taken["Location"]) == (free.status_code, free["Location"])
    assert post[0].subject == "Hai già un accesso"
    assert User.objects.count() == 2


def test_a_wrong_password_and_an_unknown_address_get_the_same_page(
    client: Client, person: User
) -> None:
    wrong = client.post("/accedi/", {"login": person.email, "password": "sbagliata"})
    unknown = client.post("/accedi/", {"login": "chi@lo.example", "password": "sbagliata"})
    assert wrong.status_code == unknown.status_code == 422
    sentence = "E-mail o password non corrispondono"
    assert sentence in wrong.content.decode()
    assert sentence in unknown.content.decode()


def test_asking_for_a_new_password_says_the_same_to_everybody(
    client: Client, post: list[Posted], person: User
) -> None:
    known = client.post("/password/", {"email": person.email}, follow=True)
    unknown = client.post("/password/", {"email": "chi@lo.example"}, follow=True)
    assert known.content.decode().count("Ti abbiamo scritto") == 2 - 1
    assert known.redirect_chain == unknown.redirect_chain
    assert [letter.subject for letter in post] == [
        "Scegli una nuova password",
        "Nessun accesso con questo indirizzo",
    ]


def test_a_new_password_is_chosen_once_from_a_link_that_hides_its_secret(
    client: Client, post: list[Posted], person: User
) -> None:
    client.post("/password/", {"email": person.email})
    path = post[0].url.removeprefix("http://localhost:8000")
    assert f"/password/{person.uid.hex}-" in path, "no counter in the address"
    opened = client.get(path)
    clean = opened["Location"]
    assert clean == f"/password/{person.uid.hex}-set-password/"
    page = client.get(clean)
    assert path.split("-", 1)[1].strip("/") not in page.content.decode()

    new = {"password1": "un-altra-frase-lunga", "password2": "un-altra-frase-lunga"}
    assert client.post(clean, {**new, "password2": "diversa-e-lunga-assai"}).status_code == 422
    assert client.post(clean, new)["Location"] == "/password/cambiata/"
    person.refresh_from_db()
    assert person.check_password("un-altra-frase-lunga")
    again = Client().get(path)
    assert "Questo link non vale più" in again.content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("key", ["1-abc", "zzzz-set-password", "0" * 32 + "-c-d", "x-" + "y" * 300])
def test_a_made_up_link_for_the_password_gets_a_page(client: Client, key: str) -> None:
    answer = client.get(f"/password/{key}/")
    assert answer.status_code == 200
    assert "Questo link non vale più" in answer.content.decode()


def test_nobody_is_led_away_by_next(client: Client, person: User, sign_in: SignIn) -> None:
    for elsewhere in (
        "https://evil.example/",
        "//evil.example",
        "javascript:alert(1)",
        "\\\\e.com",
    ):
        answer = sign_in(Client(), person, next=elsewhere)
        assert answer.status_code == 302
        assert "evil" not in answer["Location"]
        assert answer["Location"].startswith("/")
    assert sign_in(client, person, next="/profilo/")["Location"] == "/profilo/"


def test_the_session_key_changes_at_sign_in(client: Client, person: User, sign_in: SignIn) -> None:
    client.get("/accedi/")
    client.session["planted"] = "by somebody else"
    session = client.session
    session.save()
    client.cookies["sessionid"] = session.session_key or ""
    before = session.session_key
    sign_in(client, person, next="/profilo/")
    assert client.session.session_key != before


def test_an_unconfirmed_address_does_not_open_the_door(
    client: Client, post: list[Posted], sign_in: SignIn
) -> None:
    user = UserFactory.create()
    assert sign_in(client, user)["Location"] == "/registrati/conferma/"
    assert "_auth_user_id" not in client.session
    assert post[0].subject == "Conferma il tuo indirizzo"


def test_a_suspended_person_stays_out(client: Client, person: User, sign_in: SignIn) -> None:
    User.objects.update(is_active=False)
    sign_in(client, person)
    assert "_auth_user_id" not in client.session


def test_signing_out_takes_a_post(client: Client, person: User, sign_in: SignIn) -> None:
    sign_in(client, person, next="/profilo/")
    assert "Vuoi uscire?" in client.get("/esci/").content.decode()
    assert "_auth_user_id" in client.session
    client.post("/esci/")
    assert "_auth_user_id" not in client.session


def test_the_sixth_wrong_password_waits_and_the_right_one_waits_too(
    client: Client, person: User, sign_in: SignIn
) -> None:
    for _ in range(5):
        client.post("/accedi/", {"login": person.email, "password": "sbagliata"})
    answer = sign_in(client, person)
    assert answer.status_code == 422
    assert "Troppi tentativi sbagliati" in answer.content.decode()


def test_too_many_sign_ups_from_one_address_get_a_page_of_ours(
    client: Client, settings: Settings, post: list[Posted]
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"signup": "2/m/ip"}
    for _ in range(2):
        assert client.post("/registrati/", {}).status_code == 422
    answer = client.post("/registrati/", {})
    assert answer.status_code == 429
    assert "Troppe richieste in poco tempo" in answer.content.decode()
    assert client.get("/registrati/").status_code == 200
    assert Client(REMOTE_ADDR="10.9.8.7").post("/registrati/", {}).status_code == 422


def test_callers_are_told_apart_by_the_address_that_our_proxy_adds(
    client: Client, settings: Settings
) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"signup": "1/m/ip"}
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    def status(forwarded: str) -> int:
        return client.post("/registrati/", {}, headers={"x-forwarded-for": forwarded}).status_code

    assert status("1.1.1.1, 5.5.5.5") == 422
    assert status("2.2.2.2, 5.5.5.5") == 429, "what the caller claims does not count"
    assert status("1.1.1.1, 6.6.6.6") == 422
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 3
    assert status("1.1.1.1") in {422, 429}, "fewer addresses than proxies: no 500"


def test_password_changes_end_the_other_sessions_and_are_told_by_letter(
    client: Client, person: User, sign_in: SignIn, post: list[Posted]
) -> None:
    elsewhere = Client()
    sign_in(elsewhere, person, next="/profilo/")
    sign_in(client, person, next="/profilo/")
    change = {"oldpassword": PASSWORD, "password1": "tutta-nuova-e-lunga"}
    answer = client.post("/profilo/password/", {**change, "password2": "tutta-nuova-e-lunga"})
    assert answer["Location"] == "/profilo/"
    assert client.get("/profilo/").status_code == 200
    assert elsewhere.get("/profilo/").status_code == 302
    assert "La password del tuo accesso è stata cambiata." in post[-1].paragraphs


def test_the_new_address_counts_from_its_confirmation(
    client: Client, person: User, sign_in: SignIn, post: list[Posted]
) -> None:
    sign_in(client, person, next="/profilo/")
    client.post("/profilo/email/", {"action_add": "", "email": "nuovo@gelsi.example"})
    person.refresh_from_db()
    assert person.email == "bruno@gelsi.example"
    assert "nuovo@gelsi.example" in client.get("/profilo/").content.decode()
    assert "nuovo@gelsi.example" in client.get("/profilo/email/").content.decode()
    client.post(post[-1].url.removeprefix("http://localhost:8000"))
    person.refresh_from_db()
    assert person.email == "nuovo@gelsi.example"
    assert post[-1].recipient == "bruno@gelsi.example", "the old address is told"


def test_the_profile_is_for_who_is_signed_in_and_only_about_them(
    client: Client, person: User, sign_in: SignIn
) -> None:
    assert client.get("/profilo/")["Location"] == "/accedi/?next=/profilo/"
    other = UserFactory.create(name="Carla Neri")
    sign_in(client, person, next="/profilo/")
    page = client.get("/profilo/").content.decode()
    assert "Bruno Tesei" in page
    assert other.name not in page


def test_a_person_corrects_their_name(client: Client, person: User, sign_in: SignIn) -> None:
    sign_in(client, person, next="/profilo/")
    assert client.post("/profilo/", {"name": ""}).status_code == 422
    assert client.post("/profilo/", {"name": "Bruno M. Tesei"}).status_code == 303
    person.refresh_from_db()
    assert person.name == "Bruno M. Tesei"


def test_who_has_a_digital_identity_does_not_choose_the_name(
    client: Client, person: User, sign_in: SignIn
) -> None:
    User.objects.update(codice_fiscale="TSEBRN70A01F205X")
    sign_in(client, person, next="/profilo/")
    client.post("/profilo/", {"name": "Un Altro"})
    person.refresh_from_db()
    assert person.name == "Bruno Tesei"
    assert "TSEBRN70A01F205X" not in client.get("/profilo/").content.decode(), "never shown"


def test_signing_out_elsewhere_ends_the_other_sessions_only(
    client: Client, person: User, sign_in: SignIn
) -> None:
    elsewhere = Client()
    sign_in(elsewhere, person, next="/profilo/")
    sign_in(client, person, next="/profilo/")
    assert client.post("/profilo/esci-altrove/").status_code == 303
    assert client.get("/profilo/").status_code == 200
    assert elsewhere.get("/profilo/").status_code == 302


def test_who_works_for_no_office_costs_one_query_more_a_page(
    client: Client, person: User, sign_in: SignIn, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    sign_in(client, person, next="/profilo/")
    with django_assert_num_queries(3):  # session, user, role and factor
        client.get("/profilo/identita/")


@pytest.mark.parametrize(
    "path",
    [
        "/accedi/", "/registrati/", "/registrati/conferma/", "/registrati/conferma/xyz/",
        "/password/", "/password/inviata/", "/password/cambiata/", "/accedi/sospeso/",
    ],
)  # fmt: skip
@pytest.mark.parametrize("language", ["", "/en"])
def test_the_pages_of_the_door_open_to_everybody(client: Client, path: str, language: str) -> None:
    assert client.get(f"{language}{path}").status_code == 200


@pytest.mark.parametrize(
    "body", [{}, {"login": "\0", "password": "\0"}, {"login": "a" * 5000, "password": "b" * 5000}]
)
def test_odd_input_at_the_door_is_an_error_beside_the_field(
    client: Client, body: dict[str, str]
) -> None:
    assert client.post("/accedi/", body).status_code == 422
    assert client.post("/registrati/", body).status_code == 422
    assert client.post("/password/", body).status_code == 422
