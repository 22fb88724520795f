"""What the three commands that import have in common: the file, the source, the answer."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from trama.ledger.formats.sheets.files import content_of
from trama.ledger.formats.sheets.sheet import UnreadableError
from trama.territory.formats.layout import SourceFacts, known_sources
from trama.territory.lifecycle.reports import File, Report
from trama.territory.models import Source


class ImportCommand(BaseCommand):
    """Prints one JSON object on stdout: created, updated, unchanged; refused and warnings, each
    with row, column, value, reason. Exit 0: done; 1: something was refused; 2: nothing was read.
    """

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", required=True, help="il codice della fonte: ds205…")
        parser.add_argument("--source-title", default="", help="per una fonte nuova: il titolo")
        parser.add_argument("--source-publisher", default="", help="chi la pubblica")
        parser.add_argument("--source-licence", default="", help="con quale licenza")
        parser.add_argument("--source-url", default="", help="dove")
        parser.add_argument("--dry-run", action="store_true", help="dice che cosa farebbe")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            path: Path = options["file"]
            file = File(path.name, content_of(path))
            report = self.bring_in(file, source_facts(options), options)
        except UnreadableError as error:
            raise CommandError(str(error), returncode=2) from None
        self.stdout.write(json.dumps(report.as_dict(), ensure_ascii=False))
        if report.refused:
            sys.exit(1)

    def bring_in(self, file: File, source: SourceFacts, options: dict[str, Any]) -> Report:
        raise NotImplementedError


def source_facts(options: dict[str, Any]) -> SourceFacts:
    """A source already written, one of those that come with the platform, or a new one."""
    return facts_of(
        options["source"],
        title=options["source_title"],
        publisher=options["source_publisher"],
        licence=options["source_licence"],
        url=options["source_url"],
    )


def facts_of(code: str, **given: str) -> SourceFacts:
    if given.get("title"):
        return SourceFacts(code=code, **given)
    if code in (known := known_sources()):
        return known[code]
    if Source.objects.filter(code=code).exists():
        return SourceFacts(code=code, title=code)  # it is there: nothing of this is written
    raise UnreadableError(
        _("La fonte «%(code)s» è nuova: dinne almeno il titolo, con --source-title.")
        % {"code": code}
    )
