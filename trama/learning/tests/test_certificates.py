"""Who completes a course, and the certificate they have."""

from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from pypdfium2 import PdfDocument

from trama.accounts.models import Office, User
from trama.core import clock
from trama.core.workflow import ActRefused, MoveRefused
from trama.learning.lifecycle import certificates, enrolments, phases, sessions
from trama.learning.models import Certificate, Course, Enrolment, SessionAttendance
from trama.learning.rules.attendance import hours, is_enough, percent
from trama.learning.tasks.certificates import make_certificate
from trama.learning.tests.factories import CourseFactory, EnrolmentFactory, SessionFactory
from trama.ledger.queries import read_document
from trama.mailbox.models import OutgoingMessage

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(office: Office) -> Course:
    return CourseFactory.create(office=office, running=True)


def test_three_quarters_of_the_hours_are_enough_and_a_minute_less_is_not() -> None:
    assert is_enough(75, 100)
    assert not is_enough(74, 100)
    assert not is_enough(749, 1000)  # 74.9 %
    assert is_enough(750, 1000)
    assert not is_enough(0, 0)
    assert is_enough(1, 1)
    assert (percent(749, 1000), percent(0, 0)) == (74, 0)
    assert [hours(720), hours(450), hours(435)] == ["12", "7,5", "7,25"]


def closed(course: Course, anna: User) -> tuple[Enrolment, Enrolment]:
    """Four sessions of four hours: one person is at three of them, another at two."""
    enough, few = EnrolmentFactory.create_batch(2, course=course, attending=True)
    held = SessionFactory.create_batch(4, course=course, held=True)
    for session in held[:3]:
        SessionAttendance.objects.create(
            session=session, enrolment=enough, recorded_at=session.starts_at
        )
    for session in held[:2]:
        SessionAttendance.objects.create(
            session=session, enrolment=few, recorded_at=session.starts_at
        )
    phases.close(course, actor=anna)
    enough.refresh_from_db()
    few.refresh_from_db()
    return enough, few


def test_whoever_was_there_for_three_quarters_has_completed_it(running: Course, anna: User) -> None:
    enough, few = closed(running, anna)
    assert (enough.status, few.status) == ("completed", "dropped")
    assert "75 %" in few.reason
    with pytest.raises(ActRefused):
        phases.close(running, actor=anna)


def test_a_minute_short_of_three_quarters_has_no_certificate(running: Course, anna: User) -> None:
    """Of 1,000 minutes she was there for 749."""
    ada = EnrolmentFactory.create(course=running, attending=True)
    start = clock.now() - timedelta(days=3)
    long, short = (
        SessionFactory.create(
            course=running, held=True, starts_at=start, ends_at=start + timedelta(minutes=minutes)
        )
        for minutes in (749, 251)
    )
    SessionAttendance.objects.create(session=long, enrolment=ada, recorded_at=start)
    phases.close(running, actor=anna)
    ada.refresh_from_db()
    assert ada.status == "dropped"
    assert certificates.issue_certificates(running, actor=anna) == 0
    assert not short.attendances.exists()


def test_a_cancelled_session_takes_nothing_away_and_gives_nothing(
    running: Course, anna: User
) -> None:
    """Three held and one cancelled: who was at the three has all of the hours."""
    there, away = EnrolmentFactory.create_batch(2, course=running, attending=True)
    off = SessionFactory.create(course=running, now=True)
    for session in SessionFactory.create_batch(3, course=running, held=True):
        SessionAttendance.objects.create(
            session=session, enrolment=there, recorded_at=session.starts_at
        )
    SessionAttendance.objects.create(session=off, enrolment=away, recorded_at=off.starts_at)
    sessions.cancel_session(off, reason="Sala chiusa.", actor=anna)
    phases.close(running, actor=anna)
    certificates.issue_certificates(running, actor=anna)
    given = Certificate.objects.get()
    assert given.enrolment == there
    assert given.attended_minutes == given.total_minutes == 720


def test_whoever_holds_one_on_paper_finds_its_page_by_the_code(
    client: Client, running: Course
) -> None:
    ada = EnrolmentFactory.create(course=running, attending=True)
    Certificate.objects.create(
        enrolment=ada, number="0000001/2026", code="ABCD2345EFGH", attended_minutes=720,
        total_minutes=960, issued_at=clock.now(),
    )  # fmt: skip
    find = reverse("learning:certificate_find")
    assert client.get(find).status_code == 200
    found = client.get(find, {"codice": " abcd-2345 efgh "})
    assert found["Location"] == reverse("learning:certificate", args=["ABCD2345EFGH"])
    wrong = client.get(find, {"codice": "ABCD2345EFGJ"})
    assert wrong.status_code == 422
    assert "Nessun attestato ha questo codice" in wrong.content.decode()


def test_a_course_with_sessions_ahead_or_none_held_is_not_closed(
    running: Course, anna: User
) -> None:
    with pytest.raises(ActRefused, match="Nessuna sessione è stata tenuta"):
        phases.close(running, actor=anna)
    SessionFactory.create(course=running)
    with pytest.raises(ActRefused, match="ancora in calendario"):
        phases.close(running, actor=anna)


def test_a_certificate_is_numbered_printed_and_sent_once(running: Course, anna: User) -> None:
    enough, _few = closed(running, anna)
    assert certificates.issue_certificates(running, actor=anna) == 1
    assert certificates.issue_certificates(running, actor=anna) == 0
    given = Certificate.objects.get()
    assert given.enrolment == enough
    assert given.number.startswith("0000001/")
    assert (given.attended_minutes, given.total_minutes) == (720, 960)
    make_certificate(str(given.uid))
    make_certificate(str(given.uid))
    given.refresh_from_db()
    assert given.document is not None
    with read_document(given.document) as file, pikepdf.open(BytesIO(file.read())) as pdf:
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "it"
    with read_document(given.document) as file, PdfDocument(file.read()) as printed:
        words = printed[0].get_textpage().get_text_range()
    assert settings.PLATFORM["owner"] in words
    assert enough.person_name in words
    letter = OutgoingMessage.objects.get(recipient=enough.email)
    assert given.code in letter.text
    enrolments.write_again(enough, actor=anna)
    again = OutgoingMessage.objects.filter(recipient=enough.email).order_by("-pk")[0]
    assert given.code in again.text  # the certificate, and not the seat of long ago
    certificates.revoke_certificate(given, reason="Errore nell’elenco.", actor=anna)
    with pytest.raises(MoveRefused):
        certificates.revoke_certificate(given, reason="Di nuovo.", actor=anna)


def test_a_certificate_says_its_course_and_a_name_only_if_it_is_typed(
    client: Client, running: Course
) -> None:
    ada = EnrolmentFactory.create(course=running, attending=True, person_name="Ada Bassi")
    Certificate.objects.create(
        enrolment=ada,
        number="0000001/2026",
        code="ABCD2345EFGH",
        attended_minutes=720,
        total_minutes=960,
        issued_at=clock.now(),
    )
    words = client.get("/laboratorio/attestati/abcd2345efgh/").content.decode()
    assert "12 su 16 (75 %)" in words
    assert "Ada Bassi" not in words
    url = reverse("learning:certificate", args=["ABCD2345EFGH"])
    assert "Sì, è a suo nome" in client.post(url, {"name": "bassi  ADA"}).content.decode()
    wrong = client.post(url, {"name": "Bea Colli"}).content.decode()
    assert "non è quello dell’attestato" in wrong
    for _try in range(4):
        last = client.post(url, {"name": "Cleo Denti"})
    assert last.status_code == 429
