"""Meetings of a path: convened, held, minuted, remarked upon, approved, published."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from trama.demo.formats import paths as data
from trama.demo.lifecycle.notices import hour
from trama.demo.lifecycle.paths.stand import Stand
from trama.tables.lifecycle import actions, attendance, minutes, survey
from trama.tables.lifecycle.invitations import answer_invitation, invite
from trama.tables.lifecycle.meetings import convene
from trama.tables.models import (
    ActionItem,
    ActionStatus,
    Attendance,
    AttendanceMode,
    Invitation,
    InvitationAnswer,
    Meeting,
    MinutesEntry,
    ParkedIssue,
    Remark,
)
from trama.tables.rules.agenda import Point

CONVENED = 15  # days before it is held
FIRST = 3  # day after the opening: the plenary is convened at once
OPENED = 2  # days after the meeting: its minutes go out to remarks
DECIDED = 2  # days after that: remarks have their answer, but for one
CLOSED = 11  # days after: five working days are over, even at Christmas
PUBLISHED = 12


def hold_all(stand: Stand) -> None:
    for told in stand.story.meetings:
        _plan(stand, told)


def _plan(stand: Stand, told: data.Meeting) -> None:
    begins = stand.day(told.day, *told.begins)
    ends = stand.day(told.day, *told.ends)
    stand.add(stand.day(max(FIRST, told.day - CONVENED), 9), partial(_convene, stand, told))
    stand.add(begins + timedelta(minutes=5), partial(_welcome, stand, told))
    stand.add(begins + timedelta(minutes=20), partial(_write, stand, told))
    stand.add(ends, partial(_end, stand, told))
    stand.add(stand.day(told.day + 1, 20), partial(_answer_survey, stand, told))
    opened = told.day + OPENED
    stand.add(stand.day(opened, 10), partial(_to_remarks, stand, told))
    stand.add(stand.day(opened + 1, 19), partial(_remark, stand, told))
    stand.add(stand.day(opened + 2, 21), partial(_approve, stand, told))
    stand.add(stand.day(opened + DECIDED, 22, 30), partial(_decide, stand, told))
    for one in told.actions:
        if one.done is not None:
            stand.add(stand.day(one.done, 16), partial(_done, stand, one))
    if told.is_open:
        return
    stand.add(stand.day(opened + CLOSED, 8), minutes.close_due_remarks)
    stand.add(stand.day(opened + PUBLISHED, 10), partial(_publish, stand, told))
    if told.reply:
        stand.add(stand.day(opened + PUBLISHED, 12), partial(_reply, stand, told))


def _facts(told: data.Sitting, begins: datetime, ends: datetime) -> dict[str, Any]:
    return {
        "title": told.title,
        "starts_at": begins,
        "ends_at": ends,
        "venue": told.venue,
        "address": told.address,
        "is_accessible": told.accessible,
        "accessibility_note": told.access,
        "online_url": told.online,
        "capacity": told.capacity,
    }


def _call(stand: Stand, told: data.Sitting, begins: datetime, ends: datetime) -> None:
    """Convened by Anna, and everybody of the table written to."""
    meeting = convene(
        stand.tables[told.table],
        _facts(told, begins, ends),
        [Point(*point) for point in told.agenda],
        actor=stand.anna,
    )
    stand.meetings[told.key] = meeting
    invite(meeting, actor=stand.anna)


def _convene(stand: Stand, told: data.Meeting) -> None:
    _call(stand, told, stand.day(told.day, *told.begins), stand.day(told.day, *told.ends))


def _here(stand: Stand, told: data.Meeting) -> Meeting:
    meeting = stand.meetings[told.key]
    meeting.refresh_from_db()
    return meeting


# ---------------------------------------------------------------- in the room


def _welcome(stand: Stand, told: data.Meeting) -> None:
    """Most with the code said in the room; the rest from the list."""
    meeting = _here(stand, told)
    for key, online in [*((k, False) for k in told.room), *((k, True) for k in told.connected)]:
        body, user = stand.people[key], stand.cast.representatives.get(key)
        if user is not None:
            attendance.attend_by_code(
                meeting, body, meeting.attendance_code, online=online, actor=user
            )
        else:
            attendance.record_attendance(
                meeting, body, AttendanceMode.ROOM, actor=stand.cast.people["lia"]
            )
    for key, by in told.represented.items():
        attendance.record_attendance(
            meeting,
            stand.people[key],
            AttendanceMode.REPRESENTED,
            represented_by=by,
            actor=stand.cast.people["lia"],
        )


def _write(stand: Stand, told: data.Meeting) -> None:
    """Dario takes the minutes while they speak: what is brought there is a contribution too."""
    meeting, dario = _here(stand, told), stand.cast.people["dario"]
    minutes.begin(meeting, actor=dario)
    agenda = list(meeting.agenda.order_by("position"))
    for brought in stand.story.contributions:
        if brought.meeting == told.key:
            stand.bring(brought, meeting)
    for entry in told.entries:
        counts = entry.counts or (None, None, None)
        minutes.write_entry(
            meeting,
            kind=entry.kind,
            text=entry.text,
            item=agenda[entry.item - 1],
            speaker=stand.people[entry.by] if entry.by else None,
            is_named=entry.named,
            contribution=stand.contributions.get(entry.contribution or ""),
            in_favor=counts[0],
            with_reserve=counts[1],
            against=counts[2],
            actor=dario,
        )


def _end(stand: Stand, told: data.Meeting) -> None:
    meeting, lia = _here(stand, told), stand.cast.people["lia"]
    for one in told.parked:
        actions.park(meeting, one.text, by=stand.people[one.by], actor=lia)
    for action in told.actions:
        actions.add_action(
            meeting,
            text=action.text,
            owner=stand.people[action.owner],
            due_on=stand.opened + timedelta(days=action.due),
            actor=lia,
        )
    for before in stand.story.meetings:
        for parked in before.parked:
            if parked.taken_up == told.key:
                issue = ParkedIssue.objects.get(meeting=stand.meetings[before.key])
                actions.take_up(issue, meeting, actor=lia)


def _done(stand: Stand, told: data.Action) -> None:
    action = ActionItem.objects.get(text=told.text)
    lia = stand.cast.people["lia"]
    actions.end_action(action, ActionStatus.DONE, said=told.outcome, actor=lia)


# ---------------------------------------------------------------- afterwards


def _answer_survey(stand: Stand, told: data.Meeting) -> None:
    meeting = _here(stand, told)
    came = Attendance.objects.filter(meeting=meeting).order_by("pk")
    survey.ask_due_surveys()
    for one, said in zip(came, told.survey, strict=False):
        survey.answer_survey(one, heard=said.heard, useful=said.useful, next_time=said.next)


def _reply(stand: Stand, told: data.Meeting) -> None:
    survey.reply_survey(_here(stand, told), told.reply, actor=stand.anna)


def _to_remarks(stand: Stand, told: data.Meeting) -> None:
    minutes.open_to_remarks(_here(stand, told), actor=stand.cast.people["dario"])


def _remarks(stand: Stand, told: data.Meeting) -> Iterator[tuple[data.Remark, MinutesEntry]]:
    entries = list(_here(stand, told).entries.order_by("position", "pk"))
    for one in told.remarks:
        yield one, entries[one.entry - 1]


def _remark(stand: Stand, told: data.Meeting) -> None:
    for one, entry in _remarks(stand, told):
        actor, by_voice = stand.voice(one.by)
        made = minutes.remark(
            entry,
            participant=stand.people[one.by],
            text=one.text,
            actor=actor,
            acted_for=by_voice,
        )
        for key in one.joined:
            minutes.join_remark(made, participant=stand.people[key], actor=stand.voice(key)[0])


def _approve(stand: Stand, told: data.Meeting) -> None:
    """Who was there answers, but one: the silence is said. Of open minutes, only some have."""
    agree = told.approve if told.is_open else [*told.room[1:], *told.connected]
    for key, note in [*((key, "") for key in agree), *told.refuse.items()]:
        actor, by_voice = stand.voice(key)
        minutes.approve(
            Attendance.objects.get(meeting=_here(stand, told), participant=stand.people[key]),
            agrees=not note,
            note=note,
            actor=actor,
            acted_for=by_voice,
        )


def _decide(stand: Stand, told: data.Meeting) -> None:
    for one, entry in _remarks(stand, told):
        if one.accept is not None:
            minutes.decide_remark(
                Remark.objects.get(entry=entry, text=one.text),
                accept=one.accept,
                answer=one.answer,
                text=one.correction,
                actor=stand.cast.people["dario"],
            )


def _publish(stand: Stand, told: data.Meeting) -> None:
    minutes.publish_minutes(_here(stand, told), actor=stand.anna)


# ---------------------------------------------------------------- to come


def look_ahead(stand: Stand, today: date) -> None:
    """The next meeting is convened, and some have already answered."""
    told = stand.story.next
    if told is None:
        return
    day = today + timedelta(days=told.after)
    begins, ends = hour(day, *told.begins), hour(day, *told.ends)
    stand.add(hour(today - timedelta(days=3), 9), partial(_call, stand, told, begins, ends))
    stand.add(hour(today - timedelta(days=2), 20), partial(_answers, stand, told))


def _answers(stand: Stand, told: data.Next) -> None:
    for answer, keys in (
        (InvitationAnswer.COMING, told.coming),
        (InvitationAnswer.NOT_COMING, told.not_coming),
    ):
        for key in keys:
            invitation = Invitation.objects.get(
                meeting=stand.meetings[told.key], participant=stand.people[key]
            )
            answer_invitation(invitation, answer, actor=stand.voice(key)[0])
