from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from trama.core import navigation
from trama.core.navigation import Entry


class DeskConfig(AppConfig):
    name = "trama.desk"

    def ready(self) -> None:
        # Models exist only from here on: the one import allowed inside a function.
        from trama.accounts.queries import is_staff

        navigation.register(
            Entry(_("Scrivania"), "desk:home", "office", order=10, visible_to=is_staff),
            Entry(_("Scrivania"), "desk:home", "personal", order=10, visible_to=is_staff),
        )
