"""The commands that import, run as an administrator does."""

import io
import json
from pathlib import Path
from typing import Any

from django.core.management import call_command


def run(name: str, file: Path | str, **options: Any) -> dict[str, Any]:
    """The report of an import, and with which code it ended (`exit`)."""
    out, code = io.StringIO(), 0
    try:
        call_command(name, str(file), stdout=out, **options)
    except SystemExit as end:
        code = int(end.code or 0)
    report: dict[str, Any] = json.loads(out.getvalue())
    return {**report, "exit": code}


def counts(report: dict[str, Any]) -> tuple[int, int, int]:
    return report["created"], report["updated"], report["unchanged"]
