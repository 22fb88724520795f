"""What-if: a list, a scenario with its changes and what they would bring, a table to take away."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trama.accounts.http import AuthenticatedRequest
from trama.core.access import require
from trama.core.http import accepted, attempted, made, see_other, sent, show_form
from trama.core.ids import new_uid
from trama.core.ui import Badge
from trama.core.workflow import ActRefused
from trama.needs.forms.scenarios import FORMS, ChangeForm
from trama.needs.lifecycle import scenarios as verbs
from trama.needs.models import CoverageMeasure, Scenario, ScenarioStatus
from trama.needs.permissions.scenarios import may_simulate, owns
from trama.needs.queries import scenarios as queries
from trama.needs.rules import board, outcome
from trama.needs.rules import scenarios as words
from trama.needs.rules.outcome import Row
from trama.needs.views.coverage import as_csv, cell_url
from trama.needs.views.formula import formula_facts
from trama.territory.models import ZoneKind
from trama.territory.queries.drawing import Drawing, Fill, draw

PAGE = 30
TONES: Mapping[str, Any] = {
    ScenarioStatus.DRAFT: "", ScenarioStatus.ASKED: "wait", ScenarioStatus.DONE: "done",
    ScenarioStatus.FAILED: "stop",
}  # fmt: skip


@require_safe
def scenario_list(request: AuthenticatedRequest) -> HttpResponse:
    require(may_simulate(request.user))
    page = Paginator(queries.scenarios(request.user), PAGE).get_page(request.GET.get("pagina"))
    rows = [(one, badge(one), owns(request.user, one)) for one in page]
    return render(request, "needs/scenarios/list.html", {"page": page, "rows": rows})


def badge(scenario: Scenario) -> Badge:
    return Badge(scenario.get_status_display(), TONES[scenario.status])


@require_http_methods(["GET", "HEAD", "POST"])
def scenario_new(request: AuthenticatedRequest, kind: str) -> HttpResponse:
    """The first change makes the scenario; one of two buttons has it computed at once."""
    require(may_simulate(request.user))
    form = _form(request, kind, start=True)
    scenario = made(
        form,
        lambda: verbs.create(
            form.change, title=form.cleaned_data["title"], uid=form.uid, actor=request.user
        ),
    )
    if scenario:
        if request.POST.get("act") == "ask" and scenario.status == ScenarioStatus.DRAFT:
            with suppress(ActRefused):  # of two clicks one has asked already
                verbs.ask(scenario, actor=request.user)
        return see_other("needs:scenario", scenario.uid)
    return _form_page(request, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
def scenario_change(request: AuthenticatedRequest, uid: UUID, kind: str) -> HttpResponse:
    scenario = _own(request, uid)
    form = _form(request, kind, start=False)
    if accepted(form, lambda: verbs.add_change(scenario, form.change, actor=request.user)):
        return see_other("needs:scenario", scenario.uid)
    return _form_page(request, form, scenario)


def _form(request: HttpRequest, kind: str, *, start: bool) -> ChangeForm:
    """What the board has asked for is filled in: «?bisogno=…&zona=nil/57&posti=40»."""
    if kind not in FORMS:
        raise Http404
    asked = request.GET
    given = {
        "measure": asked.get("bisogno"),
        "nil": asked.get("zona"),
        "places": asked.get("posti"),
    }
    return FORMS[kind](sent(request), start=start, initial={k: v for k, v in given.items() if v})


def _form_page(request: HttpRequest, form: ChangeForm, scenario: Scenario | None) -> HttpResponse:
    context = {"kind": form.kind, "scenario": scenario}
    return show_form(request, "needs/scenarios/change.html", form, context)


@require_POST
def scenario_change_remove(
    request: AuthenticatedRequest, uid: UUID, change_uid: UUID
) -> HttpResponse:
    scenario = _own(request, uid)
    change = get_object_or_404(scenario.changes, uid=change_uid)
    attempted(
        request,
        lambda: verbs.remove_change(scenario, change, actor=request.user),
        _("Modifica tolta."),
    )
    return see_other("needs:scenario", scenario.uid)


@require_POST
def scenario_ask(request: AuthenticatedRequest, uid: UUID) -> HttpResponse:
    return _act(
        request, uid, verbs.ask, _("Il calcolo è chiesto: di solito bastano pochi secondi.")
    )


@require_POST
def scenario_share(request: AuthenticatedRequest, uid: UUID) -> HttpResponse:
    """The button says which: show it to the offices, or keep it to oneself."""
    shared = request.POST.get("act") == "share"

    def act(scenario: Scenario, *, actor: Any) -> None:
        verbs.share(scenario, shared=shared, actor=actor)

    done = _("Ora la vedono tutti gli uffici.") if shared else _("Ora la vedi solo tu.")
    return _act(request, uid, act, done)


def _act(
    request: AuthenticatedRequest, uid: UUID, act: Callable[..., None], done: str
) -> HttpResponse:
    scenario = _own(request, uid)
    attempted(request, lambda: act(scenario, actor=request.user), done)
    return see_other("needs:scenario", scenario.uid)


@require_POST
def scenario_delete(request: AuthenticatedRequest, uid: UUID) -> HttpResponse:
    verbs.delete(_own(request, uid), actor=request.user)
    messages.success(request, _("Simulazione eliminata."))
    return see_other("needs:scenarios")


@require_POST
def scenario_copy(request: AuthenticatedRequest, uid: UUID) -> HttpResponse:
    """Anybody's that one may read; `key` is the page's own."""
    scenario = _visible(request, uid)
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:
        key = new_uid()
    copied = verbs.copy(scenario, uid=key, actor=request.user)
    messages.success(request, _("Copiata: da qui puoi cambiarla senza toccare l’altra."))
    return see_other("needs:scenario", copied.uid)


def _visible(request: AuthenticatedRequest, uid: UUID) -> Scenario:
    require(may_simulate(request.user))
    rows = Scenario.objects.visible_to(request.user).select_related("owner")
    return get_object_or_404(rows, uid=uid)


def _own(request: AuthenticatedRequest, uid: UUID) -> Scenario:
    scenario = _visible(request, uid)
    require(owns(request.user, scenario))
    return scenario


# ---------------------------------------------------------------- what it would bring


@require_safe
def scenario(request: AuthenticatedRequest, uid: UUID) -> HttpResponse:
    found = _visible(request, uid)
    related = ("measure", "nil", "whole", "organization")
    context = {
        "scenario": found,
        "badge": badge(found),
        "may_edit": owns(request.user, found),
        "changes": [
            (one, words.change_words(one), words.change_details(one))
            for one in found.changes.select_related(*related)
        ],
        "key": new_uid(),
        "newer": queries.is_older(found),
    }
    if found.status == ScenarioStatus.DONE:
        context |= _outcome(found, request.GET.get("bisogno", ""))
    return render(request, "needs/scenarios/detail.html", context)


def _outcome(scenario: Scenario, chosen: str) -> dict[str, Any]:
    """Of every measure the sentence; of the chosen one, or the first, table and map."""
    by_measure: dict[str, list[Row]] = defaultdict(list)
    for row in outcome.rows(scenario.result):
        by_measure[row.measure].append(row)
    codes = list(scenario.result.get("after", {}))
    measures = {one.code: one for one in CoverageMeasure.objects.filter(code__in=codes)}
    if not measures:
        return {"said": [], "plans": _plans(scenario, measures)}
    ordered = sorted(measures, key=lambda code: (-_weight(by_measure[code]), code))
    measure = measures[chosen if chosen in measures else ordered[0]]
    found = outcome.losers_first(by_measure[measure.code])
    more, fewer = outcome.nearer(found)
    return {
        "said": [
            (measures[code], _sentence(scenario, measures[code], by_measure[code]))
            for code in ordered
        ],
        "measure": measure,
        "rows": [_shown(row) for row in found if row.is_moved or not row.is_nil],
        "nearer": [_shown(row) for row in found if row.is_nil and not row.is_moved],
        "more": more,
        "fewer": fewer,
        "plans": _plans(scenario, measures),
        "drawing": _map(scenario, measure, found),
        "formula": formula_facts(measure, scenario),
    }


def _weight(found: Sequence[Row]) -> float:
    return sum(abs(row.gain or 0) for row in found if row.is_nil)


def _sentence(scenario: Scenario, measure: CoverageMeasure, found: Sequence[Row]) -> str:
    protected = scenario.result.get("protected", {}).get(measure.code, 0)
    return outcome.sentence(found, measure.get_unit_display(), protected)


def _shown(row: Row) -> dict[str, Any]:
    """A line of the table, in words already: before → after."""
    return {
        "name": row.name,
        "url": cell_url(row.measure, row.kind, row.code),
        "is_nil": row.is_nil,
        "demand": board.whole(row.demand) if row.is_nil or row.demand is not None else "–",
        "places": _signed(row.places),
        "gain": _signed(row.gain),
        "at_most": row.was_unknown,
        "is_gain": (row.gain or 0) >= outcome.LEAST,
        "is_loss": (row.gain or 0) <= -outcome.LEAST,
        "supply": _pair(row.supply, board.whole),
        "gap": _pair(row.gap, board.whole),
        "percent": _pair(row.ratio, _percent),
        "access": _pair(row.access, _hundredth),
    }


def _signed(value: float | None) -> str:
    """«+40», «−3», «0»; a true minus."""
    if value is None:
        return _("non noto")
    sign = "+" if round(value) > 0 else "−" if round(value) < 0 else ""
    return f"{sign}{board.whole(abs(value))}"


def _pair(values: tuple[float | None, float | None], say: Callable[[Any], str]) -> str:
    before, after = values
    if before is None and after is None:
        return "–"
    return f"{say(before)} → {say(after)}"


def _hundredth(value: float | None) -> str:
    """Places for a hundred who ask."""
    return board.whole(None if value is None else value * 100)


def _percent(value: float | None) -> str:
    return _("non noto") if value is None else f"{board.whole(value * 100)} %"


def _plans(scenario: Scenario, measures: Mapping[str, CoverageMeasure]) -> list[dict[str, Any]]:
    found = []
    for plan in scenario.result.get("plans", []):
        measure = measures.get(plan["measure"])
        unit = measure.get_unit_display() if measure else ""
        found.append({
            "measure": measure,
            "sentence": words.plan_sentence(plan, unit),
            "sites": plan["sites"],
            "facts": words.plan_facts(plan),
        })  # fmt: skip
    return found


def _map(scenario: Scenario, measure: CoverageMeasure, found: Sequence[Row]) -> Drawing:
    """How much is covered after the changes; where they fall is outlined."""
    fills = {}
    for code, (ratio, hidden) in scenario.result["after"][measure.code].items():
        css = board.band(ratio, hidden)
        said = _percent(ratio) if ratio is not None else str(board.LEGEND[css])
        fills[code] = Fill(css, said)
    return draw(
        ZoneKind.NIL,
        fills=fills,
        link=lambda zone: cell_url(measure.code, zone.kind, zone.code),
        title=_("Quanto sarebbe coperto: %(measure)s") % {"measure": measure},
        description=_("Dopo le modifiche; il contorno dice dove cadono. Più scuro, meno coperto."),
        legend=board.LEGEND,
        selected=[row.code for row in found if row.is_nil and row.is_moved],
    )


@require_safe
def scenario_csv(request: AuthenticatedRequest, uid: UUID) -> HttpResponse:
    """Every measure and zone where something changes, before and after; hidden ones are not."""
    found = _visible(request, uid)
    if found.status != ScenarioStatus.DONE:
        raise Http404
    return as_csv(outcome.table(outcome.rows(found.result)), _("simulazione"))
