"""Questionnaires: the same questions three times, answered by nobody one knows."""

from datetime import timedelta
from math import sqrt
from statistics import mean, stdev
from typing import Any

import pytest
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st

from trama.accounts.models import Office, User
from trama.core import clock
from trama.core.workflow import ActRefused
from trama.learning.lifecycle import questionnaires as lifecycle
from trama.learning.models import (
    Course,
    CourseQuestion,
    Enrolment,
    Moment,
    QuestionKind,
    Questionnaire,
    QuestionnaireDone,
    QuestionnaireReply,
)
from trama.learning.queries.questionnaires import results_of, words_of
from trama.learning.rules.change import Change, average, change, critical
from trama.learning.tests.factories import CourseFactory, EnrolmentFactory, SessionFactory
from trama.mailbox.models import OutgoingMessage

SCALE, TEXT = QuestionKind.SCALE, QuestionKind.TEXT


# ---------------------------------------------------------------- the sums


@pytest.mark.parametrize(
    ("freedom", "table"), [(9, 2.262), (10, 2.228), (20, 2.086), (39, 2.023), (120, 1.980)]
)
def test_the_critical_value_is_that_of_the_printed_tables(freedom: int, table: float) -> None:
    assert critical(freedom) == pytest.approx(table, abs=0.001)


@pytest.mark.parametrize(
    ("freedom", "exact"),
    [(9, 2.2621571628), (20, 2.0859634473), (39, 2.0226909200), (120, 1.9799304051)],
)
def test_what_the_expansion_leaves_out_falls_with_the_fourth_power(
    freedom: int, exact: float
) -> None:
    assert 1.5 < (exact - critical(freedom)) * freedom**4 < 1.8


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [(0.1, 1, True), (-1, -0.1, True), (-1, 1, False), (0, 1, False), (-1, 0, False)],
)
def test_a_change_is_told_from_chance_when_zero_is_outside_its_interval(
    low: float, high: float, told: bool
) -> None:
    assert Change(10, before=3, after=3, low=low, high=high).is_told_apart is told


def test_a_change_is_the_mean_of_the_paired_differences_with_its_interval() -> None:
    before = {f"t{n}": 2 + n % 2 for n in range(12)}
    after = {f"t{n}": 4 for n in range(12)} | {"alone": 1}
    found = change(before, after)
    assert found is not None
    differences = [after[one] - before[one] for one in before]
    half = 2.201 * stdev(differences) / sqrt(12)  # t, 11 degrees of freedom
    assert found.pairs == 12
    assert found.mean == pytest.approx(mean(differences))
    assert found.high - found.low == pytest.approx(2 * half, abs=0.001)
    assert found.is_told_apart


def test_nine_pairs_are_too_few_to_tell() -> None:
    scores = {f"t{n}": 3 for n in range(9)}
    assert change(scores, scores) is None


def test_two_means_and_the_change_never_tell_what_one_who_left_had_said() -> None:
    """Eleven before, ten after: 11 × the first mean − 10 × (the second − the change) is theirs."""
    after = {f"t{n}": 4 for n in range(10)}
    before = {**dict.fromkeys(after, 3), "left": 1}
    assert change(before, after) is not None
    assert average(before) is not None
    assert average(after, before) is None
    assert average(after, dict.fromkeys(after, 3)) == 4
    many = {**before, **{f"m{n}": 2 for n in range(9)}}
    assert average(after, many) == 4  # ten people left
    few = {"t0": 3, **{f"x{n}": 2 for n in range(9)}}
    assert average(after, few) == 4  # no change is told
    assert average(after, {f"t{n}": 3 for n in range(9)}) == 4  # nor here


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=10, max_size=60))
def test_the_mean_is_inside_its_interval(pairs: list[tuple[int, int]]) -> None:
    before = {str(n): pair[0] for n, pair in enumerate(pairs)}
    after = {str(n): pair[1] for n, pair in enumerate(pairs)}
    found = change(before, after)
    assert found is not None
    assert found.low - 1e-9 <= found.mean <= found.high + 1e-9


# ---------------------------------------------------------------- asked and answered


@pytest.fixture
def course(office: Office, anna: User) -> Course:
    course = CourseFactory.create(office=office, running=True)
    questions = [(SCALE, "Mi fido dell’altra parte"), (TEXT, "Che cosa ti aspetti?")]
    lifecycle.write_questions(course, questions, actor=anna)
    return course


@pytest.fixture
def people(course: Course) -> list[Enrolment]:
    return EnrolmentFactory.create_batch(11, course=course, attending=True)


def answer(asked: Questionnaire, who: Enrolment, score: int, words: str = "") -> None:
    scale, text = CourseQuestion.objects.filter(course=asked.course).order_by("position")
    lifecycle.answer_questionnaire(asked, who, scores={scale.uid: score}, texts={text.uid: words})


def asked_at(course: Course, moment: Moment, actor: User) -> Questionnaire:
    lifecycle.open_questionnaire(course, moment, actor=actor)
    return Questionnaire.objects.get(course=course, moment=moment)


