"""Letters to whoever takes part in a course: a seat, a session that changes, a questionnaire, the
certificate. To who proposed a practice, six months later."""

from collections.abc import Sequence
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
from trama.mailbox.formats.letters import one_line
from trama.mailbox.lifecycle import create_link, post
from trama.mailbox.models import OutgoingMessage

ENROLMENT = "learning.enrolment"
QUESTIONNAIRE = "learning.questionnaire"
PRACTICE = "learning.practice"
PURPOSES = (ENROLMENT, QUESTIONNAIRE)
"""Of letters to whoever is nominated or takes part."""
LINK_DAYS = 60
CERTIFICATE_DAYS = 365  # it is asked for long after
JUST_NOW = timedelta(minutes=10)
"""The same letter again in less is a button pressed twice."""
MARGIN = timedelta(days=2)
"""A letter may be late: the link opens a little beyond the day, when the page says no."""


def call(enrolment: Enrolment, *, at: datetime) -> None:
    _post("call", enrolment, at)


def tell_waiting(enrolment: Enrolment, place: int, *, at: datetime) -> None:
    """No seat for now: its place in the line, and what happens next."""
    _post("waiting", enrolment, at, place=place)


def begin(enrolment: Enrolment, *, at: datetime) -> None:
    """The course begins, or began before they came: the dates go with it."""
    rows = enrolment.course.sessions.filter(status=SessionStatus.PLANNED).select_related("course")
    ahead = list(rows.order_by("starts_at", "pk"))
    entries = [entry_of(one, inside=True) for one in ahead]
    calendar = write_calendar(enrolment.course.title, entries).decode() if entries else ""
    _post("begin", enrolment, at, calendar=calendar, sessions=ahead)


def tell_over(enrolment: Enrolment, *, at: datetime) -> None:
    """It is over, and they were never in."""
    _post("over", enrolment, at)


def tell_session(enrolment: Enrolment, session: Session, *, at: datetime) -> None:
    """It is new, has moved, or is off: the file for one's calendar goes with it."""
    method: Method = "CANCEL" if session.status == SessionStatus.CANCELLED else "PUBLISH"
    entry = entry_of(session, inside=True)
    calendar = write_calendar(enrolment.course.title, [entry], method).decode()
    _post("session", enrolment, at, calendar=calendar, session=session)


def write(enrolment: Enrolment, *, title: str, text: str, at: datetime) -> None:
    """What who leads the course has to say to everybody."""
    _post("letter", enrolment, at, title=title, text=text)


def has_just_written(people: Sequence[Enrolment], *, title: str, at: datetime) -> bool:
    """Whether a letter of this title has left for any of them in the last minutes."""
    letters = OutgoingMessage.objects.filter(
        purpose=ENROLMENT,
        recipient__in=[one.email for one in people],
        subject__endswith=one_line(title),  # a rehearsal writes before it what it is
        queued_at__gt=at - JUST_NOW,
    )
    return letters.exists()


def send_certificate(certificate: Certificate, *, at: datetime) -> None:
    with override("it"):
        page = reverse("learning:certificate", args=[certificate.code])
    page = settings.BASE_URL + page
    _post(
        "certificate",
        certificate.enrolment,
        at,
        days=CERTIFICATE_DAYS,
        certificate=certificate,
        page=page,
    )


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
