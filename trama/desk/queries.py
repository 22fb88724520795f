"""The officer's own notices: state, next step, how many applications arrived."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from trama.accounts.models import User
from trama.applications.models import ApplicationStatus
from trama.core.ui import Badge
from trama.notices.models import Notice
from trama.notices.queries import of_offices, state
from trama.screening.models import CaseStatus

NOTICES_SHOWN = 50
WAITING = [CaseStatus.IN_SCREENING, CaseStatus.REJECTION_NOTICED]
RECEIVED = [ApplicationStatus.SUBMITTED, ApplicationStatus.LATE]


@dataclass(frozen=True)
class Row:
    """A notice of mine. Of the applications it says how many, never whose."""

    notice: Notice
    state: Badge
    received: int
    undecided: int


def notices(user: User, at: datetime) -> Sequence[Row]:
    """The latest notices of the person's offices, in one query."""
    rows = of_offices(user).annotate(
        received=Count("applications", filter=Q(applications__status__in=RECEIVED)),
        undecided=Count("applications", filter=Q(applications__case__status__in=WAITING)),
    )[:NOTICES_SHOWN]
    return [Row(one, state(one, at), one.received, one.undecided) for one in rows]
