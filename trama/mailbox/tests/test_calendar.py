"""What hands over a calendar stays a calendar, whatever a title was pasted from."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from trama.mailbox.formats.calendar import Entry, write_calendar

AT = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 2:30 in Rome, for the first time


def written(text: str) -> bytes:
    entry = Entry(
        uid="prova@trama", title=text, place=text, text=text, url="https://trama.example/",
        starts_at=AT, ends_at=AT + timedelta(hours=2), updated_at=AT,
    )  # fmt: skip
    return write_calendar(text, [entry])


def test_a_title_on_two_lines_adds_nobody_and_stops_nothing() -> None:
    content = written("Plenaria\r\nATTENDEE:mailto:ada@posta.example\rX:\x0bY")
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert "attendee" not in event
    assert str(event["summary"]).startswith("Plenaria\nATTENDEE")


@given(st.text(max_size=120))
def test_whatever_is_written_it_is_read_back_in_lines_that_programs_take(text: str) -> None:
    content = written(text)
    (event,) = Calendar.from_ical(content).walk("VEVENT")
    hours = event.decoded("DTEND").astimezone(UTC) - event.decoded("DTSTART").astimezone(UTC)
    assert hours == timedelta(hours=2)
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        assert not any(sign < 32 and sign != 9 for sign in line)
