"""After the deadline, and what breaks a procedure off."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock
from trama.core.workflow import ActRefused, move
from trama.ledger.lifecycle import publish as register_publication
from trama.ledger.models import ActKind, Document, Duty, Publication
from trama.notices.lifecycle.acts import given, recorded
from trama.notices.lifecycle.procedure import public_path
from trama.notices.models import Notice, NoticeStatus, NoticeType


@transaction.atomic
def start_screening(notice: Notice, *, actor: User, at: datetime | None = None) -> None:
    """The panel is appointed: called by screening, in the same act (pass its instant as `at`)."""
    instant = at or clock.now()
    move(notice, NoticeStatus.SCREENING, verb="start_screening", actor=actor, at=instant)


@transaction.atomic
def void_no_applicants(notice: Notice, *, actor: User) -> None:
    """End a procedure to which nobody applied. Who calls it has counted: applications are above."""
    at = clock.now()
    move(notice, NoticeStatus.VOID_NO_APPLICANTS, verb="void", actor=actor, at=at)


@transaction.atomic
def open_tables(notice: Notice, *, actor: User) -> None:
    """The admitted bodies are called to the tables, once the list is public.

    A co-design is evaluated first.
    """
    at = clock.now()
    if notice.type == NoticeType.CODESIGN and notice.status == NoticeStatus.SCREENING:
        raise ActRefused(
            _("Una co-progettazione si valuta prima di aprire i tavoli. Nulla è cambiato.")
        )
    made = Publication.objects.filter(dossier=notice.dossier, duty=Duty.ADMISSION_LIST)
    if not made.exists():
        raise ActRefused(
            _("Prima si pubblica l’elenco degli ammessi e dei non ammessi. Nulla è cambiato.")
        )
    move(notice, NoticeStatus.TABLES, verb="open_tables", actor=actor, at=at)


@transaction.atomic
def conclude(
    notice: Notice,
    *,
    number: str,
    adopted_on: date,
    actor: User,
    kind: str = ActKind.DD,
    synthesis: Document | None = None,
) -> None:
    """Conclude the procedure by an act (L. 241/1990, art. 2), with the synthesis when given."""
    at = clock.now()
    act = recorded(notice, kind=kind, number=number, adopted_on=adopted_on, actor=actor, at=at)
    move(
        notice,
        NoticeStatus.CONCLUDED,
        verb="conclude",
        actor=actor,
        at=at,
        note={"act": str(act)},
        closing_act=act,
    )
    if synthesis is not None:
        register_publication(
            notice.dossier,
            Duty.SYNTHESIS,
            _("Documento di sintesi"),
            at=at,
            actor=actor,
            act=act,
            document=synthesis,
            path=public_path(notice),
        )


@transaction.atomic
def suspend(notice: Notice, *, reason: str, actor: User) -> None:
    """Stop taking applications, with a reason; the window goes on unless it is moved."""
    at = clock.now()
    note = {"reason": given(reason)}
    move(notice, NoticeStatus.SUSPENDED, verb="suspend", actor=actor, at=at, note=note)


@transaction.atomic
def resume(notice: Notice, *, actor: User, closes_at: datetime | None = None) -> None:
    """Take applications again, until the old deadline or a later one."""
    at = clock.now()
    old = notice.closes_at
    deadline = closes_at or old
    if deadline is None or deadline <= at:
        raise ActRefused(
            _("La scadenza è passata mentre l’avviso era sospeso: indica una nuova scadenza.")
        )
    if old is not None and deadline < old:
        raise ActRefused(_("La nuova scadenza viene prima della vecchia: si può solo allungare."))
    move(
        notice,
        NoticeStatus.PUBLISHED,
        verb="resume",
        actor=actor,
        at=at,
        note={"earlier_deadline": old},
        closes_at=deadline,
    )


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
    reason = given(reason)
    act = recorded(notice, kind=kind, number=number, adopted_on=adopted_on, actor=actor, at=at)
    was_public = notice.published_at is not None
    note = {"reason": reason, "act": str(act)}
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
        title = _("Revoca: %(act)s") % {"act": act}
        register_publication(
            notice.dossier,
            Duty.DETERMINATION,
            title,
            at=at,
            actor=actor,
            act=act,
            path=public_path(notice),
        )
