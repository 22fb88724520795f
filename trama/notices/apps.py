from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from trama.core import due, navigation, search, thread
from trama.core.navigation import Entry


class NoticesConfig(AppConfig):
    name = "trama.notices"

    def ready(self) -> None:
        # Models exist only from here on: the one import allowed inside a function.
        from trama.accounts.queries import works_on_procedures
        from trama.core import panels as places
        from trama.mailbox import handlers
        from trama.notices import intake, panels
        from trama.notices.queries.thread import ANSWERS, KIND, RESTS_ON, without_programming

        navigation.register(
            Entry(_("Avvisi"), "notices:list", "public", order=10),
            Entry(
                _("Avvisi"),
                "notices:office_list",
                "office",
                order=20,
                visible_to=works_on_procedures,
            ),
        )
        places.register("notices.notice.page", panels.amended, order=5)
        search.register(panels.found, order=10)
        due.register(panels.terms)
        thread.register(KIND)
        thread.tie(RESTS_ON, ANSWERS)
        thread.expect(KIND.slug, without_programming)
        places.register("programming.act", panels.resting_on)
        handlers.register_dossiers(intake.handled_by, intake.code_of, intake.sealed)
