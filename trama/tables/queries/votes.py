"""Questions about votes on priorities: what may be voted on, who votes, how many have, how."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from trama.core.ui import Badge, Tone
from trama.needs.models import CardStatus, EvidenceGrade, Need
from trama.tables.models import (
    Ballot,
    Contribution,
    ContributionKind,
    ContributionStatus,
    Participant,
    ParticipantKind,
    ParticipantStatus,
    Path,
    Position,
    PriorityVote,
    Stance,
    VoteOption,
    VoteStatus,
)
from trama.tables.models.votes import VoteQuerySet

FEW = 10
"""With fewer who may vote, a ballot under a pseudonym may be guessed: the page says so."""
ON_THE_PAGE = 50

VOTING = (ParticipantKind.ADMITTED, ParticipantKind.OFFICE)


# ---------------------------------------------------------------- what may be voted on


def grounded(path: Path) -> QuerySet[Contribution]:
    """The contributions of a path that a priority may rest on."""
    return alive(path).filter(is_grounded())


def is_grounded() -> Q:
    """What a priority rests on cites a need with evidence (R-CP-03).

    It names a published need card, or is itself a need or data; in either case more than a
    supposition.
    """
    card = (
        Need.objects.filter(contributions=OuterRef("pk"))
        .exclude(evidence=EvidenceGrade.SUPPOSED)
        .exclude(status=CardStatus.DRAFT)
    )
    itself = Q(kind__in=[ContributionKind.NEED, ContributionKind.DATA]) & ~Q(
        evidence=EvidenceGrade.SUPPOSED
    )
    return Q(Exists(card)) | itself


def alive(path: Path) -> QuerySet[Contribution]:
    """What an option may come from: neither an objection, nor merged, nor not accepted."""
    gone = (ContributionStatus.MERGED, ContributionStatus.NOT_ACCEPTED)
    return path.contributions.exclude(status__in=gone).exclude(kind=ContributionKind.OBJECTION)


def proposable(vote: PriorityVote) -> list[Contribution]:
    """Grounded contributions that no option of this draft comes from yet."""
    free = grounded(vote.path).exclude(options__vote=vote)
    return list(free.order_by("number")[:ON_THE_PAGE])


def lacks_to_open(vote: PriorityVote, at: datetime) -> list[str]:
    """What is missing or wrong before the vote may be opened, in sentences."""
    options = list(options_of(vote))
    lacks = []
    if vote.closes_at <= at:
        lacks.append(_("La chiusura è già passata: scegli un altro giorno."))
    if len(options) < 2:
        lacks.append(_("Servono almeno due opzioni."))
    if vote.budget is None and len(options) <= (vote.seats or 0):
        lacks.append(_("Le opzioni sono tante quante le priorità da scegliere, o meno."))
    firm = set(grounded(vote.path).filter(options__vote=vote).values_list("options", flat=True))
    for option in options:
        if option.pk not in firm:
            lacks.append(
                _("«%(title)s» non nasce da un bisogno con evidenza: aggiungi un contributo "
                  "che ne cita uno.") % {"title": option.title}
            )  # fmt: skip
        if option.cost > vote.limit:
            lacks.append(
                _("«%(title)s» costa più del bilancio: non potrebbe mai essere scelta.")
                % {"title": option.title}
            )
    return lacks


def options_of(vote: PriorityVote) -> QuerySet[VoteOption]:
    sources = Contribution.objects.defer("search", "text")
    rows = vote.options.prefetch_related(Prefetch("contributions", sources))
    return rows.order_by("position", "pk")


# ---------------------------------------------------------------- who votes


def electors(path: Path) -> QuerySet[Participant]:
    """Who may vote now: the admitted bodies; and the offices, apart. Who is heard does not."""
    return path.participants.filter(kind__in=VOTING, status=ParticipantStatus.ACTIVE).order_by(
        "name", "pk"
    )


def entitled_at(path: Path, instant: datetime) -> QuerySet[Participant]:
    """Who took part at that instant: whoever was excluded or left before it did not."""
    still = Q(status=ParticipantStatus.ACTIVE) | Q(ended_at__gt=instant)
    return path.participants.filter(still, kind__in=VOTING, since__lte=instant)


def bodies(participants: QuerySet[Participant]) -> QuerySet[Participant]:
    return participants.filter(kind=ParticipantKind.ADMITTED)


def without_address(path: Path) -> QuerySet[Participant]:
    """For whom the office collects the ballot: they cannot be written to."""
    return electors(path).filter(email="")


def ballot_in_time(vote: PriorityVote, participant: Participant) -> Ballot | None:
    return Ballot.objects.filter(vote=vote, participant=participant, is_late=False).first()


@dataclass(frozen=True)
class Turnout:
    """How far along the vote is: numbers of bodies only, never who, never what."""

    voted: int
    entitled: int

    @property
    def are_few(self) -> bool:
        return self.entitled < FEW


def turnout(vote: PriorityVote) -> Turnout:
    able = bodies(electors(vote.path))
    voted = Ballot.objects.filter(vote=vote, is_late=False, participant__in=able)
    return Turnout(voted.count(), able.count())


# ---------------------------------------------------------------- how a vote stands


def votes_of(path: Path) -> VoteQuerySet:
    """The latest first."""
    every = PriorityVote.objects.filter(path=path).select_related("path__notice")
    return every.order_by("-opens_at", "-pk")


def badge_of(vote: PriorityVote, now: datetime) -> Badge:
    if vote.status == VoteStatus.OPEN and vote.opens_at > now:
        return Badge(_("apre fra poco"), "wait")
    if vote.status == VoteStatus.OPEN and vote.closes_at < now:
        return Badge(_("finito, si chiude ora"), "wait")
    tones: dict[str, Tone] = {
        VoteStatus.DRAFT: "wait",
        VoteStatus.OPEN: "now",
        VoteStatus.CLOSED: "now",
        VoteStatus.COUNTED: "done",
        VoteStatus.CANCELLED: "stop",
    }
    return Badge(vote.get_status_display(), tones[vote.status])


# ---------------------------------------------------------------- who disagreed


@dataclass(frozen=True)
class Dissent:
    """What a body said against a contribution that an option comes from."""

    option: VoteOption
    contribution: Contribution  # where it can be read: the objection, or what it is against
    who: str
    words: str


def dissents(options: Iterable[VoteOption]) -> list[Dissent]:
    """Objections, then contrary positions, on what the options come from."""
    sources = {one.pk: (option, one) for option in options for one in option.contributions.all()}
    objections = Contribution.objects.filter(objects_to__in=sources).exclude(
        status=ContributionStatus.MERGED
    )
    found = []
    for one in objections.prefetch_related("authors").order_by("number"):
        option, _against = sources[one.objects_to_id or 0]
        names = ", ".join(author.name for author in one.authors.all())
        found.append(Dissent(option, one, names, one.title))
    contrary = Position.objects.filter(contribution__in=sources, stance=Stance.DISAGREE)
    for position in contrary.select_related("participant").order_by("pk"):
        option, against = sources[position.contribution_id]
        found.append(Dissent(option, against, position.participant.name, position.reason))
    return found
