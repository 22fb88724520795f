"""A whole path in a real browser: from the published list to the programming, by everybody."""

from collections.abc import Callable
from datetime import datetime

import pytest

from tests.journeys import at_the_table as table
from tests.journeys import to_the_act as act
from tests.journeys.city import People
from trama.accounts.models import User
from trama.needs.models import Need
from trama.needs.tests.factories import NeedFactory
from trama.notices.models import Notice, NoticeStatus
from trama.organizations.models import Organization
from trama.organizations.tests.factories import OrganizationFactory
from trama.tables.tests.factories import ContributionFactory, PathFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EMAIL = "cortile@ente.example"


@pytest.fixture
def admitted(notice: Notice, organization: Organization, carla: User) -> list[str]:
    """Bruno's body, Carla's, and one where nobody has an account."""
    third = OrganizationFactory.create(name="Il Cortile ODV", legal_type="ODV", email=EMAIL)
    bodies = [organization, carla.memberships.get().organization, third]
    table.list_is_out(notice, *bodies)
    return [body.name for body in bodies]


@pytest.fixture
def card() -> Need:
    """A need that is in the map already, with its evidence."""
    made: Need = NeedFactory.create(title="Cancelli chiusi il sabato")
    return made


@pytest.mark.parametrize("people", [True], ids=["with scripts"], indirect=True)
def test_a_path_from_the_list_to_the_programming(
    people: People,
    notice: Notice,
    admitted: list[str],
    card: Need,
    anna: User,
    elena: User,
    dario: User,
    bruno: User,
    carla: User,
    giulia: User,
    stop_clock: Callable[[datetime | None], None],
) -> None:
    outsider, stranger = people.stranger(), people.stranger()
    path = table.open_a_path(people, anna, notice)
    table.add_a_table(people, anna, path, dario, giulia)
    meeting = table.convene(people, dario, path)
    table.answer_the_invitation(people, outsider, EMAIL, bruno, meeting)
    table.be_there(people, outsider, bruno, meeting)
    table.keep_the_list(people, dario, meeting, admitted[1])

    table.begin_minutes(people, giulia, meeting)
    table.draft(people, giulia, admitted)
    table.answer_the_minutes(people, outsider, EMAIL, bruno, carla, meeting)
    table.speak_for_the_group(people, giulia, meeting)
    table.decide_the_remarks(people, giulia, meeting)
    assert stranger.request.get(table.minutes_of(meeting)).status == 409  # not yet
    table.publish(people, anna, meeting)

    act.contribute(people, bruno, carla, path, card)
    act.give_outcomes(people, anna, path, card)
    vote = act.prepare_the_vote(people, anna, path)
    act.three_bodies_vote(people, outsider, EMAIL, bruno, carla, path)
    act.close_the_vote(stranger, vote, stop_clock)

    act.compose(people, anna, path)
    act.write_by_hand(people, anna)
    act.consult(people, outsider, EMAIL, anna, path)
    act.make_final(people, anna, path)
    act.report(people, anna, path, stranger)
    plan = act.adopt(people, anna, elena, path)
    act.follow_the_thread(stranger, card, plan)
    secrets = [EMAIL, table.ONLINE, *(one.name for one in (anna, dario, giulia, bruno, carla))]
    act.read_everything(stranger, path, meeting, secrets)
    assert complaints(people) == []


@pytest.mark.parametrize("people", [False], ids=["without scripts"], indirect=True)
def test_bodies_bring_take_positions_and_object_without_scripts(
    people: People,
    notice: Notice,
    organization: Organization,
    card: Need,
    bruno: User,
    carla: User,
) -> None:
    """To come, approve and vote without scripts is in the journeys by keyboard."""
    Notice.objects.filter(pk=notice.pk).update(status=NoticeStatus.TABLES)
    bodies = [organization, carla.memberships.get().organization]
    path = PathFactory.create(notice=notice, bodies=bodies)
    ContributionFactory.create(path=path)
    act.contribute(people, bruno, carla, path, card)
    assert path.contributions.count() == 4
    assert complaints(people) == []


def complaints(people: People) -> list[str]:
    """A form that was refused on purpose is a line for the console."""
    return [line for line in people.heard if "status of 422" not in line]
