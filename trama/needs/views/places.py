"""The directory on a map: a table and zones drawn on the server, points where the browser can."""

import json
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from trama.core.plans import planned_afresh
from trama.needs.forms.search import ResourceSearchForm
from trama.needs.queries import places as questions
from trama.territory.models import Zone, ZoneKind
from trama.territory.queries.drawing import Fill, draw
from trama.territory.queries.zones import scale_name
from trama.territory.queries.zones import zones as zones_of_kind

STEPS = ((0, "g1"), (2, "g2"), (5, "g3"), (15, "g4"))
"""At most so many cards in a zone → its fill; more than the last is the darkest."""
DARKEST = "g5"


@login_not_required
@require_safe
@planned_afresh()
def resource_map(request: HttpRequest) -> HttpResponse:
    form = ResourceSearchForm(request.GET)
    counts = questions.counts_by_nil(form.wanted)
    nils = list(zones_of_kind(ZoneKind.NIL))
    chosen = request.GET.dict()
    query = {name: str(value) for name, value in chosen.items() if name != "zone" and value}

    def link(zone: Zone) -> str:
        narrowed = urlencode({**query, "zone": f"{zone.kind}/{zone.code}"})
        return f"{reverse('needs:resources')}?{narrowed}"

    drawing = draw(
        ZoneKind.NIL,
        fills={nil.code: _fill(counts.get(nil.pk, 0)) for nil in nils},
        link=link,
        title=_("Quante schede ci sono in ogni NIL"),
        description=_("Contano le schede pubblicate: dove non ce n’è, può esserci un servizio che "
                      "nessuno ha ancora scritto."),
        legend={"g1": _("nessuna scheda"), "g2": _("1 o 2"), "g3": _("da 3 a 5"),
                "g4": _("da 6 a 15"), "g5": _("16 o più")},
    )  # fmt: skip
    context = {
        "form": form,
        "drawing": drawing,
        "scale": scale_name(ZoneKind.NIL, many=True),
        "rows": [(nil, counts[nil.pk], link(nil)) for nil in nils if nil.pk in counts],
        "total": sum(counts.values()),
        "points": request.GET.urlencode(),
        "map_words": json.dumps(_map_words()),
    }
    return render(request, "needs/map.html", context)


def _map_words() -> dict[str, str]:
    """What the browser's map says, by the names that its library gives to its words."""
    return {
        "Map.Title": _("Mappa delle risorse"),
        "NavigationControl.ZoomIn": _("Ingrandisci"),
        "NavigationControl.ZoomOut": _("Rimpicciolisci"),
        "Popup.Close": _("Chiudi"),
        "CooperativeGesturesHandler.WindowsHelpText": _("Per ingrandire tieni premuto Ctrl"),
        "CooperativeGesturesHandler.MacHelpText": _("Per ingrandire tieni premuto ⌘"),
        "CooperativeGesturesHandler.MobileHelpText": _("Usa due dita per muovere la mappa"),
    }


def _fill(number: int) -> Fill:
    css = next((css for most, css in STEPS if number <= most), DARKEST)
    words = ngettext("%(n)d scheda", "%(n)d schede", number) % {"n": number}
    return Fill(css, words if number else _("nessuna scheda"))


@login_not_required
@require_safe
@planned_afresh()
def places(request: HttpRequest) -> HttpResponse:
    """The points, as GeoJSON: of published cards, with the same filters as the list."""
    found = questions.points(ResourceSearchForm(request.GET).wanted)
    features = [
        {
            "type": "Feature",
            "properties": {
                "title": title,
                "kind": kind,
                "url": reverse("needs:resource", args=[uid]),
            },
            "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
        }
        for uid, title, kind, longitude, latitude in found[: questions.MOST_POINTS]
    ]
    return _geojson(features, is_cut=len(found) > questions.MOST_POINTS)


@login_not_required
@require_safe
@cache_control(public=True, max_age=3600)
def zones(request: HttpRequest) -> HttpResponse:
    return _geojson(list(questions.zone_shapes()))


def _geojson(features: list[dict[str, Any]], **more: Any) -> HttpResponse:
    answer = {"type": "FeatureCollection", "features": features, **more}
    return JsonResponse(answer, content_type="application/geo+json")
