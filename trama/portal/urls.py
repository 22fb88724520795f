from django.urls import path

from trama.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("cerca/", views.search, name="search"),
    path("privacy/", views.page, {"name": "privacy"}, name="privacy"),
    path("accessibilita/", views.page, {"name": "accessibility"}, name="accessibility"),
    path("note-legali/", views.page, {"name": "legal"}, name="legal"),
    path("domande-frequenti/", views.page, {"name": "faq"}, name="faq"),
    path("segnala/", views.page, {"name": "report"}, name="report"),
    path("contatti/", views.page, {"name": "contacts"}, name="contacts"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path(".well-known/security.txt", views.security, name="security"),
]
