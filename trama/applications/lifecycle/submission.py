"""Presenting an application, and taking it back: the acts with legal effect."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.applications import rules
from trama.applications.lifecycle.form import form_state, signed_after_form
from trama.applications.lifecycle.window import RECEIVING, must_have_read, must_receive
from trama.applications.models import (
    Application,
    ApplicationBasis,
    ApplicationStatus,
    Attachment,
    AttachmentPurpose,
    DeclarationCode,
)
from trama.applications.queries import Content, asked, content, frozen_content
from trama.applications.rules import Missing
from trama.core import clock, jobs
from trama.core.prepared import Prepared
from trama.core.workflow import ActRefused, Either, MoveRefused, move
from trama.ledger.lifecycle import number
from trama.ledger.models import Document, DocumentStatus
from trama.notices.models import Notice, SigningMode
from trama.notices.rules import in_time
from trama.organizations.models import Organization, OrganizationStatus


class AlreadySent(MoveRefused):
    """Another click, tab or person was first: the application is presented, once."""


class Incomplete(ActRefused):
    """Something that the notice or the law requires is not there; `items` says what."""

    def __init__(self, items: list[Missing]) -> None:
        self.items = items
        things = "; ".join(item.sentence for item in items)
        super().__init__(
            _("La domanda è salvata ma non si può ancora presentare. Manca: %(things)s.")
            % {"things": things.rstrip(".")}
        )


@transaction.atomic
def submit(
    application: Application,
    *,
    actor: User,
    mode: SigningMode,
    declarations: Collection[str] = tuple(DeclarationCode),
    digital_identity: bool = False,
    arrived_at: datetime | None = None,
    seen: int | None = None,
) -> None:
    """Present the application: its content freezes. Late, it is kept as LATE, a person decides.

    It is presented at the first statement of this act. `mode` says why it is a valid istanza
    (R-APP-10): `digital_identity` tells whether the representative's session came through one, as
    a password alone does not suffice. In time, it takes the place of the body's earlier one.
    `seen` is the notice's version that was read, absent that of `application`.
    """
    at, read = clock.now(), application.notice.version if seen is None else seen
    must_receive(application.notice)  # first: an amendment too takes the notice, then applications
    locked = lock(application)
    if locked.status != ApplicationStatus.DRAFT:
        raise AlreadySent(
            _("La domanda era già stata presentata, una volta sola: ecco la ricevuta.")
        )
    must_have_read(locked.notice, read)
    _must_be_active(locked.organization)
    found = content(locked)
    _must_be_signed(mode, locked.notice, digital_identity=digital_identity)
    _must_be_complete(locked, found, mode, declarations)
    present(
        application,
        at,
        registered_at=at,
        actor=actor,
        basis=rules.BASIS_OF[mode],
        submitted_by_id=actor.pk,
        arrived_at=arrived_at,
        declarations=sorted(declarations),
        digest=rules.fingerprint(frozen_content(locked, found, declarations)),
    )


def lock(application: Application) -> Application:
    """The row, and its body's: of two applications of one body, web or mail, one at a time."""
    found = _LOCKED.first(application.pk)
    if found is None:
        raise Application.DoesNotExist
    return found


_LOCKED = Prepared(
    lambda pk: (
        Application.objects.select_for_update(of=("self", "organization"), no_key=True)
        .select_related("organization", "notice")
        .filter(pk=pk)
    ),
    int,
)


def _must_be_active(organization: Organization) -> None:
    """A body that has closed since the draft began presents nothing."""
    if organization.status == OrganizationStatus.CLOSED:
        raise ActRefused(
            _(
                "Per il registro l’ente non è più attivo: la domanda non si può presentare. "
                "Quello che hai scritto è conservato. Se è un errore, scrivi all’ufficio indicato "
                "nell’avviso."
            )
        )


def rivals(application: Application, at: datetime) -> QuerySet[Application]:
    """The body's standing application, where one presented at `at` would be in time too."""
    still_open = Exists(Notice.objects.filter(in_time(at), pk=OuterRef("notice_id")))
    standing = Application.objects.filter(
        still_open,
        status=ApplicationStatus.SUBMITTED,
        notice=application.notice_id,
        organization=application.organization_id,
    )
    return standing.exclude(pk=application.pk)


def present(
    application: Application,
    at: datetime,
    *,
    registered_at: datetime,
    actor: User | None,
    basis: ApplicationBasis,
    **changes: Any,
) -> None:
    """Number it and take it to SUBMITTED or LATE, by the window as the database has it now.

    `at` is the instant by which it is judged, `registered_at` that of this act: a certified mail
    may be read days later, and its number is given then.
    """
    target = _place(application, at, actor=actor, basis=basis)
    receiving = Notice.objects.filter(pk=OuterRef("notice_id"), status__in=RECEIVING)
    # A draft is in no procedure's file; what is presented enters it with its documents.
    given = Attachment.objects.filter(application=application).values("document")
    Document.objects.filter(pk__in=given).update(dossier_code=application.dossier)
    # The counter's lock is held until the commit: after it, only what must be.
    entry = number(application, at=registered_at)
    move(
        application,
        target,
        verb="submit",
        actor=actor,
        at=at,
        note={"rules": rules.RULES_VERSION, "number": str(entry)},
        # Suspended or revoked while this act was under way: the draft stays as it is.
        provided=Q(Exists(receiving)),
        presented_at=at,
        entry_id=entry.pk,
        basis=basis,
        **changes,
    )
    # Owed from here on: the job commits with the act, or goes with it.
    jobs.defer("applications.send_receipt", queue="mail", application_id=application.pk)


