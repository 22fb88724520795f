"""Common ground: what unites and what divides, without telling on small groups."""

import random
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trama.tables.rules.opinion import (
    SMALLEST_GROUP,
    Answer,
    Counts,
    Ground,
    common_ground,
    marks,
    why_no_clusters,
)

WORDS: dict[str, Answer] = {"+": "agree", "0": "pass", "-": "disagree"}


def ground(**groups: str) -> Ground:
    """`ground(aps="+++0-", coop="-----")`: one statement, each sign a voter's answer."""
    answers = {}
    kinds = {}
    for group, signs in groups.items():
        for number, sign in enumerate(signs):
            voter = f"{group}{number}"
            answers[voter] = {"s": WORDS[sign]}
            kinds[voter] = group
    return common_ground(["s"], answers, kinds)[0]


def test_what_every_kind_of_body_shares_unites() -> None:
    assert ground(aps="+++++", coop="++++-").verdict == "unites"
    assert ground(aps="-----", coop="----+").verdict == "unites_against"


def test_what_one_kind_wants_and_another_refuses_divides() -> None:
    assert ground(aps="+++++", coop="----0").verdict == "divides"


def test_a_large_group_does_not_outvote_a_small_one() -> None:
    """Thirty for it against five who are not: no consensus, whatever the total says."""
    lopsided = ground(coop="+" * 30, aps="-----")
    assert lopsided.counts == Counts(30, 0, 5)
    assert lopsided.verdict == "divides"
    assert lopsided.consensus < ground(coop="+++++", aps="+++00").consensus


def test_who_passes_neither_unites_nor_divides() -> None:
    assert ground(aps="+++++", coop="00000").verdict == "open"


def test_scores_are_the_published_ones_and_exact() -> None:
    """(A + 1) / (S + 2), multiplied; the passes are among the answers."""
    one = ground(aps="++++0-", coop="++---")
    assert one.groups == {"aps": Counts(4, 1, 1), "coop": Counts(2, 0, 3)}
    assert one.consensus == Fraction(5, 8) * Fraction(3, 7)
    assert one.rejection == Fraction(2, 8) * Fraction(4, 7)
    assert one.divisiveness == Fraction(5, 8) - Fraction(3, 7)


def test_one_kind_of_body_alone_says_nothing_of_kinds() -> None:
    assert ground(aps="+++++++").verdict == "few"


def test_a_group_of_four_is_hidden_and_cannot_be_told_by_difference() -> None:
    """The total less the others would be the four of «odv»: it leaves them out, and says so."""
    one = ground(aps="+++++", coop="++++++-", odv="----")
    assert one.groups == {"aps": Counts(5, 0, 0), "coop": Counts(6, 0, 1)}
    assert one.hidden == ("odv",)
    assert one.counts == Counts(11, 0, 1)
    assert one.left_out == 4


def test_two_small_groups_hide_each_other_and_stay_in_the_total() -> None:
    one = ground(aps="+++++", odv="----", rete="---")
    assert one.groups == {"aps": Counts(5, 0, 0)}
    assert one.hidden == ("odv", "rete")
    assert one.counts == Counts(5, 0, 7)
    assert one.left_out == 0


def test_of_fewer_than_five_answers_not_even_the_total_is_shown() -> None:
    assert ground(aps="++++").counts is None
    assert ground(aps="+++++").counts == Counts(5, 0, 0)


def test_who_is_of_no_group_counts_in_the_total_alone() -> None:
    answers: dict[str, dict[str, Answer]] = {f"v{n}": {"s": "agree"} for n in range(10)}
    found = common_ground(["s"], answers, {f"v{n}": "aps" for n in range(5)})[0]
    assert found.counts == Counts(10, 0, 0)
    assert found.groups == {"aps": Counts(5, 0, 0)}


groups_of_signs = st.dictionaries(
    st.sampled_from(["aps", "coop", "odv", "rete"]), st.text("+0-", max_size=9), max_size=4
)


@given(groups_of_signs)
def test_nothing_shown_lets_a_small_group_be_reckoned(groups: dict[str, str]) -> None:
    one = ground(**groups)
    assert all(counts.total >= SMALLEST_GROUP for counts in one.groups.values())
    told = one.counts.total if one.counts else 0
    rest = told - sum(counts.total for counts in one.groups.values())
    assert rest == 0 or rest >= SMALLEST_GROUP
    assert told + one.left_out == sum(map(len, groups.values()))
    assert one.left_out < SMALLEST_GROUP
    assert set(one.groups) | set(one.hidden) == {name for name, signs in groups.items() if signs}


