"""The application of an address: of one's own body, or not found."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from trama.accounts.http import AuthenticatedRequest
from trama.accounts.models import User
from trama.applications.models import Application, ApplicationStatus
from trama.core.clock import TramaNow
from trama.core.http import see_other
from trama.core.prepared import Prepared

# Long or of no use to whoever writes an application.
NOT_SHOWN = (
    "notice__summary",
    "notice__urgency_reason",
    "notice__programming_reason",
    "organization__search",
    "organization__name_key",
)


def application_of(request: AuthenticatedRequest, uid: UUID) -> Application:
    """With its notice and its body; its office, entry and form are read where they are shown."""
    application = _VISIBLE.first(uid, request.user)
    if application is None:
        raise Http404
    return application


def _visible(uid: UUID, user: User) -> QuerySet[Application]:
    visible = Application.objects.visible_to(user).filter(uid=uid)
    related = visible.select_related("notice", "organization").defer(*NOT_SHOWN)
    return related.annotate(read_at=TramaNow())


_VISIBLE = Prepared(_visible, UUID, User)


def read_at(application: Application) -> datetime:
    """The page's one reading of the clock: when `application_of` found what it shows."""
    instant: datetime = vars(application)["read_at"]
    return instant


def is_draft(application: Application) -> bool:
    return application.status == ApplicationStatus.DRAFT


def already_presented(request: HttpRequest, application: Application) -> HttpResponse:
    """Where whoever comes back to a part of a presented application is taken."""
    messages.info(
        request,
        _("Questa domanda è già stata presentata: non si cambia più. Qui c’è quello che contiene."),
    )
    return see_other("applications:detail", application.uid)
