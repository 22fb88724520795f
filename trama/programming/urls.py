from django.urls import URLPattern

app_name = "programming"
urlpatterns: list[URLPattern] = []
