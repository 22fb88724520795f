"""Practices tried out, and what came of them."""

from datetime import date, timedelta

import pytest

from trama.core import clock
from trama.core.deadlines import day_of
from trama.core.workflow import ActRefused, MoveRefused
from trama.learning.lifecycle import practices
from trama.learning.lifecycle.practices import six_months_after
from trama.learning.models import Practice, Speaker
from trama.mailbox.models import OutgoingMessage

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice(third_sector: Speaker) -> Practice:
    return practices.propose_practice(
        title="Visite incrociate",
        problem="Gli uffici non vedono i luoghi.",
        way="Una mattina al mese ci si va.",
        speaker=third_sector,
    )


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 1, 31), date(2026, 7, 28)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2026, 6, 15), date(2026, 12, 15)),
    ],
)
def test_six_months_after_is_the_same_day_where_every_month_has_it(
    day: date, expected: date
) -> None:
    assert six_months_after(day) == expected


def test_a_practice_is_tried_then_adopted_and_says_what_came_of_it(
    practice: Practice, administration: Speaker
) -> None:
    anna = administration.actor
    with pytest.raises(ActRefused, match="Non è ancora stata provata"):
        practices.tell_result(practice, result="Bene.", actor=anna)
    with pytest.raises(ActRefused, match="futuro"):
        practices.try_practice(
            practice, where="Dergano", since=day_of(clock.now()) + timedelta(3), actor=anna
        )
    practices.try_practice(practice, where="Dergano", since=date(2026, 3, 2), actor=anna)
    assert practice.result_due_on == date(2026, 9, 2)
    with pytest.raises(ActRefused, match="già stata provata"):
        practices.try_practice(practice, where="Altrove", since=date(2026, 3, 2), actor=anna)
    practices.decide(practice, adopted=True, reason="Ci si capisce.", actor=anna)
    practices.tell_result(practice, result="Meno telefonate.", actor=anna)
    practice.refresh_from_db()
    assert (practice.status, practice.result) == ("adopted", "Meno telefonate.")
    with pytest.raises(MoveRefused):
        practices.decide(practice, adopted=False, reason="No.", actor=anna)


def test_one_that_was_never_tried_is_not_adopted(
    practice: Practice, administration: Speaker
) -> None:
    with pytest.raises(MoveRefused):
        practices.decide(practice, adopted=True, reason="Mi piace.", actor=administration.actor)
    practices.decide(practice, adopted=False, reason="C’è già.", actor=administration.actor)
    assert practice.status == "rejected"


def test_whoever_proposed_it_is_asked_once_after_six_months(
    practice: Practice, administration: Speaker
) -> None:
    since = day_of(clock.now()) - timedelta(days=190)
    practices.try_practice(practice, where="Dergano", since=since, actor=administration.actor)
    assert practices.remind_results() == 1
    assert practices.remind_results() == 0
    letter = OutgoingMessage.objects.get(purpose="learning.practice")
    assert letter.recipient == "bruno@gelsi.example"


def test_a_person_is_named_in_no_practice(third_sector: Speaker) -> None:
    with pytest.raises(ActRefused, match="telefono"):
        practices.propose_practice(
            title="Chiamare", problem="Manca il numero.", way="333 1234567", speaker=third_sector
        )
