from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from trama.core import navigation, panels
from trama.core.navigation import Entry


class RehearsalConfig(AppConfig):
    name = "trama.rehearsal"

    def ready(self) -> None:
        # Models exist only from here on: the one import allowed inside a function.
        from trama.rehearsal import panels as ours

        panels.register("page.top", ours.strip)
        navigation.register(Entry(_("La prova"), "rehearsal:home", "footer", order=880))
