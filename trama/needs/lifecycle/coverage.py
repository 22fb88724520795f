"""What changes the sums of coverage, and who asks for them to be made again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events, jobs
from trama.core.workflow import ActRefused, move
from trama.needs.models import (
    CapacityAsk,
    CoverageMeasure,
    CoverageRun,
    CoverageWorkbook,
    IndexComponent,
    Need,
    Resource,
    RunStatus,
    VerifiedAbsence,
)
from trama.territory.models import Zone

ANSWERS = frozenset({"answer", "correct_answer"})
KEPT_RUNS = 12  # done: with one a night at least, some days to look back at

# Whoever asks holds the waiting run until their own act is committed: the job, which takes it,
# begins after that, and reads what they have changed.
_WAITING = """
SELECT id FROM needs_coveragerun WHERE status = 'asked' AND started_at IS NULL FOR SHARE
"""


@transaction.atomic
def ask_run(actor: events.Actor | None, at: datetime) -> CoverageRun:
    """Have the sums made again: one waiting run answers for all who ask before it begins."""
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_WAITING)
            found = cursor.fetchone()
        if found:
            return CoverageRun.objects.get(pk=found[0])
        run = CoverageRun(asked_at=at)
        CoverageRun.objects.bulk_create([run], ignore_conflicts=True)
        created = CoverageRun.objects.filter(uid=run.uid).first()
        if created is not None:  # else another has just asked: theirs is waiting now
            events.record(events.Act("ask", created, actor, at, {}))
            jobs.defer("needs.compute_coverage", lock="coverage", run=str(created.uid))
            return created


def ask_when_facts_change(act: events.Act) -> None:
    """A recorder: whatever happens to a card, is said of its places, or is imported of the
    territory, may change what is asked or what is there."""
    answered = isinstance(act.subject, CapacityAsk) and act.verb in ANSWERS
    of_territory = act.subject._meta.app_label == "territory"
    if answered or of_territory or isinstance(act.subject, Need | Resource):
        ask_run(act.actor, act.at)


def start_run(run: CoverageRun) -> bool:
    """From here on whoever changes something asks for another run. False: it is done already."""
    at = clock.now()
    waiting = CoverageRun.objects.filter(pk=run.pk, status=RunStatus.ASKED)
    return bool(waiting.update(started_at=at))


@transaction.atomic
def finish_run(run: CoverageRun, inputs: Mapping[str, Any]) -> None:
    """The run whose cells have just been written is what pages show; the oldest ones go."""
    at = clock.now()
    note = {"cells": inputs["cells"], "rules": inputs["rules"]}
    move(
        run, RunStatus.DONE, verb="finish", actor=None, at=at, note=note,
        done_at=at, inputs=dict(inputs),
    )  # fmt: skip
    kept = CoverageRun.objects.filter(status=RunStatus.DONE).order_by("-done_at")[:KEPT_RUNS]
    CoverageRun.objects.filter(status=RunStatus.DONE).exclude(
        pk__in=list(kept.values_list("pk", flat=True))
    ).delete()
    jobs.defer("needs.write_workbook", run=str(run.uid))


def keep_workbook(run: CoverageRun, content: bytes) -> None:
    CoverageWorkbook.objects.update_or_create(run=run, defaults={"content": content})


@transaction.atomic
def fail_run(run: CoverageRun, problem: str) -> None:
    """The run before stays on the pages; this one says why it stopped."""
    at = clock.now()
    move(run, RunStatus.FAILED, verb="fail", actor=None, at=at, problem=problem[:500])


@transaction.atomic
def change_measure(
    measure: CoverageMeasure,
    factors: Mapping[int, Mapping[str, str]],
    *,
    catchment_m: int,
    reason: str,
    actor: User,
) -> None:
    """Change the factors of a measure (by their place among its terms), with a reason.

    Who else has changed the formula meanwhile is not overwritten.
    """
    at = clock.now()
    _require_reason(reason)
    terms = [dict(term) for term in measure.terms]
    for place, values in factors.items():
        terms[place].update(values)
    unmoved = CoverageMeasure.objects.filter(pk=measure.pk, terms=measure.terms)
    if not unmoved.update(terms=terms, catchment_m=catchment_m):
        raise ActRefused(_("Qualcun altro ha cambiato la formula. Nulla è cambiato: ricarica."))
    facts = {"before": measure.terms, "after": terms, "catchment_m": catchment_m, "reason": reason}
    measure.terms, measure.catchment_m = terms, catchment_m
    events.record(events.Act("change_formula", measure, actor, at, facts))
    ask_run(actor, at)


@transaction.atomic
def change_weights(weights: Mapping[str, Decimal], *, reason: str, actor: User) -> None:
    """Change the weights of the risk index: all those that differ, in one act each."""
    at = clock.now()
    _require_reason(reason)
    if not any(weights.values()):
        raise ActRefused(_("Almeno un peso dev’essere maggiore di zero. Nulla è cambiato."))
    changed = 0
    for component in IndexComponent.objects.select_for_update().order_by("pk"):
        weight = weights.get(component.code, component.weight)
        if weight == component.weight:
            continue
        facts = {"before": str(component.weight), "after": str(weight), "reason": reason}
        component.weight = weight
        component.save(update_fields=["weight"])
        events.record(events.Act("change_weight", component, actor, at, facts))
        changed += 1
    if not changed:
        raise ActRefused(_("I pesi sono già questi: nulla è cambiato."))
    ask_run(actor, at)


@transaction.atomic
def verify_absence(
    measure: CoverageMeasure, zone: Zone, *, note: str, actor: User
) -> VerifiedAbsence:
    """Who answers for the zone has asked, and there is nothing of this measure: zero, not unknown.

    Said again, it is verified again.
    """
    at = clock.now()
    _require_reason(note)
    absence, _created = VerifiedAbsence.objects.update_or_create(
        measure=measure,
        zone=zone,
        defaults={"note": note, "author": actor, "verified_at": at},
    )
    facts = {"measure": measure.code, "zone": f"{zone.kind}/{zone.code}", "note": note}
    events.record(events.Act("verify_absence", absence, actor, at, facts))
    ask_run(actor, at)
    return absence


@transaction.atomic
def withdraw_absence(absence: VerifiedAbsence, *, actor: User) -> None:
    """It was a mistake, or it is true no more: the zone is «not known» again."""
    at = clock.now()
    facts = {"measure": absence.measure.code, "zone": f"{absence.zone.kind}/{absence.zone.code}"}
    events.record(events.Act("withdraw_absence", absence, actor, at, facts))
    absence.delete()
    ask_run(actor, at)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise ActRefused(_("Scrivi il motivo: resta nella storia. Nulla è cambiato."))


@transaction.atomic
def import_measures(
    rows: Sequence[tuple[dict[str, Any], list[Any]]], *, dry_run: bool = False
) -> dict[str, int]:
    """Write the measures of a city, each with its targets, by their code.

    A dry run does it all, says what it did, and takes it back.
    """
    at = clock.now()
    count = {"created": 0, "updated": 0, "unchanged": 0}
    for facts, targets in rows:
        known = CoverageMeasure.objects.filter(code=facts["code"]).first()
        measure = known or CoverageMeasure(code=facts["code"])
        before = {name: getattr(measure, name) for name in facts} if known else {}
        aims = set(measure.targets.values_list("pk", flat=True)) if known else set()
        if before == facts and aims == {target.pk for target in targets}:
            count["unchanged"] += 1
            continue
        for name, value in facts.items():
            setattr(measure, name, value)
        measure.save()
        measure.targets.set(targets)
        events.record(events.Act("import", measure, None, at, {"code": measure.code}))
        count["updated" if known else "created"] += 1
    if count["created"] or count["updated"]:
        ask_run(None, at)
    transaction.set_rollback(dry_run)
    return count
