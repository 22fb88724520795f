from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from trama.core import navigation
from trama.core.navigation import Entry


class PortalConfig(AppConfig):
    name = "trama.portal"

    def ready(self) -> None:
        footer = (
            (_("Privacy"), "portal:privacy", "privacy-policy-link"),
            (_("Dichiarazione di accessibilità"), "portal:accessibility", "accessibility-link"),
            (_("Note legali"), "portal:legal", "legal-notes"),
            (_("Domande frequenti"), "portal:faq", "faq"),
            (_("Segnala un problema"), "portal:report", "report-inefficiency"),
            (_("Contatti"), "portal:contacts", "contacts"),
        )
        navigation.register(
            Entry(_("Cerca"), "portal:search", "public", order=90),
            *(
                Entry(label, name, "footer", order=place, data_element=hook)
                for place, (label, name, hook) in enumerate(footer)
            ),
        )
