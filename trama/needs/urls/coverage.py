from django.urls import path

from trama.needs.views import behind, coverage, formula, risk

CELL = "territorio/copertura/<slug:measure_code>/<slug:kind>/<slug:zone_code>/"

urlpatterns = [
    path("territorio/copertura/", coverage.board, name="coverage"),
    path("territorio/copertura/matrice/", coverage.matrix, name="coverage_matrix"),
    path("territorio/copertura/tabella.csv", coverage.table_csv, name="coverage_csv"),
    path("territorio/copertura/tabella.xlsx", coverage.table_xlsx, name="coverage_xlsx"),
    path("territorio/copertura/calcola/", coverage.ask, name="coverage_ask"),
    path(
        "territorio/copertura/<slug:measure_code>/formula/", formula.change, name="measure_change"
    ),
    path(CELL, behind.cell, name="coverage_cell"),
    path(f"{CELL}assenza/", behind.absence, name="coverage_absence"),
    path("territorio/rischio/", risk.index, name="risk"),
    path("territorio/rischio/tabella.csv", risk.table_csv, name="risk_csv"),
    path("territorio/rischio/pesi/", risk.weights, name="risk_weights"),
]
