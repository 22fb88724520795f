"""Groups: what they cost, the best there is with its proof, limits that cannot hold, a person who
adjusts."""

import random
from collections import Counter
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trama.accounts.models import Office, User
from trama.core.workflow import ActRefused, MoveRefused
from trama.learning.lifecycle import groups as lifecycle
from trama.learning.lifecycle.enrolments import declare
from trama.learning.models import Course, Grouping, GroupSeat
from trama.learning.queries.groups import companions, group_of, groups_of, prices_of
from trama.learning.rules.groups import (
    HARD,
    HARD_COST,
    Limits,
    Pair,
    Person,
    cliques,
    costs,
    sizes,
    spreads,
)
from trama.learning.rules.limits import conflict_words, why_not
from trama.learning.tasks.groups import make_groups
from trama.learning.tasks.partition import WHOLE, clash, conflict, partition
from trama.learning.tests.factories import CourseFactory, EnrolmentFactory
from trama.needs.tasks.sums.program import SEED
from trama.organizations.tests.factories import OrganizationFactory

DIRECTIONS, STRANDS = 6, 9


def people_of(bodies: int, ours: int, seed: int = 1) -> list[Person]:
    """Invented: two people of every body, six Direzioni, up to two strands each."""
    draw = random.Random(seed)

    def strands() -> tuple[str, ...]:
        return tuple(sorted(draw.sample([f"s{n}" for n in range(STRANDS)], draw.randint(1, 2))))

    return [
        *(Person(f"b{n:03}", "third_sector", f"body-{n // 2}", strands()) for n in range(bodies)),
        *(
            Person(f"a{n:03}", "administration", f"office-{n % DIRECTIONS}", strands())
            for n in range(ours)
        ),
    ]


def test_sizes_are_as_even_as_they_can_be() -> None:
    assert sizes(70, 12) == [6] * 10 + [5] * 2


def test_seventy_people_have_groups_of_both_sides_and_the_best_is_proved() -> None:
    people, limits = people_of(40, 30), Limits(groups=10)
    known = [("a000", "b000"), ("a001", "b003")]
    rows = spreads(people, known, limits)
    made = partition(people, rows, 10)
    assert made.optimal
    assert made.cost == sum(costs(rows, made.groups, 10).values())
    assert sorted(Counter(made.groups.values()).values()) == [7] * 10
    sides = Counter((made.groups[one.key], one.side) for one in people)
    assert set(sides.values()) == {3, 4}
    assert made.groups["a000"] != made.groups["b000"]
    for number in range(10):
        here = [one for one in people if made.groups[one.key] == number]
        assert len({one.sender for one in here}) == len(here)  # no Direzione, no body twice


def test_the_same_people_in_any_order_have_the_same_groups() -> None:
    people, limits = people_of(24, 18, seed=5), Limits(groups=6)
    rows = spreads(people, [], limits)
    again = spreads(people[::-1], [], limits)
    assert partition(people, rows, 6).groups == partition(people[::-1], again, 6).groups


def cheapest(people: list[Person], known: list[Pair], limits: Limits) -> int:
    """Every division there is, one by one."""
    rows = spreads(people, known, limits)
    places = [n for n, size in enumerate(sizes(len(people), limits.groups)) for _one in range(size)]
    keys = [one.key for one in people]
    return min(
        sum(costs(rows, dict(zip(keys, order, strict=True)), limits.groups).values())
        for order in set(permutations(places))
    )


@settings(max_examples=12)
@given(seed=st.integers(0, 10_000), pairs=st.integers(0, 8))
def test_it_is_the_cheapest_of_all_divisions(seed: int, pairs: int) -> None:
    draw = random.Random(seed)
    people = [
        Person(
            f"p{n}",
            draw.choice(["third_sector", "administration"]),
            f"x{draw.randrange(3)}",
            tuple(sorted(draw.sample(["s1", "s2", "s3"], draw.randint(0, 2)))),
        )
        for n in range(6)
    ]
    known: list[Pair] = []
    for _pair in range(pairs):
        first, second = sorted(draw.sample([one.key for one in people], 2))
        known.append((first, second))
    limits = Limits(groups=2, least=0)
    made = partition(people, spreads(people, known, limits), 2)
    assert made.cost == cheapest(people, known, limits)
    assert made.optimal


def test_with_many_pairs_the_gap_is_stated_and_the_bound_is_below_the_cost() -> None:
    people = people_of(12, 8, seed=3)
    keys = [one.key for one in people]
    known = [(a, b) for a in keys for b in keys if a < b and (a[0] == b[0])]
    rows = spreads(people, known, Limits(groups=4))
    made = partition(people, rows, 4, seconds=5)
    assert 0 < made.bound <= made.cost


