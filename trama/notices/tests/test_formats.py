"""Text in blocks, and the calendar file."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from trama.notices.formats.calendar import Entry, calendar
from trama.notices.formats.prose import Block, blocks

NOW = datetime(2023, 5, 1, tzinfo=UTC)


def test_paragraphs_and_lists_are_told_apart() -> None:
    text = "Prima riga\nche continua.\r\n\r\n- uno\n- due\n\n1. primo\n2) secondo\nE poi."
    assert blocks(text) == [
        Block("paragraph", ("Prima riga che continua.",)),
        Block("list", ("uno", "due")),
        Block("numbered", ("primo", "secondo")),
        Block("paragraph", ("E poi.",)),
    ]


@given(st.text())
def test_no_word_of_a_text_is_lost(text: str) -> None:
    words = [word for block in blocks(text) for item in block.items for word in item.split()]
    assert all(word in text for word in words)
    kept = sum(len(word) for word in words)
    assert kept <= len("".join(text.split()))


def test_the_hour_of_a_deadline_is_rome_s_in_summer_and_in_winter() -> None:
    rome = ZoneInfo("Europe/Rome")
    summer = Entry("1", datetime(2023, 5, 15, 12, tzinfo=rome), "Scadenza", "https://x.example/")
    winter = Entry("2", datetime(2023, 11, 15, 11, tzinfo=UTC), "Scadenza", "https://x.example/")
    lines = calendar("Avvisi", [summer, winter], NOW).decode().split("\r\n")
    assert "DTSTART;TZID=Europe/Rome:20230515T120000" in lines
    assert "DTSTART;TZID=Europe/Rome:20231115T120000" in lines
    assert "TZID:Europe/Rome" in lines


@given(st.text(max_size=300))
def test_a_title_cannot_break_out_of_its_line(title: str) -> None:
    entry = Entry("uid", NOW + timedelta(days=1), title, "https://x.example/")
    try:
        content = calendar("Avvisi", [entry], NOW)
    except UnicodeEncodeError:  # a lone surrogate, which no database text has
        return
    lines = content.split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 for line in lines)
    assert lines.count(b"END:VEVENT") == 1
    unfolded = content.replace(b"\r\n ", b"").split(b"\r\n")
    assert sum(line.startswith(b"SUMMARY:") for line in unfolded) == 1
    assert b"\n" not in b"".join(unfolded)
