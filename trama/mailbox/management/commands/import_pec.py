"""`import_pec PATH... [--notice CODE]`: certified messages from files into the mailbox."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from trama.core import clock
from trama.core.moments import local
from trama.core.workflow import ActRefused
from trama.mailbox import handlers
from trama.mailbox.formats.mime import MAX_MESSAGE_BYTES
from trama.mailbox.lifecycle import Outcome, take_in
from trama.mailbox.models import MessageStatus
from trama.mailbox.queries import BECAME

SOURCE = "import_pec"
NOT_GONE_THROUGH = {MessageStatus.HELD, MessageStatus.UNMATCHED}
NOTHING = ("message_id", "kind", "signature", "certified_at", "sender", "outcome", "application")


class Command(BaseCommand):
    """Prints a JSON line per message: file, message_id, kind, signature, certified_at, sender,
    outcome, application, reasons.

    `certified_at` is the instant the provider certifies, on the clock of Rome; `sender` the address
    it certifies as the writer's; `application` the uid of what the message became, or null. A file
    that can't be read, or is empty, has a line too: null outcome, and why.

    Exit 0: every message has gone through (received, late, receipt, or a duplicate of one that is
    already here). 1: at least one was kept but waits for a person (held, unmatched), or a file
    could not be read. 2: a path or a notice that does not exist; nothing was read.
    """

    help = "Riceve messaggi PEC da file .eml o da cartelle che ne contengono."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH")
        parser.add_argument(
            "--notice", help="il codice dell’avviso a cui i messaggi si riferiscono"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        paths: list[Path] = options["paths"]
        code: str | None = options["notice"]
        for path in paths:
            if not path.exists():
                sentence = _("Non c’è nessun file o cartella «%(path)s».") % {"path": path}
                raise CommandError(sentence, returncode=2)
        if code and not handlers.code_of(code):
            sentence = _("Nessun avviso ha il codice «%(code)s».") % {"code": code}
            raise CommandError(sentence, returncode=2)
        refused = [self._line(file, code) for file in files_of(paths)]
        if any(refused):
            sys.exit(1)

    def _line(self, file: Path, code: str | None) -> bool:
        """Takes one file in and says what became of it; True when it has not gone through."""
        try:
            outcome = take_in(_content(file), source=SOURCE, at=clock.now(), notice_code=code)
        except ActRefused as refusal:
            self._say({"file": str(file), **dict.fromkeys(NOTHING), "reasons": [str(refusal)]})
            return True
        self._say({"file": str(file), **report(outcome)})
        return outcome.word in NOT_GONE_THROUGH

    def _say(self, line: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(line, ensure_ascii=False))


def files_of(paths: list[Path]) -> Iterator[Path]:
    """Each file once: those named, and of folders the .eml files, in order of name."""
    seen: set[Path] = set()
    for path in paths:
        inside = (one for one in path.rglob("*") if one.suffix.lower() == ".eml" and one.is_file())
        for file in sorted(inside) if path.is_dir() else [path]:
            if file.resolve() not in seen:
                seen.add(file.resolve())
                yield file


def report(outcome: Outcome) -> dict[str, Any]:
    message = outcome.message
    became_application = message.status in BECAME and message.outcome_uid
    at = message.certified_at or message.accepted_at
    return {
        "message_id": message.message_id,
        "kind": message.kind,
        "signature": message.signature,
        "certified_at": local(at).isoformat() if at else None,
        "sender": message.sender,
        "outcome": outcome.word,
        "application": str(message.outcome_uid) if became_application else None,
        "reasons": list(outcome.reasons),
    }


def _content(file: Path) -> bytes:
    try:
        if file.stat().st_size > MAX_MESSAGE_BYTES:
            raise ActRefused(_("Il file supera 100 MB: non è stato letto."))
        return file.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise ActRefused(_("Il file non si legge: %(reason)s.") % {"reason": reason}) from None
