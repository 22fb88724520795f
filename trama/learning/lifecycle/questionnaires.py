"""Questionnaires of a course: the same questions at three moments, answered by nobody one knows.

A token pairs the three answers of a person. It comes from a random secret of the course, and no
row ties it to anybody; when the last questionnaire is over the secret is erased, and from then on
nobody can tell, not even from the whole database.
"""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events
from trama.core.clock import TramaNow
from trama.core.mixing import mix
from trama.core.personal_data import refuse_personal_data
from trama.core.workflow import ActRefused
from trama.learning import emails
from trama.learning.lifecycle.courses import lock
from trama.learning.models import (
    GOING_ON,
    Course,
    CourseQuestion,
    CourseStatus,
    Enrolment,
    Moment,
    QuestionKind,
    Questionnaire,
    QuestionnaireDone,
    QuestionnaireReply,
    SessionStatus,
)
from trama.learning.queries.courses import INSIDE, active, ended_at
from trama.mailbox.lifecycle import use_link
from trama.mailbox.models import SignedLink

OPEN_FOR = timedelta(days=21)
SIX_MONTHS = timedelta(days=180)
LEFT_OPEN_FOR = timedelta(days=365)
"""Since the end of a course that nobody closes: its last questionnaire will never leave."""
MOST_QUESTIONS = 20
WHEN = {
    Moment.BEFORE: GOING_ON,
    Moment.AFTER: (CourseStatus.CLOSED, CourseStatus.FOLLOW_UP),
    Moment.SIX_MONTHS: (CourseStatus.FOLLOW_UP,),
}


@transaction.atomic
def write_questions(
    course: Course, questions: Sequence[tuple[QuestionKind, str]], *, actor: User
) -> None:
    """Until the first questionnaire opens: then they stay the same, or nothing can be compared."""
    at = clock.now()
    held = lock(course)
    if held.questionnaires.exists():
        raise ActRefused(_("Il primo questionario è già partito: le domande restano quelle."))
    if not 1 <= len(questions) <= MOST_QUESTIONS:
        raise ActRefused(_("Le domande vanno da una a %(n)d.") % {"n": MOST_QUESTIONS})
    held.questions.all().delete()
    CourseQuestion.objects.bulk_create(
        CourseQuestion(course=held, position=n, kind=kind, text=text)
        for n, (kind, text) in enumerate(questions, start=1)
    )
    events.record(events.Act("write_questions", held, actor, at, {"number": len(questions)}))


def is_time(course: Course, moment: Moment, at: datetime) -> bool:
    """Before its first session is held; once it is over; six months after it was."""
    return course.status in WHEN[moment] and not _too_early_or_late(course, moment, at)


def _too_early_or_late(course: Course, moment: Moment, at: datetime) -> str:
    """Why it is not its moment; empty: it is."""
    if moment == Moment.BEFORE and course.sessions.filter(status=SessionStatus.HELD).exists():
        return _("La prima sessione è già stata tenuta: «prima» non si può più chiedere.")
    six_months = course.closed_at + SIX_MONTHS if course.closed_at else None
    if moment == Moment.SIX_MONTHS and (six_months is None or at < six_months):
        return _("Non sono ancora passati sei mesi dalla fine del percorso.")
    return ""


@transaction.atomic
def open_questionnaire(course: Course, moment: Moment, *, actor: User | None) -> int:
    """Everybody who takes part has a letter with a link; says how many. Open three weeks."""
    at = clock.now()
    held = lock(course, *WHEN[moment])
    if not held.questions.exists():
        raise ActRefused(_("Prima scrivi le domande."))
    if why_not := _too_early_or_late(held, moment, at):
        raise ActRefused(why_not)
    if moment != Moment.BEFORE and not held.pairing_secret:
        raise ActRefused(_("Le risposte di prima non si possono più appaiare."))
    try:
        with transaction.atomic():
            asked = Questionnaire.objects.create(
                course=held, moment=moment, opened_at=at, closes_at=at + OPEN_FOR
            )
    except IntegrityError as error:
        raise ActRefused(_("Questo questionario è già partito. Nulla è cambiato.")) from error
    people = active(held).select_related("course").order_by("pk")
    for enrolment in people:
        emails.lab.ask_questionnaire(enrolment, asked, at=at)
    note = {"moment": str(moment.label), "number": len(people)}
    events.record(events.Act("open_questionnaire", held, actor, at, note))
    return len(people)


