"""Priorities: one body one vote, the administration's apart, by a method anybody can recompute."""

from decimal import Decimal
from typing import ClassVar, Self

from django.contrib.auth.models import AnonymousUser
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import User
from trama.accounts.queries import offices_of
from trama.core.ids import new_uid
from trama.core.models import Record
from trama.ledger.models import Document
from trama.tables.models.contributions import Contribution
from trama.tables.models.paths import Participant, Path


class VoteMethod(models.TextChoices):
    APPROVAL = "approval", _("approvazione")
    BORDA = "borda", _("conteggio di Borda")
    EQUAL_SHARES = "equal_shares", _("quote uguali")


class VoteStatus(models.TextChoices):
    DRAFT = "draft", _("in preparazione")
    OPEN = "open", _("aperto")
    CLOSED = "closed", _("chiuso, conteggio in corso")
    COUNTED = "counted", _("concluso")
    CANCELLED = "cancelled", _("annullato")


class BallotSecrecy(models.TextChoices):
    OPEN = "open", _("schede con il nome dell’ente")
    PSEUDONYMOUS = "pseudonymous", _("schede con uno pseudonimo")


class BallotChannel(models.TextChoices):
    WEB = "web", _("dal sito")
    LINK = "link", _("dal collegamento")
    DESK = "desk", _("allo sportello")


class VoteQuerySet(models.QuerySet["PriorityVote"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Everybody's from its opening; before, of the office that prepares it."""
        return self.filter(~Q(seed_commitment="") | Q(path__notice__office__in=offices_of(user)))


class PriorityVote(Record):
    """Voto sulle priorità. Method, options and how ballots are published are fixed at opening.

    `seed_commitment` is published at opening; the secret at closing, when the closing record
    completes it: nobody could choose the draw that breaks ties.
    """

    MOVES: ClassVar = {
        VoteStatus.DRAFT: {VoteStatus.OPEN, VoteStatus.CANCELLED},
        VoteStatus.OPEN: {VoteStatus.CLOSED, VoteStatus.CANCELLED},
        VoteStatus.CLOSED: {VoteStatus.COUNTED},
    }

    status = models.CharField(max_length=30, choices=VoteStatus, default=VoteStatus.DRAFT)
    path = models.ForeignKey(Path, models.PROTECT, related_name="votes")
    title = models.CharField(_("titolo"), max_length=200)
    method = models.CharField(_("metodo"), max_length=20, choices=VoteMethod)
    secrecy = models.CharField(
        _("come si pubblicano le schede"),
        max_length=20,
        choices=BallotSecrecy,
        default=BallotSecrecy.PSEUDONYMOUS,
    )
    seats = models.PositiveSmallIntegerField(  # of approval and Borda: how many are chosen
        _("quante priorità"), null=True, blank=True
    )
    budget = models.DecimalField(  # of equal shares; None: unit costs, `seats` of them
        _("bilancio indicativo"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    opens_at = models.DateTimeField(_("apre"))
    closes_at = models.DateTimeField(_("chiude"))
    seed_commitment = models.CharField(max_length=64, blank=True)
    seed_secret = models.CharField(max_length=64, blank=True)  # never shown before closing
    closing_record = models.CharField(max_length=120, blank=True)
    closed_at = models.DateTimeField(null=True)
    counted_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict)  # `queries.outcomes` reads it
    published = models.ForeignKey(  # the file with which anybody counts again
        Document, models.PROTECT, null=True, related_name="+"
    )
    reason = models.CharField(max_length=500, blank=True)

    objects = VoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("voto sulle priorità")
        constraints = [
            models.CheckConstraint(
                condition=Q(seats__isnull=False, seats__gt=0, budget=None)
                | Q(seats=None, budget__isnull=False, budget__gt=0),
                name="priority_vote_places_or_budget",
                violation_error_message=_(
                    "Scrivi quante priorità, oppure il bilancio: uno dei due."
                ),
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="priority_vote_closes_after_it_opens",
                violation_error_message=_("Il voto chiude prima di aprire."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def dossier(self) -> str:
        return self.path.dossier

    @property
    def limit(self) -> Decimal:
        """What the chosen options share: euro, or places of one each."""
        return self.budget if self.budget is not None else Decimal(self.seats or 0)


class VoteOption(models.Model):
    """Opzione: what may become a priority; it cites the contributions it comes from."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    vote = models.ForeignKey(PriorityVote, models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("titolo"), max_length=200)
    text = models.TextField(_("in breve"), max_length=2000, blank=True)
    cost = models.DecimalField(
        _("costo"), max_digits=12, decimal_places=2, default=1, validators=[MinValueValidator(0)]
    )
    contributions = models.ManyToManyField(Contribution, related_name="options")

    class Meta:
        verbose_name = _("opzione")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["vote", "position"], name="vote_option_position_once"),
            models.CheckConstraint(condition=Q(cost__gt=0), name="vote_option_costs_something"),
        ]

    def __str__(self) -> str:
        return self.title


class Ballot(models.Model):
    """Scheda of a participant: the last one before closing counts; the office's are kept apart.

    Without a pseudonym it was not counted: late, or of who no longer took part at the close.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    vote = models.ForeignKey(PriorityVote, models.PROTECT, related_name="ballots")
    participant = models.ForeignKey(Participant, models.PROTECT, related_name="ballots")
    pseudonym = models.CharField(max_length=12, blank=True)  # given at the close
    choices = models.JSONField(default=list)  # option uids: approved, or ranked best first
    channel = models.CharField(
        max_length=8, choices=BallotChannel.choices, default=BallotChannel.WEB
    )
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    cast_at = models.DateTimeField()
    is_late = models.BooleanField(default=False)  # kept, not counted

    class Meta:
        verbose_name = _("scheda")
        constraints = [
            models.UniqueConstraint(
                fields=["vote", "participant"],
                condition=Q(is_late=False),
                name="ballot_once_in_time",
            ),
            models.UniqueConstraint(
                fields=["vote", "pseudonym"],
                condition=~Q(pseudonym=""),
                name="ballot_pseudonym_once",
            ),
        ]

    def __str__(self) -> str:
        return self.pseudonym or str(self.uid)
