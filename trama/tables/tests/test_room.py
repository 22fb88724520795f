"""In the room and after: who was there, parked issues, actions to their date."""

import html
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Enter
from trama.accounts.models import User
from trama.core import clock
from trama.core.deadlines import day_of
from trama.core.workflow import ActRefused, MoveRefused
from trama.mailbox.models import OutgoingMessage
from trama.tables.lifecycle import actions
from trama.tables.lifecycle.attendance import (
    attend_by_code,
    record_attendance,
    strike_attendance,
)
from trama.tables.models import (
    ActionItem,
    ActionStatus,
    Approval,
    Attendance,
    Meeting,
    MinutesEntry,
    Participant,
    Path,
    WorkingTable,
)
from trama.tables.queries.actions import actions_of
from trama.tables.queries.meetings import presence
from trama.tables.queries.paths import balance
from trama.tables.tests.factories import AttendanceFactory, MeetingFactory, ParticipantFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(table: WorkingTable) -> Meeting:
    return MeetingFactory.create(table=table, number=8, held=True)


# ---------------------------------------------------------------- who was there


def test_the_code_said_in_the_room_marks_once_whoever_types_it(
    now: Meeting, his: Participant, bruno: User
) -> None:
    with pytest.raises(ActRefused, match="non è quello"):
        attend_by_code(now, his, "TELAIO 48", online=False, actor=bruno)
    attend_by_code(now, his, " telaio47", online=True, actor=bruno)
    attend_by_code(now, his, "TELAIO 47", online=False, actor=bruno)
    there = Attendance.objects.get()
    assert (there.mode, there.by_code, there.user) == ("online", True, bruno)


def test_the_code_is_good_only_on_the_day(
    meeting: Meeting, held: Meeting, his: Participant
) -> None:
    for another_day in (meeting, held):
        with pytest.raises(ActRefused, match="solo il giorno"):
            attend_by_code(another_day, his, "TELAIO 47", online=False, actor=None)


def test_who_is_not_of_the_path_or_no_longer_is_not_there(
    now: Meeting, his: Participant, anna: User
) -> None:
    with pytest.raises(ActRefused, match="Non partecipa"):
        record_attendance(now, ParticipantFactory.create(), "room", actor=anna)
    Participant.objects.filter(pk=his.pk).update(status="excluded")
    his.refresh_from_db()
    with pytest.raises(ActRefused, match="non partecipa più"):
        attend_by_code(now, his, "TELAIO 47", online=False, actor=None)


def test_the_list_says_who_came_through_somebody_else(
    now: Meeting, path: Path, his: Participant, anna: User
) -> None:
    with pytest.raises(ActRefused, match="chi rappresenta"):
        record_attendance(now, his, "represented", actor=anna)
    record_attendance(now, his, "represented", represented_by="lo sportello", actor=anna)
    other = path.participants.exclude(pk=his.pk).first()
    assert other is not None
    record_attendance(now, other, "room", actor=anna)
    told = presence(now)
    assert (told.room, told.online, told.represented, told.total) == (1, 0, 1, 2)
    assert told.rows == [("Presenti", 2), ("In sala", 1), ("Tramite altri", 1)]


def test_a_presence_written_by_mistake_goes_until_it_has_spoken_on_the_minutes(
    now: Meeting, his: Participant, anna: User
) -> None:
    record_attendance(now, his, "room", actor=anna)
    strike_attendance(now, his, actor=anna)
    assert not Attendance.objects.exists()
    record_attendance(now, his, "room", actor=anna)
    Approval.objects.create(attendance=Attendance.objects.get(), agrees=True, given_at=clock.now())
    with pytest.raises(ActRefused, match="già risposto"):
        strike_attendance(now, his, actor=anna)


def test_nobody_is_there_before_it_begins_or_after_the_minutes_are_approved(
    meeting: Meeting, his: Participant, anna: User
) -> None:
    with pytest.raises(ActRefused, match="non è ancora cominciato"):
        record_attendance(meeting, his, "room", actor=anna)
    over = MeetingFactory.create(table=meeting.table, number=9, approved=True)
    with pytest.raises(ActRefused, match="chiuso"):
        record_attendance(over, his, "room", actor=anna)


# ---------------------------------------------------------------- parked issues


def test_a_parked_issue_ends_in_a_meeting_of_its_table_or_with_why(
    now: Meeting, his: Participant, anna: User
) -> None:
    issue = actions.park(now, "Chi paga la sala?", by=his, actor=anna)
    elsewhere = MeetingFactory.create()
    with pytest.raises(ActRefused, match="stesso tavolo"):
        actions.take_up(issue, elsewhere, actor=anna)
    with pytest.raises(ActRefused, match="perché"):
        actions.drop(issue, "", actor=anna)
    following = MeetingFactory.create(table=now.table, number=10)
    actions.take_up(issue, following, actor=anna)
    issue.refresh_from_db()
    assert issue.taken_up_in == following
    with pytest.raises(ActRefused, match="già chiusa"):
        actions.drop(issue, "Tardi.", actor=anna)


# ---------------------------------------------------------------- actions


def test_an_action_follows_the_table_until_it_is_done(
    held: Meeting, his: Participant, anna: User
) -> None:
    due = day_of(clock.now()) + timedelta(days=2)
    action = actions.add_action(held, text="Chiedere la sala", owner=his, due_on=due, actor=anna)
    following = MeetingFactory.create(table=held.table, number=10, now=True)
    today = day_of(clock.now())
    assert [row.action for row in actions_of(following, today)] == [action]
    late = actions_of(following, due + timedelta(days=5))
    assert late[0].badge.label == "in ritardo di 5 giorni"
    actions.end_action(action, ActionStatus.DONE, said="Concessa.", actor=anna)
    assert actions_of(following, today) == []
    assert [row.badge.tone for row in actions_of(held, today)] == ["done"]
    with pytest.raises(MoveRefused):
        actions.end_action(action, ActionStatus.DONE, actor=anna)


