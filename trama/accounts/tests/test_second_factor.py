"""The second factor: compulsory for whoever works in an office, with no way around."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from trama.accounts.http import METHOD_KEY, WEAK_IDENTITY
from trama.accounts.models import OfficeRole, User
from trama.accounts.queries import is_staff, staff_second_factor
from trama.accounts.tests.conftest import Posted
from trama.accounts.tests.factories import PASSWORD, OfficeRoleFactory, UserFactory
from trama.core.events import Act

pytestmark = pytest.mark.django_db

SignIn = Callable[..., Any]
# allauth tells of a new factor once it is committed.
COMMITS = pytest.mark.django_db(transaction=True)
SET_UP = "/profilo/secondo-fattore/"


def code_for(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


@pytest.fixture
def person() -> User:
    """Works in an office."""
    return OfficeRoleFactory.create(user__verified_email=True, user__name="Anna Rovati").user


def activate_app(client: Client) -> str:
    client.get(f"{SET_UP}app/")
    secret: str = client.session["mfa.totp.secret"]
    answer = client.post(f"{SET_UP}app/", {"code": code_for(secret)})
    assert answer["Location"] == f"{SET_UP}codici/"
    return secret


@pytest.mark.parametrize(
    "path",
    ["/", "/profilo/", "/profilo/email/", "/profilo/password/", "/en/profilo/", "/registrati/"],
)
def test_without_one_every_page_leads_to_setting_it_up(
    client: Client, person: User, sign_in: SignIn, path: str
) -> None:
    sign_in(client, person)
    answer = client.get(path, follow=True)
    assert answer.redirect_chain[-1][0].removeprefix("/en") == SET_UP
    assert client.post("/profilo/", {"name": "Altro"}).status_code == 302
    person.refresh_from_db()
    assert person.name == "Anna Rovati"


def test_the_way_out_and_the_set_up_stay_open(
    client: Client, person: User, sign_in: SignIn
) -> None:
    sign_in(client, person)
    for path in (SET_UP, f"{SET_UP}app/", f"{SET_UP}passkey/nuova/", "/salute/vivo"):
        assert client.get(path).status_code == 200, path
    client.post("/esci/")
    assert "_auth_user_id" not in client.session


@COMMITS
def test_an_app_opens_the_rest_and_ends_the_sessions_begun_with_the_password_alone(
    client: Client,
    person: User,
    sign_in: SignIn,
    post: list[Posted],
    acts: list[Act],
) -> None:
    thief = Client()
    sign_in(thief, person)
    sign_in(client, person)
    secret = activate_app(client)
    assert client.get("/profilo/").status_code == 200
    assert thief.get("/profilo/")["Location"].startswith("/accedi/")
    assert "È stata attivata un’app di autenticazione." in post[-1].paragraphs
    assert {"add_second_factor", "end_other_sessions"} <= {act.verb for act in acts}

    stored = Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"]
    assert secret not in stored, "the database alone must not be enough to make codes"


def test_a_session_begun_before_the_factor_has_to_show_it(
    client: Client, person: User, sign_in: SignIn
) -> None:
    """Even if nothing had ended it: it may be of who had only the password."""
    sign_in(client, person)
    TOTP.activate(person, secret := "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    answer = client.get("/profilo/?a=1")
    assert answer["Location"] == "/accedi/conferma/codice/?next=%2Fprofilo%2F%3Fa%3D1"
    assert client.post("/profilo/", {"name": "Altro"})["Location"].endswith("?next=%2F")
    client.post("/accedi/conferma/", {"password": PASSWORD})
    assert client.get("/profilo/").status_code == 303, "the password is not the second factor"
    client.post(answer["Location"], {"code": code_for(secret)})
    assert client.get("/profilo/").status_code == 200


def test_the_next_time_the_password_is_half_the_way(
    client: Client, person: User, sign_in: SignIn, post: list[Posted]
) -> None:
    TOTP.activate(person, secret := "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    codes = RecoveryCodes.activate(person).get_unused_codes()
    answer = sign_in(client, person, next="/profilo/")
    assert answer["Location"].startswith("/accedi/codice/")
    assert "_auth_user_id" not in client.session
    assert client.get("/profilo/").status_code == 302
    assert client.post("/accedi/codice/", {"code": "000000"}).status_code == 422
    assert client.post("/accedi/codice/", {"code": code_for(secret)})["Location"] == "/profilo/"
    assert client.get("/profilo/").status_code == 200

    lost_phone = Client()
    sign_in(lost_phone, person, next="/profilo/")
    assert lost_phone.post("/accedi/codice/", {"code": codes[0]}).status_code == 302
    assert lost_phone.get("/profilo/").status_code == 200
    again = Client()
    sign_in(again, person, next="/profilo/")
    assert again.post("/accedi/codice/", {"code": codes[0]}).status_code == 422, "worth once"


@COMMITS
def test_taking_the_last_one_away_closes_the_rest_again(
    client: Client, person: User, sign_in: SignIn, post: list[Posted]
) -> None:
    sign_in(client, person)
    activate_app(client)
    assert client.get(f"{SET_UP}app/disattiva/").status_code == 200
    client.post(f"{SET_UP}app/disattiva/")
    assert client.get("/profilo/")["Location"] == SET_UP


def test_recovery_codes_alone_are_no_second_factor(person: User) -> None:
    RecoveryCodes.activate(person)
    assert staff_second_factor(person) is False


def test_a_duty_counts_from_its_first_day_to_its_last(client: Client, sign_in: SignIn) -> None:
    user = UserFactory.create(verified_email=True)
    sign_in(client, user, next="/profilo/")
    today = timezone.localdate()
    tomorrow, yesterday = today + timedelta(days=1), today - timedelta(days=1)
    for since, until, expected in (
        (tomorrow, None, 200),
        (date(2020, 1, 1), yesterday, 200),
        (date(2020, 1, 1), today, 302),
        (today, None, 302),
    ):
        OfficeRole.objects.all().delete()
        OfficeRoleFactory.create(user=user, since=since, until=until)
        assert client.get("/profilo/").status_code == expected, (since, until)
        assert is_staff(user) == (expected == 302)


def test_it_is_asked_with_one_query(
    client: Client, person: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(1):
        assert staff_second_factor(person) is False


def test_a_weak_digital_identity_does_not_replace_it(
    client: Client, person: User, sign_in: SignIn
) -> None:
    sign_in(client, person)
    session = client.session
    session[METHOD_KEY] = WEAK_IDENTITY
    session.save()
    assert client.get("/profilo/")["Location"] == SET_UP


def test_the_mark_of_the_demo_means_nothing_outside_the_demo(
    client: Client, person: User, sign_in: SignIn, settings: Settings
) -> None:
    sign_in(client, person)
    session = client.session
    session[METHOD_KEY] = "demo_identity"
    session.save()
    assert client.get("/profilo/")["Location"] == SET_UP
    settings.DEMO = True
    assert client.get("/profilo/").status_code == 200


@COMMITS
def test_recovery_codes_are_shown_printed_and_made_anew(
    client: Client, person: User, sign_in: SignIn, post: list[Posted]
) -> None:
    sign_in(client, person)
    activate_app(client)
    page = client.get(f"{SET_UP}codici/").content.decode()
    codes = RecoveryCodes(
        Authenticator.objects.get(type=Authenticator.Type.RECOVERY_CODES)
    ).get_unused_codes()
    assert all(code in page for code in codes)
    file = client.get(f"{SET_UP}codici/file/")
    assert "attachment" in file["Content-Disposition"]
    assert codes[0] in file.content.decode()
    assert client.get(f"{SET_UP}codici/nuovi/").status_code == 200
    client.post(f"{SET_UP}codici/nuovi/")
    assert codes[0] not in client.get(f"{SET_UP}codici/").content.decode()


def test_a_wrong_code_does_not_activate_the_app(
    client: Client, person: User, sign_in: SignIn
) -> None:
    sign_in(client, person)
    client.get(f"{SET_UP}app/")
    answer = client.post(f"{SET_UP}app/", {"code": "000000"})
    assert answer.status_code == 422
    assert "Il codice non è giusto" in answer.content.decode()
    assert not Authenticator.objects.exists()


def test_nobody_reaches_the_passkeys_of_another_person(client: Client, sign_in: SignIn) -> None:
    carla, bruno = UserFactory.create_batch(2, verified_email=True)
    Authenticator.objects.create(
        user=bruno, type=Authenticator.Type.WEBAUTHN, data={"name": "Telefono di Bruno"}
    )
    sign_in(client, carla, next="/profilo/")
    for path in (
        "passkey/1/togli/",
        "passkey/1/nome/",
        "passkey/0/togli/",
        "passkey/99999999/nome/",
    ):
        assert client.get(SET_UP + path).status_code == 404
        assert client.post(SET_UP + path, {"name": "mia"}).status_code == 404
    assert Authenticator.objects.get().data["name"] == "Telefono di Bruno"


@pytest.mark.parametrize(
    "credential",
    ["", "x", "null", "[]", "{}", '{"id": 3}', '{"response": {"userHandle": "MQ"}}',
     '{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"e30",'
     '"authenticatorData":"AA","signature":"AA","userHandle":"MQ"}}', "[[]]", '{"response": []}'],
)  # fmt: skip
def test_whatever_a_passkey_says_it_is_a_person_or_a_sentence(
    client: Client, credential: str
) -> None:
    UserFactory.create()
    options = client.get("/accedi/passkey/", headers={"accept": "application/json"})
    assert options.json()["request_options"]["publicKey"]["userVerification"] == "required"
    assert client.post("/accedi/passkey/", {"credential": credential}).status_code in {302, 422}
    assert "_auth_user_id" not in client.session
