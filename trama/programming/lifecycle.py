"""Acts of programming are recorded and corrected; the words of code lists are kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events
from trama.core.models import next_number
from trama.core.workflow import ActRefused
from trama.ledger.lifecycle import record_act
from trama.programming.models import (
    ActPriority,
    CodeListEntry,
    ProgrammingAct,
    ProgrammingActKind,
    Strand,
    Theme,
)


@dataclass(frozen=True, kw_only=True)
class Programme:
    """What an act of programming says, as somebody who has it in hand writes it."""

    title: str
    kind: str = ProgrammingActKind.OTHER
    summary: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    strands: Sequence[Strand] = field(default_factory=list)
    themes: Sequence[Theme] = field(default_factory=list)

    @property
    def columns(self) -> dict[str, Any]:
        names = ("title", "kind", "summary", "starts_on", "ends_on")
        return {name: getattr(self, name) for name in names}

    @property
    def facts(self) -> dict[str, Any]:
        lists = {
            "strands": sorted(strand.code for strand in self.strands),
            "themes": sorted(theme.code for theme in self.themes),
        }
        return {**self.columns, **lists}


@transaction.atomic
def register(
    code: str, programme: Programme, *, act: Mapping[str, Any], actor: User
) -> ProgrammingAct:
    """Record an act of programming; `act` is kind, number, day and address of the official one."""
    at = clock.now()
    _check_period(programme)
    if ProgrammingAct.objects.filter(code=code).exists():
        raise ActRefused(_("Il codice «%(code)s» è già di un altro atto.") % {"code": code})
    official = record_act(**act, actor=actor, at=at)
    known = ProgrammingAct.objects.filter(act=official).first()
    if known is not None:
        raise ActRefused(_("Questo atto è già registrato: «%(title)s».") % {"title": known.title})
    made = ProgrammingAct.objects.create(code=code, act=official, **programme.columns)
    _set_lists(made, programme)
    facts = {"code": code, "act": str(official), **programme.facts}
    events.record(events.Act("register", made, actor, at, facts))
    return made


@transaction.atomic
def amend(programmed: ProgrammingAct, programme: Programme, *, actor: User) -> None:
    """Correct what we say of an act; the act itself is the organ's, and stays."""
    at = clock.now()
    _check_period(programme)
    ProgrammingAct.objects.filter(pk=programmed.pk).update(**programme.columns)
    programmed.refresh_from_db()
    _set_lists(programmed, programme)
    events.record(events.Act("amend", programmed, actor, at, programme.facts))


@transaction.atomic
def set_priorities(
    programmed: ProgrammingAct, said: Sequence[tuple[str, str]], *, actor: User
) -> list[ActPriority]:
    """The priorities that the act states, title and text, in its order: once, they stay."""
    at = clock.now()
    if programmed.priorities.exists():
        raise ActRefused(_("Le priorità dell’atto ci sono già. Nulla è cambiato."))
    made = ActPriority.objects.bulk_create(
        ActPriority(act=programmed, position=number, title=title, text=text)
        for number, (title, text) in enumerate(said, start=1)
    )
    facts = {"count": len(made), "titles": [one.title for one in made]}
    events.record(events.Act("set_priorities", programmed, actor, at, facts))
    return made


def _check_period(programme: Programme) -> None:
    if programme.starts_on and programme.ends_on and programme.ends_on < programme.starts_on:
        raise ActRefused(_("La fine viene prima dell’inizio. Nulla è cambiato."))


def _set_lists(programmed: ProgrammingAct, programme: Programme) -> None:
    programmed.strands.set(programme.strands)
    programmed.themes.set(programme.themes)


# ---------------------------------------------------------------- code lists


@transaction.atomic
def add_entry(
    model: type[CodeListEntry], *, label_it: str, label_en: str, actor: User
) -> CodeListEntry:
    """A new word at the end of a list; its code is made of its Italian label, for ever."""
    code = slugify(label_it)[:50]
    if not code:
        raise ActRefused(_("Scrivi un nome con almeno una lettera."))
    try:
        with transaction.atomic():
            made = model._default_manager.create(
                code=code,
                label_it=label_it,
                label_en=label_en,
                position=next_number(model._default_manager, "position"),
            )
    except IntegrityError as error:
        raise ActRefused(_("Nell’elenco c’è già «%(code)s».") % {"code": code}) from error
    _write("add_entry", made, actor)
    return made


@transaction.atomic
def rename_entry(entry: CodeListEntry, *, label_it: str, label_en: str, actor: User) -> None:
    """Say a word better: the code stays, and so does all that refers to it."""
    entry.label_it, entry.label_en = label_it, label_en
    entry.save(update_fields=["label_it", "label_en"])
    _write("rename_entry", entry, actor)


@transaction.atomic
def retire_entry(entry: CodeListEntry, *, retired: bool, actor: User) -> None:
    """A retired word is offered to nobody new; what has it keeps it. Twice is once."""
    changed = type(entry)._default_manager.filter(pk=entry.pk, retired=not retired)
    if changed.update(retired=retired):
        entry.retired = retired
        _write("retire_entry" if retired else "restore_entry", entry, actor)


def _write(verb: str, entry: CodeListEntry, actor: User) -> None:
    facts = {"code": entry.code, "label_it": entry.label_it, "label_en": entry.label_en}
    events.record(events.Act(verb, entry, actor, clock.now(), facts))
