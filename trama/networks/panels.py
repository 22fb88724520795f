"""What other pages show of networks: a zone's, a body's, a person's own; search; terms."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trama.accounts.models import User
from trama.core import clock
from trama.core.deadlines import day_of
from trama.core.moments import hour
from trama.core.panels import Panel
from trama.core.search import Result
from trama.core.ui import Due
from trama.networks.models import (
    MeetingStatus,
    MemberStatus,
    NetworkMeeting,
    NetworkMembership,
    NetworkStatus,
    SurveyStatus,
    TieQuestionnaire,
    TieSurvey,
)
from trama.networks.permissions import is_overseer
from trama.networks.queries.members import memberships_of
from trama.networks.queries.networks import (
    coordinated_by,
    of_zone,
    overseen_by,
    search,
    with_counts,
)
from trama.organizations.models import Organization
from trama.territory.models import Zone, ZoneKind
from trama.territory.queries.desks import AreaDesk

AHEAD = timedelta(days=14)
ON_THE_DESK = 20
AT_WORK = [NetworkStatus.MAPPED, NetworkStatus.FORMING, NetworkStatus.ACTIVE]


def of_a_zone(request: HttpRequest, zone: Zone) -> Panel | None:
    """On the page of a NIL or of a Municipio: who works together there."""
    if zone.kind == ZoneKind.CITY:
        return None
    return Panel("networks/_of_zone.html", {"zone": zone, "networks": list(of_zone(zone))})


def of_a_desk(request: HttpRequest, desk: AreaDesk) -> Panel | None:
    """On the desk of whoever answers for an area: its networks, and when they meet next."""
    if not desk.areas:
        return None
    networks = list(with_counts(overseen_by(desk.user).filter(status__in=AT_WORK)))
    meetings = NetworkMeeting.objects.filter(
        network__in=[network.pk for network in networks],
        status=MeetingStatus.PLANNED,
        ends_at__gte=desk.at,
    )
    context = {
        "networks": networks,
        "meetings": list(meetings.select_related("network").order_by("starts_at")[:ON_THE_DESK]),
    }
    return Panel("networks/_of_desk.html", context)


def of_a_body(request: HttpRequest, organization: Organization) -> Panel | None:
    """On a body's page: the networks it is in today."""
    rows = NetworkMembership.objects.filter(
        organization=organization, status__in=[MemberStatus.ACTIVE, MemberStatus.INACTIVE]
    )
    rows = rows.select_related("network").order_by("network__name_key", "pk")
    return Panel("networks/_of_body.html", {"memberships": rows}) if rows else None


def mine(request: HttpRequest, thing: Any) -> Panel | None:
    """On one's profile: what one coordinates, what waits for an answer."""
    if not isinstance(request.user, User):
        return None
    members = memberships_of(request.user)
    invited = members.filter(status=MemberStatus.INVITED).select_related("network", "organization")
    asked = TieQuestionnaire.objects.filter(
        survey__status=SurveyStatus.OPEN, answered_at=None, member__in=members.values("pk")
    ).select_related("survey__network", "member__organization")
    context = {
        "coordinated": list(coordinated_by(request.user).order_by("name_key", "pk")),
        "invited": list(invited.order_by("pk")),
        "asked": list(asked.order_by("survey__closes_on", "pk")),
    }
    return Panel("networks/_mine.html", context) if any(context.values()) else None


def found(words: str, limit: int) -> Sequence[Result]:
    return [
        Result(
            kind=gettext_lazy("Rete"),
            title=network.name,
            url=reverse("networks:detail", args=[network.code]),
            line=", ".join(
                [
                    str(network.get_status_display()),
                    *(row.zone.name for row in network.network_zones.all()),
                ]
            ),
        )
        for network in search(words, limit)
    ]


# ---------------------------------------------------------------- what is due, for whoever oversees


def terms(user: User) -> Iterable[Due]:
    """Of the networks one answers for: requests to judge, rounds that close, meetings at hand."""
    if not is_overseer(user):
        return
    ours = overseen_by(user)
    today = day_of(clock.now())
    requests = NetworkMembership.objects.filter(
        status=MemberStatus.REQUESTED, network__in=ours.values("pk")
    ).select_related("network", "organization")
    for request in requests.order_by("asked_at", "pk")[:ON_THE_DESK]:
        yield Due(
            on=day_of(request.asked_at),
            title=_("%(body)s chiede di entrare nella rete %(network)s")
            % {"body": request, "network": request.network},
            why=_("Aspetta una risposta, con il motivo se è no."),
            url=reverse("networks:member", args=[request.network.code, request.uid]),
            action=_("Rispondi"),
        )
    surveys = TieSurvey.objects.filter(status=SurveyStatus.OPEN, network__in=ours.values("pk"))
    for survey in surveys.select_related("network").order_by("closes_on", "pk")[:ON_THE_DESK]:
        yield Due(
            on=survey.closes_on,
            title=_("Si chiude la rilevazione dei rapporti, %(network)s")
            % {"network": survey.network},
            why=_("Chi non ha risposto si può ancora sentire."),
            url=reverse("networks:desk", args=[survey.network.code]),
            state="today" if survey.closes_on == today else "",
        )
    yield from _meetings(user)


def _meetings(user: User) -> Iterable[Due]:
    now = clock.now()
    near = NetworkMeeting.objects.filter(
        status=MeetingStatus.PLANNED,
        starts_at__range=(now, now + AHEAD),
        network__in=overseen_by(user).values("pk"),
    )
    for meeting in near.select_related("network").order_by("starts_at", "pk")[:ON_THE_DESK]:
        on = day_of(meeting.starts_at)
        yield Due(
            on=on,
            title=f"{meeting.network.name}: {meeting.title}",
            why=_("Ore %(hour)s. %(place)s")
            % {"hour": hour(meeting.starts_at), "place": meeting.place or _("A distanza.")},
            url=reverse("networks:meeting", args=[meeting.network.code, meeting.uid]),
            state="today" if on == day_of(now) else "",
        )
