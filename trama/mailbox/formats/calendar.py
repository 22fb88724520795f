"""Meetings as iCalendar (RFC 5545), on the wall clock of Rome, for any program of calendars."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

from trama.core.deadlines import ROME
from trama.mailbox.formats.letters import one_line

PRODUCER = "-//Trama//IT"
MEDIA_TYPE = "text/calendar; charset=utf-8"
# The rule of the European Union since 1996: last Sundays of March and October.
CHANGES = (
    (TimezoneDaylight, "CEST", 3, datetime(1996, 3, 31, 2), 1, 2),  # noqa: DTZ001 - wall clock
    (TimezoneStandard, "CET", 10, datetime(1996, 10, 27, 3), 2, 1),  # noqa: DTZ001 - wall clock
)

Method = Literal["PUBLISH", "CANCEL"]


@dataclass(frozen=True)
class Entry:
    """A meeting as a calendar knows it. `sequence` grows each time it is moved or struck out."""

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime
    updated_at: datetime
    url: str
    place: str = ""
    text: str = ""
    sequence: int = 0
    is_cancelled: bool = False


def write_calendar(name: str, entries: Iterable[Entry], method: Method = "PUBLISH") -> bytes:
    """A feed or a file to take (PUBLISH), or the news that what one took is off (CANCEL)."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCER)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add("x-wr-calname", one_line(_plain(name)))
    calendar.add_component(_rome())
    for entry in entries:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("summary", _plain(entry.title))
    event.add("dtstart", entry.starts_at.astimezone(ROME))
    event.add("dtend", entry.ends_at.astimezone(ROME))
    event.add("dtstamp", entry.updated_at.astimezone(UTC))
    event.add("last-modified", entry.updated_at.astimezone(UTC))
    event.add("sequence", entry.sequence)
    event.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    event.add("url", entry.url)
    if entry.place:
        event.add("location", _plain(entry.place))
    if entry.text:
        event.add("description", _plain(entry.text))
    return event


def _plain(text: str) -> str:
    """Line ends of one kind, and no control: a program of calendars refuses the whole file."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in lines if sign == "\n" or unicodedata.category(sign) != "Cc")


def _rome() -> Timezone:
    zone = Timezone()
    zone.add("tzid", "Europe/Rome")
    for kind, name, month, start, before, after in CHANGES:
        change = kind()
        change.add("dtstart", start)
        change.add("tzname", name)
        change.add("tzoffsetfrom", timedelta(hours=before))
        change.add("tzoffsetto", timedelta(hours=after))
        change.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        zone.add_component(change)
    return zone
