"""What waits for a body in a path: an invitation, minutes, a vote, a draft to be read."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from trama.core import moments
from trama.core.ui import Link
from trama.tables.models import (
    Attendance,
    Invitation,
    InvitationAnswer,
    MeetingStatus,
    Participant,
    Path,
    PathStatus,
    VoteStatus,
)
from trama.tables.queries.synthesis import is_consulted, synthesis_of
from trama.tables.queries.votes import VOTING


def waiting_for(body: Participant, path: Path, now: datetime) -> list[Link]:
    """What ends first comes first, kind by kind."""
    return [
        *_votes(body, path, now),
        *_draft(body, path, now),
        *_minutes(body, now),
        *_invitations(body, now),
    ]


def _votes(body: Participant, path: Path, now: datetime) -> Iterator[Link]:
    if body.kind not in VOTING:
        return
    under_way = path.votes.filter(status=VoteStatus.OPEN, opens_at__lte=now, closes_at__gte=now)
    for vote in under_way.exclude(ballots__participant=body).order_by("closes_at", "pk"):
        words = _("Votate in «%(title)s», fino a %(when)s")
        facts = {"title": vote.title, "when": moments.instant(vote.closes_at)}
        yield Link(words % facts, reverse("paths:ballot", args=[vote.uid, body.uid]))


def _draft(body: Participant, path: Path, now: datetime) -> Iterator[Link]:
    synthesis = synthesis_of(path) if path.status == PathStatus.CONSULTATION else None
    until = synthesis.consulted_until if synthesis else None
    if until and is_consulted(path, synthesis, now):
        words = _("Leggete la bozza della sintesi: osservazioni fino a %(when)s") % {
            "when": moments.instant(until)
        }
        yield Link(words, reverse("paths:consultation", args=[body.uid]))


def _minutes(body: Participant, now: datetime) -> Iterator[Link]:
    asked = Attendance.objects.filter(
        participant=body,
        approval=None,
        meeting__status=MeetingStatus.MINUTES_OPEN,
        meeting__remarks_until__gte=now,
    ).select_related("meeting")
    for one in asked.order_by("meeting__remarks_until", "pk"):
        words = _("Approvate il verbale di «%(title)s», o fate osservazioni") % {
            "title": one.meeting.title
        }
        yield Link(words, reverse("paths:minutes_answer", args=[one.uid]))


def _invitations(body: Participant, now: datetime) -> Iterator[Link]:
    asked = Invitation.objects.filter(
        participant=body,
        answer=InvitationAnswer.NONE,
        meeting__status=MeetingStatus.CONVENED,
        meeting__starts_at__gt=now,
    ).select_related("meeting")
    for one in asked.order_by("meeting__starts_at", "pk"):
        words = _("Dite se venite a «%(title)s», %(when)s") % {
            "title": one.meeting.title,
            "when": moments.instant(one.meeting.starts_at),
        }
        yield Link(words, reverse("paths:invitation", args=[one.uid]))
