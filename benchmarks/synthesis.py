"""The synthesis of a path with 460 bodies, 60 meetings and 5,000 contributions, and its documents.

Each job runs in a process of its own, as a worker's would be: wall time, and the most memory that
the process and those it starts hold at once (PSS, looked at fifty times a second). Two fixed
ceilings for the composition; that of memory for the documents on paper too, of a path where each
contribution has five dissenting positions, all told word for word. As a floor, in the same run, a
process that reads the same contributions as plain rows.
"""

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import cycle

from benchmarks import _city
from benchmarks._installation import installation

# isort: split
from benchmarks._memory import peak_mb
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
import sys, time
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
print(time.perf_counter() - began)
"""


@dataclass(frozen=True)
class Cost:
    """Of a job: how long it took, and the most it held in memory with what it started."""

    seconds: float
    megabytes: float


def measured(name: str, what: str) -> Cost:
    """A job in a new process."""
    command = [sys.executable, "-c", MEASURED, name, what]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as job:
        peak = peak_mb(job)
        assert job.stdout is not None
        said = job.stdout.read()
    assert job.returncode == 0, f"{name} failed"
    return Cost(float(said), peak)


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


def report(name: str, found: Cost, floor: Cost) -> list[str]:
    """Print a job's figures; what is missed, in words."""
    print(
        f"{name:<34}{found.seconds:>8.2f} s{found.megabytes:>8.0f} MB"
        f"   {found.seconds / floor.seconds:>7.1f} and "
        f"{found.megabytes / floor.megabytes:.1f} times the floor"
    )
    kept = found.megabytes < MEGABYTES
    return [] if kept else [f"{name}: {found.megabytes:.0f} MB, allowed {MEGABYTES:.0f}"]


def main() -> int:
    path = gathered("COP-2026-GRANDE", SIZE).path
    officer = User.objects.filter(office_roles__office=path.notice.office).order_by("pk")[0]
    ready(path)
    acts.ask_composition(path, actor=officer)
    _city.refresh_statistics()
    uid = str(path.uid)
    floor = measured("read", uid)
    composed = measured("compose", uid)
    missed = report("composed from the records", composed, floor)
    if composed.seconds >= SECONDS:
        missed.append(f"composed in {composed.seconds:.0f} s, allowed {SECONDS:.0f}")
    paragraphs = SynthesisParagraph.objects.filter(section__path=path).count()
    path.refresh_from_db()
    acts.open_consultation(path, days=5, actor=officer)
    yesterday = datetime.combine(clock.now().date() - timedelta(days=1), time(12), ROME)
    Synthesis.objects.filter(path=path).update(consulted_until=yesterday)
    acts.finalize(path, actor=officer)
    acts.write_report(path, text="Il percorso ha raggiunto il suo scopo.", actor=officer)
    for document in PathDocument.objects.filter(path=path).exclude(kind="synthesis_draft"):
        made = measured("write_document", str(document.uid))
        missed += report(f"{document.kind}, on paper", made, floor)
    print(f"{'floor: read as plain rows':<34}{floor.seconds:>8.2f} s{floor.megabytes:>8.0f} MB")
    print(f"{paragraphs} paragraphs; ceilings {SECONDS:.0f} s and {MEGABYTES:.0f} MB")
    print(f"machine at load {os.getloadavg()[0]:.1f}")
    for miss in missed:
        print(f"missed: {miss}")
    return int(bool(missed))


if __name__ == "__main__":
    with installation():
        status = main()
    sys.exit(status)
