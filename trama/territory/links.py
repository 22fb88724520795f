"""Where a zone is shown."""

from django.urls import reverse

from trama.territory.models import Zone, ZoneKind
from trama.territory.queries.zones import SLUGS


def zone_url(zone: Zone) -> str:
    where = {"kind": SLUGS[ZoneKind(zone.kind)], "code": zone.code}
    return reverse("territory:zone", kwargs=where)
