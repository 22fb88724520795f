"""The platform's addresses with those of a rehearsal, which the tests' settings do not install."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from trama.demo.tests.urls import handler400, handler403, handler404
from trama.demo.tests.urls import urlpatterns as demo

__all__ = ["handler400", "handler403", "handler404", "urlpatterns"]

urlpatterns = [
    *i18n_patterns(path("", include("trama.rehearsal.urls")), prefix_default_language=False),
    *demo,
]