def test_an_action_says_which_decision_it_comes_from(
    client: Client, enter: Enter, anna: User, his: Participant, table: WorkingTable
) -> None:
    meeting = MeetingFactory.create(table=table, number=1, minutes=True)
    decided, said = (
        MinutesEntry.objects.create(
            meeting=meeting, kind=kind, number=number, position=position, text="Si apre prima.",
            said_at=clock.now(), author=anna,
        )
        for position, (kind, number) in enumerate((("decision", "1.1"), ("spoken", "")))
    )  # fmt: skip
    enter(anna)
    page = reverse("paths:meeting", args=[meeting.table.path.code, meeting.uid])
    new = reverse("paths:action_new", args=[meeting.table.path.code, meeting.uid])
    assert new in client.get(page).content.decode()
    choices = client.get(new).content.decode()
    assert f'value="{decided.uid}"' in choices
    assert f'value="{said.uid}"' not in choices
    sent = {"text": "Chiedere", "owner": his.uid, "due_on": "1/2/2030", "entry": decided.uid}
    client.post(new, sent)
    assert ActionItem.objects.get().entry == decided
    assert "Decisione 1.1" in client.get(page).content.decode()


def test_an_action_is_left_only_with_why_and_is_of_the_path_and_in_the_future(
    held: Meeting, his: Participant, anna: User
) -> None:
    with pytest.raises(ActRefused, match="prima dell’incontro"):
        actions.add_action(
            held, text="x", owner=his, due_on=day_of(held.starts_at) - timedelta(1), actor=anna
        )
    with pytest.raises(ActRefused, match="non è di questo percorso"):
        actions.add_action(
            held, text="x", owner=ParticipantFactory.create(), due_on=day_of(clock.now()),
            actor=anna,
        )  # fmt: skip
    action = actions.add_action(held, text="x", owner=his, due_on=day_of(clock.now()), actor=anna)
    with pytest.raises(ActRefused, match="perché"):
        actions.end_action(action, ActionStatus.DROPPED, actor=anna)


def test_what_was_typed_about_an_action_comes_back_with_what_is_wrong_in_it(
    client: Client, enter: Enter, held: Meeting, his: Participant, anna: User
) -> None:
    due = day_of(clock.now())
    action = actions.add_action(held, text="Chiedere la sala", owner=his, due_on=due, actor=anna)
    end = reverse("paths:action_end", args=[held.table.path.code, held.uid, action.uid])
    typed = "L’ha avuta la famiglia Rossi."
    refused = enter(anna).post(end, {"act": "lasciata", "said": typed})
    assert refused.status_code == 422
    page = html.unescape(refused.content.decode())
    assert f'value="{typed}"' in page
    assert "«famiglia Rossi» sembra il nome" in page
    assert 'name="act" value="lasciata"' in page  # the same button, pressed again
    action.refresh_from_db()
    assert action.status == ActionStatus.TO_DO
    assert client.post(end, {"act": "lasciata", "said": "Non serve più."}).status_code == 303
    action.refresh_from_db()
    assert action.outcome == "Non serve più."


def test_a_parked_issue_left_without_why_asks_for_it_and_leads_back_to_the_meeting(
    client: Client, enter: Enter, now: Meeting, his: Participant, anna: User
) -> None:
    issue = actions.park(now, "Chi paga la sala?", by=his, actor=anna)
    end = reverse("paths:parked_end", args=[now.table.path.code, now.uid, issue.uid])
    refused = enter(anna).post(end, {"act": "drop", "said": ""})
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "Scrivi perché la questione si lascia" in page
    back = reverse("paths:meeting", args=[now.table.path.code, now.uid])
    assert f'href="{back}">Torna senza salvare' in page
    client.post(end, {"act": "drop", "said": "La paga il Comune."})
    issue.refresh_from_db()
    assert issue.dropped_because == "La paga il Comune."


def test_the_owner_is_reminded_once_near_the_day(
    held: Meeting, his: Participant, anna: User
) -> None:
    today = day_of(clock.now())
    actions.add_action(held, text="Vicina", owner=his, due_on=today + timedelta(3), actor=anna)
    actions.add_action(held, text="Lontana", owner=his, due_on=today + timedelta(4), actor=anna)
    assert (actions.remind_owners(), actions.remind_owners()) == (1, 0)
    letter = OutgoingMessage.objects.get()
    assert "Vicina" in letter.subject
    assert letter.recipient == his.email


# ---------------------------------------------------------------- balance


def test_the_balance_is_by_kind_of_body_and_counts_the_silent(
    held: Meeting, his: Participant, anna: User
) -> None:
    large = ParticipantFactory.create(path=held.table.path, size="large")
    quiet = ParticipantFactory.create(path=held.table.path)
    for one in (his, large, quiet):
        AttendanceFactory.create(meeting=held, participant=one)
    for n, who in enumerate([large, large, large, his]):
        held.entries.create(
            kind="spoken", position=n, text="Così.", speaker=who, author=anna, said_at=clock.now()
        )
    rows, silent = balance(held.table)
    assert {row.size: row.floor for row in rows} == {"small": 25, "large": 75}
    assert silent == 1
