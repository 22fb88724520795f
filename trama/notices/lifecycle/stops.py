"""What stops a procedure, for a while or for good: each by an act, and each is made public."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Unpack

from django.db import transaction
from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trama.accounts.models import User
from trama.core import clock, moments
from trama.core.deadlines import day_of
from trama.core.workflow import ActRefused, MoveRefused, move
from trama.ledger.models import AdministrativeAct
from trama.notices.lifecycle.acts import (
    GivenAct,
    enter,
    given,
    in_italian,
    recorded,
    require_past,
)
from trama.notices.lifecycle.paper import owe_paper
from trama.notices.models import Notice, NoticeStatus
from trama.notices.rules import later_deadline, suspension_ends_at, suspension_over


@transaction.atomic
def suspend(
    notice: Notice,
    *,
    reason: str,
    until: date,
    actor: User,
    closes_at: datetime | None = None,
    **act: Unpack[GivenAct],
) -> None:
    """Stop taking applications until a day, included, by an act that says why and until when
    (L. 241/1990, art. 21-quater). On the day after, the notice resumes by itself.

    A deadline that the suspension would swallow is moved by the same act, to `closes_at`.
    """
    at = clock.now()
    reason = given(reason)
    if until < day_of(at):
        raise ActRefused(_("La sospensione finirebbe prima di cominciare. Nulla è cambiato."))
    old = notice.closes_at
    deadline = _postponed(old, closes_at)
    if deadline <= suspension_ends_at(until):
        raise ActRefused(
            _("La scadenza cade durante la sospensione: indica una nuova scadenza, dopo.")
        )
    _stand(
        notice,
        NoticeStatus.SUSPENDED,
        verb="suspend",
        title=gettext_lazy("Sospensione fino al %(until)s: %(act)s"),
        facts={"reason": reason, "until": in_italian(moments.day, until)},
        act=recorded(notice, actor=actor, at=at, **act),
        actor=actor,
        at=at,
        note={"earlier_deadline": old},
        provided=Q(closes_at=old),
        suspended_until=until,
        closes_at=deadline,
    )
    owe_paper(notice)


@transaction.atomic
def resume(
    notice: Notice,
    *,
    reason: str,
    actor: User,
    closes_at: datetime | None = None,
    **act: Unpack[GivenAct],
) -> None:
    """Take applications again before the suspension's last day, by an act with a reason, until
    the old deadline or a later one.

    The event carries both deadlines; the register says the new one.
    """
    at = clock.now()
    old = notice.closes_at
    deadline = _postponed(old, closes_at)
    if deadline <= at:
        raise ActRefused(
            _("La scadenza è passata mentre l’avviso era sospeso: indica una nuova scadenza.")
        )
    _stand(
        notice,
        NoticeStatus.PUBLISHED,
        verb="resume",
        title=gettext_lazy("Riapertura, scadenza %(deadline)s: %(act)s"),
        facts={"reason": given(reason), "deadline": in_italian(moments.instant, deadline)},
        act=recorded(notice, actor=actor, at=at, **act),
        actor=actor,
        at=at,
        note={"earlier_deadline": old},
        # A page left open since an earlier suspension knows an earlier deadline: it can't shorten.
        provided=Q(closes_at=old),
        suspended_until=None,
        closes_at=deadline,
    )
    owe_paper(notice)


def resume_due() -> list[Notice]:
    """Take up again every notice whose suspension has run out: the term is the act's own, and the
    midnight that ends it is the effective time, however late the job runs."""
    at = clock.now()
    resumed = []
    for notice in Notice.objects.filter(suspension_over(at)).order_by("suspended_until", "pk"):
        try:
            _resume_at_term(notice, at)
        except MoveRefused:  # another worker, or the executive, was first
            continue
        resumed.append(notice)
    return resumed


@transaction.atomic
def _resume_at_term(notice: Notice, at: datetime) -> None:
    if notice.suspended_until is None or notice.closes_at is None:
        raise TypeError("A suspension without its last day, or its deadline, never runs out.")
    move(
        notice,
        NoticeStatus.PUBLISHED,
        verb="resume_at_term",
        actor=None,
        at=suspension_ends_at(notice.suspended_until),
        provided=suspension_over(at),
        note={"job_ran_at": at, "deadline": in_italian(moments.instant, notice.closes_at)},
        suspended_until=None,
    )
    owe_paper(notice)


def _postponed(old: datetime | None, new: datetime | None) -> datetime:
    """The deadline in force or, when one is given, the new one: never an earlier."""
    deadline = new or old
    if deadline is None:
        raise TypeError("A notice that was published has a deadline.")
    if not later_deadline(old, deadline):
        raise ActRefused(_("La nuova scadenza viene prima della vecchia: si può solo allungare."))
    return deadline


@transaction.atomic
def revoke(notice: Notice, *, reason: str, actor: User, **act: Unpack[GivenAct]) -> None:
    """Revoke the notice by an act with a reason (L. 241/1990, art. 21-quinquies)."""
    at = clock.now()
    found = recorded(notice, actor=actor, at=at, **act)
    _stand(
        notice,
        NoticeStatus.REVOKED,
        verb="revoke",
        title=gettext_lazy("Revoca: %(act)s"),
        facts={"reason": given(reason)},
        act=found,
        actor=actor,
        at=at,
        closing_act=found,
    )


@transaction.atomic
def void_no_applicants(
    notice: Notice, *, actor: User, at: datetime | None = None, **act: Unpack[GivenAct]
) -> None:
    """End by an act a procedure to which nobody applied (L. 241/1990, art. 2).

    Called by screening, in the same act (pass its instant as `at`): who applied is known above.
    """
    instant = at or clock.now()
    found = recorded(notice, actor=actor, at=instant, **act)
    _stand(
        notice,
        NoticeStatus.VOID_NO_APPLICANTS,
        verb="void",
        title=gettext_lazy("Chiusura senza domande: %(act)s"),
        facts={},
        act=found,
        actor=actor,
        at=instant,
        closing_act=found,
    )


@transaction.atomic
def annul_by_court(
    notice: Notice, *, court: str, number: str, adopted_on: date, reason: str, actor: User
) -> None:
    """Write down that a court annulled the notice: its ruling ends the procedure, whoever in the
    office takes note of it (c.p.a. art. 34). `number`, `adopted_on`: the ruling's."""
    at = clock.now()
    require_past(adopted_on, at)
    ruling = _("%(court)s, decisione n. %(number)s del %(day)s") % {
        "court": given(court),
        "number": given(number),
        "day": f"{adopted_on:%d/%m/%Y}",
    }
    _stand(
        notice,
        NoticeStatus.ANNULLED_BY_COURT,
        verb="annul_by_court",
        title=gettext_lazy("Annullamento: %(act)s"),
        facts={"reason": given(reason)},
        act=ruling,
        actor=actor,
        at=at,
        suspended_until=None,
    )


def _stand(
    notice: Notice,
    target: NoticeStatus,
    *,
    verb: str,
    title: Promise,
    facts: Mapping[str, str],
    act: AdministrativeAct | str,
    actor: User,
    at: datetime,
    note: Mapping[str, Any] | None = None,
    provided: Q | None = None,
    **changes: Any,
) -> None:
    """The move, and the register of publications if the notice is public: both name the act, in
    Italian, whoever does it. `facts` are said in the event and in the register's title."""
    was_public = notice.published_at is not None
    words = {**facts, "act": in_italian(str, act)}
    move(
        notice,
        target,
        verb=verb,
        actor=actor,
        at=at,
        note={**(note or {}), **words},
        provided=provided,
        **changes,
    )
    if was_public:
        enter(notice, title, words, act, at=at, actor=actor)
