"""`import_services FILE --source CODE`: a list of services into the directory."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from trama.ledger.formats.sheets import files
from trama.ledger.formats.sheets.sheet import UnreadableError
from trama.needs.lifecycle import service_lists
from trama.needs.rules.layouts import layout_of
from trama.organizations.models import Organization
from trama.organizations.queries import match

ANSWERED = ("created", "updated", "unchanged", "refused")


class Command(BaseCommand):
    """Prints one JSON object on stdout: how many resources were created, updated, left as they
    were, and the cells refused, each with row (as in the sheet: the header is 1), column, value,
    reason.

    What was taken as it stands but deserves a look goes to stderr, a line each. Exit 0: done; 1:
    some rows refused; 2: nothing was read.
    """

    help = "Importa un elenco di servizi (CSV o XLSX)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", required=True, help="il codice della fonte: ds1303…")
        parser.add_argument("--mapping", type=Path, help="JSON: campo → colonna")
        parser.add_argument("--sheet", default="", help="il foglio di un XLSX; altrimenti il primo")
        parser.add_argument(
            "--organization", default="", help="codice fiscale dell’ente di cui sono"
        )
        parser.add_argument("--dry-run", action="store_true", help="dice che cosa farebbe")

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        try:
            sheet = files.read(files.content_of(path), options["sheet"])
            layout = layout_of(sheet, _mapping(options["mapping"]))
            report = service_lists.import_sheet(
                sheet,
                layout,
                code=options["source"],
                name=path.name,
                organization=_organization(options["organization"]),
                dry_run=options["dry_run"],
            )
        except UnreadableError as error:
            raise CommandError(str(error), returncode=2) from None
        for doubt in report["doubts"]:
            self.stderr.write(f"{doubt['row']}, {doubt['column']}: {doubt['reason']}")
        self.stdout.write(json.dumps({k: report[k] for k in ANSWERED}, ensure_ascii=False))
        if report["refused"]:
            sys.exit(1)


def _mapping(path: Path | None) -> dict[str, Any] | None:
    if path is None:
        return None
    try:
        mapping = json.loads(files.content_of(path))
    except ValueError:
        raise UnreadableError(_("La mappatura non è un file JSON.")) from None
    if not isinstance(mapping, dict):
        raise UnreadableError(_("La mappatura dev’essere un oggetto JSON."))
    return mapping


def _organization(code: str) -> Organization | None:
    found = match(codice_fiscale=code) if code else None
    if code and found is None:
        raise UnreadableError(_("Nessun ente del registro ha questo codice fiscale."))
    return found
