"""Letters to whoever takes part in a course: a seat, a session that changes, a questionnaire, the
certificate. To who proposed a practice, six months later."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from trama.core.deadlines import day_of
from trama.learning.models import (
    Certificate,
    Enrolment,
    Practice,
    Questionnaire,
    Session,
    SessionStatus,
)
from trama.learning.queries.sessions import entry_of
from trama.mailbox.formats.calendar import Method, write_calendar
from trama.mailbox.lifecycle import create_link, post

ENROLMENT = "learning.enrolment"
QUESTIONNAIRE = "learning.questionnaire"
PRACTICE = "learning.practice"
LINK_DAYS = 60
MARGIN = timedelta(days=2)
"""A letter may be late: the link opens a little beyond the day, when the page says no."""


def call(enrolment: Enrolment, *, at: datetime) -> None:
    _post("call", enrolment, at)


def tell_session(enrolment: Enrolment, session: Session, *, at: datetime) -> None:
    """It has moved, or is off: the file for one's calendar goes with it."""
    method: Method = "CANCEL" if session.status == SessionStatus.CANCELLED else "PUBLISH"
    entry = entry_of(session, inside=True)
    calendar = write_calendar(enrolment.course.title, [entry], method).decode()
    _post("session", enrolment, at, calendar=calendar, session=session)


def send_certificate(certificate: Certificate, *, at: datetime) -> None:
    with override("it"):
        page = reverse("learning:certificate", args=[certificate.code])
    page = settings.BASE_URL + page
    _post("certificate", certificate.enrolment, at, certificate=certificate, page=page)


def ask_questionnaire(enrolment: Enrolment, asked: Questionnaire, *, at: datetime) -> None:
    days = (day_of(asked.closes_at) - day_of(at) + MARGIN).days
    _post(
        "questionnaire",
        enrolment,
        at,
        purpose=QUESTIONNAIRE,
        days=days,
        version=asked.moment,
        questionnaire=asked,
    )


def _post(
    name: str,
    enrolment: Enrolment,
    at: datetime,
    *,
    purpose: str = ENROLMENT,
    days: int = LINK_DAYS,
    version: str = "",
    calendar: str = "",
    **more: Any,
) -> None:
    """With a signed link: nobody needs an account."""
    with override("it"):
        url = create_link(
            purpose, addressee=enrolment.email, thing=enrolment, at=at, days=days, version=version
        )
        post(
            f"learning/lab/emails/{name}",
            recipient=enrolment.email,
            context={"enrolment": enrolment, "course": enrolment.course, "url": url, **more},
            purpose=purpose,
            at=at,
            calendar=calendar,
        )


def ask_result(practice: Practice, *, at: datetime) -> None:
    author = practice.author
    if author is None:
        return
    with override("it"):
        page = settings.BASE_URL + reverse("learning:practice", args=[practice.uid])
        post(
            "learning/lab/emails/result",
            recipient=author.email,
            context={"practice": practice, "page": page},
            purpose=PRACTICE,
            at=at,
        )
