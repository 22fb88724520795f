"""The way in without a password, beside the form that asks for one."""

from typing import Any

from django.http import HttpRequest

from trama.core.panels import Panel


def one_click(request: HttpRequest, thing: Any) -> Panel:
    return Panel("demo/_one_click.html")
