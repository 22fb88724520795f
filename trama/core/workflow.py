"""Every change of status in the platform goes through `move`."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Case, Exists, Q, Value, When
from django.utils.translation import gettext as _

from trama.core import events
from trama.core.models import Record


class ActRefused(Exception):
    """The act is not lawful now. Its text is a sentence for a person; nothing has changed."""


class MoveRefused(ActRefused):
    """The record is not in a state from which this move is lawful; nothing has changed."""


class OutdatedError(ActRefused):
    """Somebody else has saved the thing since it was read: nothing is written over theirs, and
    what was typed is kept (`core.http.accepted_in_turn`)."""

    def __init__(self) -> None:
        super().__init__(
            _("Mentre scrivevi qualcun altro ha salvato un’altra versione. Quello che hai scritto "
              "è ancora qui sotto e non è stato salvato: confrontalo con il testo di adesso e "
              "salva di nuovo.")
        )  # fmt: skip


def check_constraints(record: models.Model, *, exclude: Collection[str] = ()) -> None:
    """What the database would refuse too, refused in the words of its constraints.

    `exclude`: fields whose constraints are not read.
    """
    try:
        record.validate_constraints(exclude=set(exclude))
    except ValidationError as error:
        raise ActRefused(" ".join(error.messages)) from error


@dataclass(frozen=True)
class Either:
    """Two targets, and the question that the UPDATE itself asks to choose between them."""

    question: Exists | Q
    yes: str
    no: str


def move(
    record: Record,
    target: str | Either,
    *,
    verb: str,
    actor: events.Actor | None,
    at: datetime,
    provided: Q | None = None,
    note: dict[str, Any] | None = None,
    **changes: Any,
) -> None:
    """Take `record` to `target`, with `changes`, and have the act written down.

    `provided` is a condition that the UPDATE itself re-reads; `note` goes in the event only.
    `changes` are values as their fields keep them, or expressions, which are then read back.
    """
    source = record.status
    targets = {target.yes, target.no} if isinstance(target, Either) else {target}
    if not targets <= record.MOVES.get(source, set()):
        raise MoveRefused(_("Passaggio già fatto o non ammesso. Nulla è cambiato: ricarica."))

    changes["status"] = target
    if isinstance(target, Either):
        changes["status"] = Case(
            When(target.question, then=Value(target.yes)), default=Value(target.no)
        )
    # Compare-and-set: of two people clicking at once, exactly one row is updated.
    unmoved = type(record)._default_manager.filter(pk=record.pk, status=source)
    if provided is not None:
        unmoved = unmoved.filter(provided)
    # Without a savepoint: whatever fails once the row is updated undoes the whole act.
    with transaction.atomic(savepoint=False):
        moved = unmoved.update(**changes)
        if moved:
            _take(record, changes)
            payload = {"source": source, **_facts(record, changes), **(note or {})}
            events.record(events.Act(verb, record, actor, at, payload))
    if not moved:
        raise MoveRefused(_("Qualcun altro è arrivato prima. Nulla è cambiato: ricarica."))


def _take(record: Record, changes: dict[str, Any]) -> None:
    """The changes, on the record in hand; what the database has computed is read back."""
    computed = [name for name, value in changes.items() if hasattr(value, "resolve_expression")]
    for name, value in changes.items():
        if name not in computed:
            setattr(record, name, value)
    if computed:
        record.refresh_from_db(fields=computed)


def _facts(record: Record, changes: dict[str, Any]) -> dict[str, Any]:
    """What changed, as values: of a related record its key, not its contents."""
    facts: dict[str, Any] = {}
    for name in changes:
        value = getattr(record, name)
        facts[name] = value.pk if isinstance(value, models.Model) else value
    return facts
