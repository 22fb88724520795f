"""Our side of the opening process: start it, wait for it, read what it says with suspicion."""

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from trama.ledger.formats.inspection import limits
from trama.ledger.formats.inspection.report import Report

ROOT = Path(__file__).resolve().parents[4]  # where the package `trama` is
MAX_ANSWER = 16 * 1024**2  # bytes of JSON
ANSWER = "report.json"
PNG = b"\x89PNG\r\n\x1a\n"


def inspect(
    path: Path, name: str, folder: Path, *, wall_seconds: float = limits.WALL_SECONDS
) -> Report:
    """Open the file at `path`, called `name`; its pages are drawn in the empty `folder`.

    A process that dies or does not end in time was asked too much: the problem is `too_heavy`.
    """
    process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own module
        [sys.executable, "-m", "trama.ledger.formats.inspection", str(path), name, str(folder)],
        cwd=folder,
        # Neither keys nor the database's address: it has met the file.
        env={
            "PYTHONPATH": str(ROOT),
            "LANG": "C.UTF-8",
            "HOME": str(folder),
            "TMPDIR": str(folder),
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(wall_seconds)
    except subprocess.TimeoutExpired:
        return Report(problem="too_heavy")
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    return _answer(folder)


def _answer(folder: Path) -> Report:
    file = folder / ANSWER
    try:
        if file.stat().st_size > MAX_ANSWER:
            return Report(problem="too_heavy")
        report = Report.from_json(json.loads(file.read_bytes()))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return Report(problem="too_heavy")
    report.sheets = [sheet for sheet in report.sheets if _is_png(folder / sheet.file)]
    return report


def _is_png(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(PNG)) == PNG
    except OSError:
        return False
