"""What the opening process may use of this machine. The kernel enforces it."""

import contextlib
import resource

CPU_SECONDS = 30
ADDRESS_SPACE = 1_536 * 1024**2  # bytes
FILE_SIZE = 128 * 1024**2  # bytes of any one file it writes
OPEN_FILES = 64
WALL_SECONDS = 90  # kept by whoever started it

_LIMITS = (
    (resource.RLIMIT_CPU, CPU_SECONDS),
    (resource.RLIMIT_AS, ADDRESS_SPACE),
    (resource.RLIMIT_FSIZE, FILE_SIZE),
    (resource.RLIMIT_NOFILE, OPEN_FILES),
    (resource.RLIMIT_CORE, 0),
)


def apply() -> None:
    """From here on, for good. macOS knows no limit of address space: there it is left out."""
    for what, limit in _LIMITS:
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (limit, limit))
