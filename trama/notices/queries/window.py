"""How the window came to be what it is, and the papers that said so."""

from django.db.models import QuerySet

from trama.ledger.models import Duty, Event, Publication
from trama.ledger.queries import TimelineEntry, events_of, told
from trama.notices.models import Notice

CHANGES = ("publish", "extend", "amend", "suspend", "resume", "resume_at_term")
"""The acts after which the notice on paper says something else."""


def window_history(notice: Notice) -> list[TimelineEntry]:
    """The publication and every act that has since moved the window, the oldest first."""
    return told(list(_changes(notice))[::-1], public=True)


def edition(notice: Notice) -> int:
    """How many acts have given the notice what it now says: the publication is the first."""
    return _changes(notice).count()


def _changes(notice: Notice) -> QuerySet[Event]:
    return events_of(notice.dossier, subject=notice, public=True).filter(verb__in=CHANGES)


def papers(notice: Notice) -> QuerySet[Publication]:
    """The notice's PDFs, the one in force last."""
    made = Publication.objects.filter(
        dossier=notice.dossier, duty=Duty.NOTICE, document__isnull=False
    )
    return made.select_related("document").order_by("published_at", "pk")
