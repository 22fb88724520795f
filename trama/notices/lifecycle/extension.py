"""Giving more time, while there still is some: an event, not a state."""

from datetime import datetime
from typing import Unpack

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trama.accounts.models import User
from trama.core import clock, events, moments
from trama.core.workflow import ActRefused, MoveRefused
from trama.notices.lifecycle.acts import GivenAct, enter, given, in_italian, recorded
from trama.notices.lifecycle.paper import owe_paper
from trama.notices.models import Notice, NoticeStatus
from trama.notices.queries.amendments import proposal
from trama.notices.rules import in_time


@transaction.atomic
def extend(
    notice: Notice, *, reason: str, closes_at: datetime, actor: User, **act: Unpack[GivenAct]
) -> None:
    """Proroga: a later deadline, by an act adopted before the old one, as public as the notice."""
    at = clock.now()
    old = notice.closes_at
    if old is None or closes_at <= old:
        raise ActRefused(_("La nuova scadenza viene prima della vecchia: si può solo allungare."))
    found = recorded(notice, actor=actor, at=at, **act)
    words = {
        "reason": given(reason),
        "deadline": in_italian(moments.instant, closes_at),
        "act": in_italian(str, found),
    }
    # Compare-and-set, as a move does: of two extensions of one deadline, one.
    still_open = Notice.objects.filter(
        in_time(at), pk=notice.pk, status=NoticeStatus.PUBLISHED, closes_at=old
    )
    if not still_open.update(closes_at=closes_at):
        raise MoveRefused(
            _("La scadenza è già passata, o è già stata spostata. Nulla è cambiato: ricarica.")
        )
    _carry_to_proposal(notice, closes_at)
    notice.refresh_from_db(fields=["closes_at", "status"])
    note = {**words, "earlier_deadline": old, "closes_at": closes_at}
    events.record(events.Act("extend", notice, actor, at, note))
    enter(
        notice,
        gettext_lazy("Proroga, scadenza %(deadline)s: %(act)s"),
        words,
        found,
        at=at,
        actor=actor,
    )
    owe_paper(notice)


def _carry_to_proposal(notice: Notice, closes_at: datetime) -> None:
    """An amendment that is being written can't give less time than this act has given."""
    draft = proposal(notice)
    if draft is not None:
        earlier = Notice.objects.filter(pk=draft.pk, closes_at__lt=closes_at)
        earlier.update(closes_at=closes_at, version=F("version") + 1)
