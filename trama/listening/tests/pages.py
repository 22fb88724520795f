"""Where tests find what a moderator reads; what whoever prepares a campaign writes."""

from typing import Any

from django.urls import reverse

from trama.listening.models import NeedSignal

QUEUE = "/ascolto/lavoro/"
NEW = "/ascolto/campagne/nuova/"


def page_of(signal: NeedSignal) -> str:
    return reverse("listening:signal", args=[signal.uid])


def facts(**more: Any) -> dict[str, Any]:
    """The form of a campaign, as it is sent."""
    return {
        "code": "verde",
        "title": "Il verde",
        "question": "Che cosa manca?",
        "retention_days": "90",
        **more,
    }
