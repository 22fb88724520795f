"""The act by which a notice stands as it does: suspended, resumed, revoked, without applications.

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
    """`earlier_deadline`: the one that a resumption moved, None when it stayed."""

    title: Promise
    at: datetime
    act: str
    reason: str
    earlier_deadline: datetime | None = None


_TOLD: Mapping[str, tuple[str, Promise]] = {
    NoticeStatus.SUSPENDED: ("suspend", _("Sospeso")),
    NoticeStatus.PUBLISHED: ("resume", _("Riaperto")),
    NoticeStatus.REVOKED: ("revoke", _("Revocato")),
    NoticeStatus.VOID_NO_APPLICANTS: ("void", _("Chiuso senza domande")),
}


def standing(notice: Notice) -> Standing | None:
    """In one query; nothing for a notice that was never stopped."""
    if notice.status not in _TOLD:
        return None
    verb, title = _TOLD[notice.status]
    event = events_of(notice.dossier, subject=notice, public=True).filter(verb=verb).first()
    if event is None:
        return None
    facts = payload_of(event)
    return Standing(
        title,
        event.occurred_at,
        str(facts.get("act", "")),
        str(facts.get("reason", "")),
        _moved_from(facts),
    )


def _moved_from(facts: Mapping[str, Any]) -> datetime | None:
    """The deadline before the resumption, if it was another (the book writes ISO 8601)."""
    earlier = facts.get("earlier_deadline")
    if not earlier or earlier == facts.get("closes_at"):
        return None
    return datetime.fromisoformat(earlier)
