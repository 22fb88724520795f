"""`import_indicators FILE --layout ds205 --source CODE`: series of figures by zone."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from trama.ledger.formats.sheets import files
from trama.territory.formats.layout import KNOWN, SourceFacts, known_layout, read_layout
from trama.territory.lifecycle.indicators import import_indicators
from trama.territory.lifecycle.reports import File, Report
from trama.territory.management.importing import ImportCommand


class Command(ImportCommand):
    help = "Importa indicatori per zona (CSV o XLSX), secondo la descrizione della tabella."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        layouts = parser.add_mutually_exclusive_group(required=True)
        layouts.add_argument("--layout", choices=KNOWN, help="una descrizione già pronta")
        layouts.add_argument("--mapping", type=Path, help="un’altra descrizione, in JSON")
        parser.add_argument("--sheet", default="", help="il foglio di un XLSX; altrimenti il primo")
        parser.add_argument("--year", type=int, help="l’anno, se la tabella non lo dice")

    def bring_in(self, file: File, source: SourceFacts, options: dict[str, Any]) -> Report:
        mapping: Path | None = options["mapping"]
        layout = (
            read_layout(files.content_of(mapping)) if mapping else known_layout(options["layout"])
        )
        return import_indicators(
            files.read(file.content, options["sheet"]),
            layout,
            source=source,
            file=file,
            year=options["year"],
            dry_run=options["dry_run"],
        )
