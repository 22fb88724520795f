"""What groups cannot be, by counting alone: each sentence where it is true and nowhere else."""

from typing import Any

import pytest

from trama.learning.rules.groups import Limits, Person
from trama.learning.rules.limits import conflict_words, why_not


def ours(*keys: str, sender: str = "sociale") -> list[Person]:
    return [Person(key, "administration", sender) for key in keys]


def theirs(*keys: str) -> list[Person]:
    """Each of a body of their own."""
    return [Person(key, "third_sector", f"ente-{key}") for key in keys]


EIGHT = [*ours("a1", "a2", "a3", "a4"), *theirs("b1", "b2", "b3", "b4")]


def said(people: list[Person], known: Any = (), **limits: Any) -> str:
    return " ".join(why_not(people, Limits(**limits), {}, known))


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"groups": 4}, ""),
        ({"groups": 5}, "in un gruppo si sta almeno in due"),
        ({"groups": 2, "least": 2}, ""),
        ({"groups": 2, "least": 3}, "non ce ne stanno 3 di ciascuna parte"),
        ({"groups": 2, "least": 2, "most_administration": 2}, ""),
        ({"groups": 2, "least": 2, "most_administration": 1}, "almeno 2 persone"),
        ({"groups": 4, "most_administration": 1}, ""),
        ({"groups": 3, "most_administration": 1}, "ci stanno in 3"),
        ({"groups": 2, "most_direction": 2}, ""),
        ({"groups": 3, "most_direction": 1}, "al massimo 1 per Direzione"),
        ({"groups": 3, "apart": True}, ""),
    ],
)
def test_a_limit_that_can_just_be_kept_is_no_trouble_and_one_beyond_is(
    limits: dict[str, Any], words: str
) -> None:
    told = said(EIGHT, **limits)
    assert (words in told) if words else told == ""


def test_each_side_has_as_many_as_the_groups_want() -> None:
    few = [*ours("a1", "a2", "a3", "a4", "a5", "a6"), *theirs("b1")]
    assert "1 persone del Terzo settore" in said(few, groups=2)
    assert "1 persone dell’amministrazione" in said([*ours("a1"), *theirs(*"bcdefg")], groups=2)


def test_people_of_a_body_are_set_apart_only_where_that_is_asked() -> None:
    body = [Person(key, "third_sector", "ente") for key in ("b1", "b2", "b3")]
    people = [*ours("a1", "a2", "a3"), *body]
    assert said(people, groups=3, apart=True) == ""
    assert said(people, groups=2) == ""
    assert "3 persone che lavorano già insieme ma 2 gruppi" in said(people, groups=2, apart=True)


def test_those_who_all_know_each_other_are_counted_in_their_largest_circle() -> None:
    circle = [("a1", "a2"), ("a2", "a3"), ("a1", "a3"), ("b1", "b2")]
    assert said(EIGHT, circle, groups=3, apart=True) == ""
    assert said(EIGHT, circle, groups=2) == ""
    assert "3 persone lavorano già tutte insieme" in said(EIGHT, circle, groups=2, apart=True)


def test_couples_who_do_not_know_each_other_are_as_many_as_can_be() -> None:
    """Whoever comes first leaves the only stranger of somebody else to them."""
    people = [*ours("a1", "a2"), *theirs("b1", "b2")]
    assert said(people, [("a2", "b2")], groups=2, apart=True) == ""
    told = said(people, [("a1", "b2"), ("a2", "b2")], groups=2, apart=True)
    assert "sono al massimo 1" in told
    known = [("a1", "b2"), ("a2", "b2")]
    assert said(people, known, groups=2, least=0, apart=True) == ""


def test_one_limit_that_cannot_be_kept_is_not_called_a_clash() -> None:
    assert "un limite non si può rispettare" in conflict_words(["least"])
    assert "non possono valere tutti insieme" in conflict_words(["least", "apart"])
