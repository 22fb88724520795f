from django.urls import path

from trama.core import views
from trama.core.styleguide import styleguide

app_name = "core"
urlpatterns = [
    path("filo/<slug:kind>/<uuid:uid>/", views.thread_page, name="thread"),
]

# One address in every language: programs and whoever builds the platform read these.
neutral = (
    [
        path("salute/vivo", views.alive, name="alive"),
        path("salute/pronto", views.ready, name="ready"),
        path("stile/", styleguide, name="styleguide"),
        path("stile/ufficio/", styleguide, {"layout": "work.html"}, name="styleguide-office"),
    ],
    "system",
)