@given(groups_of_signs, st.randoms(use_true_random=False))
def test_the_order_of_voters_does_not_matter(groups: dict[str, str], rng: random.Random) -> None:
    shuffled = {name: "".join(rng.sample(signs, len(signs))) for name, signs in groups.items()}
    assert ground(**shuffled) == ground(**groups)


@given(groups_of_signs)
def test_scores_stay_between_nothing_and_one(groups: dict[str, str]) -> None:
    one = ground(**groups)
    for score in (one.consensus, one.rejection):
        assert 0 < score <= 1
    assert 0 <= one.divisiveness < 1
    if one.counts and not one.left_out:
        signs = Counter("".join(groups.values()))
        assert one.counts == Counts(signs["+"], signs["0"], signs["-"])


def test_a_firmer_agreement_and_a_deeper_division_score_higher() -> None:
    firm, weak = ground(a="+++++", b="+++++"), ground(a="+++0-", b="+++0-")
    against = ground(a="----+", b="-----")
    deep, shallow = ground(a="++++++", b="------"), ground(a="+++--", b="+----")
    assert firm.consensus > against.rejection > weak.consensus
    assert deep.divisiveness > shallow.divisiveness


@pytest.mark.parametrize(
    ("voters", "statements", "answered", "enough"),
    [
        (40, 15, 15, True),
        (39, 15, 15, False),
        (40, 14, 14, False),
        (40, 15, 6, False),
        (40, 15, 7, True),
    ],
)
def test_groups_of_opinion_are_sought_from_forty_voters_and_fifteen_statements(
    voters: int, statements: int, answered: int, enough: bool
) -> None:
    asked = [f"s{n}" for n in range(statements)]
    answers: dict[str, dict[str, Answer]] = {
        f"v{n}": dict.fromkeys(asked[:answered], "agree") for n in range(voters)
    }
    sentence = why_no_clusters(asked, answers)
    assert (sentence == "") is enough
    if not enough:
        assert "Si mostrano i conteggi." in sentence


def test_without_statements_there_is_nobody_to_place() -> None:
    assert "qui sono 0 e 0" in why_no_clusters([], {"v": {}})


# ---------------------------------------------------------------- what sets a group apart


def shown(**statements: dict[str, tuple[int, int, int]]) -> dict[str, dict[str, Counts]]:
    return {
        name: {group: Counts(*figures) for group, figures in groups.items()}
        for name, groups in statements.items()
    }


def test_a_group_is_told_by_what_it_wants_or_refuses_more_than_the_others() -> None:
    counts = shown(
        shared={"A": (9, 1, 0), "B": (9, 1, 0)},
        wanted={"A": (9, 1, 0), "B": (2, 3, 5)},
        refused={"A": (0, 2, 8), "B": (8, 2, 0)},
        lukewarm={"A": (4, 5, 1), "B": (1, 5, 4)},
    )
    found = marks(counts, "A")
    assert [(one.statement, one.own.agree > one.others.agree) for one in found] == [
        ("refused", False),
        ("wanted", True),
    ]


def test_what_only_one_group_has_answered_tells_nothing() -> None:
    assert marks(shown(alone={"A": (9, 0, 0)}), "A") == []
    assert marks(shown(other={"B": (9, 0, 0), "C": (0, 0, 9)}), "A") == []


FIGURES = st.tuples(*[st.integers(0, 30)] * 3)


@given(st.dictionaries(st.text(min_size=1), st.fixed_dictionaries({"A": FIGURES, "B": FIGURES})))
def test_a_mark_is_a_side_taken_and_the_farthest_come_first(
    figures: dict[str, dict[str, tuple[int, int, int]]],
) -> None:
    found = marks(shown(**figures), "A", most=100)
    gaps = [abs(one.distance) for one in found]
    assert gaps == sorted(gaps, reverse=True)
    for one in found:
        agrees = one.own.agreement > one.others.agreement
        assert (one.own.agreement if agrees else one.own.disagreement) > Fraction(1, 2)
    assert marks(shown(**figures), "A", most=2) == found[:2]
