"""Three questions after each meeting: nobody tells whose an answer is, not even who watches."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as some

from conftest import Enter
from trama.accounts.models import User
from trama.core import clock
from trama.core.deadlines import day_of, end_of
from trama.core.moments import day
from trama.core.tests.mixing import written_in
from trama.core.workflow import ActRefused
from trama.ledger.models import Event
from trama.ledger.queries import payload_of
from trama.mailbox.models import OutgoingMessage, SignedLink
from trama.tables.lifecycle.survey import answer_survey, ask_due_surveys, reply_survey
from trama.tables.models import Meeting, Participant, Path, SurveyAnswer, WorkingTable
from trama.tables.queries.meetings import Survey, survey_of
from trama.tables.rules.survey import OPEN_DAYS, closes_at, why_closed, why_hidden
from trama.tables.tests.factories import AttendanceFactory, MeetingFactory, ParticipantFactory

StopClock = Callable[[datetime | None], None]
ANSWER = {"heard": "4", "useful": "5"}
SECOND = timedelta(seconds=1)


@pytest.fixture
def held(table: WorkingTable) -> Meeting:
    return MeetingFactory.create(table=table, number=8, held=True)


def after(meeting: Meeting) -> datetime:
    assert meeting.held_at is not None
    return closes_at(meeting.held_at) + SECOND


def answered(meeting: Meeting, *heard: int) -> None:
    for one in heard:
        answer_survey(AttendanceFactory.create(meeting=meeting), heard=one, useful=5)


def seen(meeting: Meeting) -> Survey:
    return survey_of(meeting, clock.now())


# ---------------------------------------------------------------- until when

INSTANTS = some.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=some.just(UTC))


@given(INSTANTS)
def test_one_answers_until_the_last_second_of_the_tenth_day_in_rome(held_at: datetime) -> None:
    last = closes_at(held_at)
    assert last == end_of(day_of(held_at) + timedelta(days=OPEN_DAYS))
    assert not why_closed(held_at, held_at)
    assert not why_closed(held_at, last + timedelta(microseconds=999_999))
    assert day(last) in why_closed(held_at, last + SECOND)


@given(INSTANTS, some.timedeltas(timedelta(), timedelta(days=20)), some.integers(0, 50))
def test_nobody_answers_while_results_are_shown_and_they_rest_on_five(
    held_at: datetime, later: timedelta, answers: int
) -> None:
    at = held_at + later
    if not why_hidden(held_at, at, answers):
        assert why_closed(held_at, at)
        assert answers >= 5


# ---------------------------------------------------------------- whose


def test_who_answered_is_known_and_what_is_not(held: Meeting, his: Participant) -> None:
    there = AttendanceFactory.create(meeting=held, participant=his)
    answer_survey(there, heard=4, useful=5, next_time="Più tempo.")
    with pytest.raises(ActRefused, match="già risposto"):
        answer_survey(there, heard=1, useful=1)
    answer = SurveyAnswer.objects.get()
    assert {field.name for field in answer._meta.fields} == {
        "id", "meeting", "heard", "useful", "next",
    }  # fmt: skip
    told = Event.objects.get(verb="answer_survey")
    assert told.actor_id is None
    assert not {"heard", "useful", "participant"} & set(payload_of(told))


def test_not_even_the_columns_of_the_database_tell_whose_an_answer_is(held: Meeting) -> None:
    answered(held, 4, 4, 4)
    answers = written_in("tables_surveyanswer")
    assert len(answers) == 1
    assert not answers & written_in("tables_surveydone")


def test_whoever_looks_before_and_after_an_answer_learns_only_that_it_came(
    held: Meeting, anna: User, stop_clock: StopClock
) -> None:
    answered(held, 1, 2, 3, 4, 5)
    before = seen(held)
    answered(held, 1)
    then = seen(held)
    assert (before.count, then.count) == (5, 6)
    assert "Risposte finora: 6" in then.why_hidden
    for told in (before, then):
        assert (told.heard, told.useful, list(told.next_times), told.reply) == (0, 0, [], None)
    with pytest.raises(ActRefused, match="non si può più rispondere"):
        reply_survey(held, "Più tempo al punto 2.", actor=anna)
    stop_clock(after(held))
    assert (seen(held).heard, seen(held).why_hidden) == (16 / 6, "")
    with pytest.raises(ActRefused, match="non si prendono altre risposte"):
        answered(held, 5)
    assert SurveyAnswer.objects.count() == 6


def test_results_rest_on_five_answers_and_so_does_the_reply(
    held: Meeting, anna: User, stop_clock: StopClock
) -> None:
    few = MeetingFactory.create(table=held.table, number=9, held=True)
    answered(few, 5, 5, 5, 5)
    answered(held, 1, 2, 3, 4, 5)
    stop_clock(max(after(held), after(few)))
    with pytest.raises(ActRefused, match="in meno di 5"):
        reply_survey(few, "Più tempo al punto 2.", actor=anna)
    shown = seen(held)
    assert (shown.count, shown.heard, shown.useful) == (5, 3.0, 5.0)
    reply_survey(held, "Più tempo al punto 2.", actor=anna)
    reply = seen(held).reply
    assert reply is not None
    assert reply.text == "Più tempo al punto 2."


def test_out_of_scale_or_before_the_meeting_nothing_is_kept(
    meeting: Meeting, held: Meeting
) -> None:
    with pytest.raises(ActRefused, match="da 1 a 5"):
        answered(held, 6)
    with pytest.raises(ActRefused, match="dopo l’incontro"):
        answered(meeting, 5)
    assert not SurveyAnswer.objects.exists()


# ---------------------------------------------------------------- letters


def test_who_was_there_is_asked_once_and_told_until_when(held: Meeting, his: Participant) -> None:
    AttendanceFactory.create(meeting=held, participant=his)
    AttendanceFactory.create(
        meeting=held,
        participant=ParticipantFactory.create(path=held.table.path, heard=True, by_voice=True),
    )
    assert (ask_due_surveys(), ask_due_surveys()) == (1, 0)
    letter = OutgoingMessage.objects.get()
    last = after(held) - SECOND
    assert letter.purpose == "tables.survey"
    assert f"fino al {day(last)}" in " ".join(letter.text.split())
    assert last < SignedLink.objects.get().expires_at < last + timedelta(days=3)


def test_who_can_answer_no_more_is_not_asked(
    held: Meeting, his: Participant, stop_clock: StopClock
) -> None:
    AttendanceFactory.create(meeting=held, participant=his)
    stop_clock(after(held))
    assert ask_due_surveys() == 0


# ---------------------------------------------------------------- pages


def test_three_questions_refuse_what_names_a_person_and_a_second_click(
    held: Meeting, his: Participant, bruno: User, enter: Enter
) -> None:
    there = AttendanceFactory.create(meeting=held, participant=his)
    url = reverse("paths:survey", args=[there.uid])
    client = enter(bruno)
    assert client.post(url, {**ANSWER, "next_time": "Chiamate 333 1234567"}).status_code == 422
    assert client.post(url, {**ANSWER, "next_time": "Più tempo."}).status_code == 303
    assert client.post(url, ANSWER).status_code == 422
    assert SurveyAnswer.objects.get().next == "Più tempo."


def test_after_the_last_day_the_questions_say_so_and_take_nothing(
    held: Meeting, path: Path, his: Participant, bruno: User, enter: Enter, stop_clock: StopClock
) -> None:
    there = AttendanceFactory.create(meeting=held, participant=his)
    url = reverse("paths:survey", args=[there.uid])
    page = reverse("paths:meeting", args=[path.code, held.uid])
    client = enter(bruno)
    assert f"fino al {day(after(held) - SECOND)}" in client.get(url).content.decode()
    assert url in client.get(page).content.decode()
    stop_clock(after(held))
    for answer in (client.get(url), client.post(url, ANSWER)):
        assert answer.status_code == 409
        assert "non si prendono altre risposte" in answer.content.decode()
        assert page in answer.content.decode()
    assert not SurveyAnswer.objects.exists()


def test_the_meeting_asks_a_body_until_it_has_answered(
    held: Meeting, path: Path, his: Participant, bruno: User, enter: Enter
) -> None:
    there = AttendanceFactory.create(meeting=held, participant=his)
    url = reverse("paths:survey", args=[there.uid])
    page = reverse("paths:meeting", args=[path.code, held.uid])
    client = enter(bruno)
    assert url in client.get(page).content.decode()
    client.post(url, ANSWER)
    assert url not in client.get(page).content.decode()


def test_meanwhile_who_leads_reads_how_many_and_everybody_until_when(
    held: Meeting, path: Path, anna: User, bruno: User, enter: Enter
) -> None:
    answered(held, 1, 2, 3, 4, 5)
    page, reply = (
        reverse(f"paths:{name}", args=[path.code, held.uid]) for name in ("meeting", "survey_reply")
    )
    until = day(after(held) - SECOND)
    client = enter(anna)
    led = client.get(page).content.decode()
    assert "finora hanno risposto 5 enti" in led
    assert reply not in led
    for answer in (client.get(reply), client.post(reply, {"text": "Più tempo."})):
        assert answer.status_code == 409
        assert "Risposte finora: 5" in answer.content.decode()
    read = enter(bruno).get(page).content.decode()
    assert f"Chi c’era risponde fino al {until}" in read
    assert "Siamo stati ascoltati" not in read
    assert "hanno risposto 5 enti" not in read


def test_once_closed_everybody_reads_the_results_and_what_was_done_of_them(
    held: Meeting, path: Path, anna: User, enter: Enter, stop_clock: StopClock
) -> None:
    answered(held, 1, 2, 3, 4, 5)
    stop_clock(after(held))
    page, reply = (
        reverse(f"paths:{name}", args=[path.code, held.uid]) for name in ("meeting", "survey_reply")
    )
    client = enter(anna)
    assert reply in client.get(page).content.decode()
    assert client.get(reply).status_code == 200
    assert client.post(reply, {"text": "Più tempo al punto 2."}).status_code == 303
    client.logout()
    read = client.get(page).content.decode()
    assert "<b>3,0</b>" in read
    assert "Più tempo al punto 2." in read
