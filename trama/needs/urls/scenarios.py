from django.urls import URLPattern, path

from trama.needs.views import scenarios

ROOT = "territorio/simulazioni"
ONE = f"{ROOT}/<uuid:uid>"

urlpatterns: list[URLPattern] = [
    path(f"{ROOT}/", scenarios.scenario_list, name="scenarios"),
    path(f"{ROOT}/nuova/<slug:kind>/", scenarios.scenario_new, name="scenario_new"),
    path(f"{ONE}/", scenarios.scenario, name="scenario"),
    path(f"{ONE}/tabella.csv", scenarios.scenario_csv, name="scenario_csv"),
    path(f"{ONE}/calcola/", scenarios.scenario_ask, name="scenario_ask"),
    path(f"{ONE}/copia/", scenarios.scenario_copy, name="scenario_copy"),
    path(f"{ONE}/mostra/", scenarios.scenario_share, name="scenario_share"),
    path(f"{ONE}/elimina/", scenarios.scenario_delete, name="scenario_delete"),
    path(f"{ONE}/modifiche/<slug:kind>/", scenarios.scenario_change, name="scenario_change"),
    path(
        f"{ONE}/modifiche/<uuid:change_uid>/togli/",
        scenarios.scenario_change_remove,
        name="scenario_change_remove",
    ),
]
