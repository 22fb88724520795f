"""Where the pages of minutes are, for their tests."""

from typing import Any

from django.test import Client
from django.urls import reverse

from trama.tables.models import Meeting


def address(meeting: Meeting, name: str = "minutes", **more: Any) -> str:
    where = {"code": meeting.table.path.code, "meeting_uid": meeting.uid}
    return reverse(f"paths:{name}", kwargs={**where, **more})


def own(meeting: Meeting, name: str = "minutes_answer", **more: Any) -> str:
    """The address of the body that was there."""
    return reverse(
        f"paths:{name}", kwargs={"attendance_uid": meeting.attendances.get().uid, **more}
    )


def text_of(client: Client, url: str) -> str:
    return client.get(url).content.decode()
