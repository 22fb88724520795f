"""How the two sides use words: what is counted, and what is not shown."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trama.accounts.models import User
from trama.core import clock
from trama.core.vocabulary import Vocabulary, Voice, Word
from trama.learning.lifecycle.usage import read_year
from trama.learning.lifecycle.writing import Entry, start
from trama.learning.models import Side, UsageReading
from trama.learning.queries.usage import spoken
from trama.learning.rules.usage import FEW, SPEAKERS, Said, reading
from trama.learning.tasks.usage import read_usage
from trama.tables.models import EntryKind, MeetingStatus, MinutesEntry
from trama.tables.tests.factories import (
    MeetingFactory,
    ParticipantFactory,
    PathFactory,
    TableFactory,
)

OURS, THEIRS = Side.ADMINISTRATION, Side.THIRD_SECTOR
SINCE = datetime(2026, 1, 1, tzinfo=UTC)
NEED = Word("bisogno", "bisogno", ("bisogno", "bisogni"), (Voice("", "x"),), "", SINCE, "/")
VOCABULARY = Vocabulary([NEED])


def uses(side: str, speakers: int, times: int, text: str = "il bisogno") -> Iterator[Said]:
    return (Said(side, f"{side} {n % speakers}", text) for n in range(times))


@pytest.mark.parametrize(
    ("side", "speakers", "times", "shown"),
    [
        (THEIRS, 3, 5, 5),
        (THEIRS, 3, 4, None),
        (THEIRS, 2, 9, None),
        (OURS, 1, 5, 5),
        (OURS, 1, 4, None),
    ],
)
def test_what_few_have_said_is_not_shown(
    side: str, speakers: int, times: int, shown: int | None
) -> None:
    (term,) = reading(uses(side, speakers, times), VOCABULARY)["terms"]
    assert term["uses"] == {OURS: 0, THEIRS: 0, side: shown}


def test_words_near_a_term_are_those_around_it() -> None:
    said = uses(THEIRS, 3, 6, "dobbiamo ascoltare il bisogno delle famiglie sole")
    (term,) = reading(said, VOCABULARY)["terms"]
    assert term["around"][THEIRS] == ["ascoltare", "dobbiamo", "famiglie", "sole"]
    assert term["around"][OURS] == []


def test_words_of_one_side_alone() -> None:
    said = [*uses(OURS, 1, 5, "procedimento comune"), *uses(THEIRS, 3, 6, "fiducia comune")]
    assert reading(said, VOCABULARY)["apart"] == {OURS: ["procedimento"], THEIRS: ["fiducia"]}


SAID = st.builds(
    Said,
    side=st.sampled_from([OURS, THEIRS]),
    speaker=st.sampled_from("abcd"),
    text=st.sampled_from(["bisogno", "bisogni e fiducia", "fiducia", "insieme", "niente"]),
)


@given(st.lists(SAID, max_size=40))
def test_nothing_shown_rests_on_few(said: list[Said]) -> None:
    made = reading(said, VOCABULARY)
    for side, words in made["apart"].items():
        for word in words:
            mine = [one for one in said if word in one.text.split()]
            assert {one.side for one in mine} == {side}
            assert len(mine) >= FEW
            assert len({one.speaker for one in mine}) >= SPEAKERS[side]
    for term in made["terms"]:
        for count in term["uses"].values():
            assert count is None or count == 0 or count >= FEW


@pytest.mark.django_db
def test_published_minutes_of_the_year_are_read_by_side(anna: User) -> None:
    start(Entry(label="bisogno", forms=["bisogni"]), text="Ciò che manca.")
    path = PathFactory.create()
    table = TableFactory.create(path=path)
    held = MeetingFactory.create(table=table, approved=True)
    draft = MeetingFactory.create(table=table, minutes=True)
    office = ParticipantFactory.create(path=path, office=True)
    heard = ParticipantFactory.create(path=path, heard=True)
    bodies = list(path.participants.filter(kind="admitted"))
    speakers = [office] * 5 + bodies * 2 + [heard, None]
    for meeting in (held, draft):
        for n, speaker in enumerate(speakers):
            MinutesEntry.objects.create(
                meeting=meeting, kind=EntryKind.SPOKEN, position=n, text="C’è un bisogno.",
                speaker=speaker, said_at=clock.now(), author=anna,
            )  # fmt: skip
    held.status, held.published_at = MeetingStatus.PUBLISHED, clock.now()
    held.save(update_fields=["status", "published_at"])
    year = held.starts_at.year
    assert [one.side for one in spoken(year)] == [OURS] * 5 + [THEIRS] * 6
    made = read_year(year)
    assert made.content["statements"] == {OURS: 5, THEIRS: 6}
    assert made.content["terms"][0]["uses"] == {OURS: 5, THEIRS: 6}
    assert draft.status != MeetingStatus.PUBLISHED
    assert list(spoken(year - 1)) == []


@pytest.mark.django_db
def test_reading_a_year_again_leaves_one_reading() -> None:
    read_year(2025)
    read_year(2025)
    assert UsageReading.objects.get().content["terms"] == []


@pytest.mark.django_db
def test_in_march_the_year_before_is_read(stop_clock: Callable[[datetime | None], None]) -> None:
    stop_clock(datetime(2026, 3, 1, 4, 30, tzinfo=UTC))
    read_usage(0)
    assert UsageReading.objects.get().year == 2025
