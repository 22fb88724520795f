from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from trama.core import letters, navigation, panels
from trama.core.navigation import Entry


class MailboxConfig(AppConfig):
    name = "trama.mailbox"

    def ready(self) -> None:
        # Models exist only from here on: the one import allowed inside a function.
        from trama.mailbox import lifecycle
        from trama.mailbox import panels as ours
        from trama.mailbox.permissions import may_enter_tray
        from trama.mailbox.rules import outbox_name

        letters.register(lifecycle.owe_letter)
        panels.register("desk.tray", ours.tray)
        navigation.register(
            Entry(_("Casella PEC"), "mailbox:tray", "office", order=60, visible_to=may_enter_tray)
        )
        if settings.DEMO:
            navigation.register(Entry(outbox_name(), "mailbox:outbox", "footer", order=900))
