"""What the home page tells, in a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from trama.core.ui import Badge, Timeline
from trama.ledger.models import Publication
from trama.notices.models import Notice
from trama.notices.queries import NoticeFilters, public_list, state, timelines
from trama.organizations.models import Organization
from trama.screening.models import AdmissionList, AdmissionListStatus, CaseStatus

PROCEDURES_SHOWN = 8
ACTS_SHOWN = 5


@dataclass(frozen=True)
class Procedure:
    """A notice and where its procedure is."""

    notice: Notice
    state: Badge
    timeline: Timeline


@dataclass(frozen=True)
class Figures:
    """What has come of it so far, counted from the records."""

    bodies: int
    notices: int
    screened: int
    admitted: int


def procedures(at: datetime) -> Sequence[Procedure]:
    """The public procedures, open ones first, each with its seven phases."""
    notices = list(public_list(NoticeFilters()).select_related("closing_act")[:PROCEDURES_SHOWN])
    phases = timelines(notices, at)
    return [Procedure(one, state(one, at), phases[one.pk]) for one in notices]


def latest_acts() -> Sequence[Publication]:
    """The last things made public, with a page or a document to open."""
    shown = Publication.objects.filter(~Q(path="") | Q(document__isnull=False))
    return list(
        shown.select_related("act", "document").order_by("-published_at", "-pk")[:ACTS_SHOWN]
    )


def figures() -> Figures:
    """Applicants are counted only in lists already published."""
    outcomes = [
        row["outcome"]
        for rows in AdmissionList.objects.filter(status=AdmissionListStatus.PUBLISHED)
        .order_by("pk")
        .values_list("rows", flat=True)
        for row in rows
    ]
    return Figures(
        bodies=Organization.objects.public().count(),
        notices=Notice.objects.public().count(),
        screened=len(outcomes),
        admitted=outcomes.count(CaseStatus.ADMITTED),
    )