# ---------------------------------------------------------------- what cannot be


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(groups=40), "70 persone ma 40 gruppi"),
        (
            Limits(groups=12, least=3),
            "30 persone dell’amministrazione ma 12 gruppi che ne vogliono 3 ciascuno: "
            "ne servono 36",
        ),
        (
            Limits(groups=12, most_administration=2),
            "30 persone dell’amministrazione ma 12 gruppi che ne prendono al massimo 2: "
            "ci stanno in 24",
        ),
        (Limits(groups=4, most_direction=1), "5 persone ma 4 gruppi che ne prendono al massimo 1"),
    ],
)
def test_what_cannot_be_is_said_with_its_numbers(limits: Limits, said: str) -> None:
    assert said in " ".join(why_not(people_of(40, 30), limits, {}))


def test_a_body_of_more_people_than_groups_cannot_be_kept_apart() -> None:
    people = [Person(f"b{n}", "third_sector", "body-1") for n in range(4)] + people_of(0, 6)
    said = why_not(people, Limits(groups=3, apart=True), {"body-1": "Il Ponte"})
    assert said == ["Il Ponte: 4 persone che lavorano già insieme ma 3 gruppi in cui separarle."]


def test_limits_that_hold_one_by_one_and_not_together_are_named() -> None:
    """Two groups, two Direzioni of two: each person of one knows both of the other."""
    people = [
        Person("a1", "administration", "d1"), Person("a2", "administration", "d1"),
        Person("b1", "third_sector", "x"), Person("b2", "third_sector", "y"),
    ]  # fmt: skip
    known = [("a1", "b1"), ("a1", "b2")]
    limits = Limits(groups=2, least=1, apart=True)
    assert not why_not(people, limits, {})
    hard = [row for row in spreads(people, known, limits) if row.family in HARD]
    assert partition(people, hard, 2).bound >= HARD_COST
    assert conflict(people, hard, 2, HARD) == ["least", "apart"]
    assert "mai nello stesso gruppo" in conflict_words(["least", "apart"])


def test_a_group_too_small_for_what_it_must_hold_is_said() -> None:
    limits = Limits(groups=14, least=3)  # groups of five
    said = " ".join(why_not(people_of(42, 42)[:42] + people_of(0, 31), limits, {}))
    assert "In un gruppo di 5 persone non ce ne stanno 3 di ciascuna parte." in said
    said = " ".join(
        why_not(people_of(40, 30), Limits(groups=5, least=3, most_administration=2), {})
    )
    assert "vorrebbe almeno 3 persone dell’amministrazione e al massimo 2" in said


def test_people_who_all_work_together_are_counted_whatever_their_side() -> None:
    people, limits = people_of(12, 8), Limits(groups=4, apart=True)
    crowd = ["a000", "a001", "b000", "b002", "b004"]
    known = [(a, b) for a in crowd for b in crowd if a < b]
    assert not why_not(people, limits, {}, known[:-1])
    said = why_not(people, limits, {}, known)
    assert said == ["5 persone lavorano già tutte insieme, ma i gruppi in cui separarle sono 4."]


@given(seed=st.integers(0, 10_000), pairs=st.integers(0, 25))
def test_cliques_hold_each_acquaintance_and_nothing_else(seed: int, pairs: int) -> None:
    draw = random.Random(seed)
    known = {frozenset(draw.sample("abcdefgh", 2)) for _pair in range(pairs)}
    found = cliques(known)
    assert {frozenset(pair) for one in found for pair in combinations(one, 2)} == known


def test_a_clash_among_more_choices_than_one_program_takes_is_named() -> None:
    """Twenty-four groups, one person of a Direzione in each; somebody knows them all."""
    people = [
        *(Person(f"a{n:03}", "administration", "office-1") for n in range(24)),
        *(Person(f"b{n:03}", "third_sector", f"body-{n}") for n in range(48)),
    ]
    assert len(people) * 24 > WHOLE
    known = [(f"a{n:03}", "b000") for n in range(24)]
    limits = Limits(groups=24, most_direction=1, apart=True)
    assert not why_not(people, limits, {}, known)
    hard = [row for row in spreads(people, known, limits) if row.family in HARD]
    assert clash(people, hard, 24)
    assert "apart" in conflict(people, hard, 24, ["least", "most_direction", "apart"])


# ---------------------------------------------------------------- the course's own


