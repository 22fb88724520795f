from django.urls import path

from trama.demo import views

app_name = "demo"
urlpatterns = [
    path("demo/", views.people, name="people"),
    path("demo/entra/<slug:who>/", views.enter, name="enter"),
]
