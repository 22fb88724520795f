"""The synthesis of a path with 460 bodies, 60 meetings and 5,000 contributions, and its documents.

Each job runs in a process of its own, as a worker's would be: wall time, and the peak of its
resident memory. Two fixed ceilings for the composition; what the documents take on paper is said
beside it, of a path where each contribution has five dissenting positions, all told word for word.
As a floor, in the same run, a process that reads the same contributions as plain rows.
"""

import subprocess
import sys
from datetime import datetime, time, timedelta
from itertools import cycle

from benchmarks import _city
from benchmarks._installation import installation

# isort: split
from benchmarks._paths import Size, gathered
from config.keys import ROOT
from trama.accounts.models import User
from trama.core import clock
from trama.core.deadlines import ROME
from trama.programming.models import Theme
from trama.tables.lifecycle import synthesis as acts
from trama.tables.models import (
    Contribution,
    Meeting,
    MeetingStatus,
    Path,
    PathDocument,
    Synthesis,
    SynthesisParagraph,
)

SIZE = Size(460, 60, 5_000)
SECONDS, MEGABYTES = 60.0, 500.0
MEASURED = """
import re, sys, time
from pathlib import Path
import django
django.setup()
from trama.tables.models import Contribution
from trama.tables.tasks import synthesis as jobs
began = time.perf_counter()
name, what = sys.argv[1:]
if name == "read":
    rows = Contribution.objects.filter(path__uid=what).values_list("number", "title", "text")
    assert len(list(rows))
else:
    getattr(jobs, name)(what)
took = time.perf_counter() - began
# Not `ru_maxrss`: a new process inherits there the peak of the one that started it.
peak = re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())
print(took, int(peak[1]) * 1024 / 1e6)
"""


def measured(name: str, what: str) -> tuple[float, float]:
    """Seconds and peak megabytes of a job in a new process."""
    command = [sys.executable, "-c", MEASURED, name, what]
    said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    seconds, peak = said.split()
    return float(seconds), float(peak)


def ready(path: Path) -> None:
    """Every meeting has its minutes, every contribution its theme and its outcome."""
    Meeting.objects.filter(table__path=path, status=MeetingStatus.CONVENED).update(
        status=MeetingStatus.CANCELLED
    )
    Contribution.objects.filter(path=path, status="discussed").update(status="accepted")
    through, themes = Contribution.themes.through, cycle(Theme.objects.order_by("pk"))
    through.objects.bulk_create(
        through(contribution=one, theme=theme)
        for one, theme in zip(path.contributions.order_by("number"), themes, strict=False)
    )


def report(name: str, found: tuple[float, float], floor: tuple[float, float]) -> None:
    seconds, peak = found
    print(
        f"{name:<34}{seconds:>8.2f} s{peak:>8.0f} MB"
        f"   {seconds / floor[0]:>7.1f} and {peak / floor[1]:.1f} times the floor"
    )


def main() -> int:
    path = gathered("COP-2026-GRANDE", SIZE).path
    officer = User.objects.filter(office_roles__office=path.notice.office).order_by("pk")[0]
    ready(path)
    acts.ask_composition(path, actor=officer)
    _city.refresh_statistics()
    uid = str(path.uid)
    floor = measured("read", uid)
    composed = measured("compose", uid)
    report("composed from the records", composed, floor)
    paragraphs = SynthesisParagraph.objects.filter(section__path=path).count()
    path.refresh_from_db()
    acts.open_consultation(path, days=5, actor=officer)
    yesterday = datetime.combine(clock.now().date() - timedelta(days=1), time(12), ROME)
    Synthesis.objects.filter(path=path).update(consulted_until=yesterday)
    acts.finalize(path, actor=officer)
    acts.write_report(path, text="Il percorso ha raggiunto il suo scopo.", actor=officer)
    for document in PathDocument.objects.filter(path=path).exclude(kind="synthesis_draft"):
        report(f"{document.kind}, on paper", measured("write_document", str(document.uid)), floor)
    print(f"{'floor: read as plain rows':<34}{floor[0]:>8.2f} s{floor[1]:>8.0f} MB")
    print(f"{paragraphs} paragraphs; ceilings {SECONDS:.0f} s and {MEGABYTES:.0f} MB")
    return int(composed[0] >= SECONDS or composed[1] >= MEGABYTES)


if __name__ == "__main__":
    with installation():
        status = main()
    sys.exit(status)
