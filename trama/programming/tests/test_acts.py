"""Acts of programming: recorded by who is responsible for procedures, read by everybody."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from tests.costs import questions_of
from trama.accounts.models import User
from trama.ledger.models import AdministrativeAct, Event
from trama.programming.models import ProgrammingAct
from trama.programming.rules import period
from trama.programming.tests.factories import AdministrativeActFactory, ProgrammingActFactory

pytestmark = pytest.mark.django_db

Enter = Callable[..., Client]
NEW = reverse("programming:new")
FORM = {
    "code": "psw-2021",
    "title": "Piano di sviluppo del welfare 2021-2023",
    "programme_kind": "welfare_plan",
    "kind": "DCC",
    "number": "99",
    "adopted_on": "2022-12-19",
    "starts_on": "2021-01-01",
    "ends_on": "2023-12-31",
    "strands": ["abitare"],
    "themes": ["housing", "food"],
}


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "state"),
    [
        (None, None, "unknown"),
        (date(2026, 1, 1), None, "running"),
        (date(2026, 11, 22), date(2026, 11, 22), "running"),
        (date(2026, 11, 23), None, "to_come"),
        (None, date(2026, 11, 21), "past"),
    ],
)
def test_an_act_is_in_force_from_its_first_day_to_its_last(
    starts_on: date | None, ends_on: date | None, state: str
) -> None:
    assert period(starts_on, ends_on, date(2026, 11, 22)).state == state


def test_an_officer_records_an_act_and_everybody_reads_it(
    client: Client, enter: Enter, anna: User
) -> None:
    answer = enter(anna).post(NEW, FORM)
    assert answer.status_code == 303
    act = ProgrammingAct.objects.get(code="psw-2021")
    assert act.act.number == "99"
    assert {theme.code for theme in act.themes.all()} == {"housing", "food"}
    client.logout()
    page = client.get(reverse("programming:detail", args=["psw-2021"])).content.decode()
    assert "Piano di sviluppo del welfare 2021-2023" in page
    assert "concluso" in page
    assert "Registrato l’atto di programmazione" in page
    assert "Anna" not in page
    assert "psw-2021" in client.get(reverse("programming:list")).content.decode()


def test_the_same_act_is_recorded_once(enter: Enter, anna: User) -> None:
    enter(anna).post(NEW, FORM)
    twice = enter(anna).post(NEW, FORM)
    assert twice.status_code == 422
    assert "è già di un altro atto" in twice.content.decode()
    other_code = enter(anna).post(NEW, {**FORM, "code": "altro"})
    assert "Questo atto è già registrato" in other_code.content.decode()
    assert ProgrammingAct.objects.count() == 1
    assert AdministrativeAct.objects.filter(number="99").count() == 1


def test_an_end_before_the_beginning_is_refused_and_nothing_is_kept(
    enter: Enter, anna: User
) -> None:
    page = enter(anna).post(NEW, {**FORM, "ends_on": "2020-12-31"})
    assert page.status_code == 422
    assert "La fine viene prima dell’inizio" in page.content.decode()
    assert not ProgrammingAct.objects.exists()
    assert not AdministrativeAct.objects.filter(number="99").exists()


def test_the_card_is_corrected_and_the_correction_is_in_the_history(
    enter: Enter, anna: User
) -> None:
    enter(anna).post(NEW, FORM)
    edit = reverse("programming:edit", args=["psw-2021"])
    shown = enter(anna).get(edit).content.decode()
    assert "Piano di sviluppo del welfare 2021-2023" in shown
    enter(anna).post(edit, {**FORM, "title": "Piano del welfare", "themes": ["work"]})
    act = ProgrammingAct.objects.get()
    assert act.title == "Piano del welfare"
    assert [theme.code for theme in act.themes.all()] == ["work"]
    assert act.act.number == "99"
    assert Event.objects.filter(verb="amend").count() == 1


def test_who_is_not_responsible_for_procedures_records_nothing(
    enter: Enter, dario: User, bruno: User, giulia: User
) -> None:
    ProgrammingActFactory.create(code="piano")
    for person in (dario, bruno, giulia):
        assert enter(person).get(NEW).status_code == 403
        assert enter(person).post(NEW, FORM).status_code == 403
        edit = reverse("programming:edit", args=["piano"])
        assert enter(person).post(edit, FORM).status_code == 403
    assert ProgrammingAct.objects.count() == 1


def test_the_list_costs_the_same_with_one_act_and_with_fifty(client: Client) -> None:
    url = reverse("programming:list")
    ProgrammingActFactory.create()
    once = questions_of(client, url)
    for number in range(49):
        act = AdministrativeActFactory.create(number=f"n{number}")
        ProgrammingActFactory.create(act=act)
    assert questions_of(client, url) == once <= 5
