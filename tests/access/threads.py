"""Threads of the access matrix: of a path, of a need, of a draft that its own body reads."""

from typing import Any
from uuid import uuid4

from trama.needs.tests.factories import NeedFactory
from trama.organizations.models import Organization
from trama.tables.models import Path


def places(body: Organization) -> dict[str, dict[str, Any]]:
    path = Path.objects.filter(participants__organization=body).earliest("pk")
    return {
        "his path’s thread": {"kind": "percorso", "uid": path.uid},
        "a need’s thread": {"kind": "bisogno", "uid": NeedFactory.create(organization=body).uid},
        "a draft’s thread": {
            "kind": "bisogno",
            "uid": NeedFactory.create(organization=body, draft=True).uid,
        },
        "no thread": {"kind": "percorso", "uid": uuid4()},
    }
