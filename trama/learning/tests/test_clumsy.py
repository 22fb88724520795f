"""What clumsy people did in the lab, and names that are not written as ours."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Enter
from trama.accounts.models import Office, User
from trama.accounts.tests.factories import OfficeRoleFactory
from trama.core import clock
from trama.core.deadlines import day_of
from trama.learning.lifecycle import certificates
from trama.learning.models import Certificate, Course, Term
from trama.learning.tasks.certificates import make_certificate
from trama.learning.tests.factories import CourseFactory, EnrolmentFactory
from trama.learning.tests.test_certificates import closed
from trama.mailbox.models import OutgoingMessage
from trama.organizations.models import Membership, Organization
from trama.organizations.tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(office: Office) -> Course:
    return CourseFactory.create(office=office, running=True)


@pytest.mark.parametrize(
    "name",
    [
        "李明",
        "محمد علي",
        "Оксана Шевченко",
        "Αλέξανδρος",
        "Zoë 🙂 Müller",
        "Nguyễn Thị Ánh",
        "e\u0301" * 40,
    ],
)
def test_whatever_signs_a_name_is_written_with_its_certificate_is_made(
    running: Course, anna: User, name: str
) -> None:
    enough, _few = closed(running, anna)
    enough.person_name = name
    enough.save()
    certificates.issue_certificates(running, actor=anna)
    made = Certificate.objects.get()
    make_certificate(str(made.uid))
    made.refresh_from_db()
    assert made.document is not None


@pytest.mark.parametrize(
    ("name", "status"),
    [("Nguyễn Thị Ánh", 303), ("D’Angelo-Müller Zoë", 303), ("Оксана", 422), ("李明", 422)],
)
def test_a_name_is_written_in_the_letters_of_the_certificate(
    client: Client,
    enter: Enter,
    office: Office,
    bruno: User,
    organization: Organization,
    name: str,
    status: int,
) -> None:
    course = CourseFactory.create(office=office)
    enter(bruno)
    sender = f"ente/{organization.uid}"
    data = {"sender": sender, "person_name": name, "email": "ada@posta.example"}
    answer = client.post(reverse("learning:nominate", args=[course.code]), data)
    assert answer.status_code == status
    assert ("in lettere latine" in answer.content.decode()) is (status == 422)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Nicolò D’Angelo", "nicolo\u0300 d'angelo"),
        ("Zoë Müller", "ZOE\u0308 MU\u0308LLER"),
        ("Maria\u00a0Rosa Riva", "Riva Maria Rosa"),
    ],
)
def test_a_name_typed_on_another_keyboard_is_the_same_name(
    client: Client, running: Course, anna: User, name: str, typed: str
) -> None:
    enough, _few = closed(running, anna)
    enough.person_name = name
    enough.save()
    certificates.issue_certificates(running, actor=anna)
    page = reverse("learning:certificate", args=[Certificate.objects.get().code])
    assert client.post(page, {"name": typed}).context["matches"] is True
    assert client.post(page, {"name": f"{typed} Bianchi"}).context["matches"] is False


def test_a_letter_sent_twice_with_the_same_button_leaves_once(
    client: Client, enter: Enter, running: Course, anna: User
) -> None:
    EnrolmentFactory.create(course=running, attending=True)
    enter(anna)
    url = reverse("learning:course_letter", args=[running.code])
    letter = {"title": "Si parte", "text": "Portate un quaderno."}
    assert client.post(url, letter).status_code == 303
    again = client.post(url, letter)
    assert again.status_code == 422
    assert "Portate un quaderno." in again.content.decode()
    assert OutgoingMessage.objects.count() == 1
    assert client.post(url, letter | {"title": "Si riparte"}).status_code == 303


def test_an_address_that_nobody_could_type_breaks_no_page(
    client: Client, enter: Enter, bruno: User
) -> None:
    enter(bruno)
    for url in ("/pratiche/proponi/?percorso=%00", "/glossario/?q=%00", "/glossario/uso/99999/"):
        assert client.get(url).status_code in {200, 404}, url


def test_who_speaks_for_another_meanwhile_does_not_consent_in_its_name(
    client: Client,
    enter: Enter,
    discussed: Term,
    office: Office,
    bruno: User,
) -> None:
    """The page was written for his body alone; then he was called to an office."""
    enter(bruno)
    page = client.get(reverse("learning:term", args=[discussed.slug]))
    form = page.context["consent_form"]
    sent = {field.html_name: field.value() for field in form}
    OfficeRoleFactory.create(user=bruno, office=office, duty="staff")
    client.post(reverse("learning:consent", args=[discussed.slug]), sent)
    assert discussed.consents.get().side == "third_sector"


def test_a_course_without_seats_for_one_side_is_refused_for_what_it_lacks(
    client: Client, enter: Enter, office: Office, anna: User
) -> None:
    enter(anna)
    sent = {
        "title": "Percorso",
        "code": "percorso",
        "purpose": "Imparare.",
        "enrolment_closes_at": "2099-01-01T12:00",
        "third_sector_seats": "0",
        f"seats_{office.code}": "3",
    }
    answer = client.post(reverse("learning:course_new"), sent)
    assert answer.status_code == 422
    assert "posti anche al Terzo settore" in answer.content.decode()
    assert client.post(reverse("learning:course_new"), sent | {"third_sector_seats": "2"})
    course = Course.objects.get()
    edit = reverse("learning:course_edit", args=[course.code])
    assert client.post(edit, sent).status_code == 422


def test_of_two_bodies_one_nominates_for_the_one_that_was_chosen(
    client: Client, enter: Enter, office: Office, bruno: User, organization: Organization
) -> None:
    """The first of his bodies on the page is his no longer: the second does not take its place."""
    other = MembershipFactory.create(
        user=bruno, organization__name="Aaa prima di tutti"
    ).organization
    course = CourseFactory.create(office=office)
    enter(bruno)
    url = reverse("learning:nominate", args=[course.code])
    first = client.get(url).context["form"].fields["sender"].choices[0][0]
    Membership.objects.filter(user=bruno, organization=other).update(
        until=day_of(clock.now()) - timedelta(days=1)
    )
    sent = {"sender": first, "person_name": "Ada", "email": "ada@posta.example"}
    assert client.post(url, sent).status_code == 422
    assert not course.enrolments.exists()
