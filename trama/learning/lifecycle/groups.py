"""Groups of a course: asked of the job, proposed, adjusted by a person, put in force."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events, jobs
from trama.core.workflow import ActRefused, move
from trama.learning.lifecycle.courses import lock
from trama.learning.models import (
    GOING_ON,
    Course,
    Enrolment,
    Grouping,
    GroupingStatus,
    GroupSeat,
)
from trama.learning.queries.groups import cohort
from trama.learning.rules.groups import Limits
from trama.learning.rules.limits import why_not

PATIENCE = timedelta(minutes=10)
"""A calculation takes a minute: one that is older has died, and another may be asked for."""


@transaction.atomic
def ask_groups(course: Course, limits: Limits, *, actor: User) -> Grouping:
    """The job makes them. What cannot be by counting alone is refused now, and says why."""
    at = clock.now()
    lock(course, *GOING_ON)
    asked = Grouping.objects.filter(course=course, status=GroupingStatus.ASKED)
    if asked.filter(asked_at__gt=at - PATIENCE).exists():
        raise ActRefused(
            _("Un calcolo dei gruppi è già in corso: aspetta che finisca. Nulla è stato chiesto.")
        )
    found = cohort(course)
    if impossible := why_not(found.people, limits, found.names, found.known):
        raise ActRefused(" ".join(impossible))
    grouping = Grouping.objects.create(
        course=course, limits=limits.stored, asked_by=actor, asked_at=at
    )
    events.record(events.Act("ask_groups", grouping, actor, at, {"number": limits.groups}))
    jobs.defer("learning.make_groups", grouping=str(grouping.uid))
    return grouping


@transaction.atomic
def propose(grouping: Grouping, groups: Mapping[str, int], result: Mapping[str, Any]) -> None:
    """What the job found: by uid of the enrolment, its group."""
    at = clock.now()
    move(
        grouping,
        GroupingStatus.PROPOSED,
        verb="propose_groups",
        actor=None,
        at=at,
        result=dict(result),
        computed_at=at,
    )
    keys = {str(one.uid): one.pk for one in grouping.course.enrolments.all()}
    GroupSeat.objects.bulk_create(
        GroupSeat(grouping=grouping, enrolment_id=keys[uid], number=number + 1)
        for uid, number in sorted(groups.items())
    )


@transaction.atomic
def fail(grouping: Grouping, problem: str) -> None:
    at = clock.now()
    move(
        grouping,
        GroupingStatus.FAILED,
        verb="fail_groups",
        actor=None,
        at=at,
        problem=problem,
        computed_at=at,
    )


@transaction.atomic
def move_person(
    grouping: Grouping,
    person: Enrolment,
    *,
    to: int,
    swap_with: Enrolment | None = None,
    seen: int,
    actor: User,
) -> None:
    """A person into another group, or in the place of another who takes theirs. `seen`: the number
    of changes that was on the page."""
    at = clock.now()
    seats = {seat.enrolment_id: seat for seat in GroupSeat.objects.filter(grouping=grouping)}
    mine = seats.get(person.pk)
    theirs = seats.get(swap_with.pk) if swap_with else None
    if mine is None or (swap_with and theirs is None):
        raise ActRefused(_("Questa persona non è nei gruppi. Nulla è cambiato."))
    target = theirs.number if theirs else to
    if target not in {seat.number for seat in seats.values()} or target == mine.number:
        raise ActRefused(_("Scegli un gruppo diverso dal suo. Nulla è cambiato."))
    if theirs is None and [seat.number for seat in seats.values()].count(mine.number) == 1:
        raise ActRefused(_("Il gruppo resterebbe vuoto: scambiala con qualcuno."))
    move(
        grouping,
        GroupingStatus.PROPOSED,
        verb="move_person",
        actor=actor,
        at=at,
        provided=Q(changes=seen),
        note={"from": mine.number, "to": target},
        changes=seen + 1,
    )
    if theirs:
        GroupSeat.objects.filter(pk=theirs.pk).update(number=mine.number, is_moved=True)
    GroupSeat.objects.filter(pk=mine.pk).update(number=target, is_moved=True)


@transaction.atomic
def adopt_groups(grouping: Grouping, *, actor: User) -> None:
    """From here on these are the groups; those of before are kept, and no longer in force."""
    at = clock.now()
    lock(grouping.course, *GOING_ON)
    former = Grouping.objects.filter(course=grouping.course, status=GroupingStatus.ADOPTED)
    for one in former:
        move(one, GroupingStatus.REPLACED, verb="replace_groups", actor=actor, at=at)
    move(grouping, GroupingStatus.ADOPTED, verb="adopt_groups", actor=actor, at=at)
