"""Writing a notice: only a draft is written, and of two open tabs the second is told."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from trama.accounts.models import Office, User
from trama.core import clock, events
from trama.core.models import next_number
from trama.core.workflow import ActRefused, OutdatedError
from trama.notices.models import (
    DocumentSlot,
    FormQuestion,
    Notice,
    NoticeSection,
    NoticeStatus,
    NoticeType,
    Requirement,
)
from trama.programming.models import ProgrammingAct

Part: TypeAlias = NoticeSection | Requirement | FormQuestion | DocumentSlot
PARTS: tuple[type[Part], ...] = (NoticeSection, Requirement, FormQuestion, DocumentSlot)

COPIED = (
    "type", "short_title", "summary", "strand", "art5_letters", "contact", "channels",
    "signing_modes", "pec_address", "pec_instant", "answer_days", "programming_reason",
)  # fmt: skip
"""What a copy takes from an earlier notice: not its dates, its acts, its officer or its CUP."""


@transaction.atomic
def create(
    office: Office,
    *,
    code: str,
    title: str,
    actor: User | None,
    type: str = NoticeType.COPROGRAMMING,  # noqa: A002  # the field's own word
    **fields: Any,
) -> Notice:
    """A draft of `office`. The code names it for ever; one that exists is refused."""
    at = clock.now()
    require_free(code)
    try:
        with transaction.atomic():
            notice = Notice.objects.create(
                office=office, code=code, title=title, type=type, created_at=at, **fields
            )
    except IntegrityError:
        raise _taken(code) from None
    events.record(events.Act("create", notice, actor, at, {"code": code, "title": title}))
    return notice


def require_free(code: str) -> None:
    if Notice.objects.filter(code__iexact=code).exists():
        raise _taken(code)


def _taken(code: str) -> ActRefused:
    return ActRefused(_("Il codice %(code)s è già di un altro avviso.") % {"code": code})


@transaction.atomic
def copy(
    earlier: Notice, office: Office, *, code: str, title: str, actor: User, **more: Any
) -> Notice:
    """A draft with the text, the requirements and the form of an earlier notice."""
    fields = {**{name: getattr(earlier, name) for name in COPIED}, **more}
    notice = create(office, code=code, title=title, actor=actor, **fields)
    notice.programming_acts.set(earlier.programming_acts.all())
    for model in PARTS:
        rows = list(_manager(model).filter(notice=earlier))
        for row in rows:
            row.pk, row.notice, row.introduced_by = None, notice, None
            row._state.adding = True
        _manager(model).bulk_create(rows)
    return notice


@transaction.atomic
def update_notice(
    notice: Notice,
    *,
    actor: User,
    version: int,
    programming_acts: Sequence[ProgrammingAct] | None = None,
    **changes: Any,
) -> None:
    """Save the draft's data, as they were read at `version`."""
    at = clock.now()
    _bump(notice, version, **changes)
    if programming_acts is not None:
        notice.programming_acts.set(programming_acts)
    _record(notice, actor, at, "data", changes)


@transaction.atomic
def add_part(notice: Notice, part: Part, *, actor: User, version: int) -> None:
    """Put a section, requirement, question or document at the end of its list."""
    at = clock.now()
    _bump(notice, version)
    others = _manager(type(part)).filter(notice=notice)
    part.notice, part.position = notice, next_number(others, "position")
    _keep(part)
    _record(notice, actor, at, "add", _said(part))


@transaction.atomic
def edit_part(notice: Notice, part: Part, *, actor: User, version: int) -> None:
    at = clock.now()
    _bump(notice, version)
    _keep(part)
    _record(notice, actor, at, "change", _said(part))


@transaction.atomic
def remove_part(notice: Notice, part: Part, *, actor: User, version: int) -> None:
    at = clock.now()
    _bump(notice, version)
    said = _said(part)
    part.delete()
    _record(notice, actor, at, "remove", said)


@transaction.atomic
def move_part(notice: Notice, part: Part, *, up: bool, actor: User, version: int) -> None:
    """Exchange a part with its neighbour; at the end of the list nothing moves."""
    at = clock.now()
    _bump(notice, version)
    rows = list(_manager(type(part)).filter(notice=notice).order_by("position", "id"))
    here = next(place for place, row in enumerate(rows) if row.pk == part.pk)
    there = max(0, here - 1) if up else min(len(rows) - 1, here + 1)
    rows[here], rows[there] = rows[there], rows[here]
    for position, row in enumerate(rows, start=1):
        row.position = position
    _manager(type(part)).bulk_update(rows, ["position"])
    _record(notice, actor, at, "move", _said(part))


def _manager(model: type[Part]) -> Any:
    """Any of the four lists: what they share is a notice and a position."""
    return model._default_manager


def _bump(notice: Notice, version: int, **changes: Any) -> None:
    """Compare-and-set on the draft and its version: one statement decides who was first."""
    unread = Notice.objects.filter(pk=notice.pk, status=NoticeStatus.DRAFT, version=version)
    if not unread.update(version=F("version") + 1, **changes):
        notice.refresh_from_db(fields=["status", "version"])
        if notice.status != NoticeStatus.DRAFT:
            raise ActRefused(
                _("L’avviso non è più in bozza: per cambiarlo va prima riportato in bozza.")
            )
        raise OutdatedError
    notice.refresh_from_db(fields=["version", *changes])


def _keep(part: Part) -> None:
    try:
        with transaction.atomic():
            part.save()
    except IntegrityError:
        raise ActRefused(
            _("C’è già una parte con questo nome: cambiala, o usane un altro.")
        ) from None


def _said(part: Part) -> dict[str, Any]:
    """A part's content, for the event that changes it."""
    fields = [field.name for field in part._meta.concrete_fields if field.name != "notice"]
    return {"part": part._meta.model_name, **{name: getattr(part, name) for name in fields}}


VERBS = {
    "noticesection": "edit_text",
    "requirement": "edit_requirements",
    "formquestion": "edit_questions",
    "documentslot": "edit_documents",
}


def _record(
    notice: Notice, actor: User | None, at: datetime, act: str, facts: Mapping[str, Any]
) -> None:
    verb = VERBS.get(str(facts.get("part")), "edit_data")
    plain = {name: getattr(value, "pk", value) for name, value in facts.items()}
    payload = {"act": act, "version": notice.version, "facts": plain}
    events.record(events.Act(verb, notice, actor, at, payload))
