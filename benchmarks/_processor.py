"""Processor seconds: of the web server, of the database, of whoever asks. From Linux's /proc."""

import os
import time
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

TICKS = os.sysconf("SC_CLK_TCK")  # a second
PARENT, SPENT = 1, slice(11, 15)  # fields of /proc/PID/stat after the name, from 0; see proc(5)


@dataclass(frozen=True)
class Seconds:
    web: float
    database: float
    asking: float

    @property
    def total(self) -> float:
        return self.web + self.database + self.asking

    def __sub__(self, other: "Seconds") -> "Seconds":
        return Seconds(
            self.web - other.web, self.database - other.database, self.asking - other.asking
        )

    def __truediv__(self, count: int) -> "Seconds":
        return Seconds(self.web / count, self.database / count, self.asking / count)

    def __str__(self) -> str:
        parts = {"web": self.web, "database": self.database, "asking": self.asking}
        return ", ".join(f"{name} {seconds * 1000:.1f} ms" for name, seconds in parts.items())


def spent(web: int, database: int) -> Seconds:
    """So far, by the families of these two processes and by this one."""
    return Seconds(_family(web), _family(database), time.process_time())


def database_process() -> int:
    """The first process of PostgreSQL, on this machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(_stat(cursor.fetchone()[0])[PARENT])


def _family(pid: int) -> float:
    """Of a process and of its children, those that have ended too."""
    own = sum(int(ticks) for ticks in _stat(pid)[SPENT]) / TICKS
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return own + sum(_family(int(child)) for child in children)


def _stat(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
