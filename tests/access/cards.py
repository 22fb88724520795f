"""The need cards and resource cards of the access matrix."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from trama.ledger.formats.sheets.sheet import Remark
from trama.needs.models import ServiceImport, ServiceImportStatus
from trama.needs.tests.factories import NeedFactory, ResourceFactory
from trama.organizations.models import Organization
from trama.territory.tests.factories import SourceFactory, ZoneFactory


def places(body: Organization) -> dict[str, dict[str, Any]]:
    """Bruno's body has a need and a resource, and a draft of each; a list names a service of it."""
    zone = ZoneFactory.create()
    need = NeedFactory.create(organization=body, zones=[zone])
    other = NeedFactory.create(zones=[zone])
    resource = ResourceFactory.create(organization=body, nil=zone)
    alike = ResourceFactory.create(nil=zone)
    listed = ResourceFactory.create(
        organization=body, nil=zone, listed=True, source=SourceFactory.create()
    )
    draft = NeedFactory.create(organization=body, zones=[zone], draft=True)
    resource_draft = ResourceFactory.create(organization=body, nil=zone, draft=True)
    handed = ServiceImport.objects.create(
        name="servizi.csv",
        organization=body,
        asked_at=datetime(2026, 5, 4, tzinfo=UTC),
        status=ServiceImportStatus.CHECKED,
        report={
            "created": 2,
            "updated": 1,
            "unchanged": 3,
            "refused": [asdict(Remark(4, "tema", "non so", "Non è tra i temi."))],
            "doubts": [asdict(Remark(5, "telefono", "in portineria", "Non è un numero."))],
        },
    )
    return {
        "his need": {"uid": need.uid},
        "his draft need": {"uid": draft.uid},
        "his resource": {"uid": resource.uid, "resource_uid": resource.uid},
        "his draft resource": {"uid": resource_draft.uid},
        "a listed service of his": {"uid": listed.uid},
        "no card": {"uid": uuid4()},
        "his need and one like it": {"uid": need.uid, "into_uid": other.uid},
        "his resource and one like it": {"uid": resource.uid, "into_uid": alike.uid},
        "his services": {"uid": handed.uid},
    }
