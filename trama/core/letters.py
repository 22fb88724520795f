"""Letters: an app below the mailbox owes somebody an e-mail. Who sends it registers at start-up.

A letter is three templates: `<template>.subject.txt`, `<template>.txt`, `<template>.html`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils import translation

# Takes the template, the recipient, the context, the language.
Sender = Callable[[str, str, Mapping[str, Any], str], object]


def post_now(template: str, recipient: str, context: Mapping[str, Any], language: str) -> None:
    """Straight to the mail server: what happens while nobody keeps an outbox."""
    with translation.override(language):
        values = {**context, "platform": settings.PLATFORM}
        parts = (f"{template}.subject.txt", f"{template}.txt", f"{template}.html")
        subject, text, html = (render_to_string(part, values) for part in parts)
    send_mail(" ".join(subject.split()), text, None, [recipient], html_message=html)


_senders: list[Sender] = [post_now]


def register(sender: Sender) -> None:
    """From now on letters go through `sender`: the last one registered is the one that sends."""
    _senders.append(sender)


def send(
    template: str,
    *,
    recipient: str,
    context: Mapping[str, Any],
    language: str | None = None,
) -> None:
    """Owe `recipient` a letter, in `language` or in that of the page being served."""
    spoken = language or translation.get_language() or settings.LANGUAGE_CODE
    _senders[-1](template, recipient, context, spoken)
