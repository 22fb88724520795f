"""Who may do what at the tables, question by question: each with somebody who may not."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from trama.accounts.models import OfficeDuty, User
from trama.accounts.tests.factories import OfficeRoleFactory
from trama.mailbox.models import SignedLink
from trama.organizations.models import Organization
from trama.organizations.tests.factories import MembershipFactory
from trama.tables.models import (
    Contribution,
    Invitation,
    Meeting,
    MeetingStatus,
    Participant,
    ParticipantStatus,
    Path,
    WorkingTable,
)
from trama.tables.permissions import contributions, ground, minutes, paths, synthesis
from trama.tables.tests.factories import (
    AttendanceFactory,
    ContributionFactory,
    MeetingFactory,
    ParticipantFactory,
    PathFactory,
    TableFactory,
)

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


@pytest.fixture
def strangers() -> list[User]:
    """The officer and the executive of another office."""
    return [
        OfficeRoleFactory.create(duty=duty).user
        for duty in (OfficeDuty.OFFICER, OfficeDuty.EXECUTIVE)
    ]


@pytest.fixture
def elsewhere(organization: Organization) -> WorkingTable:
    """The plenary of another path, where Bruno's body takes part too."""
    return TableFactory.create(path=PathFactory.create(bodies=[organization]))


def who(question: Any, people: dict[str, Any], *things: Any) -> set[str]:
    """Those to whom the answer is yes."""
    return {name for name, user in people.items() if question(user, *things)}


@pytest.fixture
def people(
    anna: User, elena: User, dario: User, bruno: User, carla: User, strangers: list[User],
    table: WorkingTable, elsewhere: WorkingTable,
) -> dict[str, Any]:  # fmt: skip
    return {
        "anna": anna,
        "elena": elena,
        "dario": dario,
        "bruno": bruno,
        "carla": carla,
        "officer of another office": strangers[0],
        "executive of another office": strangers[1],
        "facilitator": table.facilitator,
        "minute taker": table.minute_taker,
        "facilitator of another path": elsewhere.facilitator,
        "minute taker of another path": elsewhere.minute_taker,
        "nobody": NOBODY,
    }


OFFICE = {"anna", "elena", "dario"}


def test_a_path_is_run_by_its_office_and_stopped_or_concluded_by_its_executive(
    path: Path, people: dict[str, Any]
) -> None:
    assert who(paths.may_open, people, path.notice) == {"anna", "elena"}
    assert who(paths.may_run, people, path) == {"anna", "elena"}
    assert who(paths.may_stop, people, path) == {"elena"}
    assert who(synthesis.may_adopt, people, path) == {"elena"}
    assert who(synthesis.reads_before_the_act, people, path) == OFFICE


def test_a_table_is_led_and_minuted_by_those_it_names(
    table: WorkingTable, people: dict[str, Any]
) -> None:
    assert who(paths.may_facilitate, people, table) == {"anna", "elena", "facilitator"}
    assert who(paths.may_see_balance, people, table) == {"facilitator"}
    led = {"anna", "elena", "facilitator", "minute taker"}
    assert who(paths.may_minute, people, table) == led


def test_of_a_table_that_names_nobody_nobody_is_not_the_facilitator(path: Path) -> None:
    table = TableFactory.create(path=path, facilitator=None, minute_taker=None)
    for question in (paths.may_facilitate, paths.may_see_balance, paths.may_minute):
        assert not question(NOBODY, table)


def test_inside_a_path_are_its_bodies_its_office_and_who_leads_or_minutes_its_tables(
    path: Path, people: dict[str, Any]
) -> None:
    assert who(paths.is_inside, people, path) == OFFICE | {"bruno", "facilitator", "minute taker"}


def test_a_body_takes_part_where_it_was_admitted_as_long_as_it_does(
    path: Path, his: Participant, elsewhere: WorkingTable, bruno: User
) -> None:
    there = elsewhere.path.participants.get()
    assert paths.participant_of(bruno, path) == his
    assert paths.participant_of(bruno, elsewhere.path) == there
    assert list(paths.bodies_in(bruno, elsewhere.path)) == [there]
    Participant.objects.filter(pk=there.pk).update(status=ParticipantStatus.EXCLUDED)
    assert paths.participant_of(bruno, elsewhere.path) is None
    assert list(paths.bodies_in(bruno, elsewhere.path)) == []
    assert not paths.is_inside(bruno, elsewhere.path)
    assert contributions.body_in(bruno, elsewhere.path) == there
    assert contributions.body_in(bruno, path) == his
    assert contributions.body_in(bruno, PathFactory.create()) is None


def test_of_two_bodies_of_a_person_speaks_the_one_that_takes_part(
    path: Path, his: Participant, other: Participant, bruno: User
) -> None:
    MembershipFactory.create(organization=other.organization, user=bruno)
    first, second = sorted([his, other], key=lambda one: one.pk)
    assert contributions.body_in(bruno, path) == first
    Participant.objects.filter(pk=first.pk).update(status=ParticipantStatus.LEFT)
    assert contributions.body_in(bruno, path) == second


