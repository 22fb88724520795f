import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from trama.notices.formats.notice_file import dump
from trama.notices.lifecycle import export_file
from trama.notices.models import Notice


class Command(BaseCommand):
    """Writes a notice as JSON (docs/formats/notice.schema.json) on standard output."""

    help = "Export a notice: JSON on standard output. Exit 2 when there is no such notice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code")

    def handle(self, *args: Any, code: str, **options: Any) -> None:
        notice = Notice.objects.filter(code=code).first()
        if notice is None:
            raise CommandError(f"No notice has the code {code!r}.", returncode=2)
        written = dump(export_file(notice))
        self.stdout.write(json.dumps(written, ensure_ascii=False, indent=2))
