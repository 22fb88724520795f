from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from trama.core import navigation
from trama.core.navigation import Entry


class OpendataConfig(AppConfig):
    name = "trama.opendata"

    def ready(self) -> None:
        navigation.register(Entry(_("Dati"), "opendata:datasets", "public", order=80))
