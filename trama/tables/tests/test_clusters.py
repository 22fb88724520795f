"""Groups of opinion: found where they are, the same each time, never from too few voters."""

import random
from typing import Any

import numpy as np
import pytest

from trama.tables.rules.opinion import Answer, common_ground
from trama.tables.tasks.clusters import _silhouette, clusters

STATEMENTS = [f"s{n:02}" for n in range(20)]
AnswerSheet = dict[str, dict[str, Answer]]


def camps(*sizes: int, noise: float = 0.1, answered: float = 0.8, seed: int = 1) -> AnswerSheet:
    """Voters of several camps, each with its own opinions, told with some noise and gaps."""
    rng = random.Random(seed)
    sheet: AnswerSheet = {}
    words: list[Answer] = ["agree", "pass", "disagree"]
    for camp, size in enumerate(sizes):
        opinions: list[Answer] = [rng.choice(["agree", "disagree"]) for _ in STATEMENTS]
        for number in range(size):
            sheet[f"{camp}-{number:03}"] = {
                one: rng.choice(words) if rng.random() < noise else opinion
                for one, opinion in zip(STATEMENTS, opinions, strict=True)
                if rng.random() < answered
            }
    return sheet


@pytest.mark.parametrize("sizes", [(30, 20), (25, 20, 15)])
def test_camps_that_exist_are_found(sizes: tuple[int, ...]) -> None:
    found = clusters(STATEMENTS, camps(*sizes))
    assert found is not None
    pairs = {(voter.split("-")[0], group) for voter, group in found.groups.items()}
    assert len(pairs) == len(sizes) == len(set(found.groups.values()))
    assert ("0", "A") in pairs  # the largest
    assert found.silhouette > 0.5


def test_the_same_answers_give_the_same_groups_in_whatever_order_they_come() -> None:
    sheet = camps(30, 20, 10, noise=0.4)
    items = list(sheet.items())
    random.Random(3).shuffle(items)
    backwards = {voter: dict(reversed(given.items())) for voter, given in items}
    once, again = clusters(STATEMENTS, sheet), clusters(STATEMENTS[::-1], backwards)
    assert once == again


def test_from_two_to_five_groups_even_where_camps_are_more() -> None:
    found = clusters(STATEMENTS, camps(*[12] * 7))
    assert found is not None
    assert 2 <= len(set(found.groups.values())) <= 5


def test_who_answered_little_is_not_placed() -> None:
    sheet = camps(30, 20)
    sheet["silent"] = dict.fromkeys(STATEMENTS[:6], "agree")
    found = clusters(STATEMENTS, sheet)
    assert found is not None
    assert "silent" not in found.groups
    assert found.groups.keys() == found.points.keys()


def test_who_answered_half_is_pulled_out_by_the_root_of_two() -> None:
    """The sparsity correction: half of the answers go half of the way, √2 times farther."""
    sheet: AnswerSheet = {f"a{n}": dict.fromkeys(STATEMENTS, "agree") for n in range(30)}
    sheet |= {f"b{n}": dict.fromkeys(STATEMENTS, "disagree") for n in range(30)}
    sheet["half"] = dict.fromkeys(STATEMENTS[::2], "agree")
    found = clusters(STATEMENTS, sheet)
    assert found is not None
    assert found.groups["half"] == found.groups["a0"] != found.groups["b0"]
    assert found.points["half"][0] / found.points["a0"][0] == pytest.approx(0.5**0.5, abs=0.02)


def test_too_few_voters_or_statements_make_no_groups() -> None:
    assert clusters(STATEMENTS, camps(20, 19, answered=1)) is None
    assert clusters(STATEMENTS[:14], camps(30, 20, answered=1)) is None


def test_where_all_answer_the_same_there_are_no_groups() -> None:
    same: AnswerSheet = {f"v{n}": dict.fromkeys(STATEMENTS, "agree") for n in range(50)}
    assert clusters(STATEMENTS, same) is None


def test_a_statement_that_nobody_answered_is_left_out() -> None:
    sheet = camps(30, 20)
    once, again = clusters(STATEMENTS, sheet), clusters([*STATEMENTS, "unanswered"], sheet)
    assert once is not None
    assert once == again


def test_groups_of_opinion_are_groups_like_any_other_and_small_ones_hide() -> None:
    found = clusters(STATEMENTS, camps(40, 30, 3, noise=0))
    assert found is not None
    grounds = common_ground(STATEMENTS, camps(40, 30, 3, noise=0), found.groups)
    assert all(counts.total >= 5 for one in grounds for counts in one.groups.values())
    assert {one.verdict for one in grounds} & {"unites", "divides", "unites_against"}


def silhouette_by_hand(points: Any, labels: list[int]) -> float:
    """Rousseeuw 1987, point by point."""
    widths = []
    for i, own in enumerate(labels):
        means = {}
        for group in set(labels):
            far = [
                float(np.linalg.norm(points[i] - points[j]))
                for j, other in enumerate(labels)
                if other == group and j != i
            ]
            means[group] = sum(far) / len(far) if far else 0.0
        if labels.count(own) == 1:
            widths.append(0.0)
            continue
        nearest = min(mean for group, mean in means.items() if group != own)
        widths.append((nearest - means[own]) / max(nearest, means[own]))
    return sum(widths) / len(widths)


@pytest.mark.parametrize("seed", range(5))
def test_the_silhouette_is_the_published_one(seed: int) -> None:
    draw = np.random.default_rng(seed)
    points, labels = draw.normal(size=(600, 2)), draw.integers(0, 4, 600)
    points, labels = points[: 30 + 570 * (seed == 0)], labels[: 30 + 570 * (seed == 0)]
    labels[0] = 4  # alone in its group
    assert _silhouette(points, labels) == pytest.approx(silhouette_by_hand(points, labels.tolist()))
