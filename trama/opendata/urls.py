from django.urls import include, path

from trama.opendata import views
from trama.opendata.api import api
from trama.opendata.api.doors import urls

app_name = "opendata"
urlpatterns = [
    path("dati/", views.datasets, name="datasets"),
]

tables = [
    path("enti.csv", views.organizations_csv, name="organizations"),
    path("avvisi.csv", views.notices_csv, name="notices"),
]

# One address in every language: programs read these.
neutral = [
    path("api/v1/", include((urls(api.urls[0]), "api"))),
    path("dati/", include((tables, "tables"))),
]
