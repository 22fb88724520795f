"""The training lab: a course, who stands behind it, its seats, who is nominated and takes part."""

from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import Office, User
from trama.accounts.queries import offices_of
from trama.core.models import Record
from trama.learning.models.terms import Side, Term
from trama.ledger.models import Document
from trama.organizations.models import Organization
from trama.programming.models import Strand


class CourseStatus(models.TextChoices):
    DESIGNED = "designed", _("in preparazione")
    ENROLLING = "enrolling", _("candidature aperte")
    RUNNING = "running", _("in corso")
    CLOSED = "closed", _("concluso")
    FOLLOW_UP = "follow_up", _("concluso, si guarda che cosa è cambiato")


GOING_ON = (CourseStatus.ENROLLING, CourseStatus.RUNNING)
"""While people come in and go out, and do things together."""
BEFORE_IT_ENDS = (CourseStatus.DESIGNED, *GOING_ON)
SINCE_IT_OPENED = (*GOING_ON, CourseStatus.CLOSED, CourseStatus.FOLLOW_UP)


class CourseQuerySet(models.QuerySet["Course"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """One that is being prepared is of its office and of its trainers."""
        if not isinstance(user, User):
            return self.exclude(status=CourseStatus.DESIGNED)
        own = Q(office__in=offices_of(user)) | Q(trainers=user)
        return self.filter(own | ~Q(status=CourseStatus.DESIGNED)).distinct()


class Course(Record):
    """Percorso formativo laboratoriale of an office: professionals of both sides, in groups."""

    MOVES: ClassVar = {
        CourseStatus.DESIGNED: {CourseStatus.ENROLLING},
        CourseStatus.ENROLLING: {CourseStatus.RUNNING},
        CourseStatus.RUNNING: {CourseStatus.CLOSED},
        CourseStatus.CLOSED: {CourseStatus.FOLLOW_UP},
    }

    status = models.CharField(max_length=30, choices=CourseStatus, default=CourseStatus.DESIGNED)
    code = models.SlugField(_("codice"), max_length=40, unique=True)
    title = models.CharField(_("titolo"), max_length=200)
    purpose = models.TextField(_("a che cosa serve"), max_length=4000)
    office = models.ForeignKey(Office, models.PROTECT, related_name="courses")
    trainers = models.ManyToManyField(User, blank=True, related_name="trained_courses")
    terms = models.ManyToManyField(Term, blank=True, related_name="courses")  # discussed in it
    # The seats of the administration are shared among its Direzioni: see `DirectionQuota`.
    third_sector_seats = models.PositiveSmallIntegerField(_("posti per il Terzo settore"))
    enrolment_closes_at = models.DateTimeField(_("le candidature chiudono"))
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    # From it come the tokens that pair a person's answers; erased after the last questionnaire.
    pairing_secret = models.CharField(max_length=64, blank=True)

    objects = CourseQuerySet.as_manager()

    class Meta:
        verbose_name = _("percorso formativo")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(third_sector_seats__range=(1, 400)), name="course_seats_of_bodies"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def dossier(self) -> str:
        return f"laboratorio-{self.code}"


class SupportRole(models.TextChoices):
    PROMOTER = "promoter", _("promuove")
    SUPPORTER = "supporter", _("sostiene")


class CourseSupport(models.Model):
    """Who promotes or supports a course: a body or an office when it is known, or a name."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="support")
    role = models.CharField(max_length=10, choices=SupportRole)
    name = models.CharField(max_length=300)
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["role", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["course", "role", "name"], name="course_support_once")
        ]

    def __str__(self) -> str:
        return self.name


class DirectionQuota(models.Model):
    """Posti di una Direzione in a course."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="quotas")
    office = models.ForeignKey(Office, models.PROTECT, related_name="+")
    seats = models.PositiveSmallIntegerField(_("posti"))

    class Meta:
        ordering = ["office__name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["course", "office"], name="quota_once_a_direction"),
            models.CheckConstraint(condition=Q(seats__range=(1, 400)), name="quota_has_seats"),
        ]

    def __str__(self) -> str:
        return f"{self.office_id}: {self.seats}"


class EnrolmentStatus(models.TextChoices):
    NOMINATED = "nominated", _("candidata")
    ENROLLED = "enrolled", _("iscritta")
    ATTENDING = "attending", _("frequenta")
    COMPLETED = "completed", _("ha concluso")
    DROPPED = "dropped", _("si è ritirata")


class Enrolment(Record):
    """Iscrizione of a person, nominated by their body or by their Direzione.

    Nominated and not called: on the waiting list of its quota, in order of nomination. Called: it
    holds a seat, and the person has a letter with a link to accept.
    """

    MOVES: ClassVar = {
        EnrolmentStatus.NOMINATED: {EnrolmentStatus.ENROLLED, EnrolmentStatus.DROPPED},
        EnrolmentStatus.ENROLLED: {EnrolmentStatus.ATTENDING, EnrolmentStatus.DROPPED},
        EnrolmentStatus.ATTENDING: {EnrolmentStatus.COMPLETED, EnrolmentStatus.DROPPED},
    }

    status = models.CharField(
        max_length=30, choices=EnrolmentStatus, default=EnrolmentStatus.NOMINATED
    )
    course = models.ForeignKey(Course, models.PROTECT, related_name="enrolments")
    side = models.CharField(max_length=20, choices=Side)
    office = models.ForeignKey(Office, models.PROTECT, null=True, related_name="+")
    organization = models.ForeignKey(Organization, models.PROTECT, null=True, related_name="+")
    person_name = models.CharField(_("nome e cognome"), max_length=200)
    email = models.EmailField(_("e-mail"))
    strands = models.ManyToManyField(
        Strand, blank=True, verbose_name=_("filoni di cui si occupa"), related_name="+"
    )
    nominated_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    nominated_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)  # why it ended

    class Meta:
        verbose_name = _("iscrizione")
        ordering = ["person_name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["course", "email"], name="enrolment_person_once"),
            models.CheckConstraint(
                condition=Q(side=Side.ADMINISTRATION, office__isnull=False, organization=None)
                | Q(side=Side.THIRD_SECTOR, office=None, organization__isnull=False),
                name="enrolment_of_a_side",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["nominated", "dropped"]) | Q(called_at__isnull=False),
                name="enrolment_called_before_it_counts",
            ),
        ]
        indexes = [
            # The waiting list of a quota, in order of nomination.
            models.Index(
                fields=["course", "side", "office", "nominated_at"],
                condition=Q(status="nominated", called_at=None),
                name="enrolment_waiting",
            )
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def dossier(self) -> str:
        return self.course.dossier

    @property
    def sender(self) -> str:
        """The body or the Direzione that the person comes from."""
        found = self.office or self.organization
        return found.name if found else ""

    @property
    def is_waiting(self) -> bool:
        return self.status == EnrolmentStatus.NOMINATED and self.called_at is None


class Acquaintance(models.Model):
    """Two people who already work together, as one of them or a trainer says."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="acquaintances")
    first = models.ForeignKey(Enrolment, models.CASCADE, related_name="+")
    second = models.ForeignKey(Enrolment, models.CASCADE, related_name="+")
    declared_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(first__lt=F("second")), name="acquaintance_in_order"
            ),
            models.UniqueConstraint(fields=["first", "second"], name="acquaintance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} – {self.second_id}"


class GroupingStatus(models.TextChoices):
    ASKED = "asked", _("in calcolo")
    PROPOSED = "proposed", _("proposta, non ancora in vigore")
    FAILED = "failed", _("non si può fare")
    ADOPTED = "adopted", _("in vigore")
    REPLACED = "replaced", _("sostituita")


class Grouping(Record):
    """Suddivisione in gruppi of a course: computed, adjusted by a person, put in force.

    `limits`: how many groups and what must hold (`rules.groups.Limits`); `result`: how good the
    computed one is, and the best that can exist.
    """

    MOVES: ClassVar = {
        GroupingStatus.ASKED: {GroupingStatus.PROPOSED, GroupingStatus.FAILED},
        GroupingStatus.PROPOSED: {GroupingStatus.ADOPTED, GroupingStatus.PROPOSED},
        GroupingStatus.ADOPTED: {GroupingStatus.REPLACED},
    }

    status = models.CharField(max_length=30, choices=GroupingStatus, default=GroupingStatus.ASKED)
    course = models.ForeignKey(Course, models.PROTECT, related_name="groupings")
    limits = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    problem = models.TextField(blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    computed_at = models.DateTimeField(null=True)
    changes = models.PositiveIntegerField(default=0)  # by which a page knows that it is old

    class Meta:
        verbose_name = _("suddivisione in gruppi")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["course"], condition=Q(status="adopted"), name="grouping_in_force_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def dossier(self) -> str:
        return self.course.dossier


class GroupSeat(models.Model):
    """In which group a person is, in a grouping; `is_moved`: a person put them there."""

    grouping = models.ForeignKey(Grouping, models.CASCADE, related_name="seats")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="seats")
    number = models.PositiveSmallIntegerField()
    is_moved = models.BooleanField(default=False)

    class Meta:
        ordering = ["number", "enrolment__person_name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["grouping", "enrolment"], name="group_seat_once")
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.enrolment_id}"


class CertificateStatus(models.TextChoices):
    VALID = "valid", _("valido")
    REVOKED = "revoked", _("revocato")


class Certificate(Record):
    """Attestato: numbered in the register LAB, told true or false by its code to anybody."""

    MOVES: ClassVar = {CertificateStatus.VALID: {CertificateStatus.REVOKED}}

    status = models.CharField(
        max_length=30, choices=CertificateStatus, default=CertificateStatus.VALID
    )
    enrolment = models.OneToOneField(Enrolment, models.PROTECT, related_name="certificate")
    number = models.CharField(max_length=20, unique=True)
    code = models.CharField(max_length=20, unique=True)
    attended_minutes = models.PositiveIntegerField()
    total_minutes = models.PositiveIntegerField()
    issued_at = models.DateTimeField()
    document = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("attestato")

    def __str__(self) -> str:
        return self.number

    @property
    def dossier(self) -> str:
        return self.enrolment.dossier
