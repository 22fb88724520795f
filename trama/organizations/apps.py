from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from trama.core import navigation, panels, search
from trama.core.navigation import Entry


class OrganizationsConfig(AppConfig):
    name = "trama.organizations"

    def ready(self) -> None:
        # Models exist only from here on: the one import allowed inside a function.
        from django.urls import reverse

        from trama.mailbox import handlers, links
        from trama.organizations import intake
        from trama.organizations import panels as ours
        from trama.organizations.emails import PEC
        from trama.organizations.permissions import is_steward

        navigation.register(
            Entry(_("Enti"), "organizations:list", order=40),
            Entry(_("Enti"), "organizations:desk", menu="office", order=80, visible_to=is_steward),
        )
        panels.register("accounts.profile", ours.my_organizations, order=20)
        search.register(ours.found, order=20)
        handlers.register_correspondents(intake.correspondents)
        links.register(
            PEC,
            target=lambda link: reverse("organizations:pec", args=[link.object_uid]),
            title=_("Conferma della PEC di un ente"),
        )
