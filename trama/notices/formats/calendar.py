"""iCalendar (RFC 5545): deadlines for a calendar program, on Rome's clock."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from trama.core.deadlines import ROME

# The rule of the European Union since 1996: last Sundays of March and October.
_ROME = """BEGIN:VTIMEZONE
TZID:Europe/Rome
BEGIN:DAYLIGHT
DTSTART:19960331T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
TZNAME:CEST
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
TZNAME:CET
END:STANDARD
END:VTIMEZONE"""
_LINE = 75  # octets


@dataclass(frozen=True)
class Entry:
    """An instant in a calendar: `uid` never changes, so that a program updates, not doubles."""

    uid: str
    at: datetime
    title: str
    url: str


def calendar(name: str, entries: Iterable[Entry], stamp: datetime) -> bytes:
    """The calendar as a file."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Trama//Avvisi//IT",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
        *_ROME.split("\n"),
    ]
    for entry in entries:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_text(entry.uid)}",
            f"DTSTAMP:{stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"DTSTART;TZID=Europe/Rome:{entry.at.astimezone(ROME):%Y%m%dT%H%M%S}",
            f"SUMMARY:{_text(entry.title)}",
            f"URL:{entry.url}",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return b"".join(part + b"\r\n" for line in lines for part in _folded(line))


def _text(value: str) -> str:
    """Commas, semicolons, backslashes and new lines mean something: they are escaped."""
    plain = "".join(
        " " if character < " " and character != "\n" else character for character in value
    )
    for mark in ("\\", ";", ","):
        plain = plain.replace(mark, f"\\{mark}")
    return plain.replace("\n", "\\n")


def _folded(line: str) -> Iterator[bytes]:
    """Lines of at most 75 octets, broken between characters; the rest begins with a space."""
    current = b""
    for character in line:
        octets = character.encode()
        if len(current) + len(octets) > _LINE:
            yield current
            current = b" "
        current += octets
    yield current
