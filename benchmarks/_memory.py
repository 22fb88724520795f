"""What processes weigh: their proportional set size, from Linux's /proc/PID/smaps_rollup."""

import time
from pathlib import Path
from subprocess import Popen
from typing import Any

EVERY = 0.02  # seconds between two looks


def pss_mb(pid: int) -> float:
    """Proportional set size of a process, in MB (10⁶ bytes)."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise ValueError(f"no Pss of {pid}")


def peak_mb(process: Popen[Any]) -> float:
    """The most that a process and its children weighed together, as it was seen until its end."""
    most = 0.0
    while process.poll() is None:
        most = max(most, _family(process.pid))
        time.sleep(EVERY)
    return most


def _family(pid: int) -> float:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return pss_mb(pid) + sum(_family(int(child)) for child in children)
    except (OSError, ValueError):  # it has just ended
        return 0.0
