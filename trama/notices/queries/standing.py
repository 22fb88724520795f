"""The act by which a notice stands as it does: suspended, resumed, extended, revoked, annulled.

The book has it: an act that stops a procedure is one event, with its reason and both deadlines.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from trama.ledger.queries import events_of, payload_of
from trama.notices.models import Notice, NoticeStatus


@dataclass(frozen=True)
class Standing:
    """`earlier_deadline`: the one that the act moved, None when it stayed; `until`: the last day of
    a suspension, in words."""

    title: Promise
    at: datetime
    act: str
    reason: str
    earlier_deadline: datetime | None = None
    until: str = ""


_TOLD: Mapping[str, Mapping[str, Promise]] = {
    NoticeStatus.SUSPENDED: {"suspend": _("Sospeso")},
    NoticeStatus.PUBLISHED: {
        "extend": _("Prorogato"),
        "amend": _("Rettificato"),
        "resume": _("Riaperto"),
        "resume_at_term": _("Finita la sospensione"),
    },
    NoticeStatus.REVOKED: {"revoke": _("Revocato")},
    NoticeStatus.VOID_NO_APPLICANTS: {"void": _("Chiuso senza domande")},
    NoticeStatus.ANNULLED_BY_COURT: {"annul_by_court": _("Annullato dal giudice")},
}
"""In each state, the acts that may have brought there: the last one is told."""


def standing(notice: Notice) -> Standing | None:
    """In one query; nothing for a notice that was never stopped."""
    if notice.status not in _TOLD:
        return None
    titles = _TOLD[notice.status]
    events = events_of(notice.dossier, subject=notice, public=True)
    event = events.filter(verb__in=titles).first()
    if event is None:
        return None
    facts = payload_of(event)
    return Standing(
        titles[event.verb],
        event.occurred_at,
        str(facts.get("act", "")),
        str(facts.get("reason", "")),
        _moved_from(facts),
        str(facts.get("until", "")),
    )


def _moved_from(facts: Mapping[str, Any]) -> datetime | None:
    """The deadline before the resumption, if it was another (the book writes ISO 8601)."""
    earlier = facts.get("earlier_deadline")
    if not earlier or earlier == facts.get("closes_at"):
        return None
    return datetime.fromisoformat(earlier)
