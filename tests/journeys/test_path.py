"""A whole path in a real browser: from the published list to the programming, by everybody."""

import pytest

from tests.journeys import at_the_table as table
from tests.journeys.city import People
from trama.accounts.models import User
from trama.notices.models import Notice
from trama.organizations.models import Organization
from trama.organizations.tests.factories import OrganizationFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EMAIL = "cortile@ente.example"


@pytest.fixture
def admitted(notice: Notice, organization: Organization, carla: User) -> list[str]:
    """Bruno's body, Carla's, and one where nobody has an account."""
    third = OrganizationFactory.create(name="Il Cortile ODV", legal_type="ODV", email=EMAIL)
    bodies = [organization, carla.memberships.get().organization, third]
    table.list_is_out(notice, *bodies)
    return [body.name for body in bodies]


def test_a_path_from_the_list_to_the_programming(
    people: People,
    notice: Notice,
    admitted: list[str],
    anna: User,
    elena: User,
    dario: User,
    bruno: User,
    carla: User,
    giulia: User,
) -> None:
    path = table.open_a_path(people, anna, notice)
    table.add_a_table(people, anna, path, dario, giulia)
    meeting = table.convene(people, dario, path)
    outsider = people.stranger()
    table.answer_from_the_letter(outsider, EMAIL, meeting)
    table.answer_signed_in(people(bruno), meeting)
    table.the_day_comes(meeting)
    for page in (outsider, people(bruno)):
        page.reload()
        table.say_the_code(page, meeting)
    table.keep_the_list(people, dario, meeting)
    table.draft(people, giulia, meeting, admitted)
    table.answer_the_minutes(people, outsider, EMAIL, bruno, carla, meeting)
    table.speak_for_the_group(people, giulia, meeting)
    table.decide_the_remarks(people, giulia, meeting)
    table.publish(people, anna, meeting)
    assert people.heard == []
