"""What a notice asks of whoever applies: questions, documents, requirements."""

from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from uuid import UUID

from django.db import connection

from trama.notices.models import (
    DocumentSlot,
    FormQuestion,
    Notice,
    NoticeStatus,
    Requirement,
)
from trama.notices.queries.amendments import standing_at

WRITABLE = {NoticeStatus.DRAFT, NoticeStatus.LEGAL_CHECK}
MOST_KEPT = 64  # forms of some 20 kB each, a process


@dataclass(frozen=True)
class Form:
    """In the notice's order. It is shared by all who read it: nobody changes it."""

    questions: tuple[FormQuestion, ...]
    slots: tuple[DocumentSlot, ...]
    requirements: tuple[Requirement, ...]


_kept: dict[tuple[UUID, int], Form] = {}
_keeping = Lock()


def form_of(notice: Notice) -> Form:
    """In three queries; in none once this process has read it at the notice's version.

    From the adoption on the database refuses to change it, but by an act that changes the version
    too. What is read within a transaction is not kept: the transaction may be undone.
    """
    key = (notice.uid, notice.version)
    may_change = notice.status in WRITABLE
    if not may_change and (kept := _kept.get(key)):
        return kept
    form = Form(
        questions=tuple(FormQuestion.objects.filter(notice=notice.pk)),
        slots=tuple(DocumentSlot.objects.filter(notice=notice.pk)),
        requirements=tuple(Requirement.objects.filter(notice=notice.pk)),
    )
    if not (may_change or connection.in_atomic_block):
        _keep(key, form)
    return form


def form_at(notice: Notice, instant: datetime | None) -> Form:
    """As whoever presented something at `instant` found it; None: as it is now."""
    if instant is None or notice.amended_at is None or instant >= notice.amended_at:
        return form_of(notice)
    return Form(
        questions=tuple(standing_at(FormQuestion, notice, instant)),
        slots=tuple(standing_at(DocumentSlot, notice, instant)),
        requirements=tuple(standing_at(Requirement, notice, instant)),
    )


def _keep(key: tuple[UUID, int], form: Form) -> None:
    with _keeping:
        if len(_kept) >= MOST_KEPT:
            _kept.clear()
        _kept[key] = form
