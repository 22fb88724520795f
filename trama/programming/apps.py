from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from trama.core import navigation, thread
from trama.core.navigation import Entry


class ProgrammingConfig(AppConfig):
    name = "trama.programming"

    def ready(self) -> None:
        # Models exist only from here on: the one import allowed inside a function.
        from trama.programming.permissions import may_keep_lists
        from trama.programming.queries import ACT, PRIORITY, STATED

        navigation.register(
            Entry(_("Programmazione"), "programming:list", "public", order=60),
            Entry(_("Elenchi"), "programming:lists", "office", order=90, visible_to=may_keep_lists),
        )
        thread.register(ACT, PRIORITY)
        thread.tie(STATED)
