"""One part of a long document, compiled in a process of its own that ends with it.

    python -m trama.ledger.formats.press < part.json > part.pdf

The part says its template, data, instant and standards. Typst keeps every letter of what it lays
out, some 200 bytes each, until its process ends.
"""

import json
import sys
from datetime import datetime
from pathlib import Path

from trama.ledger.formats.pdf import compile_pdf


def main() -> None:
    asked = json.load(sys.stdin.buffer)
    at = datetime.fromisoformat(asked["at"])
    template, standards = Path(asked["template"]), asked["standards"]
    sys.stdout.buffer.write(compile_pdf(template, asked["data"], at=at, standards=standards))


if __name__ == "__main__":
    main()