@pytest.fixture
def course(office: Office) -> Course:
    """Six of three bodies, six of the office."""
    course = CourseFactory.create(office=office, third_sector_seats=6, seats=6)
    for body in OrganizationFactory.create_batch(3):
        EnrolmentFactory.create_batch(2, course=course, organization=body)
    EnrolmentFactory.create_batch(6, course=course, ours=True)
    return course


def made(course: Course, actor: User, limits: Limits) -> Grouping:
    grouping = lifecycle.ask_groups(course, limits, actor=actor)
    make_groups(str(grouping.uid))
    make_groups(str(grouping.uid))  # a job may run twice
    grouping.refresh_from_db()
    return grouping


@pytest.mark.django_db
def test_the_job_proposes_groups_with_their_cost_and_its_proof(course: Course, anna: User) -> None:
    grouping = made(course, anna, Limits(groups=3))
    assert grouping.status == "proposed"
    assert grouping.result["optimal"] is True
    assert grouping.result["seed"] == SEED
    assert [group.sides for group in groups_of(grouping)] == [(2, 2)] * 3
    assert prices_of(grouping).now().total == grouping.result["cost"] == 0


@pytest.mark.django_db
def test_what_cannot_be_is_refused_before_it_is_computed(course: Course, anna: User) -> None:
    with pytest.raises(ActRefused, match="6 persone dell’amministrazione ma 5 gruppi"):
        lifecycle.ask_groups(course, Limits(groups=5, least=2), actor=anna)
    assert not Grouping.objects.exists()


@pytest.mark.django_db
def test_a_person_moved_is_told_the_cost_before_and_after(course: Course, anna: User) -> None:
    grouping = made(course, anna, Limits(groups=3))
    first, second = groups_of(grouping)[:2]
    ours = next(one.enrolment for one in first.seats if one.enrolment.office_id)
    theirs = next(one.enrolment for one in second.seats if not one.enrolment.office_id)
    told = prices_of(grouping).after(ours, 0, theirs)
    assert told.total > 0
    lifecycle.move_person(grouping, ours, to=0, swap_with=theirs, seen=0, actor=anna)
    assert prices_of(grouping).now() == told
    assert GroupSeat.objects.get(grouping=grouping, enrolment=ours).number == second.number
    with pytest.raises(MoveRefused):  # the page was old
        lifecycle.move_person(grouping, ours, to=first.number, seen=0, actor=anna)
    with pytest.raises(ActRefused, match="un gruppo diverso"):
        lifecycle.move_person(grouping, ours, to=second.number, seen=1, actor=anna)
    with pytest.raises(ActRefused, match="un gruppo diverso"):
        lifecycle.move_person(grouping, ours, to=99, seen=1, actor=anna)


@pytest.mark.django_db
def test_groups_in_force_are_one_and_each_sees_its_own(course: Course, anna: User) -> None:
    former, latter = (made(course, anna, Limits(groups=n)) for n in (2, 3))
    lifecycle.adopt_groups(former, actor=anna)
    lifecycle.adopt_groups(latter, actor=anna)
    former.refresh_from_db()
    assert (former.status, latter.status) == ("replaced", "adopted")
    person = course.enrolments.order_by("pk")[0]
    assert group_of(person) == GroupSeat.objects.get(grouping=latter, enrolment=person).number
    assert len(companions(person)) == 4
    with pytest.raises(MoveRefused):
        lifecycle.adopt_groups(latter, actor=anna)


@pytest.mark.django_db
def test_limits_that_clash_fail_with_the_names_of_them(course: Course, anna: User) -> None:
    """Two blocks of three on each side: of the six of the office, two by two, one pair is of both
    blocks, and no body is left for it. Counting alone does not see it."""
    people = list(course.enrolments.order_by("pk"))
    bodies, ours = people[:6], people[6:]
    for block in (slice(0, 3), slice(3, 6)):
        for one in ours[block]:
            declare(one, bodies[block], actor=None)
    grouping = made(course, anna, Limits(groups=3, least=2, apart=True))
    assert grouping.status == "failed"
    assert "un limite non si può rispettare: chi lavora già insieme, mai" in grouping.problem


@pytest.mark.django_db
def test_too_few_who_do_not_know_each_other_are_counted_before(course: Course, anna: User) -> None:
    people = list(course.enrolments.order_by("pk"))
    for one in people[:6]:
        declare(one, people[6:], actor=None)
    with pytest.raises(ActRefused, match="sono al massimo 0: i gruppi"):
        lifecycle.ask_groups(course, Limits(groups=3, apart=True), actor=anna)
