"""Meetings: convened, moved, cancelled, held; invitations, answers, calendars, agendas."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.mail import EmailMessage
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from trama.accounts.models import User
from trama.core import clock
from trama.core.workflow import ActRefused, MoveRefused
from trama.mailbox.formats.calendar import write_calendar
from trama.mailbox.lifecycle import deliver
from trama.mailbox.models import OutgoingMessage
from trama.tables.lifecycle import meetings as lifecycle
from trama.tables.lifecycle.invitations import answer_invitation, invite
from trama.tables.lifecycle.working_tables import add_table, change_table
from trama.tables.models import (
    Invitation,
    InvitationAnswer,
    Meeting,
    MeetingStatus,
    Participant,
    Path,
    PathStatus,
    WorkingTable,
)
from trama.tables.queries.meetings import calendar_entries, entry_of, is_in_the_room, slots
from trama.tables.rules.agenda import Point, UnreadableAgendaError, read_agenda, write_agenda
from trama.tables.tests.factories import MeetingFactory, ParticipantFactory, TableFactory

pytestmark = pytest.mark.django_db
AGENDA = [Point("Che cosa manca", 30), Point("Pausa", 10, is_pause=True), Point("Azioni", 20)]


def facts(**changed: Any) -> dict[str, Any]:
    starts = clock.now().replace(microsecond=0) + timedelta(days=7)
    return {
        "title": "Secondo incontro", "starts_at": starts, "ends_at": starts + timedelta(hours=3),
        "venue": "Casa di Quartiere", "address": "", "is_accessible": True,
        "accessibility_note": "", "capacity": None, "online_url": "https://incontri.example/a",
        **changed,
    }  # fmt: skip


def of(meeting: Meeting, **changed: Any) -> dict[str, Any]:
    return {name: getattr(meeting, name) for name in facts()} | changed


# ---------------------------------------------------------------- convened


def test_the_first_meeting_puts_the_path_in_the_calendar(table: WorkingTable, anna: User) -> None:
    Path.objects.update(status=PathStatus.OPENED)
    meeting = lifecycle.convene(table, facts(), AGENDA, actor=anna)
    assert (meeting.number, meeting.status) == (1, MeetingStatus.CONVENED)
    assert [slot.number for slot in slots(meeting)] == [1, None, 2]
    assert slots(meeting)[2].starts_at == meeting.starts_at + timedelta(minutes=40)
    assert Path.objects.get().status == PathStatus.CALENDARISED


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"starts_at": "past"}, "nel passato"),
        ({"ends_at": "before"}, "prima di cominciare"),
        ({"venue": "", "online_url": ""}, "luogo o il collegamento"),
    ],
)
def test_a_meeting_that_cannot_be_is_refused(
    table: WorkingTable, anna: User, changed: dict[str, str], words: str
) -> None:
    wrong: dict[str, Any] = dict(changed)
    if "starts_at" in wrong:
        wrong["starts_at"] = clock.now() - timedelta(hours=1)
    if "ends_at" in wrong:
        wrong["ends_at"] = facts()["starts_at"]
    with pytest.raises(ActRefused, match=words):
        lifecycle.convene(table, facts(**wrong), [], actor=anna)
    assert not Meeting.objects.exists()


def test_no_minutes_no_next_meeting_of_that_table_without_saying_why(
    path: Path, table: WorkingTable, anna: User
) -> None:
    MeetingFactory.create(table=table, number=1, approved=True, title="Primo")
    with pytest.raises(ActRefused, match="«Primo» non ha ancora un verbale"):
        lifecycle.convene(table, facts(), [], actor=anna)
    another = TableFactory.create(path=path, group=True)
    lifecycle.convene(another, facts(), [], actor=anna)
    meeting = lifecycle.convene(
        table, facts(), [], without_minutes="Il gelo arriva prima.", actor=anna
    )
    assert (meeting.number, meeting.without_minutes) == (2, "Il gelo arriva prima.")


def test_a_calendar_fixed_at_once_meets_the_rule_when_invitations_leave(
    table: WorkingTable, meeting: Meeting, anna: User
) -> None:
    MeetingFactory.create(table=table, number=2, held=True)
    with pytest.raises(ActRefused, match="verbale di prima"):
        invite(meeting, actor=anna)
    invite(meeting, actor=anna, without_minutes="Urgente.")
    meeting.refresh_from_db()
    assert meeting.without_minutes == "Urgente."


# ---------------------------------------------------------------- invitations


def test_everybody_of_the_plenary_is_written_to_once_with_a_file_for_the_calendar(
    path: Path, meeting: Meeting, anna: User
) -> None:
    by_voice = ParticipantFactory.create(path=path, heard=True, by_voice=True)
    assert invite(meeting, actor=anna) == (3, 1)
    assert invite(meeting, actor=anna) == (0, 1)
    letters = OutgoingMessage.objects.filter(purpose="tables.invitation").order_by("pk")
    assert letters.count() == 3
    text = letters[0].calendar
    event = Calendar.from_ical(text).events[0]
    assert meeting.starts_at.replace(microsecond=0) == event.DTSTART
    assert "DTSTART;TZID=Europe/Rome:" in text
    assert "https://incontri.example/stanza" in str(event["DESCRIPTION"])
    assert Invitation.objects.get(participant=by_voice).sent_at is None


def test_a_group_calls_only_its_members(path: Path, his: Participant, anna: User) -> None:
    group = TableFactory.create(path=path, group=True, members=[his])
    meeting = MeetingFactory.create(table=group)
    assert invite(meeting, actor=anna) == (1, 0)
    assert Invitation.objects.get().participant == his


def test_an_excluded_body_is_not_called_and_may_not_answer(
    path: Path, his: Participant, meeting: Meeting, anna: User
) -> None:
    invite(meeting, actor=anna)
    Participant.objects.filter(pk=his.pk).update(status="excluded")
    invitation = Invitation.objects.get(participant=his)
    with pytest.raises(ActRefused, match="Quello che ha detto resta"):
        answer_invitation(invitation, "coming", actor=None)
    later = MeetingFactory.create(table=meeting.table, number=2)
    assert invite(later, actor=anna) == (2, 0)


def test_an_answer_may_change_until_the_meeting_begins(
    his: Participant, meeting: Meeting, anna: User
) -> None:
    invite(meeting, actor=anna)
    invitation = Invitation.objects.get(participant=his)
    answer_invitation(invitation, "coming", actor=None)
    answer_invitation(invitation, "not_coming", actor=None)
    invitation.refresh_from_db()
    assert invitation.answer == InvitationAnswer.NOT_COMING
    Meeting.objects.update(starts_at=clock.now() - timedelta(minutes=1))
    with pytest.raises(ActRefused, match="già cominciato"):
        answer_invitation(invitation, "coming", actor=None)
    with pytest.raises(ActRefused):
        answer_invitation(invitation, "forse", actor=None)


def test_with_the_room_full_one_connects_and_where_one_cannot_it_is_refused(
    meeting: Meeting, anna: User
) -> None:
    Meeting.objects.update(capacity=1)
    invite(meeting, actor=anna)
    first, second, third = Invitation.objects.order_by("pk")
    assert answer_invitation(first, "coming", actor=None)
    assert not answer_invitation(second, "coming", actor=None)
    meeting.refresh_from_db()
    second.refresh_from_db()
    assert not is_in_the_room(second, meeting)
    Meeting.objects.update(online_url="")
    with pytest.raises(ActRefused, match="sala è piena"):
        answer_invitation(third, "coming", actor=None)
    third.refresh_from_db()
    assert third.answer == InvitationAnswer.NONE


# ---------------------------------------------------------------- moved, cancelled, held


def test_moving_writes_again_to_who_was_invited_and_asks_the_old_answers_again(
    his: Participant, meeting: Meeting, anna: User
) -> None:
    invite(meeting, actor=anna)
    answer_invitation(Invitation.objects.get(participant=his), "coming", actor=None)
    old = meeting.starts_at
    moved = of(meeting, starts_at=old + timedelta(days=1), ends_at=meeting.ends_at + timedelta(1))
    with pytest.raises(ActRefused, match="scrivi perché"):
        lifecycle.move_meeting(meeting, moved, AGENDA, seen=0, reason="", actor=anna)
    letters = lifecycle.move_meeting(
        meeting, moved, AGENDA, seen=0, reason="La sala è occupata.", actor=anna
    )
    assert letters == 3
    assert (meeting.sequence, meeting.moved_from) == (1, old)
    assert set(Invitation.objects.values_list("answer", flat=True)) == {InvitationAnswer.NONE}
    last = OutgoingMessage.objects.order_by("-pk").first()
    assert last is not None
    assert Calendar.from_ical(last.calendar).events[0]["SEQUENCE"] == 1
    assert "È cambiato" in last.subject


def test_a_new_title_moves_nobody(meeting: Meeting, anna: User) -> None:
    invite(meeting, actor=anna)
    letters = lifecycle.move_meeting(
        meeting, of(meeting, title="Altro titolo"), AGENDA, seen=0, reason="", actor=anna
    )
    assert (letters, meeting.title, meeting.moved_from) == (0, "Altro titolo", None)


def test_of_two_people_changing_a_meeting_the_second_is_told(meeting: Meeting, anna: User) -> None:
    lifecycle.move_meeting(meeting, of(meeting, title="Uno"), [], seen=0, reason="", actor=anna)
    with pytest.raises(MoveRefused):
        lifecycle.move_meeting(meeting, of(meeting, title="Due"), [], seen=0, reason="", actor=anna)


def test_a_cancelled_meeting_tells_why_and_calendars_strike_it_out(
    path: Path, meeting: Meeting, anna: User
) -> None:
    invite(meeting, actor=anna)
    with pytest.raises(ActRefused, match="perché"):
        lifecycle.cancel(meeting, reason="", actor=anna)
    assert lifecycle.cancel(meeting, reason="Sciopero dei mezzi.", actor=anna) == 3
    letter = OutgoingMessage.objects.filter(purpose="tables.cancelled").first()
    assert letter is not None
    told = Calendar.from_ical(letter.calendar)
    assert (told["METHOD"], told.events[0]["STATUS"]) == ("CANCEL", "CANCELLED")
    assert "Sciopero dei mezzi." in letter.text
    with pytest.raises(MoveRefused):
        lifecycle.cancel(meeting, reason="Due volte.", actor=anna)


def test_a_meeting_is_held_after_it_begins_and_once(meeting: Meeting, anna: User) -> None:
    with pytest.raises(ActRefused, match="non è ancora cominciato"):
        lifecycle.hold(meeting, actor=anna)
    now = MeetingFactory.create(table=meeting.table, number=2, now=True)
    lifecycle.hold(now, actor=anna)
    assert now.held_at is not None
    with pytest.raises(MoveRefused):
        lifecycle.hold(now, actor=anna)


# ---------------------------------------------------------------- tables


def test_a_thematic_table_has_a_theme_and_only_people_of_the_path(path: Path, anna: User) -> None:
    new: dict[str, Any] = {
        "kind": "thematic",
        "title": "Casa",
        "theme": None,
        "zone": None,
        "members": [],
    }
    with pytest.raises(ActRefused, match="ha un tema"):
        add_table(path, new, actor=anna)
    new |= {"kind": "municipal"}
    with pytest.raises(ActRefused, match="Municipio"):
        add_table(path, new, actor=anna)
    stranger = ParticipantFactory.create()
    with pytest.raises(ActRefused, match="non è di questo percorso"):
        add_table(path, {**new, "members": [stranger]}, actor=anna)


def test_the_plenary_stays_plenary(table: WorkingTable, anna: User) -> None:
    with pytest.raises(ActRefused, match="resta plenaria"):
        change_table(table, {"kind": "thematic", "theme": 1, "members": []}, actor=anna)
    change_table(table, {"kind": "plenary", "ground_rules": "Uno alla volta."}, actor=anna)
    table.refresh_from_db()
    assert table.ground_rules == "Uno alla volta."


# ---------------------------------------------------------------- calendars and agendas


def test_the_public_calendar_never_tells_where_to_connect(path: Path, meeting: Meeting) -> None:
    text = write_calendar(path.title, calendar_entries(path)).decode()
    assert "BEGIN:VTIMEZONE" in text
    assert "incontri.example" not in text
    inside = entry_of(meeting, meeting.agenda.all(), inside=True)
    assert "https://incontri.example/stanza" in inside.text


def test_an_agenda_line_without_minutes_says_which_line() -> None:
    with pytest.raises(UnreadableAgendaError, match="Riga 3"):
        read_agenda("30 Che cosa manca\n\nChe cosa c’è")
    with pytest.raises(UnreadableAgendaError, match="Riga 1"):
        read_agenda("0 Niente")
    assert read_agenda("30 min: Che cosa manca\n10 Pausa caffè") == [
        Point("Che cosa manca", 30),
        Point("Pausa caffè", 10, is_pause=True),
    ]


titles = st.from_regex(r"\A[A-Za-zàèìòù][A-Za-zàèìòù ,]{0,40}[a-z]\Z")


@given(st.lists(st.builds(Point, titles, st.integers(1, 480)), max_size=10))
def test_an_agenda_written_is_read_back(points: list[Point]) -> None:
    again = read_agenda(write_agenda(points))
    assert [(one.title, one.minutes) for one in again] == [
        (one.title, one.minutes) for one in points
    ]


def test_the_letter_carries_the_file_for_the_calendar(
    meeting: Meeting, anna: User, mailoutbox: list[EmailMessage]
) -> None:
    invite(meeting, actor=anna)
    letter = OutgoingMessage.objects.order_by("pk")[0]
    deliver(letter.pk)
    name, content, kind = mailoutbox[0].attachments[0]
    assert (name, kind) == ("incontro.ics", "text/calendar")
    assert "BEGIN:VTIMEZONE" in content
