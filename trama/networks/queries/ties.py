"""Questions about a round of ties: who has answered, what is confirmed, what waits for whom."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from trama.networks.models import (
    MemberStatus,
    Network,
    NetworkMembership,
    NetworkTie,
    TieDeclaration,
    TieQuestionnaire,
    TieSurvey,
)


def questionnaires(survey: TieSurvey) -> QuerySet[TieQuestionnaire]:
    rows = TieQuestionnaire.objects.filter(survey=survey)
    return rows.select_related("member__organization", "member__network", "survey__network")


def waiting_for(survey: TieSurvey) -> Sequence[TieQuestionnaire]:
    """Of members of today, those who have not answered yet."""
    mute = questionnaires(survey).filter(answered_at=None, member__status=MemberStatus.ACTIVE)
    return list(mute.order_by("pk"))


@dataclass(frozen=True)
class Progress:
    asked: int
    answered: int

    @property
    def rate(self) -> int | None:
        """Percent; null when nobody was asked."""
        return round(100 * self.answered / self.asked) if self.asked else None


def progress(survey: TieSurvey) -> Progress:
    counts = TieQuestionnaire.objects.filter(survey=survey).aggregate(
        asked=Count("pk"), answered=Count("pk", filter=Q(answered_at__isnull=False))
    )
    return Progress(counts["asked"], counts["answered"])


def latest_survey(network: Network) -> TieSurvey | None:
    return network.surveys.select_related("network").first()


def ties(survey: TieSurvey) -> QuerySet[NetworkTie]:
    return (
        NetworkTie.objects.filter(survey=survey)
        .select_related("first__organization", "second__organization")
        .prefetch_related("declarations")
        .order_by("pk")
    )


@dataclass(frozen=True)
class Waiting:
    """A tie that one side has declared and the other has not: whose word is missing."""

    declared_by: NetworkMembership
    other: NetworkMembership


def unconfirmed(survey: TieSurvey) -> Sequence[Waiting]:
    """For whoever coordinates, and for no public page: nobody has asked the other side yet."""
    found = []
    for tie in ties(survey).filter(confirmed_at=None):
        sides = {tie.first_id: tie.first, tie.second_id: tie.second}
        spoke = [one.by_id for one in tie.declarations.all() if one.intensity]
        if len(spoke) == 1:
            speaker = sides.pop(spoke[0])
            found.append(Waiting(speaker, next(iter(sides.values()))))
    return found


@dataclass(frozen=True)
class Asked:
    """One line of a questionnaire: another member, what was said of it so far, and whether it has
    declared a tie with the one who answers (its kinds, never its trust)."""

    member: NetworkMembership
    mine: TieDeclaration | None
    theirs: TieDeclaration | None


def asked_of(questionnaire: TieQuestionnaire) -> Sequence[Asked]:
    """The other members of the round: those who have declared a tie with this one come first."""
    me = questionnaire.member_id
    mine: dict[int, TieDeclaration] = {}
    theirs: dict[int, TieDeclaration] = {}
    about_me = ties(questionnaire.survey).filter(Q(first=me) | Q(second=me))
    for tie in about_me:
        other = tie.second_id if tie.first_id == me else tie.first_id
        for one in tie.declarations.all():
            if one.by_id == me:
                mine[other] = one
            elif one.intensity:
                theirs[other] = one
    others = [row.member for row in questionnaires(questionnaire.survey) if row.member_id != me]
    others.sort(key=lambda member: (member.pk not in theirs, str(member).casefold(), member.pk))
    return [Asked(one, mine.get(one.pk), theirs.get(one.pk)) for one in others]
