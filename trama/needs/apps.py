from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NeedsConfig(AppConfig):
    name = "trama.needs"

    def ready(self) -> None:
        from django.urls import reverse

        from trama.mailbox import links
        from trama.needs.emails import CAPACITY

        links.register(
            CAPACITY,
            target=lambda link: reverse("needs:pulse_month", args=[link.object_uid]),
            title=_("Posti liberi dei vostri servizi"),
        )
