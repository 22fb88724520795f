"""The priorities of the act: proposed by the votes, written and ordered by the administration."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events
from trama.core.models import next_number
from trama.core.workflow import ActRefused
from trama.needs.models import Need
from trama.tables.lifecycle.contributions import refuse_names
from trama.tables.lifecycle.paths import locked
from trama.tables.lifecycle.synthesis.documents import ask_document
from trama.tables.models import (
    Contribution,
    Path,
    PathDocumentKind,
    PathPriority,
    PathStatus,
)

WRITABLE = (
    PathStatus.SYNTHESIS_DRAFT,
    PathStatus.CONSULTATION,
    PathStatus.SYNTHESIS_FINAL,
    PathStatus.RDP_REPORT,
)


@transaction.atomic
def write_priority(
    path: Path,
    *,
    title: str,
    text: str,
    contributions: Sequence[Contribution],
    needs: Sequence[Need],
    priority: PathPriority | None = None,
    actor: User,
) -> PathPriority:
    """A new priority, or other words for one; the act will say it with the needs it answers."""
    at = clock.now()
    held = locked(path, *WRITABLE)
    if not title.strip():
        raise ActRefused(_("Scrivi il titolo della priorità."))
    refuse_names(title=title, text=text)
    others = held.priorities.filter(dropped_because="", title__iexact=title.strip())
    if others.exclude(pk=priority.pk if priority else 0).exists():
        raise ActRefused(_("C’è già una priorità con questo titolo. Nulla è cambiato."))
    made = priority or PathPriority(path=held, position=next_number(held.priorities, "position"))
    made.title, made.text = title.strip(), text.strip()
    made.save()
    made.contributions.set(contributions)
    made.needs.set(needs)
    _tell("write_priority", made, held, actor, at)
    return made


@transaction.atomic
def raise_priority(priority: PathPriority, *, actor: User) -> None:
    """One place up among those of the act; the first stays first."""
    at = clock.now()
    path = locked(priority.path, *WRITABLE)
    standing = list(path.priorities.filter(dropped_because="").order_by("position", "pk"))
    place = standing.index(priority) if priority in standing else 0
    if not place:
        return
    standing[place - 1 : place + 1] = [standing[place], standing[place - 1]]
    for position, one in enumerate(standing, start=1):
        one.position = position
    PathPriority.objects.bulk_update(standing, ["position"])
    _tell("raise_priority", priority, path, actor, at)


@transaction.atomic
def drop_priority(priority: PathPriority, *, reason: str, actor: User) -> None:
    """The act does not take it up: the tables chose or proposed it, so why is said."""
    at = clock.now()
    path = locked(priority.path, *WRITABLE)
    if not reason.strip():
        raise ActRefused(_("Scrivi perché l’atto non la riprende."))
    refuse_names(reason=reason)
    standing = PathPriority.objects.filter(pk=priority.pk, dropped_because="")
    if not standing.update(dropped_because=reason.strip()):
        raise ActRefused(_("È già fuori dall’atto. Nulla è cambiato: ricarica."))
    _tell("drop_priority", priority, path, actor, at, reason=reason.strip())


def _tell(
    verb: str, priority: PathPriority, path: Path, actor: User, at: datetime, **facts: str
) -> None:
    said = {"title": priority.title, **facts}
    events.record(events.Act(verb, path.synthesis, actor, at, said))
    if path.status == PathStatus.RDP_REPORT:  # its report tells them: it is made anew
        ask_document(path, PathDocumentKind.REPORT, actor=actor, at=at)
