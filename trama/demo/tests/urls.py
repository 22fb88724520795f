"""The platform's addresses with those of the demo, which the tests' settings do not install."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from config.urls import handler400, handler403, handler404
from config.urls import urlpatterns as city

__all__ = ["handler400", "handler403", "handler404", "urlpatterns"]

urlpatterns = [
    *i18n_patterns(path("", include("trama.demo.urls")), prefix_default_language=False),
    *city,
]
