"""What is held at an hour and calendars follow, of whichever app: a meeting.

Its `sequence` goes up at each change: by it a calendar knows the newest (RFC 5545, § 3.8.7.4).
"""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from trama.core.events import Actor
from trama.core.workflow import ActRefused, move


def refuse_past(starts_at: datetime, at: datetime) -> None:
    if starts_at <= at:
        raise ActRefused(_("L’incontro comincia nel passato: controlla giorno e ora."))


def cancel(
    meeting: Any,
    status: str,
    *,
    reason: str,
    actor: Actor | None,
    at: datetime,
    verb: str = "cancel",
) -> None:
    """Take `meeting` to `status`: it will not be held, and calendars strike it out.

    Refused without a reason, which whoever was coming will read. `meeting` is a `Record` with
    `title`, `reason`, `sequence` and `updated_at`.
    """
    if not reason.strip():
        raise ActRefused(_("Scrivi perché è annullato: chi doveva venire lo leggerà."))
    move(
        meeting,
        status,
        verb=verb,
        actor=actor,
        at=at,
        note={"title": meeting.title},
        reason=reason,
        sequence=meeting.sequence + 1,
        updated_at=at,
    )
