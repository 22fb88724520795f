"""Behind a figure: the inputs, the resources and the cards of one need in one zone."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from trama.accounts.http import AuthenticatedRequest
from trama.core import clock
from trama.core.access import require
from trama.core.deadlines import day_of
from trama.core.http import accepted, see_other, show_form
from trama.core.ui import Text
from trama.needs.forms.coverage import AbsenceForm
from trama.needs.lifecycle.coverage import verify_absence, withdraw_absence
from trama.needs.models import CoverageCell, CoverageMeasure, CoverageRun, Need, Resource
from trama.needs.permissions.coverage import may_see_who_answers, may_verify_absence
from trama.needs.permissions.scenarios import may_simulate
from trama.needs.queries import behind, coverage
from trama.needs.queries.coverage import Line
from trama.needs.rules import board as words
from trama.needs.rules.freshness import freshness
from trama.needs.views import facts
from trama.needs.views.coverage import cell_url
from trama.needs.views.formula import factor, formula_facts, named
from trama.territory.models import Zone, ZoneKind
from trama.territory.queries.zones import KINDS, SHAPES, SLUGS


@login_not_required
@require_safe
def cell(request: HttpRequest, measure_code: str, kind: str, zone_code: str) -> HttpResponse:
    measure, zone = _thing(measure_code, kind, zone_code)
    return _page(request, measure, zone, AbsenceForm())


def _thing(measure_code: str, kind: str, zone_code: str) -> tuple[CoverageMeasure, Zone]:
    if kind not in KINDS:
        raise Http404
    measures = CoverageMeasure.objects.select_related("theme").prefetch_related("targets")
    return (
        get_object_or_404(measures, code=measure_code, retired=False),
        get_object_or_404(Zone.objects.defer(*SHAPES), kind=KINDS[kind], code=zone_code),
    )


def _page(
    request: HttpRequest, measure: CoverageMeasure, zone: Zone, form: AbsenceForm
) -> HttpResponse:
    run, now = coverage.latest_run(), clock.now()
    line = coverage.line(run, measure, zone) if run else None
    near = behind.around(zone)
    found = behind.resources(measure, near, day_of(now))
    cards = behind.needs(measure, near)
    working = _working(run, measure, zone) if run else {}
    context = {
        "measure": measure,
        "zone": zone,
        "kind": SLUGS[ZoneKind(zone.kind)],
        "line": line,
        "run": run,
        "sentence": _sentence(line, measure, zone),
        "facts": _facts(line, measure) if line else [],
        "inputs": _inputs(working, measure) if line and not line.hidden else [],
        "formula": formula_facts(measure, run) if run else [],
        "resources": [
            {"card": one, "places": places(one), "badge": freshness(one.verified_at, now).badge}
            for one in found.select_related("organization", "source", "nil")[: behind.SHOWN]
        ],
        "resource_count": found.count(),
        "shown": behind.SHOWN,
        "needs": [_need(one, working) for one in cards[: behind.SHOWN]],
        "keepers": behind.keepers(near) if may_see_who_answers(request.user) else [],
        "absence": behind.absence(measure, zone),
        "may_verify": zone.kind != ZoneKind.CITY and may_verify_absence(request.user, zone),
        "may_simulate": zone.kind == ZoneKind.NIL and may_simulate(request.user),
    }
    return show_form(request, "needs/coverage/cell.html", form, context)


def _working(run: CoverageRun, measure: CoverageMeasure, zone: Zone) -> dict[str, Any]:
    """How the demand was found; of a hidden cell nothing was written."""
    cells = CoverageCell.objects.filter(run=run, measure=measure, zone=zone)
    found = cells.values_list("working", flat=True).first()
    return found or {}


def _sentence(line: Line | None, measure: CoverageMeasure, zone: Zone) -> str:
    if line is None:
        return _("Non è ancora stato calcolato niente.")
    if line.hidden:
        return _(
            "Qui i casi sono troppo pochi per mostrarli senza rendere riconoscibili le persone."
        )
    unit = measure.get_unit_display()
    if line.demand is None:
        return _("Non sappiamo quanto serva: manca un dato della formula.")
    if line.supply is None:
        return _("Servono circa %(demand)s %(unit)s; nessuno ha detto quanti ce ne sono.") % {
            "demand": words.whole(line.demand),
            "unit": unit,
        }
    gap = round(line.demand) - round(line.supply)
    given = {
        "demand": words.whole(line.demand),
        "supply": words.whole(line.supply),
        "unit": unit,
        "gap": words.whole(gap),
    }
    if gap > 0:
        return (
            _("Servono circa %(demand)s %(unit)s, se ne conoscono %(supply)s: ne mancano %(gap)s.")
            % given
        )
    return _("Servono circa %(demand)s %(unit)s, se ne conoscono %(supply)s: bastano.") % given


def _facts(line: Line, measure: CoverageMeasure) -> list[tuple[Text, Any]]:
    if line.hidden:
        return [(_("Bisogno"), words.hidden_words(line.hidden))]
    rows: list[tuple[Text, Any]] = [
        (_("Bisogno stimato"), words.whole(line.demand)),
        (_("Posti noti"), words.whole(line.supply)),
        (_("Verificati negli ultimi 12 mesi"), words.whole(line.supply_recent)),
        (_("Coperto"), f"{words.percent(line.ratio)} %" if line.ratio is not None else "–"),
        (_("Risorse"), _resources(line)),
        (_("Altri enti per lo stesso"), words.whole(line.overlap)),
    ]
    if line.kind == ZoneKind.NIL:
        rows.append((_("Accesso a piedi"), _access(line, measure)))
    else:
        rows = [row for row in rows if row[0] != _("Verificati negli ultimi 12 mesi")]
        rows.append((
            _("NIL contati"),
            _("%(known)d su %(all)d") % {"known": line.known_parts or 0, "all": line.parts or 0},
        ))  # fmt: skip
    return rows


def _resources(line: Line) -> str:
    if not line.unknown:
        return words.whole(line.resources)
    return _("%(all)s, di cui %(unknown)s senza capacità detta") % {
        "all": words.whole(line.resources),
        "unknown": words.whole(line.unknown),
    }


def _access(line: Line, measure: CoverageMeasure) -> str:
    """E2SFCA: places within reach for a hundred who ask."""
    if line.access is None:
        return _("non noto")
    return _("%(n)s ogni cento che cercano, entro %(metres)s metri") % {
        "n": number_format(round(line.access * 100, 1), decimal_pos=1, use_l10n=True),
        "metres": words.whole(measure.catchment_m),
    }


def _inputs(working: dict[str, Any], measure: CoverageMeasure) -> list[tuple[Text, Any]]:
    """The formula with the zone's own figures; or the card that says it."""
    if "inputs" not in working:
        return []
    indicators = named(measure)
    rows: list[tuple[Text, Any]] = []
    for term in measure.terms:
        if "indicator" in term:
            code = term["indicator"]
            value = working["inputs"].get(code)
            rows.append((str(indicators.get(code, code)), words.whole(value)))
        else:
            rows.append((f"× {factor(term)}", term["label_it"]))
    return rows


