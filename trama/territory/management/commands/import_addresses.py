"""`import_addresses FILE --source CODE`: the addresses that the geocoder knows."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from trama.ledger.formats.sheets import files
from trama.territory.formats.layout import SourceFacts, known_addresses, read_address_layout
from trama.territory.lifecycle.addresses import import_addresses
from trama.territory.lifecycle.reports import File, Report
from trama.territory.management.importing import ImportCommand


class Command(ImportCommand):
    help = "Importa un elenco di indirizzi con coordinate (CSV o XLSX)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--mapping", type=Path, help="come si chiamano le colonne, in JSON")
        parser.add_argument("--sheet", default="", help="il foglio di un XLSX; altrimenti il primo")

    def bring_in(self, file: File, source: SourceFacts, options: dict[str, Any]) -> Report:
        mapping: Path | None = options["mapping"]
        layout = read_address_layout(files.content_of(mapping)) if mapping else known_addresses()
        return import_addresses(
            files.read(file.content, options["sheet"]),
            layout,
            source=source,
            file=file,
            dry_run=options["dry_run"],
        )
