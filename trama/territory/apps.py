from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from trama.core import navigation, search
from trama.core.navigation import Entry


class TerritoryConfig(AppConfig):
    name = "trama.territory"

    def ready(self) -> None:
        # Models exist only from here on: the one import allowed inside a function.
        from trama.accounts.queries import is_staff
        from trama.territory.panels import found
        from trama.territory.permissions import may_assign_areas

        navigation.register(
            Entry(_("Territorio"), "territory:home", order=30),
            Entry(_("Territorio"), "territory:home", menu="office", order=70, visible_to=is_staff),
            Entry(
                _("Aree"), "territory:areas", menu="office", order=85, visible_to=may_assign_areas
            ),
        )
        search.register(found, order=40)
