"""Where tests find what a moderator reads."""

from django.urls import reverse

from trama.listening.models import NeedSignal

QUEUE = "/ascolto/lavoro/"


def page_of(signal: NeedSignal) -> str:
    return reverse("listening:signal", args=[signal.uid])