def _place(
    application: Application, at: datetime, *, actor: User | None, basis: ApplicationBasis
) -> str | Either:
    """The last within the term prevails: earlier ones of the body are superseded, and one that was
    certified before a standing one arrives superseded itself."""
    place: str | Either = Either(
        Exists(Notice.objects.filter(in_time(at), pk=OuterRef("notice_id"))),
        yes=ApplicationStatus.SUBMITTED,
        no=ApplicationStatus.LATE,
    )
    for other in rivals(application, at):
        other.notice = application.notice
        if _prevails(other, at, basis):
            place = ApplicationStatus.SUPERSEDED
        else:
            note = {"by": str(application.uid)}
            move(
                other, ApplicationStatus.SUPERSEDED, verb="supersede", actor=actor, at=at, note=note
            )
    return place


def _prevails(other: Application, at: datetime, basis: ApplicationBasis) -> bool:
    """Whether one that stands keeps its place against one presented at `at`: the later one does,
    unless it came from a PEC that is not the body's and a person has preferred the body's own."""
    other_pec = ApplicationBasis.OTHER_PEC
    weaker = other.basis == other_pec and basis != other_pec
    return other.presented_at is not None and other.presented_at > at and not weaker


def _must_be_complete(
    application: Application, found: Content, mode: SigningMode, declarations: Collection[str]
) -> None:
    lacking = [
        *rules.missing(asked(found)),
        *_unsigned(mode, application, found),
        *_undeclared(declarations),
    ]
    if lacking:
        raise Incomplete(lacking)


def _must_be_signed(mode: SigningMode, notice: Notice, *, digital_identity: bool) -> None:
    if mode not in notice.signing_modes:
        allowed = [
            str(label) for value, label in SigningMode.choices if value in notice.signing_modes
        ]
        raise ActRefused(
            _("L’avviso non ammette questa firma. La domanda è salvata; puoi usare: %(modes)s.")
            % {"modes": ", ".join(allowed)}
        )
    if mode == SigningMode.DIGITAL_IDENTITY and not digital_identity:
        raise ActRefused(
            _(
                "Sei entrato con e-mail e password: da sole non valgono come firma (CAD, art. 65). "
                "La domanda è salvata. Esci ed entra con SPID o CIE, oppure scarica il PDF della "
                "domanda, firmalo e caricalo qui."
            )
        )


def _unsigned(mode: SigningMode, application: Application, found: Content) -> list[Missing]:
    """What is missing of a signature on a file or by hand."""
    if mode == SigningMode.DIGITAL_IDENTITY:
        return []
    lacking: list[str] = []
    state = form_state(application, found)
    for purpose in (AttachmentPurpose.SIGNED_FORM, AttachmentPurpose.IDENTITY):
        broken = [a for a in found.of(purpose) if a.document.status == DocumentStatus.REFUSED]
        lacking += [_does_not_open(attachment) for attachment in broken]
    if state == "stale":
        lacking.append(
            _("le risposte sono cambiate dopo il PDF: preparalo di nuovo, firmalo e caricalo")
        )
    elif state != "ready":
        lacking.append(_("il PDF della domanda da firmare: preparalo, firmalo e caricalo"))
    elif not signed_after_form(application, found):
        lacking.append(_("la domanda firmata, sull’ultimo PDF preparato"))
    if mode == SigningMode.HANDWRITTEN and not found.of(AttachmentPurpose.IDENTITY):
        lacking.append(_("la copia del documento d’identità di chi firma"))
    return [Missing("signature", sentence) for sentence in lacking]


def _does_not_open(attachment: Attachment) -> str:
    return _("il file «%(name)s» non si apre; toglilo e caricane un altro") % {
        "name": attachment.document.name
    }


def _undeclared(declarations: Collection[str]) -> list[Missing]:
    return [
        Missing("signature", str(code.label))
        for code in DeclarationCode
        if code.value not in set(declarations)
    ]


def withdraw(application: Application, *, actor: User, reason: str = "") -> None:
    """Take the application back before closing: it is kept, as withdrawn, with its number."""
    at = clock.now()
    _withdraw(application, actor=actor, reason=reason, at=at)


@transaction.atomic
def _withdraw(application: Application, *, actor: User, reason: str, at: datetime) -> None:
    still_open = Notice.objects.filter(in_time(at), pk=application.notice_id)
    if not still_open.exists():
        raise ActRefused(
            _(
                "L’avviso è chiuso: qui la domanda non si può più ritirare e resta valida. "
                "Per rinunciare scrivi all’ufficio indicato nell’avviso."
            )
        )
    move(
        application,
        ApplicationStatus.WITHDRAWN,
        verb="withdraw",
        actor=actor,
        at=at,
        note={"reason": reason},
    )
