from django.urls import path

from trama.core import views
from trama.core.styleguide import styleguide

app_name = "core"
urlpatterns = [
    path("salute/vivo", views.alive, name="alive"),
    path("salute/pronto", views.ready, name="ready"),
    path("stile/", styleguide, name="styleguide"),
    path("stile/ufficio/", styleguide, {"layout": "work.html"}, name="styleguide-office"),
]
