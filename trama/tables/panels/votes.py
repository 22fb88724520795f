"""What other pages show of votes on priorities: a path's, a person's own; terms on the desk."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from trama.accounts.models import Office, User
from trama.accounts.queries import offices_of
from trama.core import clock, moments
from trama.core.clock import TramaNow
from trama.core.deadlines import day_of
from trama.core.panels import Panel
from trama.core.ui import Badge, Due
from trama.organizations.queries import bodies_of
from trama.tables.lifecycle.votes import CHOOSING
from trama.tables.models import (
    Participant,
    ParticipantStatus,
    Path,
    PathStatus,
    PriorityVote,
    VoteStatus,
)
from trama.tables.panels.paths import AHEAD, ON_THE_DESK
from trama.tables.queries.outcomes import chosen_in
from trama.tables.queries.votes import VOTING, badge_of, votes_of


def of_path(request: HttpRequest, path: Path) -> Panel | None:
    """On the path's page: what is being chosen, what was chosen."""
    rows = _told(votes_of(path).visible_to(request.user))
    return Panel("tables/_votes.html", {"path": path, "votes": rows}) if rows else None


def _told(votes: QuerySet[PriorityVote]) -> list[tuple[PriorityVote, Badge, list[str]]]:
    """Each with its badge and, once it is counted, what was chosen by name."""
    now = clock.now()
    rows = votes.prefetch_related("options")
    return [(vote, badge_of(vote, now), chosen_in(vote)) for vote in rows]


def of_desk(request: HttpRequest, path: Path) -> Panel:
    """On the office's page: the votes, drafts too, and where one more is prepared."""
    rows = _told(votes_of(path))
    context = {
        "path": path,
        "votes": rows,
        "may_prepare": path.status in CHOOSING,
        "is_first": path.status == PathStatus.PRIORITISING and not rows,
    }
    return Panel("tables/_votes.html", context)


def mine(request: HttpRequest, thing: Any) -> Panel | None:
    """On one's profile: the votes that are open to the bodies one works for."""
    if not isinstance(request.user, User):
        return None
    at = clock.now()
    taking_part = Participant.objects.filter(
        organization__in=bodies_of(request.user),
        status=ParticipantStatus.ACTIVE,
        kind__in=VOTING,
        path__votes__status=VoteStatus.OPEN,
        path__votes__closes_at__gte=at,
    ).distinct()
    bodies = {one.path_id: one for one in taking_part.order_by("-pk")}
    open_ones = PriorityVote.objects.filter(
        path__in=bodies, status=VoteStatus.OPEN, opens_at__lte=at, closes_at__gte=at
    ).select_related("path__notice")
    rows = [(vote, bodies[vote.path_id]) for vote in open_ones.order_by("closes_at", "pk")]
    return Panel("tables/_my_votes.html", {"votes": rows}) if rows else None


# ---------------------------------------------------------------- what is due to the office


def ending(offices: QuerySet[Office]) -> QuerySet[PriorityVote]:
    """Votes that end soon; votes counted whose path has not gone on to the synthesis."""
    soon = Q(status=VoteStatus.OPEN, closes_at__lte=TramaNow() + AHEAD)
    counted = Q(status=VoteStatus.COUNTED, path__status=PathStatus.PRIORITISING)
    return PriorityVote.objects.filter(soon | counted, path__notice__office__in=offices)


def terms(user: User) -> Iterable[Due]:
    rows = ending(offices_of(user))
    found = list(rows.select_related("path__notice").order_by("closes_at", "pk")[:ON_THE_DESK])
    if found:
        now = clock.now()
        yield from (_due(vote, now) for vote in found)


def _due(vote: PriorityVote, now: datetime) -> Due:
    title = f"{vote.path.title}: {vote.title}"
    if vote.status == VoteStatus.OPEN:
        return Due(
            on=day_of(vote.closes_at),
            title=title,
            why=_("Il voto si chiude %(when)s, e si conta da sé.")
            % {"when": moments.instant(vote.closes_at)},
            url=reverse("paths:vote", args=[vote.path.code, vote.uid]),
            left=moments.distance(vote.closes_at, now),
            state="today" if day_of(vote.closes_at) == day_of(now) else "",
        )
    return Due(
        on=day_of(vote.counted_at or vote.closes_at),
        title=title,
        why=_("L’esito è pubblicato: ora si scrive la bozza della sintesi."),
        url=reverse("paths:desk", args=[vote.path.code]),
        action=_("Passa alla sintesi"),
    )
