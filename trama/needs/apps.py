from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NeedsConfig(AppConfig):
    name = "trama.needs"

    def ready(self) -> None:
        from django.urls import reverse

        from trama.accounts.queries import works_on_areas
        from trama.core import events, navigation, search, thread
        from trama.core import panels as places
        from trama.core.navigation import Entry
        from trama.mailbox import links
        from trama.needs.emails import CAPACITY
        from trama.needs.lifecycle.coverage import ask_when_facts_change
        from trama.needs.panels import cards, coverage, desks, hearing
        from trama.needs.queries.thread import KINDS, TIES

        navigation.register(
            Entry(_("Bisogni e risorse"), "needs:needs", order=32),
            Entry(
                _("Bisogni e risorse"), "needs:needs", "office", order=72, visible_to=works_on_areas
            ),
        )
        places.register("territory.home", coverage.home, order=10)
        places.register("territory.zone", coverage.of_zone, order=10)
        places.register("territory.zone", cards.of_zone, order=20)
        places.register("organizations.organization.page", cards.of_organization, order=20)
        places.register("listening.signal", hearing.of_signal, order=10)
        places.register("accounts.profile", cards.own, order=25)
        search.register(cards.found_resources, order=30)
        search.register(cards.found_needs, order=32)
        places.register("desk.worker", desks.worker, order=10)
        places.register("desk.manager", desks.manager, order=10)
        events.register(ask_when_facts_change)
        thread.register(*KINDS)
        thread.tie(*TIES)
        links.register(
            CAPACITY,
            target=lambda link: reverse("needs:pulse_month", args=[link.object_uid]),
            title=_("Posti liberi dei vostri servizi"),
        )
