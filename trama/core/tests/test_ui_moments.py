from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from trama.core import moments
from trama.core.deadlines import ROME

NOON = datetime(2026, 11, 27, 12, 0, tzinfo=ROME)


def test_an_instant_is_told_on_the_wall_clock_of_rome() -> None:
    assert moments.instant(NOON.astimezone(UTC)) == "venerdì 27 novembre 2026, ore 12:00"


@pytest.mark.parametrize(
    ("before", "after"), [("{% autoescape off %}", "{% endautoescape %}"), ("", "")]
)
def test_a_letter_of_plain_text_has_no_tags_in_its_dates(before: str, after: str) -> None:
    """A page tells machines too; who reads a letter as text reads the words alone."""
    made = Template(f"{before}{{% moment at %}}{after}").render(Context({"at": NOON}))
    assert ("<time" in made) == (not before)
    assert "venerdì 27 novembre 2026, ore 12:00" in made


def test_an_act_is_told_to_the_second() -> None:
    at = datetime(2026, 11, 26, 19, 47, 13, tzinfo=UTC)
    assert moments.instant_seconds(at) == "giovedì 26 novembre 2026, ore 20:47:13"


def test_the_last_hour_of_a_day_in_utc_belongs_to_the_next_day_in_rome() -> None:
    assert moments.day(datetime(2026, 6, 30, 22, 30, tzinfo=UTC)) == "1° luglio 2026"


def test_the_first_of_a_month_is_a_number_in_english() -> None:
    with translation.override("en"):
        assert moments.long_day(date(2026, 12, 1)) == "Tuesday 1 December 2026"


def test_an_instant_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        moments.instant(datetime(2026, 11, 27, 12, 0))


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (timedelta(days=9, hours=2, minutes=59), "mancano 9 giorni e 2 ore"),
        (timedelta(days=9), "mancano 9 giorni"),
        (timedelta(days=1), "manca 1 giorno"),
        (timedelta(days=1, minutes=30), "manca 1 giorno"),
        (timedelta(days=1, hours=1), "mancano 1 giorno e 1 ora"),
        (timedelta(hours=1), "manca 1 ora"),
        (timedelta(hours=2, minutes=1), "mancano 2 ore e 1 minuto"),
        (timedelta(minutes=17, seconds=52), "mancano 17 minuti"),
        (timedelta(minutes=1), "manca 1 minuto"),
        (timedelta(seconds=59), "manca meno di un minuto"),
        (timedelta(seconds=-1), "meno di un minuto fa"),
        (timedelta(hours=-3), "3 ore fa"),
    ],
)
def test_the_distance_is_told_in_the_two_largest_units(before: timedelta, words: str) -> None:
    now = NOON.astimezone(UTC) - before
    assert moments.distance(NOON, now) == words


def test_the_night_the_clocks_go_back_is_an_hour_longer() -> None:
    evening = datetime(2026, 10, 24, 12, 0, tzinfo=ROME)
    noon_after = datetime(2026, 10, 25, 12, 0, tzinfo=ROME)
    assert moments.distance(noon_after, evening) == "mancano 1 giorno e 1 ora"


def test_a_length_skips_the_units_it_has_none_of() -> None:
    length = timedelta(hours=15, minutes=12, seconds=47)
    assert moments.duration(length, parts=3) == "15 ore, 12 minuti e 47 secondi"
    assert moments.duration(timedelta(days=9, seconds=4)) == "9 giorni"
    assert moments.duration(timedelta(0)) == "0 secondi"


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=4000)))
def test_a_length_is_never_overstated(length: timedelta) -> None:
    words = moments.duration(length, parts=4).replace(" e ", ", ").split(", ")
    units = {"giorn": 86_400, "or": 3_600, "minut": 60, "second": 1}
    told = sum(int(n) * units[unit[:-1].rstrip("i")] for n, unit in (w.split() for w in words))
    assert told == int(length.total_seconds())
