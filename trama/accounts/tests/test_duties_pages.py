"""Who works in an office: the list, a duty given, a duty ended; never by oneself."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conftest import Enter
from tests.costs import questions_of
from trama.accounts import lifecycle, queries
from trama.accounts.models import Office, OfficeDuty, OfficeRole, User
from trama.accounts.permissions import works_for
from trama.accounts.tests.conftest import Posted
from trama.accounts.tests.factories import PASSWORD, OfficeFactory, OfficeRoleFactory, UserFactory
from trama.core import clock
from trama.core.events import Act
from trama.core.workflow import ActRefused

pytestmark = pytest.mark.django_db
Stop = Callable[[datetime | None], None]


def url(name: str, office: Office) -> str:
    return reverse(f"accounts:{name}", args=[office.code])


def ending(role: OfficeRole) -> str:
    since = role.since.isoformat()
    return reverse("accounts:end_duty", args=[role.office.code, role.user.uid, role.duty, since])


def said(**changes: str) -> dict[str, str]:
    today = queries.today().isoformat()
    return {"email": "lia@comune.example", "name": "Lia Bassi", "duty": "staff", "since": today} | (
        changes
    )


def test_the_executive_gives_a_duty_to_a_new_person_who_is_written_to(
    enter: Enter, office: Office, elena: User, post: list[Posted], acts: list[Act]
) -> None:
    client = enter(elena)
    assert client.get(url("assign", office)).status_code == 200
    response = client.post(url("assign", office), said())
    assert (response.status_code, response["Location"]) == (303, url("office", office))
    lia = User.objects.get(email="lia@comune.example")
    assert works_for(lia, office, OfficeDuty.STAFF)
    assert [letter.recipient for letter in post] == ["lia@comune.example"]
    given = [act for act in acts if act.verb == "assign_duty"]
    assert [act.actor for act in given] == [elena]
    page = client.get(url("office", office)).content.decode()
    assert "Lia Bassi" in page
    # Clicked twice: one duty, one letter.
    again = client.post(url("assign", office), said())
    assert again.status_code == 422
    assert "ha già questo incarico" in again.content.decode()
    assert (lia.office_roles.count(), len(post)) == (1, 1)


def test_a_known_person_is_not_written_to_and_needs_no_name(
    enter: Enter, office: Office, elena: User, giulia: User, post: list[Posted]
) -> None:
    EmailAddress.objects.filter(user=giulia).update(verified=True)
    response = enter(elena).post(url("assign", office), said(email=giulia.email, name=""))
    assert response.status_code == 303
    assert works_for(giulia, office)
    assert not post


def test_who_signed_up_with_the_address_of_another_does_not_get_their_duty(
    enter: Enter, office: Office, elena: User, post: list[Posted]
) -> None:
    # Nobody has confirmed the address: whoever knows this password may not read its letters.
    User.objects.create_user("lia@comune.example", PASSWORD, name="Chi sa chi")
    assert enter(elena).post(url("assign", office), said()).status_code == 303
    lia = User.objects.get(email="lia@comune.example")
    assert not lia.check_password(PASSWORD)
    assert (lia.name, lia.sessions_round) == ("Lia Bassi", 1)
    assert works_for(lia, office, OfficeDuty.STAFF)
    assert [letter.recipient for letter in post] == [lia.email]
    assert EmailAddress.objects.get(user=lia).verified


def test_an_address_that_a_digital_identity_has_claimed_and_not_confirmed_gets_no_duty(
    enter: Enter, office: Office, elena: User, giulia: User
) -> None:
    User.objects.filter(pk=giulia.pk).update(codice_fiscale="RSSMRA80A01F205X")
    response = enter(elena).post(url("assign", office), said(email=giulia.email))
    assert response.status_code == 422
    assert "non lo ha ancora confermato" in response.content.decode()
    assert not giulia.office_roles.exists()


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"email": "lia"}, "valid"),
        ({"name": " "}, "nome e cognome"),
        ({"duty": "executive"}, "executive"),
        ({"since": "2020-01-01"}, "oggi o più avanti"),
        ({"until": "2020-01-01"}, "prima di cominciare"),
        ({"since": "domani"}, "data"),
    ],
)
def test_a_duty_badly_written_is_sent_back_and_nobody_is_created(
    enter: Enter, office: Office, elena: User, changes: dict[str, str], says: str
) -> None:
    response = enter(elena).post(url("assign", office), said(**changes))
    assert response.status_code == 422
    assert says in response.content.decode()
    assert not User.objects.filter(email="lia@comune.example").exists()


def test_nobody_gives_a_duty_to_themselves_nor_ends_their_own(
    enter: Enter, office: Office, elena: User
) -> None:
    response = enter(elena).post(url("assign", office), said(email=elena.email, duty="officer"))
    assert response.status_code == 422
    assert "a se stesso" in response.content.decode()
    own = OfficeRoleFactory.create(user=elena, office=office, duty=OfficeDuty.STAFF)
    assert enter(elena).get(ending(own)).status_code == 403
    with pytest.raises(ActRefused, match="a se stesso"):
        lifecycle.end_duty(own, on=queries.today(), actor=elena, at=clock.now())
    assert elena.office_roles.count() == 2


def test_only_an_executive_of_that_office_gives_duties_there(
    enter: Enter, office: Office, anna: User, carla: User, elena: User, client: Client
) -> None:
    assert client.get(url("assign", office)).status_code == 302
    for person in (anna, carla):
        assert enter(person).post(url("assign", office), said()).status_code == 403
    elsewhere = OfficeFactory.create()
    assert enter(elena).post(url("assign", elsewhere), said()).status_code == 403
    assert not User.objects.filter(email="lia@comune.example").exists()


def test_giving_and_ending_ask_who_one_is_again(
    enter: Enter, office: Office, elena: User, anna: User
) -> None:
    role = anna.office_roles.get()
    client = enter(elena, recently=False)
    assert client.post(url("assign", office), said()).status_code == 303
    assert client.post(ending(role), {"on": queries.today().isoformat()}).status_code == 303
    role.refresh_from_db()
    assert role.until is None
    assert not User.objects.filter(email="lia@comune.example").exists()


def test_a_duty_ends_on_a_day_and_is_not_ended_twice(
    enter: Enter, office: Office, elena: User, anna: User, acts: list[Act]
) -> None:
    role = anna.office_roles.get()
    client = enter(elena)
    today = queries.today()
    long_ago = client.post(ending(role), {"on": (today - timedelta(days=2)).isoformat()})
    assert long_ago.status_code == 422
    yesterday = (today - timedelta(days=1)).isoformat()
    assert client.post(ending(role), {"on": yesterday}).status_code == 303
    assert not works_for(anna, office)
    again = client.post(ending(role), {"on": yesterday})
    assert again.status_code == 409
    assert "già finito" in again.content.decode()
    assert [act.verb for act in acts] == ["end_duty"]


def test_a_duty_of_executive_is_not_of_this_page(enter: Enter, office: Office, elena: User) -> None:
    other = OfficeRoleFactory.create(office=office, duty=OfficeDuty.EXECUTIVE)
    assert enter(elena).get(ending(other)).status_code == 403


@pytest.mark.parametrize("since", ["2020-01-02", "ieri", "2020-13-45"])
def test_a_duty_that_is_not_there_is_not_found(
    enter: Enter, elena: User, anna: User, since: str
) -> None:
    address = ending(anna.office_roles.get()).replace("2020-01-01", since)
    assert enter(elena).get(address).status_code == 404


def test_the_list_tells_what_is_what_was_and_what_will_be(
    enter: Enter, office: Office, anna: User, dario: User
) -> None:
    today = queries.today()
    OfficeRoleFactory.create(
        office=office, user__name="Piero Prima", until=today - timedelta(days=1)
    )
    OfficeRoleFactory.create(office=office, user__name="Dora Dopo", since=today + timedelta(days=1))
    page = enter(dario).get(url("office", office)).content.decode()
    now, rest = page.split("Da cominciare", 1)
    coming, ended = rest.split("Finiti", 1)
    assert anna.name in now
    assert "Dora Dopo" in coming
    assert "Piero Prima" in ended
    assert "Affida un incarico" not in page  # he may not
    assert anna.email not in page


def test_the_list_costs_the_same_with_one_person_and_with_fifty(
    enter: Enter, office: Office, elena: User
) -> None:
    client = enter(elena)

    questions_of(client, url("office", office))
    before = questions_of(client, url("office", office))
    for _ in range(50):
        OfficeRoleFactory.create(office=office)
    assert questions_of(client, url("office", office)) == before


def test_whoever_works_in_no_office_has_no_offices(enter: Enter, bruno: User) -> None:
    assert enter(bruno).get(reverse("accounts:offices")).status_code == 403


# ---------------------------------------------------------------- addresses, the command


def test_a_person_is_created_with_their_address_and_reading_the_page_writes_nothing(
    enter: Enter,
) -> None:
    person = User.objects.create_user("Nuova@Posta.example", name="Persona Nuova")
    address = EmailAddress.objects.get(user=person)
    assert (address.email, address.verified, address.primary) == (
        "nuova@posta.example",
        False,
        True,
    )
    client = enter(person)
    with CaptureQueriesContext(connection) as made:
        assert client.get(reverse("account_email")).status_code == 200
    written = [q["sql"] for q in made if "account_emailaddress" in q["sql"]]
    assert written
    assert all(sql.startswith("SELECT") for sql in written)


def test_the_last_day_of_an_executive_is_said_by_a_command() -> None:
    role = OfficeRoleFactory.create(office__code="welfare", duty=OfficeDuty.EXECUTIVE)
    words = ["--office=welfare", f"--email={role.user.email}", "--duty=executive"]
    out = StringIO()
    call_command("end_office_duty", *words, stdout=out)
    told = json.loads(out.getvalue())
    role.refresh_from_db()
    assert role.until == queries.today() == date.fromisoformat(told["until"])
    with pytest.raises(CommandError, match="già chiuso"):
        call_command("end_office_duty", *words)
    with pytest.raises(CommandError, match="Nobody"):
        call_command("end_office_duty", "--office=welfare", "--email=x@y.it", "--duty=staff")


def test_the_factory_makes_people_as_the_platform_does() -> None:
    assert EmailAddress.objects.filter(user=UserFactory.create()).count() == 1
