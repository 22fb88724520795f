"""The opening process: `python -m trama.ledger.formats.inspection FILE NAME FOLDER`."""

import json
import sys
from pathlib import Path

from trama.ledger.formats.inspection import limits

limits.apply()  # before the libraries that will touch the file are even loaded

from trama.ledger.formats.inspection.examine import examined  # noqa: E402
from trama.ledger.formats.inspection.runner import ANSWER  # noqa: E402


def main(path: str, name: str, folder: str) -> None:
    report = examined(Path(path), name, Path(folder))
    (Path(folder) / ANSWER).write_text(json.dumps(report.as_json()))


if __name__ == "__main__":
    main(*sys.argv[1:])
