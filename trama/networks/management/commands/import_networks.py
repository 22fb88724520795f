"""`import_networks FILE --source CODE [--dry-run]`: networks of a list (name, proposed NIL)."""

from typing import Any

from trama.ledger.formats.sheets import files
from trama.networks.lifecycle.importing import import_networks
from trama.territory.formats.layout import SourceFacts
from trama.territory.lifecycle.reports import File, Report
from trama.territory.management.importing import ImportCommand


class Command(ImportCommand):
    help = "Importa un elenco di reti (CSV o XLSX: rete_qubi, id_nil_proposti)."

    def bring_in(self, file: File, source: SourceFacts, options: dict[str, Any]) -> Report:
        sheet = files.read(file.content)
        return import_networks(sheet, source=source, file=file, dry_run=options["dry_run"])
