"""The certificates that this installation trusts, read again only when their files change."""

import logging
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from trama.mailbox.formats.trust import TrustStore

logger = logging.getLogger(__name__)


def trust_store() -> TrustStore:
    """`PEC_TRUST_STORE`, a PEM file or a folder of them; unset, nobody is trusted."""
    path = str(settings.PEC_TRUST_STORE)
    return _load(path, _stamp(Path(path))) if path else TrustStore()


def _stamp(path: Path) -> tuple[tuple[str, int, int], ...]:
    """What tells that a file has changed: name, size, time of its last change."""
    try:
        files = sorted(path.iterdir()) if path.is_dir() else [path]
        found = [(file, file.stat()) for file in files]
    except OSError:
        return ()
    return tuple((file.name, stat.st_size, stat.st_mtime_ns) for file, stat in found)


@lru_cache(maxsize=4)
def _load(path: str, stamp: tuple[tuple[str, int, int], ...]) -> TrustStore:
    trust = TrustStore.load(Path(path))
    for problem in trust.problems:
        logger.error(problem)
    return trust
