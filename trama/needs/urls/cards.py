from typing import Any

from django.urls import URLPattern, path

from trama.needs.models import Need, Resource
from trama.needs.views import acts, cards, hearing, imports, places, writing

NEED: dict[str, Any] = {"model": Need}
RESOURCE: dict[str, Any] = {"model": Resource}


def acts_on(root: str, name: str, model: dict[str, Any]) -> list[URLPattern]:
    """What may be done to a card of either kind."""
    card = f"{root}/<uuid:uid>"
    return [
        path(f"{card}/modifica/", writing.card_edit, model, name=f"{name}_edit"),
        path(
            f"{card}/pubblica/", acts.card_act, model | {"act": "publish"}, name=f"{name}_publish"
        ),
        path(f"{card}/gestisci/", acts.card_manage, model, name=f"{name}_manage"),
        path(f"{card}/chiudi/", acts.card_close, model, name=f"{name}_close"),
        path(f"{card}/riapri/", acts.card_act, model | {"act": "reopen"}, name=f"{name}_reopen"),
        path(f"{card}/unisci/<uuid:into_uid>/", acts.card_merge, model, name=f"{name}_merge"),
    ]


urlpatterns: list[URLPattern] = [
    path("bisogni/", cards.need_list, name="needs"),
    path("bisogni/nuovo/", writing.card_new, NEED, name="need_new"),
    path("bisogni/ascolto/<uuid:signal_uid>/lega/", hearing.hear, name="hear"),
    path("bisogni/ascolto/<uuid:signal_uid>/nuovo/", hearing.hear_draft, name="hear_draft"),
    path("bisogni/simili/", writing.card_similar, NEED, name="need_similar"),
    path("bisogni/<uuid:uid>/", cards.need_detail, name="need"),
    path("bisogni/<uuid:uid>/voci/", acts.need_voice, name="need_voice"),
    *acts_on("bisogni", "need", NEED),
    path("risorse/", cards.resource_list, name="resources"),
    path("risorse/mappa/", places.resource_map, name="map"),
    path("risorse/luoghi.json", places.places, name="places"),
    path("risorse/zone.json", places.zones, name="places_zones"),
    path("risorse/nuova/", writing.card_new, RESOURCE, name="resource_new"),
    path("risorse/simili/", writing.card_similar, RESOURCE, name="resource_similar"),
    path("risorse/importa/", imports.import_new, name="import_new"),
    path("risorse/importa/<uuid:uid>/", imports.service_import, name="import"),
    path("risorse/importa/<uuid:uid>/conferma/", imports.import_confirm, name="import_confirm"),
    path("risorse/<uuid:uid>/", cards.resource_detail, name="resource"),
    path(
        "risorse/<uuid:uid>/conferma/",
        acts.card_act,
        RESOURCE | {"act": "verify"},
        name="resource_verify",
    ),
    path("risorse/<uuid:uid>/cura/", acts.resource_claim, name="resource_claim"),
    *acts_on("risorse", "resource", RESOURCE),
    path("schede/", cards.own_cards, name="own_cards"),
]
