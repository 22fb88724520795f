"""Whether the service answers, as the Italian interoperability model asks."""

from typing import Literal

from django.db import connection
from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

router = Router(tags=["status"])


class Status(Schema):
    """The service answers, and so does its database."""

    status: Literal["ok"]


@router.get(
    "/status", response=Status, operation_id="status", summary="Whether the service answers"
)
def status(request: HttpRequest, response: HttpResponse) -> dict[str, str]:
    """Asks the database too: when it does not answer, neither do we (503)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    response["Cache-Control"] = "no-store"
    return {"status": "ok"}
