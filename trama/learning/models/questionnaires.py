"""Questionnaires before, after, and six months later. Nothing here says whose an answer is."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trama.core.ids import new_uid
from trama.learning.models.courses import Course, Enrolment


class Moment(models.TextChoices):
    BEFORE = "before", _("prima")
    AFTER = "after", _("dopo")
    SIX_MONTHS = "six_months", _("a sei mesi")


class QuestionKind(models.TextChoices):
    SCALE = "scale", _("da 1 (per niente) a 5 (del tutto)")
    TEXT = "text", _("testo libero")


class CourseQuestion(models.Model):
    """Domanda, the same at the three moments: a change is measured on the same words."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    course = models.ForeignKey(Course, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=QuestionKind)
    text = models.CharField(max_length=300)

    class Meta:
        verbose_name = _("domanda del questionario")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["course", "position"], name="course_question_position")
        ]

    def __str__(self) -> str:
        return self.text


class Questionnaire(models.Model):
    """Questionario of a course at a moment, open until its instant."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    course = models.ForeignKey(Course, models.PROTECT, related_name="questionnaires")
    moment = models.CharField(max_length=12, choices=Moment)
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()

    class Meta:
        verbose_name = _("questionario")
        ordering = ["opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["course", "moment"], name="questionnaire_once")
        ]

    def __str__(self) -> str:
        return f"{self.course_id}, {self.moment}"

    @property
    def dossier(self) -> str:
        return self.course.dossier


class QuestionnaireDone(models.Model):
    """That a person has answered, so that nobody answers twice; not what, nor when."""

    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="done")
    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["questionnaire", "enrolment"], name="questionnaire_once_each"
            )
        ]

    def __str__(self) -> str:
        return f"{self.questionnaire_id}: {self.enrolment_id}"


class QuestionnaireReply(models.Model):
    """The answers of somebody: `token` is the same at the three moments, and of nobody.

    The key is a random one: a counter would tell in what order people answered.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    questionnaire = models.ForeignKey(Questionnaire, models.CASCADE, related_name="replies")
    token = models.CharField(max_length=64)
    scores = models.JSONField(default=dict)  # uid of the question → 1 to 5
    texts = models.JSONField(default=dict)  # uid of the question → words

    class Meta:
        verbose_name = _("risposta a un questionario")
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "token"], name="reply_once_a_token"),
            models.CheckConstraint(condition=~Q(token=""), name="reply_has_a_token"),
        ]

    def __str__(self) -> str:
        return str(self.pk)
