from django.urls import path

from trama.desk.views import area, home

app_name = "desk"
urlpatterns = [
    path("scrivania/", home.home, name="home"),
    path("scrivania/area/", area.area, name="area"),
]
