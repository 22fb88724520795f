"""Who may sort the mail. Pure questions: no writes, no HTTP."""

from django.contrib.auth.models import AnonymousUser

from trama.accounts.models import OfficeDuty, User
from trama.accounts.queries import holds
from trama.mailbox.handlers import dossiers_of
from trama.mailbox.models import IncomingMessage, MessageStatus, OutgoingMessage

SORTERS = (OfficeDuty.EXECUTIVE, OfficeDuty.OFFICER, OfficeDuty.STAFF)
# What became an application is read where applications are opened, by whoever may open them.
OPENABLE = {MessageStatus.UNMATCHED, MessageStatus.HELD, MessageStatus.SET_ASIDE}
WAITING = {MessageStatus.UNMATCHED, MessageStatus.HELD}


def may_enter_tray(user: User | AnonymousUser) -> bool:
    """Whoever works today on the procedures of an office."""
    return holds(user, *SORTERS)


def may_handle(user: User | AnonymousUser, message: IncomingMessage | OutgoingMessage) -> bool:
    """Those of the office whose notice it is; of any office, while nobody knows whose it is."""
    if not may_enter_tray(user):
        return False
    return not message.dossier_code or may_assign_to(user, message.dossier_code)


def may_assign_to(user: User | AnonymousUser, dossier: str) -> bool:
    return any(one.code == dossier for one in dossiers_of(user))


def may_open(user: User | AnonymousUser, message: IncomingMessage) -> bool:
    """Its contents, in order to sort it: never those of a message that became an application."""
    return message.status in OPENABLE and may_handle(user, message)
