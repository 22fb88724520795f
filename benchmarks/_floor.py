"""The floor of a submission: a bare WSGI handler. It fsyncs the file and inserts one row."""

import os
import secrets
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import psycopg

from config.postgres import database_url

FOLDER = Path(os.environ["TRAMA_VAR"]) / "floor"
FOLDER.mkdir(exist_ok=True)
ROW = "INSERT INTO floor (name, size) VALUES (%s, %s)"
_mine = threading.local()

Start = Callable[[str, list[tuple[str, str]]], Any]


def application(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    """Keep the body of the request as a file, then its row, both on disk before the answer."""
    size = int(environ.get("CONTENT_LENGTH") or 0)
    if size:
        name = secrets.token_hex(16)
        with (FOLDER / name).open("wb") as file:
            file.write(environ["wsgi.input"].read(size))
            file.flush()
            os.fsync(file.fileno())
        _connection().execute(ROW, [name, size])
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
    return [b"ok"]


def _connection() -> "psycopg.Connection[Any]":
    """One a thread, kept open, as a pool would."""
    if not hasattr(_mine, "connection"):
        _mine.connection = psycopg.connect(database_url("app"), autocommit=True)
    found: psycopg.Connection[Any] = _mine.connection
    return found
