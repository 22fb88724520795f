from trama.needs.urls import cards, coverage, pulse, scenarios

app_name = "needs"
urlpatterns = [
    *cards.urlpatterns,
    *pulse.urlpatterns,
    *coverage.urlpatterns,
    *scenarios.urlpatterns,
]
