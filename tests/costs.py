"""What a page costs: how many questions it asks of the database."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext


def questions_of(client: Client, url: str, *, again: bool = False) -> int:
    """Of a page that answers: an error asks little, and would pass for a light page.

    `again`: of its second visit, when what a process or a cache asks once has been asked.
    """
    if again:
        client.get(url)
    with CaptureQueriesContext(connection) as asked:
        response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
    return len(asked)
