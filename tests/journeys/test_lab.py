"""A body nominates somebody; she accepts from her letter; the trainer says a code; she is there."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.journeys.city import People, follow, is_at, press
from trama.accounts.models import Office, User
from trama.core import clock
from trama.learning.emails.lab import ENROLMENT
from trama.learning.lifecycle import phases
from trama.learning.models import Enrolment, SessionAttendance
from trama.learning.tests.factories import CourseFactory, EnrolmentFactory, SessionFactory
from trama.mailbox.models import OutgoingMessage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_a_nomination_to_a_presence_in_the_room(
    people: People, anna: User, bruno: User, office: Office
) -> None:
    course = CourseFactory.create(office=office, code="lab", title="Pratiche insieme")
    EnrolmentFactory.create(course=course, ours=True)
    body = people(bruno)
    body.goto("/laboratorio/")
    follow(body, "Pratiche insieme")
    follow(body, "Candida una persona")
    body.get_by_label("Nome e cognome").fill("Ada Bassi")
    body.get_by_label("E-mail").fill("ada@posta.example")
    press(body, "Candida")
    expect(body.get_by_text("ha un posto, deve ancora accettare")).to_be_visible()

    letter = OutgoingMessage.objects.get(purpose=ENROLMENT)
    ada = people.stranger()
    ada.goto(next(word for word in letter.text.split() if word.startswith("http")))
    is_at(ada, "Pratiche insieme")
    press(ada, "Accetto il posto")
    expect(ada.get_by_text("Il posto è tuo")).to_be_visible()

    phases.start(course, actor=anna)
    session = SessionFactory.create(course=course, now=True, title="Le parole")
    session.ends_at = clock.now() + timedelta(hours=1)
    session.save(update_fields=["ends_at"])
    work = people(anna)
    work.goto("/laboratorio/lab/lavoro/")
    follow(work, "Le parole")
    code = work.locator("strong.mono").inner_text()
    ada.reload()
    ada.get_by_label("Codice detto in sala").fill(code.lower())
    press(ada, "Segna la presenza")
    expect(ada.get_by_text("Presenza segnata.")).to_be_visible()
    mine = Enrolment.objects.get(email="ada@posta.example")
    assert SessionAttendance.objects.get().enrolment == mine
