from django.urls import path

from trama.desk import views

app_name = "desk"
urlpatterns = [path("scrivania/", views.home, name="home")]
