"""Who may do what in the lab, the library and the glossary: each with somebody who may not."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser

from trama.accounts.models import Office, OfficeDuty, User
from trama.accounts.tests.factories import OfficeRoleFactory, UserFactory
from trama.learning.lifecycle import library, writing
from trama.learning.lifecycle.library import Draft
from trama.learning.models import Course, LibraryItem, LibraryKind, Practice, Speaker, Term
from trama.learning.permissions import lab, terms
from trama.learning.tests.factories import CourseFactory, EnrolmentFactory
from trama.organizations.models import Organization

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()


@pytest.fixture
def course(office: Office) -> Course:
    """Of Anna's office, with a trainer."""
    made: Course = CourseFactory.create(office=office)
    made.trainers.add(UserFactory.create(name="Nadia"))
    return made


@pytest.fixture
def people(
    anna: User, elena: User, dario: User, bruno: User, carla: User, course: Course
) -> dict[str, Any]:
    return {
        "anna": anna,
        "elena": elena,
        "dario": dario,
        "bruno": bruno,
        "carla": carla,
        "trainer": course.trainers.get(),
        "officer of another office": OfficeRoleFactory.create().user,
        "executive of another office": OfficeRoleFactory.create(duty=OfficeDuty.EXECUTIVE).user,
        "nobody": NOBODY,
    }


OFFICERS = {
    "anna", "elena", "officer of another office", "executive of another office"
}  # fmt: skip


def who(question: Any, people: dict[str, Any], *things: Any) -> set[str]:
    """Those to whom the answer is yes."""
    return {name for name, user in people.items() if question(user, *things)}


# ---------------------------------------------------------------- the lab


def test_a_course_is_governed_by_its_office_and_led_by_its_trainers_too(
    course: Course, office: Office, people: dict[str, Any]
) -> None:
    assert who(lab.may_design, people) == OFFICERS
    assert who(lab.may_design, people, office.pk) == {"anna", "elena"}
    assert who(lab.may_govern, people, course) == {"anna", "elena"}
    assert who(lab.may_lead, people, course) == {"anna", "elena", "trainer"}
    assert not lab.may_lead(people["trainer"], CourseFactory.create())


def test_an_enrolment_is_of_whoever_has_proven_its_e_mail(course: Course, bruno: User) -> None:
    mine, hers = (EnrolmentFactory.create(course=course, email=one) for one in ("b@x.it", "c@x.it"))
    address = EmailAddress.objects.create(user=bruno, email="b@x.it", verified=False)
    assert not lab.is_theirs(bruno, mine)
    address.verified = True
    address.save()
    assert lab.is_theirs(bruno, mine)
    assert not lab.is_theirs(bruno, hers)
    assert not lab.is_theirs(NOBODY, mine)


def test_a_practice_is_judged_by_who_leads_its_course_and_its_author_tells_how_it_went(
    course: Course, people: dict[str, Any]
) -> None:
    tried = Practice(course=course, author=people["bruno"])
    assert who(lab.may_judge, people, tried) == {"anna", "elena", "trainer"}
    assert who(lab.may_tell_result, people, tried) == {"anna", "elena", "trainer", "bruno"}
    assert who(lab.may_judge, people, Practice()) == OFFICERS
    assert who(lab.may_tell_result, people, Practice()) == OFFICERS


def test_a_template_is_kept_by_officers_and_retired_by_those_of_its_office(
    office: Office, people: dict[str, Any]
) -> None:
    assert who(lab.may_keep, people) == OFFICERS
    assert who(lab.may_retire, people, LibraryItem(office=office)) == {"anna", "elena"}


def test_how_a_template_went_is_told_by_the_office_or_the_body_that_used_it(
    administration: Speaker, third_sector: Speaker, office: Office, people: dict[str, Any]
) -> None:
    draft = Draft(title="Modello", about="Quando serve.", content={"lines": ["Una regola."]})
    item = library.keep_template(
        office, LibraryKind.GROUND_RULES, draft, actor=administration.actor
    )
    ours = library.use(item, what_for="Il tavolo", speaker=administration)
    theirs = library.use(item, what_for="La riunione", speaker=third_sector)
    assert who(lab.may_tell_use, people, ours) == {"anna", "elena", "dario"}
    assert who(lab.may_tell_use, people, theirs) == {"bruno"}


# ---------------------------------------------------------------- the glossary


def test_each_speaks_for_the_offices_and_the_bodies_they_work_for(
    office: Office, organization: Organization, people: dict[str, Any]
) -> None:
    assert [one.office for one in terms.speakers_of(people["anna"])] == [office]
    assert [one.organization for one in terms.speakers_of(people["bruno"])] == [organization]
    assert who(terms.may_speak, people) == set(people) - {"trainer", "nobody"}
    assert who(terms.may_curate, people) == OFFICERS


def test_a_proposal_is_dropped_by_who_made_it_and_by_curators_as_long_as_it_is_one(
    third_sector: Speaker, people: dict[str, Any]
) -> None:
    entry = writing.Entry(label="Rete territoriale")
    term = writing.propose(entry, text="Chi si aiuta.", speaker=third_sector)
    assert who(terms.may_drop, people, term) == OFFICERS | {"bruno"}
    assert who(terms.may_drop, people, Term(status=term.status)) == OFFICERS
    term.status = "discussed"
    assert who(terms.may_drop, people, term) == OFFICERS
