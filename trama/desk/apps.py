from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from trama.core import navigation
from trama.core.navigation import Entry


class DeskConfig(AppConfig):
    name = "trama.desk"

    def ready(self) -> None:
        # Models exist only from here on: the one import allowed inside a function.
        from trama.accounts.queries import works_on_areas, works_on_procedures

        procedures, areas = works_on_procedures, works_on_areas
        navigation.register(
            Entry(_("Scrivania"), "desk:home", "office", order=10, visible_to=procedures),
            Entry(_("Scrivania"), "desk:home", "personal", order=10, visible_to=procedures),
            Entry(_("La mia area"), "desk:area", "office", order=11, visible_to=areas),
            Entry(_("La mia area"), "desk:area", "personal", order=11, visible_to=areas),
        )
