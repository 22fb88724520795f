"""A list of networks brought in: each is only said to exist, its zones are a proposal."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from trama.core import clock
from trama.ledger.formats.sheets.sheet import Remark, Sheet
from trama.networks.lifecycle.networks import map_network
from trama.networks.models import Network, NetworkStatus, NetworkZone
from trama.networks.rules.listing import NAME, Entry, plan_of
from trama.networks.rules.networks import RESERVED
from trama.territory.formats.layout import SourceFacts
from trama.territory.lifecycle.reports import File, Report, lock, record, source_of
from trama.territory.models import Source, Zone, ZoneKind
from trama.territory.queries.zones import zones


@transaction.atomic
def import_networks(
    sheet: Sheet, *, source: SourceFacts, file: File, dry_run: bool = False
) -> Report:
    """Write the networks that are not there yet; correct the proposal of those that nobody has
    taken up. One that its people keep is left alone, and said. A dry run writes nothing."""
    at = clock.now()
    lock(Network)
    nil = {zone.code: zone for zone in zones(ZoneKind.NIL)}
    plan = plan_of(sheet, nil, RESERVED)
    report = Report(refused=plan.refused, warnings=plan.warnings)
    known_source = source_of(source)
    known = {network.code: network for network in Network.objects.all()}
    for entry in plan.entries:
        network = known.get(entry.code)
        if network is None:
            places = [nil[code] for code in entry.zones]
            map_network(entry.code, entry.name, places, actor=None, source=known_source, at=at)
            report.created += 1
        else:
            _compare(network, entry, nil, known_source, report)
    record("import_networks", known_source, file, report, at)
    if dry_run:
        transaction.set_rollback(True)
    return report


def _compare(
    network: Network, entry: Entry, nil: Mapping[str, Zone], source: Source, report: Report
) -> None:
    rows = list(network.network_zones.select_related("zone"))
    had, wanted = {row.zone.code for row in rows}, set(entry.zones)
    if had == wanted:
        report.unchanged += 1
        return
    kept = network.status != NetworkStatus.MAPPED or any(row.is_confirmed for row in rows)
    if kept or network.source_id != source.pk:
        reason = _("Dove lavora lo ha già detto chi cura la rete: resta così.")
        report.warnings.append(Remark(entry.row, NAME, entry.name, reason))
        report.unchanged += 1
        return
    network.network_zones.exclude(zone__code__in=wanted).delete()
    NetworkZone.objects.bulk_create(
        NetworkZone(network=network, zone=nil[code]) for code in sorted(wanted - had)
    )
    report.updated += 1