def places(resource: Resource) -> str:
    if resource.capacity is None:
        return _("capacità non nota")
    return facts.amount(resource.capacity, resource.unit)


def _need(need: Need, working: dict[str, Any]) -> dict[str, Any]:
    return {
        "card": need,
        "much": facts.magnitude(need) or _("non si sa quanto"),
        "counts": working.get("card") == str(need.uid),
        "grade": need.get_evidence_display(),
    }


@require_POST
def absence(
    request: AuthenticatedRequest, measure_code: str, kind: str, zone_code: str
) -> HttpResponse:
    """Who answers for the zone says that nothing is there, or takes it back."""
    measure, zone = _thing(measure_code, kind, zone_code)
    require(zone.kind != ZoneKind.CITY and may_verify_absence(request.user, zone))
    if request.POST.get("act") == "withdraw":
        known = behind.absence(measure, zone)
        if known is not None:
            withdraw_absence(known, actor=request.user)
            messages.success(request, _("Verifica ritirata: qui torna «non noto»."))
        return see_other(cell_url(measure.code, zone.kind, zone.code))
    form = AbsenceForm(request.POST)
    if not accepted(
        form,
        lambda: verify_absence(measure, zone, note=form.cleaned_data["note"], actor=request.user),
        field="note",
    ):
        return _page(request, measure, zone, form)
    messages.success(request, _("Segnato: qui non c’è niente. La cifra nuova arriva tra poco."))
    return see_other(cell_url(measure.code, zone.kind, zone.code))
