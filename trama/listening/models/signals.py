"""What people say is lacking, as it came and as it may be shown; what was done about it."""

from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import User
from trama.accounts.queries import holds, offices_of
from trama.core.ids import new_uid
from trama.core.models import Record
from trama.listening.models.campaigns import CITY_DUTIES, DOSSIER, DUTIES, Campaign
from trama.programming.models import Theme
from trama.territory.models import Zone
from trama.territory.queries.areas import zones_of


class SignalStatus(models.TextChoices):
    RECEIVED = "received", _("da leggere")
    ACCEPTED = "accepted", _("ascoltata")
    JOINED = "joined", _("legata a un bisogno")
    ANSWERED = "answered", _("ha avuto risposta")
    REFUSED = "refused", _("non accolta")
    SPAM = "spam", _("disturbo")


HEARD = (SignalStatus.ACCEPTED, SignalStatus.JOINED, SignalStatus.ANSWERED)
"""What moderation has let in: counted in public."""


OPEN = (SignalStatus.ACCEPTED, SignalStatus.JOINED)
"""Of those, what somebody still owes a word."""


class Channel(models.TextChoices):
    WEB = "web", _("dal sito")
    EMAIL = "email", _("per e-mail")
    OPERATOR = "operator", _("raccolta da un operatore")
    PAPER = "paper", _("da fogli di carta")


