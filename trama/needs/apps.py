from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NeedsConfig(AppConfig):
    name = "trama.needs"

    def ready(self) -> None:
        from django.urls import reverse

        from trama.core import panels as places
        from trama.mailbox import links
        from trama.needs.emails import CAPACITY
        from trama.needs.panels import desks

        places.register("desk.worker", desks.worker, order=10)
        places.register("desk.manager", desks.manager, order=10)
        links.register(
            CAPACITY,
            target=lambda link: reverse("needs:pulse_month", args=[link.object_uid]),
            title=_("Posti liberi dei vostri servizi"),
        )
