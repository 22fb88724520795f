"""`import_measures FILE.json [--dry-run]`: the measures of coverage of a city."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from trama.needs.formats.measures import (
    IndicatorTerm,
    MeasureFacts,
    Remark,
    UnreadableMeasuresError,
    read,
)
from trama.needs.lifecycle.coverage import import_measures
from trama.programming.models import Target, Theme
from trama.territory.models import Indicator


class Command(BaseCommand):
    """Prints one JSON object on stdout: how many were created, updated, left as they were, and the
    faults, each with row, column, value, reason. A row with a fault is not written.

    An indicator that nobody has imported yet is a warning: its demand stays unknown until then.
    Exit 0: done; 1: some rows refused; 2: nothing was read.
    """

    help = "Importa le misure di copertura da un file JSON (docs in trama/needs/formats/measures)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="dice che cosa farebbe")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            facts, refused = read(options["file"].read_bytes())
        except (OSError, UnreadableMeasuresError) as error:
            raise CommandError(str(error), returncode=2) from None
        rows, unknown = resolve(facts)
        refused += unknown
        report: dict[str, Any] = {
            **import_measures(rows, dry_run=options["dry_run"]),
            "refused": refused,
            "warnings": warnings(facts),
        }
        self.stdout.write(json.dumps(report, ensure_ascii=False))
        if refused:
            sys.exit(1)


def resolve(
    facts: Mapping[int, MeasureFacts],
) -> tuple[list[tuple[dict[str, Any], list[Target]]], list[Remark]]:
    """Themes and targets by their codes; those that the code lists don't have are refused."""
    themes = {theme.code: theme for theme in Theme.objects.all()}
    targets = {target.code: target for target in Target.objects.all()}
    rows, refused = [], []
    for number, one in facts.items():
        wrong = [code for code in one.targets if code not in targets]
        if one.theme not in themes:
            refused.append(remark(number, "theme", one.theme, "tema sconosciuto"))
        elif wrong:
            refused += [
                remark(number, "targets", code, "destinatari sconosciuti") for code in wrong
            ]
        else:
            plain = one.model_dump(exclude={"targets", "theme"})
            plain["theme"] = themes[one.theme]
            rows.append((plain, [targets[code] for code in one.targets]))
    return rows, refused


def warnings(facts: Mapping[int, MeasureFacts]) -> list[Remark]:
    known = set(Indicator.objects.values_list("code", flat=True))
    return [
        remark(number, "terms", term.indicator, "indicatore non ancora importato")
        for number, one in facts.items()
        for term in one.terms
        if isinstance(term, IndicatorTerm) and term.indicator not in known
    ]


def remark(row: int, column: str, value: str, reason: str) -> Remark:
    return {"row": row, "column": column, "value": value, "reason": reason}
