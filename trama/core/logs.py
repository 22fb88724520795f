"""Logs without personal data: what looks like a person's is replaced before it is written."""

import json
import logging
import re
from datetime import UTC, datetime

# The letters that stand for digits in a codice fiscale shared by two people (omocodia).
_DIGIT = "[0-9LMNP-V]"
_CODICE_FISCALE = rf"\b[A-Z]{{6}}{_DIGIT}{{2}}[A-EHLMPRST]{_DIGIT}{{2}}[A-Z]{_DIGIT}{{3}}[A-Z]\b"
_PATTERNS = (
    (re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)+"), "[e-mail]"),
    (re.compile(_CODICE_FISCALE, re.IGNORECASE), "[cf]"),
    (re.compile(r"\bIT\d{2}[A-Z]\d{10}[0-9A-Z]{12}\b", re.IGNORECASE), "[iban]"),
    (re.compile(r"(/collegamenti/)[\w-]+"), r"\1[link]"),
    (re.compile(r"(?<=\S)\?\S+"), "?[query]"),
)


def scrub(text: str) -> str:
    for pattern, word in _PATTERNS:
        text = pattern.sub(word, text)
    return text


class Scrub(logging.Filter):
    """Scrubs the finished message: arguments are merged first, so that none slips past."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = scrub(record.getMessage()), ()
        return True


class JsonFormatter(logging.Formatter):
    """One JSON object a line: when, how grave, from where, what; a traceback scrubbed like it."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, tz=UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "from": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["traceback"] = scrub(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)
