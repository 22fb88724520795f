"""An application that came by certified mail: the same act, another door."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.applications import rules
from trama.applications.lifecycle.submission import lock, present, rivals
from trama.applications.lifecycle.window import must_receive
from trama.applications.models import (
    Application,
    ApplicationBasis,
    Attachment,
    AttachmentPurpose,
)
from trama.applications.queries import content, frozen_content
from trama.core import clock, jobs
from trama.core.workflow import ActRefused
from trama.ledger.lifecycle import receive_document
from trama.mailbox.formats.content import Attachment as Enclosure
from trama.mailbox.models import IncomingMessage
from trama.notices.models import Channel, Notice
from trama.organizations.models import Organization


class Contested(ActRefused):
    """The body already has an application that came from other hands: a person says which counts.

    Anybody may write a body's codice fiscale in a message: that alone ousts nothing.
    """


@transaction.atomic
def open_from_mail(
    message: IncomingMessage,
    enclosures: Sequence[Enclosure],
    *,
    notice: Notice,
    organization: Organization,
    certified_at: datetime,
    own_pec: bool,
    actor: User | None = None,
) -> tuple[Application, list[str]]:
    """The application a certified message carries, presented at the instant its provider says.

    With it, which enclosures could not be kept apart: the message has them. `actor` matched it by
    hand; None, it spoke for itself, and may not oust the body's own (`Contested`).
    """
    at = clock.now()
    must_receive(notice)
    application = Application.objects.create(
        notice=notice,
        organization=organization,
        channel=Channel.PEC,
        message=message,
        created_by=actor,
        created_at=at,
        changed_at=at,
    )
    problems = list(_attach_all(application, enclosures, at))
    locked = lock(application)
    if actor is None:
        _must_not_oust(locked, certified_at, own_pec=own_pec)
    present(
        application,
        certified_at,
        registered_at=at,
        actor=actor,
        basis=ApplicationBasis.OWN_PEC if own_pec else ApplicationBasis.OTHER_PEC,
        digest=rules.fingerprint(frozen_content(locked, content(locked), ())),
    )
    _owe_amendments(notice, certified_at)
    return application, problems


def _owe_amendments(notice: Notice, certified_at: datetime) -> None:
    """It was on its way, or waited for a person, when the others were told of an amendment."""
    if notice.amended_at is not None and certified_at < notice.amended_at:
        jobs.defer("applications.tell_amended", queue="mail", notice_id=notice.pk)


def _must_not_oust(application: Application, at: datetime, *, own_pec: bool) -> None:
    """Of two applications of one body, the later may not come by itself from a stranger's PEC."""
    others = rivals(application, at)
    if own_pec:
        contested = others.filter(basis=ApplicationBasis.OTHER_PEC, presented_at__gt=at)
    else:
        contested = others.filter(presented_at__lte=at).exclude(
            basis=ApplicationBasis.OTHER_PEC, message__sender=_sender(application)
        )
    if contested.exists():
        raise Contested(
            _(
                "%(name)s ha già una domanda arrivata per altra via, e una delle due non viene "
                "dalla PEC dell’ente: decide una persona quale vale. Quella di prima resta valida."
            )
            % {"name": application.organization.name}
        )


def _sender(application: Application) -> str:
    return application.message.sender if application.message else ""


def _attach_all(
    application: Application, enclosures: Iterable[Enclosure], at: datetime
) -> Iterable[str]:
    for enclosure in enclosures:
        if enclosure.note:
            yield f"{enclosure.name}: {enclosure.note}"
        try:
            with transaction.atomic():
                document = receive_document(
                    enclosure.content,
                    name=enclosure.name,
                    declared_type=enclosure.declared_type,
                    actor=None,
                    at=at,
                )
        except ActRefused as refusal:
            # One file that cannot be kept apart must not make the whole application late.
            yield _("«%(name)s» resta nel messaggio: %(why)s") % {
                "name": enclosure.name,
                "why": str(refusal),
            }
            continue
        Attachment.objects.create(
            application=application, document=document, purpose=AttachmentPurpose.MAIL
        )
