from django.urls import path

from trama.rehearsal import views

app_name = "rehearsal"
urlpatterns = [
    path("prova/", views.home, name="home"),
    path("prova/orologio/", views.move_clock, name="clock"),
    path("prova/scambio/", views.swap, name="swap"),
    path("prova/da-capo/", views.reset, name="reset"),
]
