from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from conftest import Enter
from trama.accounts.models import User
from trama.applications.tests.factories import ApplicationFactory
from trama.core.ui import Due
from trama.desk.views.home import sentence
from trama.notices.models import Notice
from trama.notices.tests.factories import NoticeFactory

pytestmark = pytest.mark.django_db

# Session, person, second factor, right, clock, terms (of the lab too), tray, notices, and what the
# menus ask.
QUERIES = 14


def test_anna_finds_her_notices_with_how_many_applied_and_no_names(
    client: Client, enter: Enter, anna: User, notice: Notice
) -> None:
    application = ApplicationFactory.create(
        notice=notice, submitted=True, organization__name="Il Ponte"
    )
    enter(anna)
    page = client.get(reverse("desk:home")).content.decode()
    assert notice.name in page
    assert application.organization.name not in page


def test_whoever_works_for_no_office_does_not_enter(
    client: Client, enter: Enter, bruno: User
) -> None:
    enter(bruno)
    assert client.get(reverse("desk:home")).status_code == 403


def test_only_who_prepares_notices_is_offered_to(
    client: Client, enter: Enter, anna: User, dario: User
) -> None:
    for person, is_offered in ((anna, True), (dario, False)):
        enter(person)
        page = client.get(reverse("desk:home")).content.decode()
        assert (reverse("notices:new") in page) is is_offered


def test_of_a_draft_no_number_of_applications_is_told(
    client: Client, enter: Enter, anna: User, notice: Notice
) -> None:
    NoticeFactory.create(office=notice.office)
    enter(anna)
    page = client.get(reverse("desk:home")).content.decode()
    assert page.count('<td class="num">–</td>') == 2


def test_the_notices_of_another_office_are_not_there(
    client: Client, enter: Enter, anna: User
) -> None:
    other = NoticeFactory.create(title="Di un altro ufficio")
    enter(anna)
    assert other.title not in client.get(reverse("desk:home")).content.decode()


@pytest.mark.parametrize("rows", [1, 40])
def test_the_desk_costs_the_same_however_many_notices(
    client: Client,
    enter: Enter,
    anna: User,
    notice: Notice,
    rows: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    NoticeFactory.create_batch(rows, office=notice.office, published=True)
    enter(anna)
    client.get(reverse("desk:home"))
    with django_assert_num_queries(QUERIES):
        client.get(reverse("desk:home"))


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ([], "Oggi non scade niente."),
        (["today"], "Oggi scade un termine."),
        (["today", "today", ""], "Oggi scadono 2 termini."),
        (["late"], "Un termine è in ritardo."),
        (["today", "late", "late"], "Oggi scade un termine. 2 termini sono in ritardo."),
    ],
)
def test_the_first_sentence_says_what_is_urgent(states: list[str], said: str) -> None:
    terms = [Due(date(2026, 11, 22), "x", state=state) for state in states]  # type: ignore[arg-type]  # the words are the type's own
    assert sentence(terms) == said
