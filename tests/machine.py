"""What this machine lacks of what the checks use: `python -m tests.machine` closes `make check`."""

import os
import shutil
import sys
from pathlib import Path

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
PG15 = "/usr/lib/postgresql/15/bin"


def chromium() -> str | None:
    """Where Debian's browser is; the tests of the pages drive it."""
    return next((path for name in CHROMIUM if (path := shutil.which(name))), None)


def postgresql_15() -> str | None:
    """The folder of the oldest server we promise to work with."""
    folder = Path(os.environ.get("PG15") or PG15)
    return str(folder) if (folder / "postgres").exists() else None


def missing() -> list[str]:
    """Each part that is absent, in a person's words."""
    parts = {
        "Chromium": chromium(),
        "Java": shutil.which("java"),
        "PostgreSQL 15": postgresql_15(),
    }
    return [name for name, found in parts.items() if not found]


if __name__ == "__main__":
    absent = missing()
    sys.stdout.write("This machine lacks: " + (", ".join(absent) or "nothing") + ".\n")
    sys.exit(1 if absent and os.environ.get("CI") == "true" else 0)
