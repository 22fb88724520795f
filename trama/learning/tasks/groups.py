"""The job that makes the groups of a course."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override
from procrastinate.contrib.django import app

from trama.learning.lifecycle.groups import fail, propose
from trama.learning.models import Grouping, GroupingStatus
from trama.learning.queries.groups import Cohort, cohort
from trama.learning.rules.groups import (
    HARD,
    HARD_COST,
    VERSION,
    Limits,
    Spread,
    costs,
    spreads,
)
from trama.learning.rules.limits import conflict_words, why_not
from trama.learning.tasks import partition
from trama.learning.tasks.partition import Partition
from trama.needs.tasks.sums.program import SEED


@app.task(name="learning.make_groups", queue="default", retry=3)
def make_groups(grouping: str) -> None:
    """One that is done already is left alone."""
    rows = Grouping.objects.filter(uid=grouping, status=GroupingStatus.ASKED)
    found = rows.select_related("course").first()
    if found is None:
        return
    limits = Limits.read(found.limits)
    with override("it"):
        who = cohort(found.course)
        if impossible := why_not(who.people, limits, who.names, who.known):
            fail(found, " ".join(impossible))
            return
        rules = spreads(who.people, who.known, limits)
        made = partition.partition(who.people, rules, limits.groups)
        if made.cost >= HARD_COST:
            fail(found, _why_none(who, rules, limits, made))
        else:
            propose(found, made.groups, result(made, rules, limits))


def _why_none(who: Cohort, rules: list[Spread], limits: Limits, made: Partition) -> str:
    """Which limits cannot hold together, when it is proved; else that none was found."""
    hard = [row for row in rules if row.family in HARD]
    families = [family for family in HARD if any(row.family == family for row in hard)]
    if made.bound >= HARD_COST or partition.clash(who.people, hard, limits.groups):
        return conflict_words(partition.conflict(who.people, hard, limits.groups, families))
    return _(
        "Nel tempo dato non si sono trovati gruppi che rispettano tutti i limiti, e non è provato "
        "che non ce ne siano. Togli un limite, o cambia il numero dei gruppi."
    )


def result(made: Partition, rules: list[Spread], limits: Limits) -> dict[str, Any]:
    return {
        "rules": VERSION,
        "program": partition.VERSION,
        "seed": SEED,
        "cost": made.cost,
        "bound": made.bound,
        "optimal": made.optimal,
        "seconds": round(made.seconds, 1),
        "costs": costs(rules, made.groups, limits.groups),
    }
