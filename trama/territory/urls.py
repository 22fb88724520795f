from django.urls import path, register_converter
from django.urls.converters import StringConverter

from trama.territory.queries.zones import KINDS
from trama.territory.views import office, public


class ScaleConverter(StringConverter):
    """Only the scales of a city: other addresses of the territory belong to the apps above."""

    regex = "|".join(KINDS)


register_converter(ScaleConverter, "scale")

app_name = "territory"
urlpatterns = [
    path("territorio/", public.home, name="home"),
    path("territorio/indirizzo/", public.place, name="place"),
    path("territorio/indicatori/<slug:code>/", public.indicator, name="indicator"),
    path("territorio/indicatori/<slug:code>.csv", public.indicator_csv, name="indicator_csv"),
    path("territorio/<scale:kind>/<slug:code>/", public.zone, name="zone"),
    path("scrivania/territorio/aree/", office.areas, name="areas"),
    path(
        "scrivania/territorio/aree/<uuid:user_uid>/<slug:office_code>/<slug:duty>/",
        office.area,
        name="area",
    ),
]
