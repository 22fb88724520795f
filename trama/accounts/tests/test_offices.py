"""Duties in an office, from when to when; the first person of an installation; the demo."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from conftest import Enter
from trama.accounts import lifecycle, queries
from trama.accounts.history import WORDING
from trama.accounts.models import Office, OfficeDuty, OfficeRole, User
from trama.accounts.permissions import works_for
from trama.accounts.tests.conftest import Posted
from trama.accounts.tests.factories import OfficeFactory, OfficeRoleFactory, UserFactory
from trama.core import clock
from trama.core.events import Act
from trama.core.workflow import ActRefused

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 10)


def give(user: User, office: Office, since: date, until: date | None = None) -> OfficeRole:
    return lifecycle.assign_duty(
        user, office, OfficeDuty.OFFICER, since=since, until=until, actor=None, at=clock.now()
    )


def test_a_duty_is_given_and_written_in_the_history(acts: list[Act]) -> None:
    user, office = UserFactory.create(), OfficeFactory.create()
    role = give(user, office, queries.today())
    assert works_for(user, office)
    assert works_for(user, office, OfficeDuty.OFFICER, OfficeDuty.STAFF)
    assert not works_for(user, office, OfficeDuty.EXECUTIVE)
    assert not works_for(user, OfficeFactory.create())
    assert [(act.verb, act.subject) for act in acts] == [("assign_duty", role)]
    assert {"assign_duty", "end_duty"} <= set(WORDING["accounts.officerole"])


def test_a_page_reads_duties_once_and_an_act_anew_each_time() -> None:
    user, office = UserFactory.create(), OfficeFactory.create()
    role = give(user, office, queries.today())
    assert queries.holds(user, OfficeDuty.OFFICER, office=office.pk)
    role.delete()
    assert not queries.is_staff(user)
    give(user, office, queries.today())
    user.only_reads = True
    with CaptureQueriesContext(connection) as captured:
        assert queries.is_staff(user)
        assert queries.holds(user, OfficeDuty.OFFICER, OfficeDuty.STAFF, office=office.pk)
        assert not queries.holds(user, OfficeDuty.EXECUTIVE)
        assert not queries.holds(user, office=OfficeFactory.create().pk)
    roles = [query for query in captured.captured_queries if "officerole" in query["sql"]]
    assert len(roles) == 1


def test_a_duty_taken_counts_from_the_next_page(enter: Enter, anna: User) -> None:
    client = enter(anna)
    assert client.get(reverse("desk:home")).status_code == 200
    OfficeRole.objects.filter(user=anna).delete()
    assert client.get(reverse("desk:home")).status_code == 403


def test_the_same_duty_twice_in_the_same_days_is_refused_and_nothing_is_written(
    acts: list[Act],
) -> None:
    user, office = UserFactory.create(), OfficeFactory.create()
    give(user, office, DAY, DAY + timedelta(days=10))
    with pytest.raises(ActRefused, match="ha già questo incarico"):
        give(user, office, DAY + timedelta(days=10))
    give(user, office, DAY + timedelta(days=11))
    assert len(acts) == OfficeRole.objects.count() == 2


def test_a_duty_cannot_end_before_it_starts() -> None:
    with pytest.raises(ActRefused, match="prima di cominciare"):
        give(UserFactory.create(), OfficeFactory.create(), DAY, DAY - timedelta(days=1))


def test_a_duty_ends_once_and_never_before_its_first_day(acts: list[Act]) -> None:
    role = OfficeRoleFactory.create(since=DAY)
    at = clock.now()
    with pytest.raises(ActRefused, match="prima di cominciare"):
        lifecycle.end_duty(role, on=DAY - timedelta(days=1), actor=None, at=at)
    lifecycle.end_duty(role, on=DAY, actor=None, at=at)
    with pytest.raises(ActRefused, match="già chiuso"):
        lifecycle.end_duty(role, on=DAY, actor=None, at=at)
    role.refresh_from_db()
    assert role.until == DAY
    assert not queries.is_staff(role.user)
    assert [act.verb for act in acts] == ["end_duty"]


@given(days=st.lists(st.integers(0, 40), min_size=4, max_size=4))
def test_two_duties_alike_never_share_a_day(days: list[int]) -> None:
    with transaction.atomic():
        user, office = UserFactory.create(), OfficeFactory.create()
        first, second = sorted(days[:2]), sorted(days[2:])
        spans = [(DAY + timedelta(days=a), DAY + timedelta(days=b)) for a, b in (first, second)]
        give(user, office, *spans[0])
        overlap = spans[0][0] <= spans[1][1] and spans[1][0] <= spans[0][1]
        try:
            give(user, office, *spans[1])
        except ActRefused:
            assert overlap
        else:
            assert not overlap
        transaction.set_rollback(True)


def test_the_day_of_an_office_is_rome_s(stop_clock: Callable[[datetime], None]) -> None:
    user, office = UserFactory.create(), OfficeFactory.create()
    OfficeRoleFactory.create(user=user, office=office, since=DAY)
    stop_clock(datetime(2026, 3, 9, 22, 59, 59, tzinfo=UTC))
    assert not works_for(user, office)
    assert queries.staff_second_factor(user) is None
    stop_clock(datetime(2026, 3, 9, 23, 0, 0, tzinfo=UTC))  # midnight in Rome
    assert works_for(user, office)
    assert queries.staff_second_factor(user) is False


def test_a_stranger_works_for_no_office(db: None) -> None:
    assert not works_for(AnonymousUser(), OfficeFactory.create())


def test_two_people_never_share_an_address_whatever_the_case() -> None:
    UserFactory.create(email="anna@comune.example")
    with pytest.raises(IntegrityError), transaction.atomic():
        UserFactory.create(email="Anna@Comune.example")


# ---------------------------------------------------------------- the command


def run(*arguments: str) -> dict[str, object]:
    out = StringIO()
    call_command("create_office_person", *arguments, stdout=out)
    told: dict[str, object] = json.loads(out.getvalue())
    return told


ANNA = ["--office=welfare", "--email=Anna@comune.example", "--duty=officer"]
NEW = ["--office-name=Direzione Welfare e Salute", "--name=Anna Rovati"]


def test_an_empty_installation_gets_its_office_its_person_and_a_letter(
    client: Client, post: list[Posted]
) -> None:
    told = run(*ANNA, *NEW)
    user = User.objects.get()
    assert told == {
        "user": str(user.uid),
        "created": True,
        "office": "welfare",
        "duty": "officer",
        "since": queries.today().isoformat(),
        "letter": True,
    }
    assert post[0].recipient == "anna@comune.example"
    assert "responsabile del procedimento" in post[0].paragraphs[0]

    clean = client.get(post[0].url.removeprefix("http://localhost:8000"))["Location"]
    new = {"password1": "una-frase-di-anna", "password2": "una-frase-di-anna"}
    assert client.post(clean, new)["Location"] == "/password/cambiata/"
    client.post("/accedi/", {"login": "anna@comune.example", "password": "una-frase-di-anna"})
    assert client.get("/profilo/")["Location"] == "/profilo/secondo-fattore/"


def test_a_known_person_gets_one_more_duty_and_no_letter(post: list[Posted]) -> None:
    UserFactory.create(email="anna@comune.example", verified_email=True)
    OfficeFactory.create(code="welfare")
    told = run(*ANNA)
    assert (told["created"], told["letter"]) == (False, False)
    assert not post
    with pytest.raises(CommandError, match="ha già questo incarico"):
        run(*ANNA)
    assert OfficeRole.objects.count() == 1


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (ANNA, "There is no office «welfare»"),
        ([*ANNA, "--office-name=Welfare"], "nome e cognome"),
        (["--office=w", "--email=no", "--duty=officer", "--office-name=W", "--name=A"], "e-mail"),
    ],
)
def test_what_cannot_be_done_is_said_and_leaves_nothing(
    arguments: list[str], reason: str, post: list[Posted]
) -> None:
    with pytest.raises(CommandError, match=reason):
        run(*arguments)
    assert not User.objects.exists()
    assert not Office.objects.exists()
    assert not post


# ---------------------------------------------------------------- the demo


def test_without_the_demo_nobody_enters_with_a_click(rf: RequestFactory, client: Client) -> None:
    request = rf.post("/")
    request.session = client.session
    with pytest.raises(RuntimeError):
        lifecycle.sign_in_for_demo(request, UserFactory.create())


def test_the_flag_alone_is_not_enough_the_database_must_say_it_too(
    rf: RequestFactory, client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.DEMO = True
    request = rf.post("/")
    request.session = client.session
    person = OfficeRoleFactory.create().user
    with pytest.raises(RuntimeError):
        lifecycle.sign_in_for_demo(request, person)
    monkeypatch.setattr("trama.accounts.lifecycle.people.is_demo_database", lambda: True)
    lifecycle.sign_in_for_demo(request, person)
    request.session.save()
    client.cookies["sessionid"] = request.session.session_key or ""
    assert client.get("/profilo/").status_code == 200
    assert client.get("/profilo/email/").status_code == 200, "recent, and with two factors"
