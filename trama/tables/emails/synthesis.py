"""Letters about the synthesis: the draft to read, what became of a remark."""

from datetime import datetime
from typing import Any

from django.db import transaction

from trama.core import clock
from trama.mailbox.lifecycle import create_link
from trama.mailbox.models import SignedLink
from trama.tables.emails.letter import address_of, send
from trama.tables.emails.meetings import days_open
from trama.tables.models import ConsultationRemark, Participant, Path, PathDocument

CONSULTATION = "tables.consultation"
REMARK = "tables.consultation_remark"


@transaction.atomic
def consult(participant: Participant, draft: PathDocument, until: datetime) -> bool:
    """The draft, and a link from which it is read and remarked on without an account: once."""
    at = clock.now()
    version = str(draft.uid)
    known = SignedLink.objects.filter(
        purpose=CONSULTATION, object_uid=participant.uid, object_version=version
    )
    if known.exists():
        return False
    url = create_link(
        CONSULTATION,
        addressee=participant.email,
        thing=participant,
        at=at,
        days=days_open(until, at),
        version=version,
    )
    _tell("consultation", CONSULTATION, participant, draft.path, at, url=url, until=until)
    return True


def tell_answer(remark: ConsultationRemark, *, at: datetime) -> bool:
    """To who made it; False: it has no address, somebody telephones."""
    if not remark.participant.email:
        return False
    _tell("remark_answered", REMARK, remark.participant, remark.path, at, remark=remark)
    return True


def _tell(
    name: str, purpose: str, participant: Participant, path: Path, at: datetime, **more: Any
) -> None:
    page = address_of("paths:synthesis", path.code)
    send(name, purpose, participant.email, path, at, participant=participant, page=page, **more)
