"""After the deadline, and what breaks a procedure off."""

from datetime import datetime
from typing import Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock
from trama.core.workflow import ActRefused, move
from trama.ledger.lifecycle import publish as register_publication
from trama.ledger.models import Document, Duty, Publication
from trama.notices.lifecycle.acts import GivenAct, public_path, recorded
from trama.notices.models import Notice, NoticeStatus, NoticeType


@transaction.atomic
def start_screening(notice: Notice, *, actor: User, at: datetime | None = None) -> None:
    """The panel is appointed: called by screening, in the same act (pass its instant as `at`)."""
    instant = at or clock.now()
    move(notice, NoticeStatus.SCREENING, verb="start_screening", actor=actor, at=instant)


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
    actor: User,
    synthesis: Document | None = None,
    **act_given: Unpack[GivenAct],
) -> None:
    """Conclude the procedure by an act (L. 241/1990, art. 2), with the synthesis when given."""
    at = clock.now()
    act = recorded(notice, actor=actor, at=at, **act_given)
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