class SignalGroup(models.Model):
    """Gruppo of signals that say the same thing: one answer for all."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("gruppo di segnalazioni")

    def __str__(self) -> str:
        return str(self.uid)


class PaperRoundStatus(models.TextChoices):
    CHECKED = "checked", _("da confermare")
    APPLIED = "applied", _("fatta")
    DROPPED = "dropped", _("lasciata perdere")


class PaperRound(Record):
    """Giro di carta: signals gathered on paper and typed into a sheet, tried before it is applied.

    `lines` are what the rows say, until they become signals: then they are emptied.
    """

    MOVES: ClassVar = {
        PaperRoundStatus.CHECKED: {PaperRoundStatus.APPLIED, PaperRoundStatus.DROPPED},
    }

    status = models.CharField(
        max_length=30, choices=PaperRoundStatus, default=PaperRoundStatus.CHECKED
    )
    name = models.CharField(max_length=255)
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, related_name="+")
    author = models.ForeignKey(User, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    lines = models.JSONField(default=list)
    refused = models.JSONField(default=list)  # row, column, value (cut short), reason
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("giro di carta")
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def dossier(self) -> str:
        return self.campaign.dossier if self.campaign else DOSSIER


def listens_to_the_city(user: User | AnonymousUser) -> bool:
    """Reads whatever belongs to no campaign: in the office that the city names for it, or in any
    while it names none."""
    named = settings.LISTENING_OFFICE
    if not named:
        return holds(user, *CITY_DUTIES)
    return offices_of(user, *CITY_DUTIES).filter(code=named).exists()


class SignalQuerySet(models.QuerySet["NeedSignal"]):
    def moderated_by(self, user: User | AnonymousUser) -> Self:
        """Of the campaigns that the person promotes. Of none: all, for whoever listens to the whole
        city; those of their zones, for whoever listens for an area."""
        if not isinstance(user, User):
            return self.none()
        mine = Q(campaign__in=Campaign.objects.of(user).order_by().values("pk"))
        if listens_to_the_city(user):
            return self.filter(mine | Q(campaign=None))
        if holds(user, *DUTIES):
            near = zones_of(user).order_by().values("pk")
            return self.filter(mine | Q(campaign=None, zone__in=near))
        return self.filter(mine)

    def heard(self) -> Self:
        return self.filter(status__in=HEARD)

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """To whoever moderates them; once let in, to whoever answers for their zone."""
        if not isinstance(user, User):
            return self.none()
        moderated = Q(pk__in=self.moderated_by(user).order_by().values("pk"))
        near = Q(status__in=HEARD, zone__in=zones_of(user).order_by().values("pk"))
        return self.filter(moderated | near)


class NeedSignal(Record):
    """Segnalazione di un bisogno. `words` and `place_words` are as they came: they may say who
    wrote and of whom, and are never public. `public_text` is what moderation lets out."""

    MOVES: ClassVar = {
        SignalStatus.RECEIVED: {SignalStatus.ACCEPTED, SignalStatus.REFUSED, SignalStatus.SPAM},
        SignalStatus.ACCEPTED: {SignalStatus.JOINED, SignalStatus.ANSWERED},
        SignalStatus.JOINED: {SignalStatus.ANSWERED},
        SignalStatus.REFUSED: {SignalStatus.RECEIVED},
        SignalStatus.SPAM: {SignalStatus.RECEIVED},
    }

    status = models.CharField(max_length=30, choices=SignalStatus, default=SignalStatus.RECEIVED)
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, related_name="signals")
    words = models.TextField(_("che cosa manca"), max_length=4000)
    public_text = models.TextField(_("testo pubblico"), max_length=1000, blank=True)
    theme = models.ForeignKey(
        Theme, models.PROTECT, null=True, blank=True, verbose_name=_("tema"), related_name="+"
    )
    zone = models.ForeignKey(
        Zone, models.PROTECT, null=True, blank=True, verbose_name=_("zona"), related_name="+"
    )
    place_words = models.CharField(_("dove, in parole"), max_length=200, blank=True)
    channel = models.CharField(max_length=10, choices=Channel)
    received_at = models.DateTimeField()
    # The same words from the same source, again: counted here, and no row of their own.
    copies = models.PositiveIntegerField(default=1)
    # Came by the door without proof of work, or fell into the trap: to be looked at first.
    is_suspect = models.BooleanField(default=False)
    reason = models.CharField(_("motivo"), max_length=500, blank=True)  # of a refusal
    group = models.ForeignKey(
        SignalGroup, models.SET_NULL, null=True, blank=True, related_name="signals"
    )
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")  # who typed it
    paper_round = models.ForeignKey(PaperRound, models.PROTECT, null=True, related_name="signals")
    first_turn_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    # SHA-256 of the words without case, accents and signs; the network it came from, under the
    # key of the day: tomorrow nobody can tell which it was.
    words_hash = models.CharField(max_length=64)
    source_key = models.CharField(max_length=64, blank=True)

    objects = SignalQuerySet.as_manager()

    class Meta:
        verbose_name = _("segnalazione")
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="signal_says_something"),
            models.CheckConstraint(
                condition=~Q(status="refused") | ~Q(reason=""), name="signal_refused_with_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(status="answered") | Q(answered_at__isnull=False),
                name="signal_answered_at_an_instant",
            ),
            models.UniqueConstraint(
                # Identical words from one source are one signal, however many arrive at once.
                fields=["words_hash", "source_key", "campaign"],
                condition=~Q(source_key=""),
                nulls_distinct=False,
                name="signal_once_from_a_source",
            ),
        ]
        indexes = [
            # The moderators' queue, a campaign at a time; pages read it from its end.
            models.Index(fields=["campaign", "status", "received_at"], name="signal_queue"),
            # How many came lately: from everywhere, and from one network.
            models.Index(fields=["received_at"], name="signal_by_instant"),
            models.Index(fields=["source_key", "received_at"], name="signal_by_source"),
            # Who else says the same words.
            models.Index(fields=["words_hash"], name="signal_by_words"),
            # What everybody reads is of those that were let in, however many wait.
            models.Index(
                fields=["zone", "theme"], name="signal_heard", condition=Q(status__in=HEARD)
            ),
        ]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def dossier(self) -> str:
        return self.campaign.dossier if self.campaign else DOSSIER

    @property
    def is_heard(self) -> bool:
        return self.status in HEARD

    @property
    def is_open(self) -> bool:
        return self.status in OPEN


class SignalContact(models.Model):
    """Recapito of whoever wants to know what becomes of a signal; erased on `erase_on`, or sooner.

    One letter asks an e-mail to confirm; nothing else is sent to it before.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    signal = models.ForeignKey(NeedSignal, models.CASCADE, related_name="contacts")
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telefono"), max_length=40, blank=True)
    purpose = models.CharField(max_length=200)
    kept_at = models.DateTimeField()
    erase_on = models.DateField()
    asked_at = models.DateTimeField(null=True)  # when the one letter left
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("recapito")
        constraints = [
            models.CheckConstraint(
                condition=~Q(email="") | ~Q(phone=""), name="signal_contact_reaches_somebody"
            ),
            models.UniqueConstraint(
                fields=["signal", "email", "phone"], name="signal_contact_once"
            ),
        ]
        indexes = [
            # One letter an address: was it asked already?
            models.Index(fields=["email", "asked_at"], name="signal_contact_by_email"),
            models.Index(fields=["erase_on"], name="signal_contact_to_erase"),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class SilencedAddress(models.Model):
    """Whoever reads an address wants no letters of ours, though others go on writing it in forms.

    The address itself is not kept: its hash under our key answers, and nothing leads back.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    until = models.DateField()

    def __str__(self) -> str:
        return self.digest


class TurnKind(models.TextChoices):
    STEP = "step", _("un passo")
    DONE = "done", _("fatto")
    NOT_DONE = "not_done", _("non si fa")


class SignalTurn(models.Model):
    """«Avete detto, abbiamo fatto»: what happened about a signal, or about all those of a group.

    DONE and NOT_DONE are answers: they close.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    signal = models.ForeignKey(NeedSignal, models.PROTECT, null=True, related_name="turns")
    group = models.ForeignKey(SignalGroup, models.PROTECT, null=True, related_name="turns")
    kind = models.CharField(_("che cosa dici"), max_length=10, choices=TurnKind)
    words = models.TextField(_("che cosa è stato fatto"), max_length=2000)
    author = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("passo")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(signal__isnull=False, group=None) | Q(signal=None, group__isnull=False),
                name="signal_turn_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return self.words


class SpentChallenge(models.Model):
    """A form's challenge that was used: sent again, it leads to the same signal.

    Kept until the challenge expires: then its own date refuses it.
    """

    nonce = models.CharField(max_length=32, primary_key=True)
    signal = models.ForeignKey(NeedSignal, models.CASCADE, related_name="+")
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="spent_challenge_to_erase")]

    def __str__(self) -> str:
        return self.nonce


class DailyKey(models.Model):
    """The key under which networks are hashed on a day; erased after it, and then nobody can say
    which network a hash stands for."""

    day = models.DateField(primary_key=True)
    key = models.CharField(max_length=64)

    def __str__(self) -> str:
        return str(self.day)
