"""Acts of programming, words of code lists, and the month's question to Bruno's body."""

from datetime import date
from typing import Any

from trama.core import clock
from trama.needs.models import CapacityAsk
from trama.needs.tests.factories import ResourceFactory
from trama.organizations.models import Organization
from trama.programming.tests.factories import ProgrammingActFactory


def places(body: Organization) -> dict[str, dict[str, Any]]:
    ProgrammingActFactory.create(code="piano")
    ResourceFactory.create(organization=body)
    ask = CapacityAsk.objects.create(
        organization=body, month=date(2026, 11, 1), asked_at=clock.now()
    )
    return {
        "a plan": {"code": "piano"},
        "no plan": {"code": "nessuno"},
        "a word of a list": {"name": "filoni", "code": "abitare"},
        "no list": {"name": "colori", "code": "abitare"},
        "his ask": {"ask_uid": ask.uid},
    }
