"""The tables of a path: added, changed; the grounds they stand on, copied from earlier paths."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events
from trama.core.workflow import ActRefused, check_constraints
from trama.tables.lifecycle.paths import GATHERING, locked
from trama.tables.models import Participant, Path, TableKind, WorkingTable


@transaction.atomic
def add_table(path: Path, facts: Mapping[str, Any], *, actor: User) -> WorkingTable:
    """A group on a theme or of a Municipio; the plenary is there from the opening."""
    at = clock.now()
    held = locked(path, *GATHERING)
    members = _checked(held, facts)
    table = WorkingTable(path=held, **{n: v for n, v in facts.items() if n != "members"})
    _save(table)
    table.members.set(members)
    events.record(events.Act("add_table", table, actor, at, {"title": table.title}))
    return table


@transaction.atomic
def change_table(table: WorkingTable, facts: Mapping[str, Any], *, actor: User) -> None:
    """Its name, who leads it and writes its minutes, its ground rules, who is of it."""
    at = clock.now()
    held = locked(table.path, *GATHERING)
    members = _checked(held, facts)
    if (facts["kind"] == TableKind.PLENARY) != (table.kind == TableKind.PLENARY):
        raise ActRefused(_("La plenaria resta plenaria: per un gruppo apri un altro tavolo."))
    for name, value in facts.items():
        if name != "members":
            setattr(table, name, value)
    _save(table)
    table.members.set(members)
    events.record(events.Act("change_table", table, actor, at, {"title": table.title}))


def _checked(path: Path, facts: Mapping[str, Any]) -> list[Participant]:
    members = list(facts.get("members") or [])
    if any(one.path_id != path.pk for one in members):
        raise ActRefused(_("Fra i membri c’è chi non è di questo percorso. Nulla è cambiato."))
    kind = facts["kind"]
    if kind == TableKind.THEMATIC and facts.get("theme") is None:
        raise ActRefused(_("Un tavolo tematico ha un tema: scegline uno."))
    if kind == TableKind.MUNICIPAL and facts.get("zone") is None:
        raise ActRefused(_("Un tavolo di Municipio ha un Municipio: sceglilo."))
    return members


def _save(table: WorkingTable) -> None:
    check_constraints(table)
    table.save()
