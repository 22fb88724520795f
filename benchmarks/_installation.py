"""An installation of its own for a benchmark: folder, keys, durable PostgreSQL, collected styles.

Importing it names a new folder in TRAMA_VAR and sets Django up there, so that everything below
is imported on it; nothing is started before `installation()`, and nothing is left after it.
"""

import atexit
import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django

from config.keys import ROOT, create_key, ensure_keys, keys_directory
from config.postgres import Cluster, default_cluster

VAR = Path(tempfile.mkdtemp(prefix="trama-bench-"))
VAR.chmod(0o711)  # the database's account passes through
atexit.register(shutil.rmtree, VAR, ignore_errors=True)


def _enter() -> None:
    kept = {"TRAMA_PG_BIN"}
    for name in list(os.environ):
        if (name.startswith("TRAMA_") and name not in kept) or name == "DATABASE_URL":
            del os.environ[name]
    os.environ["TRAMA_VAR"] = str(VAR)
    os.environ["TRAMA_LOG_LEVEL"] = "WARNING"
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    ensure_keys()
    for name in ("super", "owner", "app"):  # settings read them before the server is there
        create_key(keys_directory(), f"postgres-{name}")
    django.setup()


_enter()


@contextlib.contextmanager
def installation() -> Iterator[Cluster]:
    """The database as in production (fsync on), its tables made; stopped and removed at the end."""
    cluster = default_cluster()
    cluster.start(attached=True)
    try:
        run("-m", "config.preparation")
        _collect_styles()
        yield cluster
    finally:
        cluster.stop()
        data = (VAR / "postgres").resolve()
        shutil.rmtree(data, ignore_errors=True)


def _collect_styles() -> None:
    """Those that `make` keeps up to date, or collected here when there are none."""
    made = ROOT / "var/static"
    if (made / ".made").exists():
        (VAR / "static").symlink_to(made)
    else:
        run("manage.py", "collectstatic", "--noinput", "--verbosity=0", "--ignore", "ext")


def run(*arguments: str) -> None:
    """A command of the project, to its end, in this installation."""
    subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True)
