"""The formula of a measure, in words: what is multiplied, from which source, how sure."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from trama.accounts.http import AuthenticatedRequest
from trama.core.access import require
from trama.core.http import accepted, see_other, sent, show_form
from trama.core.ui import Text
from trama.needs.forms.coverage import FormulaForm
from trama.needs.lifecycle.coverage import change_measure
from trama.needs.models import CoverageMeasure, CoverageRun, Scenario, SupplyRule
from trama.needs.permissions.coverage import may_change_formulas
from trama.needs.queries import behind
from trama.territory.models import Indicator

Facts = list[tuple[Text, Any]]

# What the words and signs of the board mean: the same for every need.
KINDS_OF_FIGURE: list[tuple[Text, Text]] = [
    (
        gettext_lazy("Schede"),
        gettext_lazy(
            "dove una scheda di bisogno pubblicata ha contato o rilevato, la sua cifra prende il "
            "posto della stima"
        ),
    ),
    (
        gettext_lazy("Non noto"),
        gettext_lazy(
            "non è zero: nessuno ha detto niente. Non entra nei totali. È zero solo dove chi cura "
            "l’area ha verificato che non c’è niente"
        ),
    ),
    (
        gettext_lazy("Meno di 5"),
        gettext_lazy(
            "dove il bisogno è di meno di cinque persone la cifra non si mostra e non entra nei "
            "totali; «protetto» è un quartiere nascosto perché non se ne ricavi un altro"
        ),
    ),
    (
        gettext_lazy("Doppioni"),
        gettext_lazy("altri enti che offrono lo stesso nello stesso quartiere"),
    ),
    (
        gettext_lazy("Fiducia"),
        gettext_lazy(
            "dei posti: alta se tutto è stato verificato da meno di tre mesi, bassa se qualcosa "
            "da più di dodici o mai"
        ),
    ),
]


def term_label(term: dict[str, str], indicators: dict[str, Indicator]) -> str:
    """A term in words: the indicator, or the factor with its figure."""
    if "indicator" in term:
        found = indicators.get(term["indicator"])
        return str(found) if found else term["indicator"]
    return f"{factor(term)} ({term_words(term)})"


def term_words(term: dict[str, str]) -> str:
    return term["label_en" if get_language() == "en" else "label_it"]


def factor(term: dict[str, str]) -> str:
    return number_format(Decimal(term["factor"]), use_l10n=True)


def named(measure: CoverageMeasure) -> dict[str, Indicator]:
    codes = [term["indicator"] for term in measure.terms if "indicator" in term]
    return {one.code: one for one in Indicator.objects.filter(code__in=codes)}


def formula_facts(measure: CoverageMeasure, run: CoverageRun | Scenario) -> Facts:
    """«Come è calcolato»: formula, factors with their sources, supply, unknown, series."""
    indicators = named(measure)
    formula = " × ".join(term_label(term, indicators) for term in measure.terms)
    facts: Facts = [
        (_("Bisogno"), formula),
        (_("Fiducia nella stima"), measure.get_confidence_display()),
    ]
    facts += [
        (factor(term), f"{term_words(term)}: {term['source']}")
        for term in measure.terms
        if "factor" in term
    ]
    return [
        *facts,
        (_("Posti"), _rule(measure)),
        *((label, words) for label, words in KINDS_OF_FIGURE),
        (_("Fonti"), "; ".join(source_words(measure, run)) or _("non note")),
        (_("Regole"), ", ".join(run.inputs.get("rules", []))),
    ]


def _rule(measure: CoverageMeasure) -> str:
    if measure.supply_rule == SupplyRule.PLACE:
        return _("capacità detta dagli enti, nel NIL dove la risorsa si trova")
    return _(
        "capacità detta dagli enti, non le iscrizioni; di chi serve più zone, "
        "divisa come il bisogno"
    )


def source_words(measure: CoverageMeasure, run: CoverageRun | Scenario) -> list[str]:
    """Publisher, title, licence and year of the series behind the estimate; and our own cards."""
    codes = {term["indicator"] for term in measure.terms if "indicator" in term}
    used = [one for one in run.inputs.get("series", []) if one["indicator"] in codes]
    sources = {one.code: one for one in behind.sources([one["source"] for one in used])}
    words = [f"{sources.get(one['source'], one['source'])}, {one['year']}" for one in used]
    return [*dict.fromkeys(words), _("schede di Trama")]


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: AuthenticatedRequest, measure_code: str) -> HttpResponse:
    """A manager changes a factor, and says why."""
    require(may_change_formulas(request.user))
    measure = get_object_or_404(CoverageMeasure, code=measure_code, retired=False)
    form = FormulaForm(sent(request), measure=measure)
    if accepted(
        form,
        lambda: change_measure(
            measure,
            form.factors,
            catchment_m=form.cleaned_data["catchment_m"],
            reason=form.cleaned_data["reason"],
            actor=request.user,
        ),
    ):
        messages.success(request, _("Formula cambiata. Le cifre nuove arrivano tra poco."))
        return see_other(f"{reverse('needs:coverage')}?bisogno={measure.code}")
    return show_form(request, "needs/coverage/formula.html", form, {"measure": measure})
