"""The same thing sent twice, as a double click does, is one thing."""

from datetime import timedelta
from typing import Any

import pytest

from trama.accounts.models import Office, User
from trama.core import clock
from trama.learning.lifecycle import agreeing, library, practices, sessions
from trama.learning.lifecycle.library import Draft
from trama.learning.models import (
    Course,
    LibraryItem,
    LibraryKind,
    Practice,
    Speaker,
    Term,
)
from trama.learning.tests.factories import CourseFactory, EnrolmentFactory, SessionFactory
from trama.ledger.models import Event
from trama.mailbox.models import OutgoingMessage

pytestmark = pytest.mark.django_db

DRAFT = Draft(title="Invito", about="Per chi arriva.", content={"lines": ["Vi aspettiamo."]})


@pytest.fixture
def running(office: Office) -> Course:
    return CourseFactory.create(office=office, running=True)


def acts(verb: str) -> int:
    return Event.objects.filter(verb=verb).count()


def test_a_remark_is_one_until_somebody_else_has_spoken(
    proposed: Term, administration: Speaker, third_sector: Speaker
) -> None:
    for who in (administration, administration, third_sector, administration):
        agreeing.remark(proposed, text="Non è solo una zona.", speaker=who)
    assert proposed.remarks.count() == acts("remark") == 3


def test_a_practice_is_proposed_once(third_sector: Speaker, administration: Speaker) -> None:
    card: dict[str, Any] = {"title": "Visite", "problem": "Non ci si vede.", "way": "Ci si va."}
    first, again = (practices.propose_practice(**card, speaker=third_sector) for _click in range(2))
    assert first == again
    practices.propose_practice(**card, speaker=administration)
    practices.propose_practice(**{**card, "way": "Ci si va insieme."}, speaker=third_sector)
    assert Practice.objects.count() == acts("propose") == 3


def test_a_template_is_kept_once_and_commented_once(
    office: Office, anna: User, administration: Speaker
) -> None:
    first, again = (
        library.keep_template(office, LibraryKind.LETTER, DRAFT, actor=anna) for _click in range(2)
    )
    assert first == again
    library.keep_template(office, LibraryKind.MINUTES, DRAFT, actor=anna)
    assert LibraryItem.objects.count() == acts("keep_template") == 2
    for text in ("Più breve.", "Più breve.", "Più breve ancora."):
        library.comment(first, text=text, speaker=administration)
    assert first.comments.count() == acts("comment") == 2


def test_one_that_was_retired_is_kept_anew(office: Office, anna: User) -> None:
    first = library.keep_template(office, LibraryKind.LETTER, DRAFT, actor=anna)
    library.retire(first, reason="C’è il nuovo.", actor=anna)
    assert library.keep_template(office, LibraryKind.LETTER, DRAFT, actor=anna) != first


def test_a_session_is_planned_once_and_told_once(running: Course, anna: User) -> None:
    EnrolmentFactory.create(course=running, attending=True)
    start = clock.now() + timedelta(days=9)
    facts = {"title": "Il quartiere", "starts_at": start, "venue": "Sala",
             "ends_at": start + timedelta(hours=3), "online_url": ""}  # fmt: skip
    first, again = (sessions.plan_session(running, facts, actor=anna) for _click in range(2))
    assert first == again
    assert OutgoingMessage.objects.count() == acts("plan_session") == 1
    sessions.cancel_session(first, reason="Piove.", actor=anna)
    assert sessions.plan_session(running, facts, actor=anna) != first


def test_an_exercise_is_set_once(running: Course, anna: User) -> None:
    session = SessionFactory.create(course=running)
    facts = {"title": "Mappa", "text": "Disegnate.", "due_at": clock.now() + timedelta(days=3)}
    for _click in range(2):
        sessions.set_exercise(session, facts, actor=anna)
    assert session.exercises.count() == acts("set_exercise") == 1
