from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from trama.core import due, navigation, search
from trama.core.navigation import Entry


class NoticesConfig(AppConfig):
    name = "trama.notices"

    def ready(self) -> None:
        # Models exist only from here on: the one import allowed inside a function.
        from trama.accounts.queries import is_staff
        from trama.core import panels as places
        from trama.mailbox import handlers
        from trama.notices import intake, panels

        navigation.register(
            Entry(_("Avvisi"), "notices:list", "public", order=10),
            Entry(_("Avvisi"), "notices:office_list", "office", order=20, visible_to=is_staff),
        )
        places.register("notices.notice.page", panels.amended, order=5)
        search.register(panels.found, order=10)
        due.register(panels.terms)
        handlers.register_dossiers(intake.handled_by, intake.code_of, intake.sealed)
