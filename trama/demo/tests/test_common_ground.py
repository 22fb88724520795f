"""What the bodies of the demo answer shows all that the common ground can: what unites kinds of
body, what divides them, groups of opinion, and the few who are not told."""

from collections import Counter
from itertools import pairwise
from typing import Any

import pytest

from trama.demo.formats import city
from trama.demo.formats.paths import Story, stories
from trama.demo.lifecycle.paths.stand import CHOICES
from trama.demo.queries import AFTERNOONS, PAST
from trama.tables.rules.opinion import SMALLEST_GROUP
from trama.tables.rules.readings import Gathered
from trama.tables.tasks.ground import contents


def gathered(story: Story) -> Gathered:
    """The answers of the story as the platform would gather them."""
    kinds = {body.key: body.legal_type for body in city.bodies().everybody}
    numbers = [str(n) for n in range(1, len(story.statements) + 1)]
    answers: dict[str, dict[str, Any]] = {
        key: {
            number: CHOICES[mark]
            for number, mark in zip(numbers, marks, strict=False)
            if mark in CHOICES
        }
        for key, marks in story.answers.items()
    }
    return Gathered(numbers, answers, {key: kinds.get(key, "heard") for key in answers})


@pytest.fixture(scope="module")
def read() -> dict[str, Any]:
    return contents(gathered(stories()[PAST]))


def verdicts(read: dict[str, Any]) -> Counter[str]:
    return Counter(row["verdict"] for row in read["statements"])


def test_enough_bodies_answer_enough_statements(read: dict[str, Any]) -> None:
    assert read["voters"] >= 45
    assert len(read["statements"]) >= 16
    assert read["mapped"] >= 40


def test_some_statements_unite_the_kinds_of_body_and_some_divide_them(
    read: dict[str, Any],
) -> None:
    found = verdicts(read)
    assert found["unites"] >= 4
    assert found["unites_against"] >= 1
    assert found["divides"] >= 4


def test_groups_of_opinion_are_three_and_none_is_small(read: dict[str, Any]) -> None:
    sizes = read["clusters"]["sizes"]
    assert len(sizes) == 3
    assert min(sizes.values()) >= SMALLEST_GROUP
    assert verdicts(read["clusters"])["divides"] >= 4


def test_volunteers_those_who_run_services_and_parents_are_apart(read: dict[str, Any]) -> None:
    """The groups are not the kinds, yet each kind leans to one side."""
    rows = {row["number"]: row["groups"] for row in read["statements"]}
    by_number = {n: one.text for n, one in enumerate(stories()[PAST].statements, start=1)}
    [paid] = [n for n, words in by_number.items() if "educatore pagato" in words]
    agree, _passed, disagree = rows[paid]["COOP_SOCIALE"]
    assert agree > disagree
    agree, _passed, disagree = rows[paid]["ODV"]
    assert agree < disagree


def test_a_kind_with_fewer_than_five_answers_is_never_shown_alone(read: dict[str, Any]) -> None:
    answers = gathered(stories()[PAST])
    kinds = Counter(answers.kinds.values())
    few = {kind for kind, count in kinds.items() if count < SMALLEST_GROUP}
    assert len(few) >= 4
    for row in read["statements"]:
        assert not few & row["groups"].keys()
        assert row["hidden"] >= len(few) - 1
        assert all(sum(figures) >= SMALLEST_GROUP for figures in row["groups"].values())


def test_half_way_no_kind_is_large_enough_and_only_counts_are_shown() -> None:
    read = contents(gathered(stories()[AFTERNOONS]))
    assert not any(row["groups"] for row in read["statements"])
    assert all(row["counts"] for row in read["statements"])
    assert "clusters" not in read


def test_whoever_answers_is_admitted_or_heard_and_says_it_in_known_marks() -> None:
    for code, story in stories().items():
        known = {one.body for one in city.applications()[code]} | {one.key for one in story.heard}
        known |= {"pane", "mercato", "lume", "passo"}  # by certified mail
        assert set(story.answers) <= known, code
        for key, marks in story.answers.items():
            assert len(marks) <= len(story.statements), key
            assert set(marks) <= {*CHOICES, " "}, key


def test_no_two_bodies_of_the_chorus_answer_the_same() -> None:
    answers = sorted(stories()[PAST].answers.values())
    assert all(one != other for one, other in pairwise(answers))
