"""How the tests of contributions reach their pages."""

from typing import Any

from django.test import Client
from django.urls import reverse


def at(name: str, *args: Any) -> str:
    return reverse(f"paths:{name}", args=args)


def page(client: Client, name: str, *args: Any) -> str:
    return client.get(at(name, *args)).content.decode()
