"""Questions about who is in a network."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, IntegerField, Prefetch, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from trama.accounts.models import User
from trama.accounts.queries import current
from trama.core.deadlines import day_of
from trama.networks.models import (
    MeetingStatus,
    MemberStatus,
    Network,
    NetworkMeeting,
    NetworkMembership,
    NetworkRole,
    SurveyStatus,
    TieQuestionnaire,
)
from trama.organizations.queries import organizations_of
from trama.territory.queries.zones import SHAPES

ABSENCES = 3
"""Meetings in a row without somebody, after which the network is losing them (domain §4)."""

ORDER = [
    MemberStatus.REQUESTED,
    MemberStatus.INVITED,
    MemberStatus.ACTIVE,
    MemberStatus.INACTIVE,
    MemberStatus.LEFT,
]


def roles_in_force(network: Network) -> QuerySet[NetworkRole]:
    """Who does what in the network today, for members that are in it."""
    return NetworkRole.objects.filter(
        current(), membership__network=network, membership__status=MemberStatus.ACTIVE
    )


def members(network: Network, *statuses: MemberStatus) -> QuerySet[NetworkMembership]:
    """By name, with their body, zone and today's roles: three queries however many they are."""
    roles = NetworkRole.objects.filter(current()).select_related("user").order_by("duty", "pk")
    found = NetworkMembership.objects.filter(network=network)
    if statuses:
        found = found.filter(status__in=statuses)
    place = Case(
        *(When(status=status, then=Value(n)) for n, status in enumerate(ORDER)),
        output_field=IntegerField(),
    )
    return (
        found.select_related("organization", "zone", "network")
        .defer("organization__search", *(f"zone__{name}" for name in SHAPES))
        .prefetch_related(Prefetch("roles", roles, to_attr="roles_today"))
        .annotate(place=place, shown_key=Coalesce("organization__name_key", "name_key"))
        .order_by("place", "shown_key", "pk")
    )


def memberships_of(user: User | AnonymousUser) -> QuerySet[NetworkMembership]:
    """The members that a person acts for: of their bodies, or where they have a role today."""
    if not isinstance(user, User):
        return NetworkMembership.objects.none()
    roles = NetworkRole.objects.filter(current(), user=user)
    return NetworkMembership.objects.filter(
        Q(organization__in=organizations_of(user).values("pk"))
        | Q(pk__in=roles.values("membership"))
    )


@dataclass(frozen=True)
class Silent:
    """A member the network is losing: why is said in facts, not in judgements."""

    member: NetworkMembership
    misses_meetings: bool
    no_answer: bool


def silent(network: Network) -> Sequence[Silent]:
    """Active members absent from the last three meetings (of the whole network, held after they
    joined), or without an answer in the last closed round."""
    here = list(members(network, MemberStatus.ACTIVE))
    meetings = network.meetings.filter(status=MeetingStatus.HELD, group=None)
    last = list(meetings.order_by("-starts_at").prefetch_related("present")[:ABSENCES])
    mute = set(_without_answer(network))
    found = []
    for member in here:
        since = [one for one in last if _after(one, member)]
        misses = len(since) == ABSENCES and all(
            member.pk not in {present.pk for present in one.present.all()} for one in since
        )
        if misses or member.pk in mute:
            found.append(Silent(member, misses, member.pk in mute))
    return found


def _after(meeting: NetworkMeeting, member: NetworkMembership) -> bool:
    return member.joined_on is None or day_of(meeting.starts_at) >= member.joined_on


def _without_answer(network: Network) -> Sequence[int]:
    survey = network.surveys.filter(status=SurveyStatus.CLOSED).first()
    if survey is None:
        return []
    mute = TieQuestionnaire.objects.filter(survey=survey, answered_at=None)
    return list(mute.values_list("member", flat=True))
