"""What the questionnaires of a course say, of everybody together and of nobody alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from trama.core.clock import TramaNow
from trama.learning.models import (
    Course,
    CourseQuestion,
    Moment,
    QuestionKind,
    Questionnaire,
    QuestionnaireReply,
)
from trama.learning.rules.change import SHOWN_FROM, Change, average, change

# The moments as addresses say them.
NAMES = {"prima": Moment.BEFORE, "dopo": Moment.AFTER, "sei-mesi": Moment.SIX_MONTHS}
LATER = (Moment.AFTER, Moment.SIX_MONTHS)
ADDRESSES: Mapping[str, str] = {moment: name for name, moment in NAMES.items()}


@dataclass(frozen=True)
class Answered:
    """A question: its mean at each moment, and the change from before; None: too few to tell."""

    question: CourseQuestion
    means: Mapping[str, float | None]
    after: Change | None
    six_months: Change | None


@dataclass(frozen=True)
class Results:
    """Only of questionnaires that are over: one more answer would tell whose it is."""

    counts: Mapping[str, int]
    scales: Sequence[Answered]

    @property
    def is_hidden(self) -> bool:
        return all(count < SHOWN_FROM for count in self.counts.values())


def _over(course: Course) -> QuerySet[Questionnaire]:
    return course.questionnaires.filter(closes_at__lt=TramaNow())


def results_of(course: Course) -> Results:
    replies: dict[str, list[QuestionnaireReply]] = {moment: [] for moment in Moment.values}
    rows = QuestionnaireReply.objects.filter(questionnaire__in=_over(course))
    for one in rows.select_related("questionnaire").order_by("pk"):
        replies[one.questionnaire.moment].append(one)
    questions = course.questions.filter(kind=QuestionKind.SCALE).order_by("position")
    return Results(
        {moment: len(found) for moment, found in replies.items() if found},
        [_answered(question, replies) for question in questions],
    )


def _answered(
    question: CourseQuestion, replies: Mapping[str, Sequence[QuestionnaireReply]]
) -> Answered:
    key = str(question.uid)
    scores = {
        moment: {one.token: one.scores[key] for one in found if key in one.scores}
        for moment, found in replies.items()
    }
    before = scores[Moment.BEFORE]
    means: dict[str, float | None] = {one: average(scores[one], before) for one in LATER}
    return Answered(
        question,
        {Moment.BEFORE: average(before), **means},
        change(before, scores[Moment.AFTER]),
        change(before, scores[Moment.SIX_MONTHS]),
    )


def words_of(course: Course) -> list[tuple[Questionnaire, CourseQuestion, list[str]]]:
    """What was written freely, for who leads the course; only when enough people answered."""
    found = []
    questions = {str(one.uid): one for one in course.questions.filter(kind=QuestionKind.TEXT)}
    for asked in _over(course).prefetch_related("replies").order_by("opened_at", "pk"):
        replies = asked.replies.all()
        if len(replies) < SHOWN_FROM:
            continue
        for key, question in questions.items():
            # By their letters: in the order of the replies, two lists would tell who wrote both.
            if words := sorted(one.texts[key] for one in replies if key in one.texts):
                found.append((asked, question, words))
    return found
