from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ApplicationsConfig(AppConfig):
    name = "trama.applications"

    def ready(self) -> None:
        from django.urls import reverse

        from trama.applications import intake, panels
        from trama.applications.emails import RECEIPT
        from trama.applications.lifecycle import hear
        from trama.core import events, navigation
        from trama.core import panels as places
        from trama.mailbox import handlers, links

        places.register("notices.notice.actions", panels.apply, order=10)
        places.register("applications.draft.page", panels.amended)
        places.register("applications.application.page", panels.amended, order=5)
        events.register(hear)
        navigation.register(
            navigation.Entry(_("Le mie domande"), "applications:mine", menu="personal", order=20)
        )
        handlers.register(intake.handle)
        links.register(
            RECEIPT,
            target=lambda link: reverse("applications:receipt", args=[link.object_uid]),
            title=_("Ricevuta della domanda"),
        )
