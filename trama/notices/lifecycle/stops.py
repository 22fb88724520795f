"""What stops a procedure, for a while or for good: each by an act, and each is made public."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from trama.accounts.models import User
from trama.core import clock, moments
from trama.core.workflow import ActRefused, move
from trama.ledger.lifecycle import publish as register_publication
from trama.ledger.models import ActKind, AdministrativeAct, Duty
from trama.notices.lifecycle.acts import given, recorded
from trama.notices.lifecycle.procedure import public_path
from trama.notices.models import Notice, NoticeStatus


@transaction.atomic
def suspend(
    notice: Notice,
    *,
    reason: str,
    number: str,
    adopted_on: date,
    actor: User,
    kind: str = ActKind.DD,
) -> None:
    """Stop taking applications, by an act with a reason (L. 241/1990, art. 21-quater).

    The window goes on: only the act that resumes moves the deadline.
    """
    at = clock.now()
    note: dict[str, Any] = {"reason": given(reason)}
    act = recorded(notice, kind=kind, number=number, adopted_on=adopted_on, actor=actor, at=at)
    note["act"] = _in_italian(act)
    move(notice, NoticeStatus.SUSPENDED, verb="suspend", actor=actor, at=at, note=note)
    with override("it"):
        title = _("Sospensione: %(act)s") % {"act": act}
    _enter(notice, title, act, at=at, actor=actor)


@transaction.atomic
def resume(
    notice: Notice,
    *,
    reason: str,
    number: str,
    adopted_on: date,
    actor: User,
    kind: str = ActKind.DD,
    closes_at: datetime | None = None,
) -> None:
    """Take applications again by an act with a reason, until the old deadline or a later one.

    The event carries both deadlines; the register says the new one.
    """
    at = clock.now()
    reason = given(reason)
    old = notice.closes_at
    deadline = _resumed_deadline(old, closes_at, at)
    act = recorded(notice, kind=kind, number=number, adopted_on=adopted_on, actor=actor, at=at)
    with override("it"):
        said = moments.instant(deadline)
    note = {"earlier_deadline": old, "deadline": said, "reason": reason, "act": _in_italian(act)}
    move(
        notice,
        NoticeStatus.PUBLISHED,
        verb="resume",
        actor=actor,
        at=at,
        # A page left open since an earlier suspension knows an earlier deadline: it can't shorten.
        provided=Q(closes_at=old),
        note=note,
        closes_at=deadline,
    )
    with override("it"):
        title = _("Riapertura, scadenza %(deadline)s: %(act)s") % {"deadline": said, "act": act}
    _enter(notice, title, act, at=at, actor=actor)


def _resumed_deadline(old: datetime | None, new: datetime | None, at: datetime) -> datetime:
    deadline = new or old
    if deadline is None or deadline <= at:
        raise ActRefused(
            _("La scadenza è passata mentre l’avviso era sospeso: indica una nuova scadenza.")
        )
    if old is not None and deadline < old:
        raise ActRefused(_("La nuova scadenza viene prima della vecchia: si può solo allungare."))
    return deadline


@transaction.atomic
def revoke(
    notice: Notice,
    *,
    reason: str,
    number: str,
    adopted_on: date,
    actor: User,
    kind: str = ActKind.DD,
) -> None:
    """Revoke the notice by an act with a reason (L. 241/1990, art. 21-quinquies)."""
    at = clock.now()
    note: dict[str, Any] = {"reason": given(reason)}
    act = recorded(notice, kind=kind, number=number, adopted_on=adopted_on, actor=actor, at=at)
    note["act"] = _in_italian(act)
    was_public = notice.published_at is not None
    move(
        notice,
        NoticeStatus.REVOKED,
        verb="revoke",
        actor=actor,
        at=at,
        note=note,
        closing_act=act,
    )
    if was_public:
        with override("it"):
            title = _("Revoca: %(act)s") % {"act": act}
        _enter(notice, title, act, at=at, actor=actor)


@transaction.atomic
def void_no_applicants(
    notice: Notice,
    *,
    number: str,
    adopted_on: date,
    actor: User,
    kind: str = ActKind.DD,
    at: datetime | None = None,
) -> None:
    """End by an act a procedure to which nobody applied (L. 241/1990, art. 2).

    Called by screening, in the same act (pass its instant as `at`): who applied is known above.
    """
    instant = at or clock.now()
    act = recorded(notice, kind=kind, number=number, adopted_on=adopted_on, actor=actor, at=instant)
    move(
        notice,
        NoticeStatus.VOID_NO_APPLICANTS,
        verb="void",
        actor=actor,
        at=instant,
        note={"act": _in_italian(act)},
        closing_act=act,
    )
    with override("it"):
        title = _("Chiusura senza domande: %(act)s") % {"act": act}
    _enter(notice, title, act, at=instant, actor=actor)


def _in_italian(act: AdministrativeAct) -> str:
    """The act's name as the register and the history keep it, whoever does the act."""
    with override("it"):
        return str(act)


def _enter(
    notice: Notice, title: str, act: AdministrativeAct, *, at: datetime, actor: User
) -> None:
    """In the register of publications, beside the act that began the procedure."""
    path = public_path(notice)
    register_publication(
        notice.dossier, Duty.DETERMINATION, title, at=at, actor=actor, act=act, path=path
    )
