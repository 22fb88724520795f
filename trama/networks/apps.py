from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from trama.core import due, navigation, panels, search, thread
from trama.core.navigation import Entry


class NetworksConfig(AppConfig):
    name = "trama.networks"

    def ready(self) -> None:
        # Models exist only from here on: the one import allowed inside a function.
        from django.urls import reverse

        from trama.mailbox import links
        from trama.networks import panels as ours
        from trama.networks.emails import JOIN, TIES
        from trama.networks.permissions import is_overseer
        from trama.networks.queries.thread import KIND, TIE

        navigation.register(
            Entry(_("Reti"), "networks:list", order=45),
            Entry(_("Reti"), "networks:home", "office", order=75, visible_to=is_overseer),
        )
        panels.register("territory.zone", ours.of_a_zone, order=40)
        panels.register("organizations.organization.page", ours.of_a_body, order=40)
        panels.register("desk.worker", ours.of_a_desk, order=20)
        panels.register("desk.manager", ours.of_a_desk, order=20)
        panels.register("accounts.profile", ours.mine, order=30)
        search.register(ours.found, order=40)
        due.register(ours.terms)
        thread.register(KIND)
        thread.tie(TIE)
        links.register(
            JOIN,
            target=lambda link: reverse("networks:invitation", args=[link.object_uid]),
            title=_("Invito in una rete"),
        )
        links.register(
            TIES,
            target=lambda link: reverse("networks:questionnaire", args=[link.object_uid]),
            title=_("Rapporti fra i membri di una rete"),
        )
