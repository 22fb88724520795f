"""The document store: contents on disk under their SHA-256, each kept once, never changed.

`root/ab/cd/abcd…`: a content is written aside, forced to disk and only then given its name, so that
whatever bears a name is whole. Rows of the database say what a content is called and whose it is.
"""

import contextlib
import hashlib
import os
import re
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_SHA256 = re.compile(r"[0-9a-f]{64}")


class EmptyContentError(ValueError):
    """There is not one byte to keep."""


class TooLargeError(ValueError):
    """More bytes than may be kept: writing stopped there, nothing is left behind."""


class MissingContentError(LookupError):
    """The content was kept, and is not there any more: the disk or its backup must be looked at."""


@dataclass(frozen=True)
class Stored:
    """What was kept: its SHA-256 in hexadecimal, its size in bytes."""

    sha256: str
    size: int


def path_of(root: Path, sha256: str) -> Path:
    if not _SHA256.fullmatch(sha256):
        raise ValueError("Not the SHA-256 of a content.")
    return root / sha256[:2] / sha256[2:4] / sha256


def put(root: Path, chunks: Iterable[bytes], *, limit: int | None = None) -> Stored:
    """Keep a content, hashed while it is written; `limit` in bytes. On disk when this returns."""
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor, aside = tempfile.mkstemp(prefix=".arriving-", dir=root)  # mode 0600
    try:
        with os.fdopen(descriptor, "wb") as file:
            stored = _write(file, chunks, limit)
            file.flush()
            os.fsync(file.fileno())
        _settle(Path(aside), path_of(root, stored.sha256), root)
    finally:
        Path(aside).unlink(missing_ok=True)
    return stored


def _write(file: IO[bytes], chunks: Iterable[bytes], limit: int | None) -> Stored:
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        size += len(chunk)
        if limit is not None and size > limit:
            raise TooLargeError
        digest.update(chunk)
        file.write(chunk)
    if not size:
        raise EmptyContentError
    return Stored(digest.hexdigest(), size)


def _settle(aside: Path, path: Path, root: Path) -> None:
    """Give a whole content its name. The same content, already there, is the same file."""
    if path.exists():
        return
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    aside.rename(path)
    for folder in (path.parent, path.parent.parent, root):
        _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    """A name survives a power cut once its folder is on disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some file systems do not sync folders
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def open_content(root: Path, sha256: str) -> IO[bytes]:
    try:
        return path_of(root, sha256).open("rb")
    except FileNotFoundError:
        raise MissingContentError(sha256) from None
