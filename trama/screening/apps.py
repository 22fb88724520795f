from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScreeningConfig(AppConfig):
    name = "trama.screening"

    def ready(self) -> None:
        from django.urls import reverse

        from trama.accounts.queries import works_on_procedures
        from trama.core import events, navigation, thread
        from trama.core import panels as places
        from trama.mailbox import links
        from trama.screening import panels
        from trama.screening.emails import OBSERVATIONS
        from trama.screening.lifecycle import open_late_case
        from trama.screening.queries.thread import KIND, TIE, without_list

        places.register("notices.notice.page", panels.published, order=10)
        places.register("notices.notice.next", panels.next_act, order=10)
        places.register("notices.notice.desk", panels.desk, order=20)
        places.register("applications.application.page", panels.own_outcome, order=10)
        navigation.register(
            navigation.Entry(
                _("Istruttoria"),
                "screening:home",
                "office",
                order=30,
                visible_to=works_on_procedures,
            )
        )
        links.register(
            OBSERVATIONS,
            target=lambda link: reverse("screening:observations", args=[link.object_uid]),
            title=_("Osservazioni sul preavviso di rigetto"),
        )
        events.register(open_late_case)
        thread.register(KIND)
        thread.tie(TIE)
        thread.expect("avviso", without_list)
