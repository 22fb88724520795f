"""Minutes closed at their term, published, and frozen by the database from then on."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import OperationalError

from trama.accounts.models import User
from trama.core import clock
from trama.core.workflow import MoveRefused
from trama.ledger.models import Duty, Publication
from trama.mailbox.models import OutgoingMessage
from trama.tables.lifecycle import minutes as acts
from trama.tables.models import (
    Attendance,
    Meeting,
    MinutesEntry,
    Participant,
    Remark,
    WorkingTable,
)
from trama.tables.tests.factories import (
    AttendanceFactory,
    EntryFactory,
    MeetingFactory,
    ParticipantFactory,
)

pytestmark = pytest.mark.django_db


def over(meeting: Meeting) -> None:
    """The term for remarks was yesterday."""
    Meeting.objects.filter(pk=meeting.pk).update(remarks_until=clock.now() - timedelta(days=1))
    meeting.refresh_from_db()


# ---------------------------------------------------------------- closed and published


def test_minutes_close_at_their_term_with_who_answered_what(
    opened: Meeting, his: Participant
) -> None:
    acts.approve(opened.attendances.get(participant=his), agrees=True, actor=None)
    assert acts.close_due_remarks() == 0
    over(opened)
    assert (acts.close_due_remarks(), acts.close_due_remarks()) == (1, 0)
    opened.refresh_from_db()
    assert opened.status == "minutes_approved"
    assert opened.approved_at is not None


def test_minutes_wait_for_the_last_remark_and_close_with_its_decision(
    opened: Meeting, paragraph: MinutesEntry, his: Participant, anna: User
) -> None:
    made = acts.remark(paragraph, participant=his, text="Erano quattro.", actor=None)
    over(opened)
    assert acts.close_due_remarks() == 0
    made.refresh_from_db()
    acts.decide_remark(made, accept=False, answer="Erano tre.", actor=anna)
    opened.refresh_from_db()
    assert opened.status == "minutes_approved"


def test_a_remark_withdrawn_after_the_term_closes_the_minutes_too(
    opened: Meeting, paragraph: MinutesEntry, his: Participant
) -> None:
    made = acts.remark(paragraph, participant=his, text="Erano quattro.", actor=None)
    over(opened)
    acts.withdraw_remark(Remark.objects.get(pk=made.pk), participant=his, actor=None)
    opened.refresh_from_db()
    assert opened.status == "minutes_approved"


def test_published_minutes_are_in_the_register_and_who_was_there_is_told(
    table: WorkingTable, his: Participant, anna: User
) -> None:
    closed = MeetingFactory.create(
        table=table, number=5, approved=True, present=[his], said=["Mancano posti."]
    )
    acts.publish_minutes(closed, actor=anna)
    entry = Publication.objects.get(duty=Duty.TABLE_MINUTES)
    assert entry.dossier == closed.dossier
    assert str(closed.uid) in entry.path
    assert OutgoingMessage.objects.get(purpose="tables.minutes_published").recipient == his.email
    with pytest.raises(MoveRefused):
        acts.publish_minutes(closed, actor=anna)


def test_minutes_still_open_are_not_published(opened: Meeting, anna: User) -> None:
    with pytest.raises(MoveRefused):
        acts.publish_minutes(opened, actor=anna)
    assert not Publication.objects.exists()


# ---------------------------------------------------------------- frozen by the database

FROZEN = {
    "a paragraph": "UPDATE tables_minutesentry SET text = 'x'",
    "a paragraph gone": "DELETE FROM tables_minutesentry",
    "an earlier version": "UPDATE tables_entryversion SET text = 'x'",
    "a remark": "UPDATE tables_remark SET text = 'x'",
    "who joined": "DELETE FROM tables_remark_joined_by",
    "an answer": "UPDATE tables_approval SET agrees = false, note = 'x'",
    "who was there": "UPDATE tables_attendance SET mode = 'online'",
    "the agenda": "UPDATE tables_agendaitem SET title = 'x'",
    "the meeting": "UPDATE tables_meeting SET title = 'x'",
    "its state": "UPDATE tables_meeting SET status = 'minutes_draft'",
}


@pytest.fixture
def told(
    opened: Meeting, paragraph: MinutesEntry, his: Participant, other: Participant, anna: User
) -> Meeting:
    """Published, with a correction, an objection that another body joined, and an answer."""
    acts.approve(opened.attendances.get(participant=his), agrees=True, actor=None)
    good = acts.remark(paragraph, participant=his, text="Erano quattro.", actor=None)
    acts.decide_remark(good, accept=True, answer="", text="Quattro posti.", actor=anna)
    bad = acts.remark(paragraph, participant=his, text="Anche il sabato.", actor=None)
    acts.join_remark(bad, participant=other, actor=None)
    acts.decide_remark(bad, accept=False, answer="Non si è detto.", actor=anna)
    over(opened)
    acts.close_due_remarks()
    opened.refresh_from_db()
    acts.publish_minutes(opened, actor=anna)
    return opened


@pytest.mark.parametrize("statement", FROZEN.values(), ids=FROZEN)
def test_of_published_minutes_nothing_changes(told: Meeting, statement: str) -> None:
    with (
        pytest.raises((IntegrityError, OperationalError), match="frozen"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_nothing_is_added_to_published_minutes(told: Meeting, paragraph: MinutesEntry) -> None:
    absent = ParticipantFactory.create(path=told.table.path)
    for add in (
        lambda: AttendanceFactory.create(meeting=told, participant=absent),
        lambda: EntryFactory.create(meeting=told),
        lambda: Remark.objects.create(
            entry=paragraph, participant=absent, text="Dopo.", made_at=clock.now()
        ),
    ):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            add()


def test_the_three_questions_go_on_after_publication(told: Meeting) -> None:
    assert Attendance.objects.filter(meeting=told).update(surveyed_at=clock.now()) == 2