def open_if_ready(course: Course, moment: Moment, *, actor: User | None) -> bool:
    """When the moment comes by itself: not twice, and not without questions."""
    if course.questionnaires.filter(moment=moment).exists() or not course.questions.exists():
        return False
    if not course.pairing_secret or not is_time(course, moment, clock.now()):
        return False
    open_questionnaire(course, moment, actor=actor)
    return True


def due_after_six_months() -> list[Course]:
    """Courses that ended six months ago, and have not asked again."""
    over = Course.objects.filter(
        status__in=[CourseStatus.CLOSED, CourseStatus.FOLLOW_UP],
        closed_at__lte=clock.now() - SIX_MONTHS,
        questions__isnull=False,
    ).exclude(questionnaires__moment=Moment.SIX_MONTHS)
    return list(over.exclude(pairing_secret="").distinct().order_by("pk"))


def ask_late_comer(enrolment: Enrolment, *, at: datetime) -> None:
    """Who comes in while a questionnaire is open has its letter too."""
    open_ones = enrolment.course.questionnaires.filter(closes_at__gt=at)
    for asked in open_ones.order_by("opened_at", "pk"):
        emails.lab.ask_questionnaire(enrolment, asked, at=at)


@transaction.atomic
def answer_questionnaire(
    asked: Questionnaire,
    enrolment: Enrolment,
    *,
    scores: Mapping[UUID, int],
    texts: Mapping[UUID, str],
    link: SignedLink | None = None,
) -> None:
    """Once, until it closes. That somebody has answered is kept, and apart from it what."""
    at = clock.now()
    if at > asked.closes_at:
        raise ActRefused(_("Il questionario è chiuso. Grazie lo stesso."))
    if enrolment.course_id != asked.course_id or enrolment.status not in INSIDE:
        raise ActRefused(_("Risponde chi partecipa al percorso."))
    refuse_personal_data({str(k): v for k, v in texts.items()}, contacts_are_public=False)
    secret = Course.objects.values_list("pairing_secret", flat=True).get(pk=asked.course_id)
    if not secret:
        raise ActRefused(_("Il questionario è chiuso. Grazie lo stesso."))
    _done, is_new = QuestionnaireDone.objects.get_or_create(
        questionnaire=asked, enrolment=enrolment
    )
    if not is_new:
        raise ActRefused(_("Hai già risposto: non sapendo quale risposta è la tua, resta quella."))
    QuestionnaireReply.objects.create(
        questionnaire=asked,
        token=_token(secret, enrolment),
        scores={str(key): value for key, value in scores.items()},
        texts={str(key): words for key, words in texts.items() if words.strip()},
    )
    if link is not None:
        use_link(link, at)


def _token(secret: str, enrolment: Enrolment) -> str:
    return hmac.new(bytes.fromhex(secret), enrolment.uid.bytes, hashlib.sha256).hexdigest()


@transaction.atomic
def forget_secrets() -> int:
    """Of courses whose last questionnaire is over, or that nobody has closed in a year; says how
    many. Who has answered is of no more use either."""
    at = clock.now()
    asked_last = Q(
        questionnaires__moment=Moment.SIX_MONTHS, questionnaires__closes_at__lt=TramaNow()
    )
    left_open = Q(questionnaires__isnull=False, closed_at=None, ended_at__lt=at - LEFT_OPEN_FOR)
    over = Course.objects.alias(ended_at=ended_at()).filter(asked_last | left_open)
    courses = list(over.exclude(pairing_secret="").distinct().order_by("pk"))
    for course in courses:
        Course.objects.filter(pk=course.pk).update(pairing_secret="")
        QuestionnaireDone.objects.filter(questionnaire__course=course).delete()
        mix(QuestionnaireReply.objects.filter(questionnaire__course=course))
        events.record(events.Act("forget_pairing", course, None, at, {}))
    return len(courses)
