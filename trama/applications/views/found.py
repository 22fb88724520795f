"""The application of an address: of one's own body, or not found."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from trama.accounts.http import AuthenticatedRequest
from trama.applications.models import Application, ApplicationStatus


def application_of(request: AuthenticatedRequest, uid: UUID) -> Application:
    visible = Application.objects.visible_to(request.user)
    related = visible.select_related("notice__office", "notice__officer", "organization", "entry")
    return get_object_or_404(related.select_related("form", "submitted_by"), uid=uid)


def is_draft(application: Application) -> bool:
    return application.status == ApplicationStatus.DRAFT


def already_presented(request: HttpRequest, application: Application) -> HttpResponse:
    """Where whoever comes back to a part of a presented application is taken."""
    messages.info(
        request,
        _("Questa domanda è già stata presentata: non si cambia più. Qui c’è quello che contiene."),
    )
    return redirect("applications:detail", application.uid)
