"""What-if: somebody writes changes down, asks what they would bring, shows it to colleagues."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events, jobs
from trama.core.ids import new_uid
from trama.core.workflow import ActRefused, move
from trama.needs.models import Scenario, ScenarioChange, ScenarioStatus
from trama.needs.rules.scenarios import MOST_CHANGES, facts_of, title_of


@transaction.atomic
def create(change: ScenarioChange, *, title: str, uid: UUID, actor: User) -> Scenario:
    """A scenario with its first change. `uid` is the page's own: sent twice, it is made once."""
    at = clock.now()
    scenario, created = Scenario.objects.get_or_create(
        uid=uid,
        defaults={"title": title or title_of(change), "owner": actor, "created_at": at},
    )
    if scenario.owner_id != actor.pk:
        raise ActRefused(_("Ricarica la pagina e riprova: nulla è stato salvato."))
    if created:
        change.scenario = scenario
        change.save()
        events.record(events.Act("create", scenario, actor, at, facts_of(change)))
    return scenario


@transaction.atomic
def add_change(scenario: Scenario, change: ScenarioChange, *, actor: User) -> None:
    """One more change, sent once or twice; what was found before holds no more."""
    at = clock.now()
    _hold(scenario)
    if ScenarioChange.objects.filter(uid=change.uid, scenario=scenario).exists():
        return
    if scenario.changes.count() >= MOST_CHANGES:
        raise ActRefused(
            _("Ci sono già %(n)d modifiche: per un’altra comincia una simulazione nuova.")
            % {"n": MOST_CHANGES}
        )
    _reopen(scenario, "add_change", facts_of(change), actor, at)
    change.scenario = scenario
    change.save()


@transaction.atomic
def remove_change(scenario: Scenario, change: ScenarioChange, *, actor: User) -> None:
    """Removed already, nothing happens."""
    at = clock.now()
    _hold(scenario)
    if not scenario.changes.filter(pk=change.pk).exists():
        return
    _reopen(scenario, "remove_change", facts_of(change), actor, at)
    change.delete()


def _hold(scenario: Scenario) -> None:
    """Whoever else changes it, or asks for its sums, waits for this act to end."""
    held = Scenario.objects.select_for_update().filter(pk=scenario.pk).first()
    if held is None:
        raise ActRefused(_("La simulazione non c’è più: è stata eliminata."))
    scenario.status = held.status
    if held.status == ScenarioStatus.ASKED:
        raise ActRefused(_("È in calcolo: aspetta il risultato. Nulla è cambiato."))


def _reopen(
    scenario: Scenario, verb: str, facts: dict[str, Any], actor: User, at: datetime
) -> None:
    if scenario.status == ScenarioStatus.DRAFT:
        events.record(events.Act(verb, scenario, actor, at, facts))
        return
    move(scenario, ScenarioStatus.DRAFT, verb=verb, actor=actor, at=at, note=facts, problem="")
    _keep(scenario, {})


def _keep(scenario: Scenario, result: dict[str, Any]) -> None:
    """Beside the act, not in it: the history says that it was computed, not every figure."""
    Scenario.objects.filter(pk=scenario.pk).update(result=result)
    scenario.result = result


@transaction.atomic
def ask(scenario: Scenario, *, actor: User) -> None:
    """Have its sums made, now or again with the data of today; asked twice, it is asked once."""
    at = clock.now()
    _hold(scenario)
    if not scenario.changes.exists():
        raise ActRefused(_("Non c’è nessuna modifica da provare: aggiungine una."))
    move(scenario, ScenarioStatus.ASKED, verb="ask", actor=actor, at=at, asked_at=at, problem="")
    jobs.defer("needs.compute_scenario", scenario=str(scenario.uid))


@transaction.atomic
def finish(scenario: Scenario, result: dict[str, Any]) -> None:
    at = clock.now()
    move(scenario, ScenarioStatus.DONE, verb="finish", actor=None, at=at, done_at=at)
    _keep(scenario, result)


@transaction.atomic
def fail(scenario: Scenario, problem: str) -> None:
    """`problem` is a sentence for its owner: what can't be, and what would do."""
    at = clock.now()
    move(scenario, ScenarioStatus.FAILED, verb="fail", actor=None, at=at, problem=problem[:1000])
    _keep(scenario, {})


@transaction.atomic
def copy(scenario: Scenario, *, uid: UUID, actor: User) -> Scenario:
    """The same changes under one's own name, to go on from there."""
    at = clock.now()
    title = _("Copia di %(title)s") % {"title": scenario.title}
    most = Scenario._meta.get_field("title").max_length
    copied, created = Scenario.objects.get_or_create(
        uid=uid, defaults={"title": title[:most], "owner": actor, "created_at": at}
    )
    if copied.owner_id != actor.pk:
        raise ActRefused(_("Ricarica la pagina e riprova: nulla è stato copiato."))
    if created:
        for change in scenario.changes.all():
            change.pk, change.uid, change.scenario = None, new_uid(), copied
            change.save(force_insert=True)
        events.record(events.Act("copy", copied, actor, at, {"of": str(scenario.uid)}))
    return copied


@transaction.atomic
def share(scenario: Scenario, *, shared: bool, actor: User) -> None:
    """Show it to all offices, or to none; as it is already, nothing happens."""
    at = clock.now()
    if Scenario.objects.filter(pk=scenario.pk, shared=not shared).update(shared=shared):
        scenario.shared = shared
        events.record(events.Act("share" if shared else "unshare", scenario, actor, at, {}))


@transaction.atomic
def delete(scenario: Scenario, *, actor: User) -> None:
    """Gone with its changes and figures; the history keeps that it was there."""
    at = clock.now()
    if Scenario.objects.select_for_update().filter(pk=scenario.pk).exists():
        events.record(events.Act("delete", scenario, actor, at, {"title": scenario.title}))
        Scenario.objects.filter(pk=scenario.pk).delete()
