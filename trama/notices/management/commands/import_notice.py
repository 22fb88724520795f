import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from trama.core.workflow import ActRefused
from trama.notices.formats.notice_file import MAX_BYTES, FileRefused, parse
from trama.notices.lifecycle import ImportRefused, import_file


class Command(BaseCommand):
    """Reads a notice from a file: a draft, in the office that the file names.

    Standard output: {"notice", "outcome": "created|unchanged|refused", "errors": [{path, reason}]}.
    """

    help = (
        "Import a notice from JSON. Exit 0 done, 1 refused (reasons in the JSON), 2 no such file."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        report = self.report(_read(file))
        self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
        if report["errors"]:
            sys.exit(1)

    def report(self, content: bytes) -> dict[str, Any]:
        code = None
        try:
            said = parse(content)
            code = said.code
            _notice, is_new = import_file(said, actor=None)
        except (FileRefused, ImportRefused) as refusal:
            return {"notice": code, "outcome": "refused", "errors": refusal.errors}
        except ActRefused as refusal:
            errors = [{"path": "", "reason": str(refusal)}]
            return {"notice": code, "outcome": "refused", "errors": errors}
        return {"notice": code, "outcome": "created" if is_new else "unchanged", "errors": []}


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as problem:
        raise CommandError(f"{file}: {problem.strerror}.", returncode=2) from None
