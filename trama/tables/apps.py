from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TablesConfig(AppConfig):
    name = "trama.tables"

    def ready(self) -> None:
        # Models exist only from here on: the one import allowed inside a function.
        from trama.accounts.queries import works_on_procedures
        from trama.core import due, navigation, thread
        from trama.core import panels as places
        from trama.mailbox import handlers
        from trama.tables import links
        from trama.tables.intake.contributions import handle
        from trama.tables.panels.places import PLACES
        from trama.tables.panels.terms import terms
        from trama.tables.queries.thread.gaps import GAPS
        from trama.tables.queries.thread.kinds import KINDS
        from trama.tables.queries.thread.ties import TIES

        navigation.register(
            navigation.Entry(_("Tavoli"), "paths:list", order=35),
            navigation.Entry(
                _("Tavoli"), "paths:list", "office", order=35, visible_to=works_on_procedures
            ),
        )
        for place, maker, order in PLACES:
            places.register(place, maker, order=order)
        due.register(terms)
        handlers.register_replies(handle)
        links.register()
        thread.register(*KINDS)
        thread.tie(*TIES)
        for kind, gaps in GAPS:
            thread.expect(kind, gaps)
