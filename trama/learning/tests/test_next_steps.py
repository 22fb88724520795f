"""Each page of the lab says what comes next to whoever looks at it."""

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.urls import reverse

from conftest import Enter
from trama.accounts.models import Office, User
from trama.learning.lifecycle import phases, questionnaires
from trama.learning.lifecycle.writing import Entry, start
from trama.learning.models import Course, Enrolment, Moment, QuestionKind, Session, Term
from trama.learning.queries.terms import waiting
from trama.learning.tests.factories import CourseFactory, EnrolmentFactory, SessionFactory
from trama.organizations.models import Organization

pytestmark = pytest.mark.django_db

HOW_TO_TAKE_PART = "Per partecipare fatti candidare"
CLOSE = "Concludi il percorso"


def page(client: Client, name: str, *args: object) -> str:
    response = client.get(reverse(f"learning:{name}", args=args))
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def running(office: Office) -> Course:
    return CourseFactory.create(office=office, running=True, code="lab")


def test_the_desk_leads_to_the_session_that_comes_and_then_to_the_end(
    enter: Enter, anna: User, running: Course
) -> None:
    SessionFactory.create(course=running, held=True, title="Già tenuta")
    session = SessionFactory.create(course=running, title="Le parole")
    html = page(enter(anna), "course_desk", "lab")
    assert html.index("Prossima sessione: Le parole") < html.index('id="posti-h"')
    assert CLOSE not in html
    Session.objects.filter(pk=session.pk).update(status="held")
    html = page(enter(anna), "course_desk", "lab")
    assert "Prossima sessione" not in html
    assert CLOSE in html


def test_whoever_cannot_nominate_reads_how_one_takes_part(
    client: Client, enter: Enter, office: Office, bruno: User, organization: Organization
) -> None:
    CourseFactory.create(office=office, code="lab")
    assert HOW_TO_TAKE_PART in page(client, "course", "lab")
    assert HOW_TO_TAKE_PART not in page(enter(bruno), "course", "lab")


def test_once_it_has_begun_nobody_is_told_how_to_take_part(client: Client, running: Course) -> None:
    assert HOW_TO_TAKE_PART not in page(client, "course", "lab")


def own_page(enter: Enter, user: User, enrolment: Enrolment) -> str:
    """As they see it signed in with the e-mail that was enrolled."""
    EmailAddress.objects.filter(user=user).update(verified=True)
    Enrolment.objects.filter(pk=enrolment.pk).update(email=user.email)
    return page(enter(user), "enrolment", enrolment.uid)


def test_whoever_has_accepted_reads_that_the_seat_is_theirs(enter: Enter, giulia: User) -> None:
    enrolment = EnrolmentFactory.create()
    assert "Ti scriviamo quando il percorso comincia." in own_page(enter, giulia, enrolment)


def test_whoever_has_completed_it_reads_that_the_certificate_will_come(
    enter: Enter, giulia: User, office: Office
) -> None:
    course = CourseFactory.create(office=office, closed=True)
    enrolment = EnrolmentFactory.create(course=course, status="completed")
    assert "L’attestato arriva per e-mail" in own_page(enter, giulia, enrolment)


def test_each_questionnaire_says_when_it_leaves(
    enter: Enter, anna: User, office: Office, running: Course
) -> None:
    html = page(enter(anna), "questionnaires", "lab")
    assert "Prima scrivi le domande." in html
    assert "Parte da solo quando il percorso si conclude." in html
    assert "Parte da solo sei mesi dopo la fine." in html
    SessionFactory.create(course=running, held=True)
    assert "«prima» non si può più chiedere" in page(enter(anna), "questionnaires", "lab")
    designed = CourseFactory.create(office=office, designed=True)
    html = page(enter(anna), "questionnaires", designed.code)
    assert "Parte da solo quando il percorso comincia." in html


def test_a_questionnaire_that_may_leave_now_says_that_it_will_by_itself(
    enter: Enter, anna: User, office: Office
) -> None:
    course = CourseFactory.create(office=office)
    questionnaires.write_questions(course, [(QuestionKind.SCALE, "Mi fido")], actor=anna)
    assert "mandalo adesso" in page(enter(anna), "questionnaires", course.code)
    EnrolmentFactory.create(course=course)
    EnrolmentFactory.create(course=course, ours=True)
    phases.start(course, actor=anna)
    assert course.questionnaires.get().moment == Moment.BEFORE


def test_where_a_side_has_spoken_the_other_is_called_first(discussed: Term) -> None:
    start(Entry(label="Accoglienza"), text="Aprire le porte.")
    assert [row.term.label for row in waiting("administration")] == [
        discussed.label,
        "Accoglienza",
    ]


def test_a_code_that_does_not_fit_an_address_is_refused_with_an_example(
    enter: Enter, anna: User
) -> None:
    answer = enter(anna).post(reverse("learning:course_new"), {"code": "lab dell’anno"})
    assert answer.status_code == 422
    assert "per esempio «laboratorio-2027»" in answer.content.decode()
    assert "slug" not in answer.content.decode()


def test_who_reads_in_english_has_italian_texts_spoken_and_explained_as_italian(
    client: Client, office: Office, published: Term
) -> None:
    CourseFactory.create(office=office, code="lab", purpose="Nasce una rete territoriale.")
    html = client.get("/en/laboratorio/lab/").content.decode()
    assert '<h1 lang="it">Nuove pratiche collaborative</h1>' in html
    assert f'href="#scopo-{published.slug}"' in html
