"""The discussion of a term: each side defines it, consents or contests; what comes of it is put in
force, and revised."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events
from trama.core.personal_data import refuse_personal_data
from trama.core.workflow import ActRefused, move
from trama.learning.lifecycle.speaking import said_again
from trama.learning.lifecycle.writing import lock, put_in_force, write_definition
from trama.learning.models import (
    Basis,
    Consent,
    Definition,
    Side,
    Speaker,
    Term,
    TermRemark,
    TermStatus,
    TermVersion,
)
from trama.learning.queries.terms import current

IN_DISCUSSION = (TermStatus.DISCUSSED, TermStatus.REVISED)
DECIDED = (TermStatus.AGREED, TermStatus.CONTESTED)
BEFORE_IN_FORCE = (*IN_DISCUSSION, TermStatus.AGREED)  # while a consent may be withdrawn
TO_DEFINE = (TermStatus.PROPOSED, *IN_DISCUSSION, *DECIDED)


def _go(
    term: Term,
    target: TermStatus,
    verb: str,
    *,
    actor: User,
    at: datetime,
    note: Mapping[str, Any] | None = None,
    **changes: Any,
) -> None:
    """A move of the term; pages know by `changes` that what they hold of the glossary is old."""
    known: dict[str, Any] = {"updated_at": at, "changes": F("changes") + 1}
    move(term, target, verb=verb, actor=actor, at=at, note=dict(note or {}), **known, **changes)


def _refuse_both_sides(term: Term, speaker: Speaker) -> None:
    other = ~Q(side__in=[speaker.side, Side.PLATFORM]) & Q(author=speaker.actor)
    if term.definitions.filter(other).exists() or term.consents.filter(other).exists():
        raise ActRefused(
            _(
                "Per questa voce hai già parlato per l’altra parte: il consenso delle due parti "
                "vale se viene da persone diverse. Nulla è cambiato."
            )
        )


@transaction.atomic
def define(term: Term, *, text: str, example: str = "", seen: int, speaker: Speaker) -> Definition:
    """A side says what it means. `seen`: the number of its definition before the writer's eyes (0:
    none). Consents to the former pair end, and the term is discussed again."""
    at = clock.now()
    lock(term)
    _refuse_both_sides(term, speaker)
    if term.status not in TO_DEFINE:
        raise ActRefused(
            _(
                "La voce non è in discussione. Per cambiare una voce pubblicata, "
                "aprine la revisione."
            )
        )
    known = current(term)
    own = known.get(speaker.side)
    if (own.number if own else 0) != seen:
        raise ActRefused(
            _(
                "Mentre scrivevi qualcun altro ha scritto la definizione della tua parte. Quello "
                "che hai scritto è ancora qui: confrontalo con la definizione di adesso."
            )
        )
    made = write_definition(term, text, example, speaker.columns, at)
    _end_consents(term, at)
    facts = {**speaker.facts, "number": made.number}
    if _both(current(term)) and term.status not in IN_DISCUSSION:
        _go(
            term,
            _discussion(term),
            "define",
            actor=speaker.actor,
            at=at,
            note=facts,
            contest_reason="",
        )
    else:
        events.record(events.Act("define", term, speaker.actor, at, facts))
    return made


def _both(known: Mapping[str, Definition]) -> bool:
    return Side.ADMINISTRATION in known and Side.THIRD_SECTOR in known


def _discussion(term: Term) -> TermStatus:
    """Where the discussion goes on: a term that the sides have published already is in revision."""
    published = term.versions.exclude(basis=Basis.STARTING).exists()
    return TermStatus.REVISED if published else TermStatus.DISCUSSED


def _end_consents(term: Term, at: datetime) -> None:
    term.consents.filter(ended_at=None).update(ended_at=at)


@transaction.atomic
def consent(term: Term, *, seen: tuple[int, int], speaker: Speaker) -> None:
    """A side accepts the two definitions as they stand; with the other side's consent the term is
    agreed. `seen`: the numbers of the two that the person had before their eyes."""
    at = clock.now()
    lock(term)
    _refuse_both_sides(term, speaker)
    known = current(term)
    if term.status not in IN_DISCUSSION:  # it is, once both have written
        raise ActRefused(
            _("Si acconsente quando le due parti hanno scritto la loro definizione, prima che la "
              "voce sia pubblicata.")
        )  # fmt: skip
    ours, theirs = known[Side.ADMINISTRATION], known[Side.THIRD_SECTOR]
    if (ours.number, theirs.number) != seen:
        raise ActRefused(
            _("Una delle definizioni è cambiata mentre leggevi: rileggile, poi dai il consenso.")
        )
    given = term.consents.filter(ended_at=None)
    if given.filter(side=speaker.side).exists():
        raise ActRefused(_("La tua parte ha già dato il consenso a queste definizioni."))
    Consent.objects.create(
        term=term, administration=ours, third_sector=theirs, given_at=at, **speaker.columns
    )
    if given.count() < 2:
        events.record(events.Act("consent", term, speaker.actor, at, speaker.facts))
        return
    _go(term, TermStatus.AGREED, "agree", actor=speaker.actor, at=at, note=speaker.facts)


@transaction.atomic
def withdraw_consent(term: Term, *, speaker: Speaker) -> None:
    """Before publication a side may think again: an agreed term goes back to discussion."""
    at = clock.now()
    lock(term)
    _refuse_both_sides(term, speaker)
    mine = term.consents.filter(ended_at=None, side=speaker.side)
    if term.status not in BEFORE_IN_FORCE or not mine.update(ended_at=at):
        raise ActRefused(_("Non c’è un consenso della tua parte da ritirare."))
    if term.status == TermStatus.AGREED:
        _go(
            term,
            _discussion(term),
            "withdraw_consent",
            actor=speaker.actor,
            at=at,
            note=speaker.facts,
        )
    else:
        events.record(events.Act("withdraw_consent", term, speaker.actor, at, speaker.facts))


@transaction.atomic
def contest(term: Term, *, reason: str, speaker: Speaker) -> None:
    """A side says that the two do not mean the same: the term is published with both, side by side,
    and with the reason."""
    at = clock.now()
    lock(term)
    _refuse_both_sides(term, speaker)
    if not reason.strip():
        raise ActRefused(_("Scrivi su che cosa le due parti non sono d’accordo."))
    refuse_personal_data({"text": reason}, contacts_are_public=False)
    _end_consents(term, at)
    why = {"contest_reason": reason.strip()}
    _go(
        term, TermStatus.CONTESTED, "contest", actor=speaker.actor, at=at, note=speaker.facts, **why
    )


@transaction.atomic
def discuss_again(term: Term, *, speaker: Speaker) -> None:
    """Contested or agreed, before it is published: the sides talk about it once more."""
    at = clock.now()
    lock(term)
    _refuse_both_sides(term, speaker)
    _end_consents(term, at)
    _go(term, _discussion(term), "discuss_again", actor=speaker.actor, at=at, note=speaker.facts,
        contest_reason="",
    )  # fmt: skip


@transaction.atomic
def publish(term: Term, *, actor: User) -> TermVersion:
    """What the sides have agreed, or that they have not, is in force from this instant."""
    at = clock.now()
    lock(term)
    known = current(term)
    if term.status not in DECIDED or not _both(known):
        raise ActRefused(
            _(
                "Si pubblica una voce su cui le due parti sono d’accordo, o hanno detto "
                "di non esserlo."
            )
        )
    made = put_in_force(
        term,
        actor,
        at,
        basis=Basis(term.status),
        administration=known[Side.ADMINISTRATION],
        third_sector=known[Side.THIRD_SECTOR],
        contest_reason=term.contest_reason,
    )
    note = {"number": made.number, "basis": made.basis}
    _go(term, TermStatus.PUBLISHED, "publish", actor=actor, at=at, note=note)
    return made


@transaction.atomic
def revise(term: Term, *, reason: str, speaker: Speaker) -> None:
    """A published term is discussed anew; its version stays in force meanwhile."""
    at = clock.now()
    lock(term)
    _refuse_both_sides(term, speaker)
    if not reason.strip():
        raise ActRefused(_("Scrivi perché va rivista: l’altra parte deve saperlo."))
    refuse_personal_data({"text": reason}, contacts_are_public=False)
    _end_consents(term, at)
    _go(
        term,
        TermStatus.REVISED,
        "revise",
        actor=speaker.actor,
        at=at,
        note=speaker.facts,
        contest_reason="",
    )
    TermRemark.objects.create(term=term, text=reason.strip(), said_at=at, **speaker.columns)


@transaction.atomic
def drop(term: Term, *, actor: User) -> None:
    """A proposal that leads nowhere is withdrawn; a revision that does leaves what is in force."""
    at = clock.now()
    seen = term.status  # by which it was judged who may
    lock(term)
    if term.status != seen:
        raise ActRefused(_("Intanto la voce è andata avanti: rileggila. Nulla è cambiato."))
    target = TermStatus.PUBLISHED if term.status == TermStatus.REVISED else TermStatus.WITHDRAWN
    _end_consents(term, at)
    _go(term, target, "drop", actor=actor, at=at)


@transaction.atomic
def remark(term: Term, *, text: str, speaker: Speaker) -> TermRemark:
    at = clock.now()
    words = text.strip()
    if not words:
        raise ActRefused(_("Scrivi l’osservazione."))
    refuse_personal_data({"text": words}, contacts_are_public=False)
    lock(term)
    if term.status == TermStatus.WITHDRAWN:
        raise ActRefused(_("La voce è stata ritirata: non si discute più."))
    if again := said_again(term.remarks.all(), speaker, text=words):
        return again
    made = TermRemark.objects.create(term=term, text=words, said_at=at, **speaker.columns)
    events.record(events.Act("remark", term, speaker.actor, at, speaker.facts))
    return made
