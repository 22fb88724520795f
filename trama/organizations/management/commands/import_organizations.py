"""`import_organizations FILE [--sheet NAME] [--dry-run]`: a list of bodies into the register."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from trama.ledger.formats.sheets import files
from trama.ledger.formats.sheets.sheet import UnreadableError
from trama.organizations import lifecycle

ANSWERED = ("created", "updated", "unchanged", "refused")


class Command(BaseCommand):
    """Prints one JSON object on stdout: how many bodies were created, updated, left as they were,
    and the rows refused, each with row (as in the sheet: the header is 1), column, value, reason.

    What was taken as it stands but deserves a look (two codes with one name, a word that may be
    broken) goes to stderr, a line each. Exit 0: done; 1: some rows refused; 2: nothing was read.
    """

    help = "Importa un elenco di enti (CSV o XLSX: codice_fiscale, denominazione, nome_comune)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--sheet", default="", help="il foglio di un XLSX; altrimenti il primo")
        parser.add_argument("--dry-run", action="store_true", help="dice che cosa farebbe")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            content = files.content_of(path)
            report = lifecycle.import_sheet(
                files.read(content, options["sheet"]),
                content,
                name=path.name,
                dry_run=options["dry_run"],
            )
        except UnreadableError as error:
            raise CommandError(str(error), returncode=2) from None
        for doubt in report["doubts"]:
            self.stderr.write(f"{doubt['row']}, {doubt['column']}: {doubt['reason']}")
        answer = {key: report[key] for key in ANSWERED}
        self.stdout.write(json.dumps(answer, ensure_ascii=False))
        if report["refused"]:
            sys.exit(1)
