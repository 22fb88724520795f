"""The lab's pages: the trainer's desk, the participant's letter, what everybody sees and not."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from conftest import Enter
from trama.accounts.models import Office, User
from trama.accounts.tests.factories import OfficeFactory
from trama.core import clock
from trama.learning.emails.lab import ENROLMENT
from trama.learning.lifecycle import enrolments
from trama.learning.models import (
    Course,
    Deliverable,
    Enrolment,
    Grouping,
    GroupSeat,
    LibraryItem,
    Material,
    Practice,
    QuestionnaireReply,
    Session,
)
from trama.learning.tests.factories import CourseFactory, EnrolmentFactory, SessionFactory
from trama.ledger.lifecycle import keep_document
from trama.mailbox.models import OutgoingMessage
from trama.organizations.models import Organization

pytestmark = pytest.mark.django_db
Queries = Callable[[int], Any]
DESK, LIST = 19, 2


@pytest.fixture
def course(office: Office) -> Course:
    return CourseFactory.create(office=office, code="lab")


@pytest.fixture
def running(office: Office) -> Course:
    return CourseFactory.create(office=office, code="in-corso", running=True)


def letter(to: str, purpose: str = ENROLMENT) -> str:
    """The first address in the latest letter to somebody."""
    text = OutgoingMessage.objects.filter(recipient=to, purpose=purpose).order_by("-pk")[0].text
    return next(word for word in text.split() if word.startswith("http"))


def open_letter(client: Client, to: str, purpose: str = ENROLMENT) -> str:
    """Where the link of a letter leads."""
    answer = client.get(letter(to, purpose), follow=True)
    assert answer.status_code == 200
    return str(answer.request["PATH_INFO"])


def page(client: Client, name: str, *args: Any) -> str:
    return client.get(reverse(f"learning:{name}", args=args)).content.decode()


# ---------------------------------------------------------------- the office and the trainer


def test_anna_prepares_a_course_and_opens_it(
    client: Client, enter: Enter, anna: User, giulia: User, office: Office
) -> None:
    enter(anna)
    sent = {
        "title": "Nuove pratiche",
        "code": "nuove-pratiche",
        "purpose": "Imparare insieme.",
        "enrolment_closes_at": (clock.now() + timedelta(days=20)).strftime("%Y-%m-%dT%H:%M"),
        "third_sector_seats": "40",
        f"seats_{office.code}": "30",
        "trainers": giulia.email,
        "promoters": "Forum di prova",
        "supporters": "",
    }
    answer = client.post(reverse("learning:course_new"), sent)
    assert answer.status_code == 303
    course = Course.objects.get()
    assert list(course.trainers.all()) == [giulia]
    client.logout()
    assert client.get(reverse("learning:course", args=[course.code])).status_code == 404
    enter(anna)
    client.post(reverse("learning:course_step", args=[course.code, "apri"]))
    client.logout()
    assert "Forum di prova" in page(client, "course", course.code)


def test_thirty_directions_are_refused_and_what_was_written_stays(
    client: Client, enter: Enter, anna: User, office: Office
) -> None:
    offices = OfficeFactory.create_batch(30)
    enter(anna)
    sent = {
        "title": "Troppi",
        "code": "troppi",
        "purpose": "Tutti insieme.",
        "enrolment_closes_at": (clock.now() + timedelta(days=20)).strftime("%Y-%m-%dT%H:%M"),
        "third_sector_seats": "40",
        **{f"seats_{one.code}": "1" for one in offices},
    }
    answer = client.post(reverse("learning:course_new"), sent)
    assert answer.status_code == 422
    words = answer.content.decode()
    assert "30 Direzioni sono troppe" in words
    assert "Tutti insieme." in words


def test_a_trainer_is_let_in_and_the_phases_are_not_theirs(
    client: Client, enter: Enter, giulia: User, running: Course
) -> None:
    running.trainers.add(giulia)
    enter(giulia)
    assert client.get(reverse("learning:course_desk", args=["in-corso"])).status_code == 200
    step = reverse("learning:course_step", args=["in-corso", "chiudi"])
    assert client.post(step).status_code == 403


def test_a_session_its_material_its_exercise_and_the_list(
    client: Client, enter: Enter, anna: User, running: Course
) -> None:
    ada = EnrolmentFactory.create(course=running, attending=True)
    enter(anna)
    start = clock.now() + timedelta(days=3)
    sent = {
        "title": "Le parole",
        "starts_at": start.strftime("%Y-%m-%dT%H:%M"),
        "ends_at": (start + timedelta(hours=3)).strftime("%Y-%m-%dT%H:%M"),
        "venue": "Sala",
    }
    assert client.post(reverse("learning:session_new", args=["in-corso"]), sent).status_code == 303
    session = Session.objects.get()
    file = SimpleUploadedFile("dispensa.txt", b"parole", "text/plain")
    client.post(
        reverse("learning:material_new", args=["in-corso", session.uid]),
        {"title": "Dispensa", "file": file},
    )
    assert Material.objects.get().document.status == "received"
    now = SessionFactory.create(course=running, now=True)
    client.post(reverse("learning:session", args=["in-corso", now.uid]), {"present": [ada.uid]})
    assert now.attendances.get().enrolment == ada
    answer = client.post(reverse("learning:session", args=["in-corso", now.uid]), {"present": "x"})
    assert answer.status_code == 422
    client.post(reverse("learning:session_hold", args=["in-corso", now.uid]))
    now.refresh_from_db()
    assert now.status == "held"
    assert (
        "Le parole"
        in client.get(reverse("learning:course_calendar", args=["in-corso"])).content.decode()
    )


def test_the_cost_of_a_move_is_shown_before_it_is_made(
    client: Client, enter: Enter, anna: User, running: Course
) -> None:
    bodies = EnrolmentFactory.create_batch(2, course=running, attending=True)
    ours = EnrolmentFactory.create_batch(2, course=running, attending=True, ours=True)
    grouping = Grouping.objects.create(
        course=running,
        status="proposed",
        limits={"groups": 2, "least": 1},
        result={"cost": 0, "bound": 0, "optimal": True},
        asked_by=anna,
        asked_at=clock.now(),
    )
    for number, pair in enumerate(zip(bodies, ours, strict=True), start=1):
        for one in pair:
            GroupSeat.objects.create(grouping=grouping, enrolment=one, number=number)
    enter(anna)
    url = reverse("learning:grouping", args=["in-corso", grouping.uid])
    move = {"who": bodies[0].uid, "to": ours[1].uid, "seen": "0"}
    tried = client.post(url, {**move, "prova": "1"})
    assert tried.status_code == 200
    assert "Se la sposti" in tried.content.decode()
    assert "<b>2" in tried.content.decode()  # two thousand and more: a side would be missing
    grouping.refresh_from_db()
    assert grouping.changes == 0
    assert client.post(url, move).status_code == 303
    assert client.post(url, move).status_code == 422  # a double click


# ---------------------------------------------------------------- bodies and Direzioni


def test_bruno_nominates_and_sees_who_waits(
    client: Client, enter: Enter, bruno: User, organization: Organization, course: Course
) -> None:
    enter(bruno)
    url = reverse("learning:nominate", args=["lab"])
    sender = f"ente/{organization.uid}"
    for name in ("Ada Bassi", "Bea Colli", "Cleo Denti"):
        email = f"{name.split()[0].lower()}@posta.example"
        answer = client.post(url, {"sender": sender, "person_name": name, "email": email})
        assert answer.status_code == 303
    words = client.get(url).content.decode()
    assert "in attesa, al posto 1" in words
    again = client.post(url, {"sender": sender, "person_name": "Ada", "email": "ada@posta.example"})
    assert again.status_code == 422
    assert client.post(url, {"sender": "7", "person_name": "X", "email": "x"}).status_code == 422


def test_the_public_never_reads_who_takes_part(
    client: Client, enter: Enter, carla: User, running: Course
) -> None:
    ada = EnrolmentFactory.create(course=running, attending=True, person_name="Ada Bassi")
    for name in ("lab", "course"):
        assert "Ada Bassi" not in page(client, name, *([] if name == "lab" else ["in-corso"]))
    enter(carla)
    assert client.get(reverse("learning:enrolment", args=[ada.uid])).status_code == 404
    assert client.get(reverse("learning:course_desk", args=["in-corso"])).status_code == 403


# ---------------------------------------------------------------- the participant's letter


def test_ada_accepts_from_her_letter_without_an_account(
    client: Client, course: Course, organization: Organization, bruno: User
) -> None:
    ada = enrolments.nominate(
        course, organization, person_name="Ada Bassi", email="ada@posta.example", actor=bruno
    )
    here = open_letter(client, ada.email)
    ada.refresh_from_db()
    assert ada.status == "nominated"  # opening changes nothing
    client.post(f"{here}risposta/", {"answer": "si"})
    ada.refresh_from_db()
    assert ada.status == "enrolled"
    client.post(f"{here}risposta/", {"answer": "forse"})
    client.post(f"{here}risposta/", {"answer": "no"})
    ada.refresh_from_db()
    assert ada.status == "dropped"


@pytest.fixture
def ada(client: Client, running: Course, anna: User) -> Enrolment:
    """She attends, and her letter is open in this browser."""
    found = EnrolmentFactory.create(course=running, attending=True, person_name="Ada Bassi")
    enrolments.write_again(found, actor=anna)
    open_letter(client, found.email)
    return found


def test_she_marks_her_presence_and_after_five_wrong_codes_waits(
    client: Client, running: Course, ada: Enrolment
) -> None:
    now = SessionFactory.create(course=running, now=True)
    url = reverse("learning:enrolment_attend", args=[ada.uid, now.uid])
    assert "Segna la presenza" in page(client, "enrolment", ada.uid)
    for _try in range(5):
        client.post(url, {"code": "TELAIO 99"})
    answer = client.post(url, {"code": now.attendance_code}, follow=True)
    assert "Troppi tentativi" in answer.content.decode()
    assert not now.attendances.exists()


def test_she_hands_in_for_her_group_and_reads_checked_materials_alone(
    client: Client, running: Course, ada: Enrolment, anna: User
) -> None:
    session = SessionFactory.create(course=running)
    at = clock.now()
    exercise = session.exercises.create(title="Mappa", text="Disegnate.", due_at=at + timedelta(3))
    grouping = Grouping.objects.create(course=running, status="adopted", asked_by=anna, asked_at=at)
    GroupSeat.objects.create(grouping=grouping, enrolment=ada, number=2)
    url = reverse("learning:exercise", args=[ada.uid, exercise.uid])
    assert client.post(url, {"text": ""}).status_code == 422
    assert client.post(url, {"text": "La mappa."}).status_code == 303
    assert Deliverable.objects.get().group == 2
    assert "La mappa." in client.get(url).content.decode()  # whoever of the group comes next
    good = keep_document(b"%PDF-", name="a.pdf", media_type="application/pdf", at=at)
    bad = keep_document(b"%PDF-1", name="b.pdf", media_type="application/pdf", at=at)
    type(bad).objects.filter(pk=bad.pk).update(status="received")
    first, second = (
        Material.objects.create(session=session, title=t, document=d, added_at=at)
        for t, d in (("Buona", good), ("In controllo", bad))
    )
    words = page(client, "enrolment", ada.uid)
    assert "Buona" in words
    assert "In controllo" not in words
    assert (
        client.get(reverse("learning:enrolment_material", args=[ada.uid, second.uid])).status_code
        == 404
    )
    assert (
        client.get(reverse("learning:enrolment_material", args=[ada.uid, first.uid])).status_code
        == 200
    )


def test_she_answers_the_questionnaire_from_its_letter_once(
    client: Client, enter: Enter, running: Course, anna: User
) -> None:
    bea = EnrolmentFactory.create(course=running, attending=True)
    enter(anna)
    questions = reverse("learning:questionnaires", args=["in-corso"])
    client.post(questions, {"questions": "Mi fido dell’altra parte\ntesto: Che cosa ti aspetti?"})
    client.post(reverse("learning:questionnaire_open", args=["in-corso", "prima"]))
    client.logout()
    here = open_letter(client, bea.email, "learning.questionnaire")
    assert here.endswith("/domande/prima/")
    scale, text = running.questions.order_by("position")
    assert client.post(here, {str(scale.uid): "7"}).status_code == 422
    answer = client.post(here, {str(scale.uid): "4", str(text.uid): "Ascolto."})
    assert answer.status_code == 303
    assert QuestionnaireReply.objects.get().scores == {str(scale.uid): 4}
    assert client.get(here).status_code == 409


def test_an_account_with_the_same_e_mail_opens_ones_own_page(
    client: Client, enter: Enter, giulia: User, running: Course
) -> None:
    mine = EnrolmentFactory.create(course=running, attending=True, email=giulia.email)
    enter(giulia)
    url = reverse("learning:enrolment", args=[mine.uid])
    assert client.get(url).status_code == 404  # the e-mail is not proven hers
    EmailAddress.objects.filter(user=giulia).update(verified=True)
    assert client.get(url).status_code == 200
    assert running.title in client.get(reverse("accounts:profile")).content.decode()


# ---------------------------------------------------------------- long lists


@pytest.mark.parametrize("rows", [1, 50])
def test_the_trainers_desk_asks_as_much_for_fifty_people_as_for_one(
    client: Client,
    enter: Enter,
    anna: User,
    running: Course,
    rows: int,
    django_assert_num_queries: Queries,
) -> None:
    EnrolmentFactory.create_batch(rows, course=running, attending=True)
    SessionFactory.create_batch(rows, course=running)
    enter(anna)
    url = reverse("learning:course_desk", args=["in-corso"])
    client.get(url)
    with django_assert_num_queries(DESK):
        client.get(url)


@pytest.mark.parametrize("rows", [1, 50])
def test_lists_ask_as_much_for_fifty_rows_as_for_one(
    client: Client,
    office: Office,
    anna: User,
    rows: int,
    django_assert_num_queries: Queries,
) -> None:
    CourseFactory.create_batch(rows, office=office)
    for n in range(rows):
        LibraryItem.objects.create(
            kind="letter", title=f"Lettera {n}", about="x", office=office, author=anna,
            added_at=clock.now(),
        )  # fmt: skip
        Practice.objects.create(
            title=f"Pratica {n}", problem="x", way="y", proposed_at=clock.now(),
            side="administration", office=office, author=anna,
        )  # fmt: skip
    for name in ("lab", "practices", "library"):
        url = reverse(f"learning:{name}")
        client.get(url)
        with django_assert_num_queries(LIST):
            client.get(url)
