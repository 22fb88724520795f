from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicationsConfig(AppConfig):
    name = "trama.applications"

    def ready(self) -> None:
        from django.urls import reverse

        from trama.applications import intake, panels
        from trama.applications.emails import RECEIPT
        from trama.core import navigation
        from trama.core import panels as places
        from trama.mailbox import handlers, links

        places.register("notices.notice.actions", panels.apply, order=10)
        navigation.register(
            navigation.Entry(_("Le mie domande"), "applications:mine", menu="personal", order=20)
        )
        handlers.register(intake.handle)
        links.register(
            RECEIPT,
            target=lambda link: reverse("applications:receipt", args=[link.object_uid]),
            title=_("Ricevuta della domanda"),
        )
