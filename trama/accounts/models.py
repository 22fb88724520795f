from collections.abc import Iterator
from typing import Any, ClassVar

from django.apps import apps
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models, transaction
from django.db.models import F, Func, Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from trama.core.ids import new_uid


class DateRange(Func):
    """`daterange(since, until, '[]')`: both days included, an open end has no day."""

    function = "daterange"
    template = "%(function)s(%(expressions)s, '[]')"
    output_field = DateRangeField()


class UserManager(BaseUserManager["User"]):
    def create_user(
        self, email: str, password: str | None = None, *, verified: bool = False, **fields: Any
    ) -> "User":
        """A person and their address, which allauth keeps apart: `verified`, somebody vouches for
        it. Created here, so that no page has to when it is only read."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        with transaction.atomic(using=self._db):
            user.save(using=self._db)
            address = apps.get_model("account", "EmailAddress")
            address.objects.create(user=user, email=user.email, verified=verified, primary=True)
        return user


class User(AbstractBaseUser):
    """Persona: whoever signs in, for an office, for a body, or for themselves."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("nome e cognome"), max_length=200)
    # As a digital identity states it; never typed in by hand, never shown, never in a URL.
    codice_fiscale = models.CharField(max_length=16, null=True, blank=True, unique=True)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)
    # Sessions know the round they began in: a new round ends them all.
    sessions_round = models.PositiveIntegerField(default=0)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    # Of a request that only reads: what the person does today, once it was asked.
    only_reads = False
    duties_read: frozenset[tuple[int, str]] | None = None

    objects = UserManager()

    class Meta:
        verbose_name = _("persona")
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_whatever_case"),
        ]

    def __str__(self) -> str:
        return self.name or str(self.uid)

    def get_full_name(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        return self._session_hash(settings.SECRET_KEY)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        return (self._session_hash(secret) for secret in settings.SECRET_KEY_FALLBACKS)

    def _session_hash(self, secret: str | bytes) -> str:
        value = f"{self.sessions_round}:{self.password}"
        return salted_hmac("trama.session", value, secret=secret, algorithm="sha256").hexdigest()


class OfficeKind(models.TextChoices):
    DIRECTORATE = "directorate", _("Direzione")
    BOROUGH = "borough", _("Municipio")


class Office(models.Model):
    """Ufficio: the Direzione or Municipio that publishes notices."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=OfficeKind, default=OfficeKind.DIRECTORATE)
    pec = models.EmailField(blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return self.name


class OfficeDuty(models.TextChoices):
    EXECUTIVE = "executive", _("dirigente")
    OFFICER = "officer", _("responsabile del procedimento")
    STAFF = "staff", _("istruttoria")
    STEWARD = "steward", _("cura del registro degli enti")
    COMMUNITY_SOCIAL_WORKER = "social_worker", _("assistente sociale di comunità")
    COMMUNITY_MANAGER = "community_manager", _("Welfare Community Manager")


# Who works on notices and applications; the others know an area, and no applicant.
PROCEDURE_DUTIES = (
    OfficeDuty.EXECUTIVE,
    OfficeDuty.OFFICER,
    OfficeDuty.STAFF,
    OfficeDuty.STEWARD,
)
AREA_DUTIES = (OfficeDuty.COMMUNITY_SOCIAL_WORKER, OfficeDuty.COMMUNITY_MANAGER)


class OfficeRole(models.Model):
    """Incarico: what a person does in an office, from a day to a day (both included)."""

    user = models.ForeignKey(User, models.PROTECT, related_name="office_roles")
    office = models.ForeignKey(Office, models.PROTECT, related_name="roles")
    duty = models.CharField(max_length=20, choices=OfficeDuty)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="office_role_ends_after_it_starts",
                violation_error_message=_("L’incarico finisce prima di cominciare."),
            ),
            ExclusionConstraint(
                name="office_role_once_at_a_time",
                expressions=[
                    ("user", RangeOperators.EQUAL),
                    ("office", RangeOperators.EQUAL),
                    ("duty", RangeOperators.EQUAL),
                    (DateRange("since", "until"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("La persona ha già questo incarico in quei giorni."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_duty_display()} · {self.office}"
