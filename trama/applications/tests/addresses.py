from django.urls import reverse

from trama.applications.models import Application


def url(name: str, application: Application, *more: object) -> str:
    """The address of a page of an application."""
    return reverse(f"applications:{name}", args=[application.uid, *more])
