"""An application that came by certified mail: the same act, another door."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.applications import rules
from trama.applications.lifecycle.submission import lock, must_receive, present
from trama.applications.models import (
    Application,
    ApplicationBasis,
    Attachment,
    AttachmentPurpose,
)
from trama.applications.queries import content, frozen_content
from trama.core import clock
from trama.core.workflow import ActRefused
from trama.ledger.lifecycle import receive_document
from trama.mailbox.formats.content import Attachment as Enclosure
from trama.mailbox.models import IncomingMessage
from trama.notices.models import Channel, Notice
from trama.organizations.models import Organization


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

    The second value says in sentences which enclosures could not be kept apart: they stay whole in
    the message. `actor` is the person who matched it by hand; None when the message spoke for
    itself.
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
    frozen = frozen_content(locked, content(locked), ())
    present(
        application,
        certified_at,
        actor=actor,
        basis=ApplicationBasis.OWN_PEC if own_pec else ApplicationBasis.OTHER_PEC,
        digest=rules.fingerprint(frozen),
    )
    return application, problems


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
