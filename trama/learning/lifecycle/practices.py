"""Practices: proposed, tried somewhere, adopted or rejected; six months later, the result."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events
from trama.core.deadlines import day_of
from trama.core.personal_data import refuse_personal_data
from trama.core.workflow import ActRefused, move
from trama.learning import emails
from trama.learning.lifecycle.speaking import one_at_a_time, said_again
from trama.learning.models import Course, Practice, PracticeStatus, Speaker

MONTHS = 6
LAST_OF_ALL = 28  # every month has it


@transaction.atomic
def propose_practice(
    *, title: str, problem: str, way: str, course: Course | None = None, speaker: Speaker
) -> Practice:
    at = clock.now()
    card = {"title": title, "problem": problem, "way": way}
    _refuse_people(**card)
    one_at_a_time(speaker.actor)
    mine = Practice.objects.filter(author=speaker.actor)
    if again := said_again(mine, speaker, course=course, **card):
        return again
    practice = Practice.objects.create(course=course, proposed_at=at, **card, **speaker.columns)
    facts = {"title": title, **speaker.facts}
    events.record(events.Act("propose", practice, speaker.actor, at, facts))
    return practice


@transaction.atomic
def try_practice(practice: Practice, *, where: str, since: date, actor: User) -> None:
    """Tried somewhere since a day: six months later somebody says what came of it."""
    at = clock.now()
    _refuse_people(where=where)
    if practice.status != PracticeStatus.PROPOSED:
        raise ActRefused(_("Questa pratica è già stata provata, o respinta. Nulla è cambiato."))
    if since > day_of(at):
        raise ActRefused(_("Il giorno è nel futuro: si segna quando si è cominciato."))
    _move(
        practice,
        PracticeStatus.TESTED,
        "try",
        actor,
        at,
        tested_where=where,
        tested_on=since,
        result_due_on=six_months_after(since),
    )


@transaction.atomic
def decide(practice: Practice, *, adopted: bool, reason: str, actor: User) -> None:
    """Adopted or rejected, and why."""
    at = clock.now()
    _refuse_people(reason=reason)
    target = PracticeStatus.ADOPTED if adopted else PracticeStatus.REJECTED
    if practice.status == target:
        raise ActRefused(_("È già così. Nulla è cambiato."))
    verb = "adopt" if adopted else "reject"
    _move(practice, target, verb, actor, at, decision_reason=reason, decided_at=at)


@transaction.atomic
def tell_result(practice: Practice, *, result: str, actor: User) -> None:
    """What came of it; told once it has been tried."""
    at = clock.now()
    _refuse_people(result=result)
    if practice.tested_on is None:
        raise ActRefused(_("Non è ancora stata provata: il risultato viene dopo."))
    _move(practice, practice.status, "tell_result", actor, at, result=result, result_at=at)


def _move(
    practice: Practice, target: str, verb: str, actor: User, at: datetime, **changes: Any
) -> None:
    note = {"title": practice.title}
    move(practice, target, verb=verb, actor=actor, at=at, note=note, **changes)


def _refuse_people(**texts: str) -> None:
    refuse_personal_data(texts, contacts_are_public=False)


def six_months_after(day: date) -> date:
    """The same day of the month, or the 28th where a month may not have it."""
    year, month = divmod(day.year * 12 + day.month - 1 + MONTHS, 12)
    return date(year, month + 1, min(day.day, LAST_OF_ALL))


@transaction.atomic
def remind_results() -> int:
    """Writes, once, to who proposed each practice whose result is due; says how many. Of two runs
    at once each writes to those that the other does not."""
    at = clock.now()
    due = Practice.objects.filter(
        result_due_on__lte=day_of(at), result_at=None, reminded_at=None, author__isnull=False
    ).exclude(status=PracticeStatus.REJECTED)
    free = due.select_for_update(of=("self",), skip_locked=True)
    practices = list(free.select_related("author").order_by("pk"))
    for practice in practices:
        emails.lab.ask_result(practice, at=at)
        Practice.objects.filter(pk=practice.pk).update(reminded_at=at)
    return len(practices)
