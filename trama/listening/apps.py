from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ListeningConfig(AppConfig):
    name = "trama.listening"

    def ready(self) -> None:
        # Models exist only from here on: the one import allowed inside a function.
        from django.urls import reverse

        from trama.core import navigation
        from trama.core import panels as places
        from trama.core.navigation import Entry
        from trama.listening import panels
        from trama.listening.emails import PURPOSES
        from trama.listening.intake import handle
        from trama.listening.permissions import listens_for_an_office
        from trama.mailbox import handlers, links

        navigation.register(
            Entry(_("Ascolto"), "listening:home", order=30),
            Entry(
                _("Ascolto"),
                "listening:queue",
                "office",
                order=70,
                visible_to=listens_for_an_office,
            ),
        )
        places.register("territory.zone", panels.of_zone, order=30)
        places.register("accounts.profile", panels.mine, order=28)
        places.register("desk.worker", panels.of_desk, order=30)
        places.register("desk.manager", panels.of_desk, order=30)
        handlers.register_plain(handle)
        for purpose in PURPOSES:
            links.register(
                purpose,
                target=lambda link: reverse("listening:contact", args=[link.object_uid]),
                title=_("Il tuo recapito per una segnalazione"),
            )