@pytest.mark.django_db
def test_everybody_has_a_letter_and_answers_once(
    course: Course, people: list[Enrolment], anna: User
) -> None:
    asked = asked_at(course, Moment.BEFORE, anna)
    assert OutgoingMessage.objects.filter(purpose="learning.questionnaire").count() == 11
    answer(asked, people[0], 3)
    with pytest.raises(ActRefused, match="Hai già risposto"):
        answer(asked, people[0], 5)
    with pytest.raises(ActRefused, match="chi partecipa"):
        answer(asked, EnrolmentFactory.create(), 5)
    assert QuestionnaireReply.objects.count() == 1
    with pytest.raises(ActRefused, match="già partito"):
        lifecycle.open_questionnaire(course, Moment.BEFORE, actor=anna)
    with pytest.raises(ActRefused, match="le domande restano quelle"):
        lifecycle.write_questions(course, [(SCALE, "Altra")], actor=anna)


@pytest.mark.django_db
def test_nobody_corrects_an_answer(course: Course, people: list[Enrolment], anna: User) -> None:
    answer(asked_at(course, Moment.BEFORE, anna), people[0], 3)
    with pytest.raises(IntegrityError, match="stays"):
        QuestionnaireReply.objects.update(scores={})


@pytest.mark.django_db
def test_a_text_that_names_somebody_is_refused_and_nothing_is_kept(
    course: Course, people: list[Enrolment], anna: User
) -> None:
    asked = asked_at(course, Moment.BEFORE, anna)
    with pytest.raises(ActRefused, match="e-mail"):
        answer(asked, people[0], 3, "Scrivete a mario.rossi@posta.example")
    assert not QuestionnaireDone.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("moment", [Moment.AFTER, Moment.SIX_MONTHS])
def test_a_questionnaire_has_its_time(course: Course, anna: User, moment: Moment) -> None:
    with pytest.raises(ActRefused, match="In questa fase"):
        lifecycle.open_questionnaire(course, moment, actor=anna)


@pytest.mark.django_db
def test_six_months_are_six_months(office: Office, anna: User) -> None:
    course = CourseFactory.create(
        office=office, follow_up=True, closed_at=clock.now() - timedelta(days=179)
    )
    lifecycle.write_questions(course, [(SCALE, "Mi fido")], actor=anna)
    with pytest.raises(ActRefused, match="sei mesi"):
        lifecycle.open_questionnaire(course, Moment.SIX_MONTHS, actor=anna)


@pytest.mark.django_db
def test_the_change_is_told_once_both_are_over_and_never_before(
    course: Course, people: list[Enrolment], anna: User, stop_clock: Any
) -> None:
    before = asked_at(course, Moment.BEFORE, anna)
    for one in people:
        answer(before, one, 2, "Ascolto.")
    assert results_of(course).is_hidden
    assert words_of(course) == []
    stop_clock(before.closes_at + timedelta(minutes=1))
    assert results_of(course).counts == {"before": 11}
    Course.objects.filter(pk=course.pk).update(status="closed", closed_at=clock.now())
    course.refresh_from_db()
    after = asked_at(course, Moment.AFTER, anna)
    for place, one in enumerate(people[:10]):
        answer(after, one, 3 + place % 2)
    stop_clock(after.closes_at + timedelta(minutes=1))
    row = results_of(course).scales[0]
    assert row.after is not None
    assert (row.after.pairs, row.after.mean) == (10, 1.5)
    assert row.means == {"before": 2.0, "after": None, "six_months": None}
    assert row.six_months is None
    assert [len(words) for _asked, _question, words in words_of(course)] == [11]


@pytest.mark.django_db
def test_nobody_can_tell_whose_an_answer_is_once_the_secret_is_gone(
    course: Course, people: list[Enrolment], anna: User, stop_clock: Any
) -> None:
    asked = asked_at(course, Moment.BEFORE, anna)
    answer(asked, people[0], 4)
    reply = QuestionnaireReply.objects.get()
    assert str(people[0].uid).replace("-", "") not in reply.token
    names = {field.name for field in QuestionnaireReply._meta.get_fields()}
    assert names == {"id", "questionnaire", "token", "scores", "texts"}
    assert lifecycle.forget_secrets() == 0
    Questionnaire.objects.create(
        course=course,
        moment=Moment.SIX_MONTHS,
        opened_at=asked.opened_at,
        closes_at=asked.closes_at,
    )
    stop_clock(asked.closes_at + timedelta(days=1))
    assert lifecycle.forget_secrets() == 1
    assert lifecycle.forget_secrets() == 0
    course.refresh_from_db()
    assert course.pairing_secret == ""


@pytest.mark.django_db
def test_the_secret_of_a_course_that_nobody_closes_goes_a_year_after_it_too(
    course: Course, people: list[Enrolment], anna: User, stop_clock: Any
) -> None:
    answer(asked_at(course, Moment.BEFORE, anna), people[0], 4)
    last = SessionFactory.create(course=course, starts_at=clock.now() + timedelta(days=60))
    silent = CourseFactory.create()  # has asked nobody anything: its secret pairs nothing yet
    stop_clock(last.ends_at + timedelta(days=365))
    assert lifecycle.forget_secrets() == 0
    stop_clock(last.ends_at + timedelta(days=365, seconds=1))
    assert (lifecycle.forget_secrets(), lifecycle.forget_secrets()) == (1, 0)
    course.refresh_from_db()
    silent.refresh_from_db()
    assert (course.pairing_secret, bool(silent.pairing_secret)) == ("", True)
    assert not QuestionnaireDone.objects.exists()
