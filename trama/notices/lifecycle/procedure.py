"""From the draft to the deadline: legal check, adoption, publication, closing."""

from datetime import datetime
from typing import Unpack

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from trama.accounts.models import User
from trama.core import clock, moments
from trama.core.deadlines import day_of
from trama.core.workflow import ActRefused, MoveRefused, move
from trama.ledger.lifecycle import publish as register_publication
from trama.ledger.models import Duty
from trama.notices.lifecycle.acts import GivenAct, given, public_path, recorded
from trama.notices.lifecycle.paper import owe_paper
from trama.notices.models import Notice, NoticeStatus
from trama.notices.queries import contents, findings
from trama.notices.rules import RULES_VERSION, Finding, Severity, overdue


class LintRefused(ActRefused):
    """The notice lacks what a notice must have: `findings` says what, and where to mend it."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(
            _("L’avviso non è completo. Nulla è cambiato. %(findings)s")
            % {"findings": " ".join(str(finding.sentence) for finding in findings)}
        )
        self.findings = findings


@transaction.atomic
def send_to_legal_check(notice: Notice, *, actor: User) -> None:
    """Ask for the legal check of a draft that has everything."""
    at = clock.now()
    version = require_fit(notice)
    move(
        notice,
        NoticeStatus.LEGAL_CHECK,
        verb="send_to_legal_check",
        actor=actor,
        at=at,
        provided=version,
        note={"rules": RULES_VERSION},
    )


@transaction.atomic
def return_to_draft(notice: Notice, *, reason: str, actor: User) -> None:
    """Give the notice back to whoever writes it, with a reason."""
    at = clock.now()
    note = {"reason": given(reason)}
    move(notice, NoticeStatus.DRAFT, verb="return_to_draft", actor=actor, at=at, note=note)


@transaction.atomic
def adopt(notice: Notice, *, actor: User, **act_given: Unpack[GivenAct]) -> None:
    """Adopt the notice by an act of the executive (determina); from here its text is frozen."""
    at = clock.now()
    if notice.amends_id is not None:
        raise ActRefused(_("Una rettifica si adotta con il suo atto, dalla sua pagina."))
    version = require_fit(notice)
    if notice.closes_at and act_given["adopted_on"] > day_of(notice.closes_at):
        raise ActRefused(_("L’atto sarebbe successivo alla scadenza. Nulla è cambiato."))
    act = recorded(notice, actor=actor, at=at, **act_given)
    move(
        notice,
        NoticeStatus.ADOPTED,
        verb="adopt",
        actor=actor,
        at=at,
        provided=version,
        note={"act": str(act), "rules": RULES_VERSION},
        act=act,
    )


@transaction.atomic
def publish(notice: Notice, *, actor: User) -> None:
    """Make the notice public: the window runs, the register has its first two entries.

    A window that has not begun begins on its day; one that should have begun begins now. The PDF
    is a job's, and joins the register when it is ready.
    """
    at = clock.now()
    if notice.closes_at is not None and notice.closes_at <= at:
        raise ActRefused(
            _(
                "La scadenza è già passata: pubblicato ora, l’avviso non sarebbe mai aperto. "
                "Nulla è cambiato. Va revocato, e ne va adottato uno con un’altra scadenza."
            )
        )
    opens_at = max(notice.opens_at or at, at.replace(microsecond=0))
    with override("it"):
        deadline = moments.instant(notice.closes_at) if notice.closes_at else ""
    move(
        notice,
        NoticeStatus.PUBLISHED,
        verb="publish",
        actor=actor,
        at=at,
        provided=Q(closes_at__gt=at),
        note={"deadline": deadline},
        published_at=at,
        opens_at=opens_at,
    )
    path = public_path(notice)
    _register(notice, Duty.DETERMINATION, str(notice.act), at=at, actor=actor)
    title = _("Avviso %(code)s") % {"code": notice.code}
    _register(notice, Duty.NOTICE, title, at=at, actor=actor, path=path)
    owe_paper(notice)


def close_due() -> list[Notice]:
    """Close every notice whose window has ended. The deadline itself is the effective time,
    however late the job runs: a stopped worker leaves no window open."""
    at = clock.now()
    closed = []
    for notice in Notice.objects.filter(overdue(at)).order_by("closes_at", "pk"):
        try:
            _close(notice, at)
        except MoveRefused:  # another worker closed it first
            continue
        closed.append(notice)
    return closed


def _close(notice: Notice, at: datetime) -> None:
    deadline = notice.closes_at
    if deadline is None:
        raise TypeError("A notice without a deadline is never overdue.")
    move(
        notice,
        NoticeStatus.CLOSED,
        verb="close",
        actor=None,
        at=deadline,
        provided=overdue(at),
        note={"job_ran_at": at},
        closed_at=deadline,
    )


def _register(
    notice: Notice, duty: Duty, title: str, *, at: datetime, actor: User, path: str = ""
) -> None:
    register_publication(notice.dossier, duty, title, at=at, actor=actor, act=notice.act, path=path)


def require_fit(notice: Notice) -> Q:
    """Refused with what it lacks; else the version that was found fit, by which a later edit makes
    the move that follows refuse."""
    read = contents(Notice.objects.filter(pk=notice.pk)).get()
    blocks = [found for found in findings(read) if found.severity == Severity.BLOCK]
    if blocks:
        raise LintRefused(blocks)
    return Q(version=read.version)
