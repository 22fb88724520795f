"""Tables as CSV, with formulas neutralised."""

import csv
from collections.abc import Iterable, Sequence
from typing import IO

DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")


def neutral(value: str) -> str:
    """A text that no spreadsheet reads as a formula: an apostrophe goes before those that might."""
    return f"'{value}" if value.startswith(DANGEROUS) else value


def write_csv(rows: Iterable[Sequence[str]], file: IO[str]) -> int:
    """Comma-separated, RFC 4180; returns how many rows, the header aside."""
    written = -1
    writer = csv.writer(file)
    for row in rows:
        writer.writerow([neutral(value) for value in row])
        written += 1
    return max(written, 0)