# ---------------------------------------------------------------- who was there


def link_to(thing: Any) -> SignedLink:
    return SignedLink(object_label=thing._meta.label_lower, object_uid=thing.uid)


def test_who_was_there_is_known_by_their_body_or_by_the_link_they_were_sent(
    draft: Meeting, his: Participant, other: Participant, bruno: User, carla: User
) -> None:
    mine = draft.attendances.get(participant=his)
    theirs = draft.attendances.get(participant=other)
    assert paths.was_there(bruno, draft) == mine
    assert paths.was_there(carla, draft) is None
    assert paths.was_there(link_to(theirs), draft) == theirs
    invited = Invitation.objects.create(meeting=draft, participant=other)
    assert paths.was_there(link_to(invited), draft) == theirs
    assert paths.was_there(link_to(his), draft) is None  # a link to something else
    another = MeetingFactory.create(table=draft.table, number=9, minutes=True)
    assert paths.was_there(bruno, another) is None
    AttendanceFactory.create(meeting=another, participant=other)
    assert paths.was_there(link_to(theirs), another) == another.attendances.get()
    assert paths.was_there(bruno, another) is None


def test_a_body_speaks_through_its_own_people(
    path: Path, his: Participant, bruno: User, carla: User
) -> None:
    heard = ParticipantFactory.create(path=path, heard=True)
    assert paths.speaks_for(bruno, his)
    assert not paths.speaks_for(carla, his)
    assert not paths.speaks_for(bruno, heard)


# ---------------------------------------------------------------- contributions


def test_a_contribution_is_its_authors_as_long_as_they_take_part(
    path: Path, his: Participant, other: Participant, bruno: User, carla: User, anna: User
) -> None:
    own = ContributionFactory.create(path=path, authors=[his, other])
    foreign = ContributionFactory.create(path=path, authors=[other])
    assert contributions.is_author(bruno, own)
    assert not contributions.is_author(bruno, foreign)
    assert contributions.may_amend(bruno, own)
    assert not contributions.may_amend(anna, own)
    assert [contributions.may_tie(one, own) for one in (bruno, anna, carla)] == [True, True, False]
    Participant.objects.filter(pk=his.pk).update(status=ParticipantStatus.LEFT)
    assert not contributions.is_author(bruno, own)
    assert not contributions.may_amend(bruno, own)


@pytest.mark.parametrize("at_a_table", [True, False])
def test_what_was_written_on_behalf_of_somebody_is_amended_by_who_may_write_it(
    path: Path, table: WorkingTable, other: Participant, people: dict[str, Any], at_a_table: bool
) -> None:
    place = {"table": table} if at_a_table else {"path": path}
    said: Contribution = ContributionFactory.create(authors=[other], acted_for=True, **place)
    writes = {"anna", "elena"} | ({"facilitator", "minute taker"} if at_a_table else set())
    assert who(contributions.may_act_for, people, said) == writes
    assert who(contributions.may_amend, people, said) == writes
    said.acted_for = False
    assert who(contributions.may_amend, people, said) == set()


# ---------------------------------------------------------------- minutes, common ground


def test_minutes_are_read_before_they_are_public_by_who_was_there_and_who_answers_for_them(
    draft: Meeting, people: dict[str, Any]
) -> None:
    inside = OFFICE | {"bruno", "facilitator", "minute taker"}
    assert who(minutes.may_read, people, draft) == inside
    draft.attendances.all().delete()
    assert who(minutes.may_read, people, draft) == inside - {"bruno"}
    draft.status = MeetingStatus.PUBLISHED
    assert who(minutes.may_read, people, draft) == set(people)


def test_a_body_answers_for_itself_and_who_has_no_e_mail_through_who_writes_the_minutes(
    draft: Meeting, his: Participant, people: dict[str, Any]
) -> None:
    mine = draft.attendances.get(participant=his)
    assert who(minutes.may_answer_for, people, mine) == {"bruno"}
    Participant.objects.filter(pk=his.pk).update(email="")
    mine = draft.attendances.get(participant=his)
    writes = {"anna", "elena", "facilitator", "minute taker"}
    assert who(minutes.may_answer_for, people, mine) == writes | {"bruno"}


def test_the_common_ground_is_tended_by_who_runs_the_path_or_leads_a_table(
    path: Path, his: Participant, people: dict[str, Any]
) -> None:
    tends = {"anna", "elena", "facilitator"}
    assert who(ground.may_tend, people, path) == tends
    assert who(ground.may_state, people, path) == tends | {"bruno"}
    assert who(ground.may_act_for, people, his) == set()
    his.email = ""
    assert who(ground.may_act_for, people, his) == tends
