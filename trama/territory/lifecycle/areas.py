"""Which zones a community social worker or a Welfare Community Manager answers for."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from trama.accounts.models import AREA_DUTIES, OfficeRole, User
from trama.accounts.queries import today
from trama.core import clock, events
from trama.core.workflow import ActRefused
from trama.territory.models import Area, Zone


@transaction.atomic
def assign_area(
    role: OfficeRole, *, name: str, zones: Collection[Zone], actor: User | None
) -> Area:
    """The role answers for these zones, from now on. The same again changes nothing.

    Refused for a duty that has no area, for a role that has ended, and without zones.
    """
    at = clock.now()
    if role.duty not in AREA_DUTIES:
        raise ActRefused(_("Questo incarico non risponde di un’area."))
    if role.until and role.until < today():
        raise ActRefused(_("L’incarico è finito: la sua area non si cambia."))
    if not zones:
        raise ActRefused(_("Scegli almeno una zona: un’area senza zone non è di nessuno."))
    area, is_new = Area.objects.select_for_update().get_or_create(
        role=role, defaults={"name": name}
    )
    before = set() if is_new else set(area.zones.values_list("pk", flat=True))
    if not is_new and area.name == name and before == {zone.pk for zone in zones}:
        return area
    area.name = name
    area.save(update_fields=["name"])
    area.zones.set(zones)
    payload = {
        "name": name,
        "duty": role.duty,
        "zones": sorted(f"{zone.kind}/{zone.code}" for zone in zones),
    }
    events.record(events.Act("assign_area", area, actor, at, payload))
    return area
