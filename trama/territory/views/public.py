"""The territory as everybody reads it: the city, a zone, an indicator, an address."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from trama.core.plans import planned_afresh
from trama.ledger.http import send_csv
from trama.territory.forms import IndicatorForm, PlaceForm
from trama.territory.links import zone_url
from trama.territory.models import Indicator, ZoneKind
from trama.territory.queries import figures, overview, sentences
from trama.territory.queries.drawing import Drawing, draw
from trama.territory.queries.places import Found, locate
from trama.territory.queries.table import indicator_rows, table_rows
from trama.territory.queries.zones import KINDS, parts_of, scale_name, wholes_of, zones


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    known = figures.indicators()
    all_series = figures.series(known)
    columns = overview.headlines(known)
    form = IndicatorForm(request.GET or None, known=known)
    shown = form.chosen
    counts = overview.counts(all_series)
    context = {
        "sentence": sentences.of_city(counts),
        "municipi": scale_name(ZoneKind.MUNICIPIO, many=True),
        "nils": scale_name(ZoneKind.NIL, many=True),
        "place_form": PlaceForm(),
        "columns": [(column, all_series[column.code].year) for column in columns],
        "groups": overview.groups(all_series, columns),
        "sources": overview.sources(all_series, columns),
        "form": form,
        "indicator": shown,
        "drawing": _map_of(shown, all_series) if shown else None,
    }
    return render(request, "territory/home.html", context)


def _map_of(
    indicator: Indicator,
    all_series: dict[str, figures.Series],
    *,
    selected: tuple[str, ...] = (),
    outlined: tuple[str, ...] = (),
) -> Drawing:
    """The NIL coloured by one indicator."""
    colouring = overview.colouring(indicator, all_series)
    title = _("%(indicator)s, %(year)d") % {
        "indicator": indicator,
        "year": all_series[indicator.code].year,
    }
    if colouring.is_rate:
        base = Indicator.objects.get(code=figures.BASES[indicator.unit_it])
        title = _("%(title)s, ogni cento: %(base)s") % {"title": title, "base": base}
    return draw(
        ZoneKind.NIL,
        fills=colouring.fills,
        legend=colouring.legend,
        link=zone_url,
        title=title,
        description=_("Più scuro, valore più alto. I numeri grandi: %(municipi)s.")
        % {"municipi": scale_name(ZoneKind.MUNICIPIO, many=True)},
        selected=selected,
        outlined=outlined,
    )


@login_not_required
@require_safe
def zone(request: HttpRequest, kind: str, code: str) -> HttpResponse:
    found = get_object_or_404(zones(KINDS[kind]), code=code)
    known = figures.indicators()
    all_series = figures.series(known)
    is_nil, is_municipio = (found.kind == one for one in (ZoneKind.NIL, ZoneKind.MUNICIPIO))
    rows, wholes = figures.figures_of(found, all_series), list(wholes_of(found))
    context = {
        "sentence": sentences.of_zone(rows, wholes),
        "zone": found,
        "scale": scale_name(found.kind),
        "figures": rows,
        "wholes": wholes,
        "parts": list(parts_of(found)),
        "areas": overview.answering(found),
        "drawing": _map_of(
            known[0],
            all_series,
            selected=(found.code,) if is_nil else (),
            outlined=(found.code,) if is_municipio else (),
        )
        if known
        else None,
    }
    return render(request, "territory/zone.html", context)


@login_not_required
@require_safe
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    found, all_series = _indicator(code)
    by_name = request.GET.get("ordine") == "nome"
    rows = indicator_rows(found, all_series, by_name=by_name)
    context = {
        "sentence": sentences.of_indicator(found, rows),
        "municipi": scale_name(ZoneKind.MUNICIPIO, many=True),
        "indicator": found,
        "year": all_series[code].year,
        "rows": rows,
        "by_name": by_name,
        "has_rate": found.counts_people and figures.BASES.get(found.unit_it) not in {None, code},
        "sources": overview.sources(all_series, [found]),
        "drawing": _map_of(found, all_series),
    }
    return render(request, "territory/indicator.html", context)


def _indicator(code: str) -> tuple[Indicator, dict[str, figures.Series]]:
    """With a figure at least; and the series that it is compared with."""
    known = Indicator.objects.filter(values__isnull=False).distinct()
    found = get_object_or_404(known, code=code)
    base = Indicator.objects.filter(code=figures.BASES.get(found.unit_it, ""))
    return found, figures.series({one.pk: one for one in (found, *base)}.values())


@login_not_required
@require_safe
def indicator_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The same table, for a spreadsheet: what is not known or not shown has no figure."""
    found, all_series = _indicator(code)
    return send_csv(table_rows(all_series[code]), f"{found.code}.csv")


@login_not_required
@require_safe
@planned_afresh()
def place(request: HttpRequest) -> HttpResponse:
    """In which zone an address is; when we do not know, we say so."""
    form = PlaceForm(request.GET or None)
    text = form.cleaned_data["indirizzo"] if form.is_valid() else ""
    answer = locate(text) if text else None
    context = {
        "form": form,
        "text": text,
        "found": answer if isinstance(answer, Found) else None,
        "lost": None if isinstance(answer, Found) else answer,
        "addresses": overview.known_addresses(),
    }
    return render(request, "territory/place.html", context)
