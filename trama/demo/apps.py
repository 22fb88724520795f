from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from trama.core import navigation, panels
from trama.core.navigation import Entry


class DemoConfig(AppConfig):
    name = "trama.demo"

    def ready(self) -> None:
        # Models exist only from here on: the one import allowed inside a function.
        from trama.demo import panels as ours

        panels.register("accounts.login", ours.one_click)
        navigation.register(
            Entry(_("Persone della dimostrazione"), "demo:people", "footer", order=890)
        )
