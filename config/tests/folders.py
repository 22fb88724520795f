"""Folders of the tests that the database's own account can enter."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from config.server_files import socket_folder


@contextlib.contextmanager
def open_folder() -> Iterator[Path]:
    """A temporary folder open to passage: pytest's own are closed to other accounts.

    Opening those would not last: every session of pytest closes the folder they share.
    """
    folder = Path(tempfile.mkdtemp(prefix="trama-test-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        for var in folder.iterdir():  # a server killed abruptly leaves its socket folder
            shutil.rmtree(socket_folder(var), ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)
