"""A letter of the tables: kept with the file of its path, and leading to a page in Italian."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from trama.mailbox.lifecycle import post
from trama.tables.models import Path


def send(
    name: str,
    purpose: str,
    recipient: str,
    path: Path,
    at: datetime,
    *,
    calendar: str = "",
    **context: Any,
) -> None:
    """`name`: of its template, that finds `path` and the `context`. `calendar`: a file with it."""
    post(
        f"tables/emails/{name}",
        recipient=recipient,
        context={"path": path, **context},
        purpose=purpose,
        at=at,
        dossier=path.dossier,
        calendar=calendar,
    )


def address_of(page: str, *args: Any) -> str:
    """The whole address of a page, by its name and what it is about."""
    with override("it"):
        return settings.BASE_URL + reverse(page, args=args)
