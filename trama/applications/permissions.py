"""Who may do what to an application. Pure questions: no writes, no HTTP."""

from trama.accounts.models import User
from trama.applications.models import Application
from trama.organizations.permissions import represents


def may_submit(user: User, application: Application) -> bool:
    """Send, withdraw, replace: whoever can sign for the body today.

    Writing a draft asks for no more than seeing it: any of the body's people may.
    """
    return represents(user, application.organization)
