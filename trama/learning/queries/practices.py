"""Questions about practices: which there are, and how far each has come."""

from django.db.models import QuerySet

from trama.core.ui import Badge, Tone
from trama.learning.models import Practice, PracticeStatus

TONES: dict[str, Tone] = {
    PracticeStatus.PROPOSED: "wait",
    PracticeStatus.TESTED: "now",
    PracticeStatus.ADOPTED: "done",
    PracticeStatus.REJECTED: "stop",
}


def practice_badge(practice: Practice) -> Badge:
    return Badge(practice.get_status_display(), TONES[practice.status])


def practices(status: str = "") -> QuerySet[Practice]:
    rows = Practice.objects.select_related("office", "organization", "course")
    if status in PracticeStatus.values:
        rows = rows.filter(status=status)
    return rows.order_by("-proposed_at", "-pk")
