"""Pages as a test reads them."""

from typing import Any

from django.test import Client
from django.urls import reverse


def page(client: Client, name: str, *args: Any, **data: Any) -> str:
    answer = client.get(reverse(name, args=args), data)
    assert answer.status_code == 200
    return answer.content.decode()
