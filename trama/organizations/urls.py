from django.urls import path

from trama.organizations.views import cards, pec, public, stewards

app_name = "organizations"
urlpatterns = [
    path("enti/", public.organization_list, name="list"),
    path("enti/nuovo/", cards.organization_new, name="new"),
    path("enti/<uuid:organization_uid>/", public.organization_detail, name="detail"),
    path("enti/<uuid:organization_uid>/modifica/", cards.organization_edit, name="edit"),
    path("enti/<uuid:organization_uid>/pec/", pec.pec_confirm, name="pec"),
    path("enti/<uuid:organization_uid>/pec/collegamento/", pec.pec_ask, name="pec_ask"),
    path("enti/<uuid:organization_uid>/rappresento/", cards.membership_request, name="request"),
    path("enti/<uuid:organization_uid>/persone/", cards.people, name="people"),
    path("enti/ruoli/<uuid:membership_uid>/conferma/", cards.operator_confirm, name="confirm"),
    path("enti/ruoli/<uuid:membership_uid>/rifiuta/", cards.operator_refuse, name="refuse"),
    path("enti/ruoli/<uuid:membership_uid>/termina/", cards.membership_end, name="end"),
    path("scrivania/enti/", stewards.desk, name="desk"),
    path(
        "scrivania/enti/rappresentanti/<uuid:membership_uid>/",
        stewards.representative_confirm,
        name="representative",
    ),
    path(
        "scrivania/enti/rappresentanti/<uuid:membership_uid>/rifiuta/",
        stewards.representative_refuse,
        name="representative_refuse",
    ),
    path("scrivania/enti/importa/", stewards.list_new, name="list_new"),
    path("scrivania/enti/importa/<uuid:import_uid>/", stewards.list_import, name="list_import"),
    path(
        "scrivania/enti/importa/<uuid:import_uid>/conferma/",
        stewards.list_confirm,
        name="list_confirm",
    ),
    path("scrivania/enti/simili/", stewards.near_names, name="near_names"),
    path(
        "scrivania/enti/simili/<uuid:near_uid>/",
        stewards.near_names_judge,
        name="near_names_judge",
    ),
]
