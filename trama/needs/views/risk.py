"""The risk index of the quarters: its table, its weights, how stable the ranks are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from trama.accounts.http import AuthenticatedRequest
from trama.core import clock
from trama.core.access import require
from trama.core.http import accepted, see_other, sent, show_form
from trama.needs.forms.coverage import KeptWeightsForm, WeightsForm
from trama.needs.lifecycle.coverage import change_weights
from trama.needs.models import CoverageRun, IndexComponent
from trama.needs.permissions.coverage import may_change_formulas
from trama.needs.queries import coverage
from trama.needs.queries.risk import Standing, components, standings
from trama.needs.queries.tables import risk_table
from trama.needs.rules import risk
from trama.needs.views.coverage import as_csv
from trama.needs.views.drawn import drawn
from trama.territory.models import Zone, ZoneKind
from trama.territory.queries.drawing import Drawing, Fill, draw
from trama.territory.queries.zones import SLUGS

FIFTHS = ("g1", "g2", "g3", "g4", "g5")


@dataclass(frozen=True)
class Row:
    number: int
    name: str
    url: str
    rank: str
    stable: str
    mpi: str
    z: str
    values: Sequence[str]
    missing: str


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    run, now = coverage.latest_run(), clock.now()
    context: dict[str, Any] = {"run": run, "may_change": may_change_formulas(request.user)}
    if run is not None:
        asked = list(IndexComponent.objects.values_list("code", flat=True))
        context["content"] = drawn(
            request, "needs/coverage/_risk.html", run=run, now=now,
            context=lambda: _index(request, run), asked=asked,
        )  # fmt: skip
    return render(request, "needs/coverage/risk.html", context)


def _index(request: HttpRequest, run: CoverageRun) -> dict[str, Any]:
    found = standings(run)
    in_use = {code for one in found for code in one.parts}
    parts = [part for part in components() if part.code in in_use]
    form = WeightsForm(request.GET or None, components=parts)
    if form.are_others:
        found = _weighed_again(found, parts, [float(weight) for weight in form.weights])
    rows = sorted(found, key=lambda one: (one.rank is None, one.rank or 0, one.number))
    return {
        "form": form,
        "headers": [str(part) for part in parts],
        "rows": [_row(one, parts) for one in rows],
        "sentence": _sentence(rows),
        "are_others": form.are_others,
        "drawing": _map(found),
        "sources": _sources(run.inputs, parts),
    }


def _weighed_again(
    found: Sequence[Standing], parts: Sequence[IndexComponent], weights: Sequence[float]
) -> list[Standing]:
    """The same components by other weights; how stable the ranks are was not computed for these."""
    rows = {one.code: one.standard(parts) for one in found if one.rank is not None}
    scores = risk.scores(rows, weights)
    return [one.scored(scores.get(one.code)) for one in found]


def _row(one: Standing, parts: Sequence[IndexComponent]) -> Row:
    stable = "–"
    if one.rank_low is not None and one.rank_high is not None:
        stable = _("da %(low)d a %(high)d") % {"low": one.rank_low, "high": one.rank_high}
    return Row(
        number=one.number,
        name=one.name,
        url=reverse("territory:zone", args=[SLUGS[ZoneKind.NIL], one.code]),
        rank="–" if one.rank is None else str(one.rank),
        stable=stable,
        mpi=_decimal(one.mpi, 1),
        z=_decimal(one.z, 2),
        values=[_each_hundred(one.value(part.code), part) for part in parts],
        missing=_missing(one.missing),
    )


def _each_hundred(value: float | None, part: IndexComponent) -> str:
    """A ratio as the heading says it: so many each hundred; what is no ratio stays as it is."""
    hundred = value if value is None or part.denominator_id is None else 100 * value
    return _decimal(hundred, 1)


def _decimal(value: float | None, places: int) -> str:
    return (
        "–"
        if value is None
        else number_format(round(value, places), decimal_pos=places, use_l10n=True)
    )


def _missing(code: str) -> str:
    words = {
        "protected": _("protetto: pochi casi"),
        "small": _("troppo poca gente per un confronto"),
        "not_known": _("manca un dato"),
    }
    return words.get(code, "")


def _sentence(rows: Sequence[Standing]) -> str:
    """Which are the first, and how sure that is."""
    ranked = [one for one in rows if one.rank is not None]
    if not ranked:
        return _("L’indice non è ancora stato calcolato.")
    names = ", ".join(one.name for one in ranked[:3])
    firm = sum(one.rank_high is not None and one.rank_high <= 10 for one in ranked)
    first = _("Il rischio è più alto a %(names)s.") % {"names": names}
    if not any(one.rank_high for one in ranked):
        return first
    return (
        first
        + " "
        + ngettext(
            "Un quartiere resta tra i primi dieci quasi con ogni peso.",
            "%(n)d quartieri restano tra i primi dieci quasi con ogni peso.",
            firm,
        )
        % {"n": firm}
    )


def _map(found: Sequence[Standing]) -> Drawing:
    """Fifths of the ranks: darker, higher risk."""
    ranked = max((one.rank or 0 for one in found), default=0)
    fills: dict[str, Fill] = {}
    for one in found:
        if one.rank is None:
            css = "hidden" if one.missing == "protected" else "unknown"
            fills[one.code] = Fill(css, _missing(one.missing))
        else:
            fifth = FIFTHS[4 - (one.rank - 1) * 5 // ranked]
            fills[one.code] = Fill(fifth, _("posto %(rank)d") % {"rank": one.rank})
    return draw(
        ZoneKind.NIL,
        fills=fills,
        link=_zone_url,
        title=_("Rischio di povertà minorile nei quartieri"),
        description=_("Più scuro, rischio più alto. Le cifre sono nella tabella."),
        legend=_legend(),
    )


def _zone_url(zone: Zone) -> str:
    return reverse("territory:zone", args=[SLUGS[ZoneKind.NIL], zone.code])


def _legend() -> Mapping[str, str]:
    words = [
        _("il quinto con il rischio più alto"),
        _("secondo quinto"),
        _("terzo quinto"),
        _("quarto quinto"),
        _("il quinto con il rischio più basso"),
    ]
    return {
        **dict(zip(reversed(FIFTHS), words, strict=True)),
        "unknown": _("manca un dato, o poca gente"),
        "hidden": _("protetto: pochi casi"),
    }


def _sources(inputs: Mapping[str, Any], parts: Sequence[IndexComponent]) -> list[tuple[str, str]]:
    """Each component: what is divided by what, which way it counts, its weight."""
    rows = []
    for part in parts:
        ratio = (
            f"{part.numerator} / {part.denominator}" if part.denominator else str(part.numerator)
        )
        way = _("di più è peggio") if part.polarity > 0 else _("di più è meglio")
        weight = _decimal(float(part.weight), 1)
        rows.append((str(part), _("%(ratio)s; %(way)s; peso %(weight)s") % {
            "ratio": ratio, "way": way, "weight": weight,
        }))  # fmt: skip
    rows.append((_("Regole"), ", ".join(inputs.get("rules", []))))
    return rows


@login_not_required
@require_safe
def table_csv(request: HttpRequest) -> HttpResponse:
    run = coverage.latest_run()
    if run is None:
        raise Http404
    return as_csv(risk_table(run), _("rischio"))


@require_http_methods(["GET", "HEAD", "POST"])
def weights(request: AuthenticatedRequest) -> HttpResponse:
    """A manager keeps other weights for everybody, and says why."""
    require(may_change_formulas(request.user))
    form = KeptWeightsForm(sent(request), components=components())

    def change() -> None:
        asked = {part.code: form.cleaned_data[part.code] for part in form.components}
        change_weights(asked, reason=form.cleaned_data["reason"], actor=request.user)

    if accepted(form, change):
        messages.success(request, _("Pesi cambiati. Le cifre nuove arrivano tra poco."))
        return see_other("needs:risk")
    return show_form(request, "needs/coverage/weights.html", form)
