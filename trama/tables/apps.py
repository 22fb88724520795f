from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TablesConfig(AppConfig):
    name = "trama.tables"

    def ready(self) -> None:
        # Models exist only from here on: the one import allowed inside a function.
        from django.urls import reverse

        from trama.accounts.queries import works_on_procedures
        from trama.core import due, navigation
        from trama.core import panels as places
        from trama.mailbox import links
        from trama.tables.emails.meetings import INVITATION, SURVEY
        from trama.tables.panels import paths

        navigation.register(
            navigation.Entry(_("Tavoli"), "paths:list", order=35),
            navigation.Entry(
                _("Tavoli"), "paths:list", "office", order=35, visible_to=works_on_procedures
            ),
        )
        places.register("notices.notice.page", paths.of_notice, order=20)
        places.register("notices.notice.desk", paths.of_notice, order=30)
        places.register("notices.notice.next", paths.to_open, order=20)
        places.register("accounts.profile", paths.mine, order=25)
        due.register(paths.terms)
        links.register(
            INVITATION,
            target=lambda link: reverse("paths:invitation", args=[link.object_uid]),
            title=_("Invito a un incontro"),
        )
        links.register(
            SURVEY,
            target=lambda link: reverse("paths:survey", args=[link.object_uid]),
            title=_("Tre domande su un incontro"),
        )
