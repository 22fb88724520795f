from django.urls import path

from trama.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("cerca/", views.search, name="search"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibilita/", views.accessibility, name="accessibility"),
    path("note-legali/", views.legal, name="legal"),
    path("domande-frequenti/", views.faq, name="faq"),
    path("segnala/", views.report, name="report"),
    path("contatti/", views.contacts, name="contacts"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path(".well-known/security.txt", views.security, name="security"),
]
