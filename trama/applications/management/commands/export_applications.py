import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.core.serializers.json import DjangoJSONEncoder

from trama.applications.formats.sheet import write_xlsx
from trama.applications.models import Application
from trama.applications.queries import Content, content, received, received_count
from trama.core import clock
from trama.ledger.formats.delimited import write_csv
from trama.notices.models import FormQuestion, Notice, NoticeStatus
from trama.notices.rules import in_time

REFUSED, UNUSABLE = 1, 2
FACTS = (
    "number", "status", "channel", "basis", "presented_at", "organization", "codice_fiscale",
    "digest",
)  # fmt: skip


class Command(BaseCommand):
    """What arrived for a notice, after its closing: the file of the office, not a public one.

    Standard output is JSON only: the applications themselves, or where a table was written.
    """

    help = "Export the applications received for a notice, after its closing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code")
        parser.add_argument("--format", choices=["json", "csv", "xlsx"], default="json")
        parser.add_argument("--output", type=Path, help="the file to write (csv and xlsx need one)")

    def handle(self, *args: Any, **options: Any) -> None:
        kind, output = str(options["format"]), options["output"]
        notice = Notice.objects.filter(code=options["code"]).first()
        if notice is None:
            raise CommandError(f"No notice has the code {options['code']}.", returncode=UNUSABLE)
        if kind != "json" and output is None:
            raise CommandError(f"--format {kind} needs --output FILE.", returncode=UNUSABLE)
        if self._is_open(notice):
            self._say({"notice": notice.code, "received": received_count(notice)})
            raise CommandError(
                "The notice is not closed: until then only the count may be known.",
                returncode=REFUSED,
            )
        try:
            self._export(notice, kind, output)
        except OSError as problem:
            raise CommandError(f"{output}: {problem.strerror}", returncode=UNUSABLE) from problem

    def _is_open(self, notice: Notice) -> bool:
        """No window, one whose last second is not past, or one that a suspension may lengthen."""
        still = Notice.objects.filter(in_time(clock.now()), pk=notice.pk)
        is_suspended = notice.status == NoticeStatus.SUSPENDED
        return notice.closes_at is None or is_suspended or still.exists()

    def _export(self, notice: Notice, kind: str, output: Path | None) -> None:
        if output is None:
            self._say([full(a, content(a)) for a in received(notice)])
        elif kind == "json":
            rows = [full(a, content(a)) for a in received(notice)]
            output.write_text(self._json(rows), encoding="utf-8")
            self._say({"format": kind, "rows": len(rows), "file": str(output)})
        elif kind == "csv":
            # The mark tells spreadsheets that the letters are UTF-8.
            with output.open("w", encoding="utf-8-sig", newline="") as text:
                written = write_csv(table(notice), text)
            self._say({"format": kind, "rows": written, "file": str(output)})
        else:
            with output.open("wb") as file:
                written = write_xlsx(table(notice), file, title=notice.code)
            self._say({"format": kind, "rows": written, "file": str(output)})

    def _say(self, what: object) -> None:
        self.stdout.write(self._json(what))

    def _json(self, what: object) -> str:
        return json.dumps(what, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)


def facts(application: Application) -> dict[str, Any]:
    return {
        "number": str(application.entry),
        "status": application.status,
        "channel": application.channel,
        "basis": application.basis,
        "presented_at": application.presented_at,
        "organization": application.organization.name,
        "codice_fiscale": application.organization.codice_fiscale or "",
        "digest": application.digest,
    }


def full(application: Application, found: Content) -> dict[str, Any]:
    """One application with everything in it; documents by name and hash."""
    return {
        "uid": str(application.uid),
        **facts(application),
        "answers": {a.question.code: a.choices or a.text for a in found.answers if a.given},
        "experiences": [
            {
                "theme": e.theme.code,
                "title": e.title,
                "partner": e.partner,
                "started_on": e.started_on,
                "ended_on": e.ended_on,
            }
            for e in found.experiences
        ],
        "documents": [
            {"purpose": a.purpose, "name": a.document.name, "sha256": a.document.sha256}
            for a in found.attachments
        ],
    }


def table(notice: Notice) -> Iterator[list[str]]:
    """A header and a row for each application; choices and documents one per line in their cell."""
    codes = list(FormQuestion.objects.filter(notice=notice).values_list("code", flat=True))
    yield [*FACTS, *(f"answer:{code}" for code in codes), "experiences", "documents"]
    for application in received(notice).iterator(chunk_size=200):
        found = content(application)
        given = {a.question.code: a.words for a in found.answers}
        at = application.presented_at
        values = facts(application) | {"presented_at": at.isoformat() if at else ""}
        yield [
            *(str(values[name]) for name in FACTS),
            *(given.get(code, "") for code in codes),
            "\n".join(
                f"{e.theme.code} {e.started_on}/{e.ended_on or ''} {e.title}"
                for e in found.experiences
            ),
            "\n".join(a.document.name for a in found.attachments),
        ]
