"""The floors of a submission: a bare WSGI handler, with no more than what has to be kept.

`POST /` forces a file to disk and inserts one row; `POST /row` inserts one row; `POST /nothing`
keeps nothing; `GET /page?N` answers N bytes.
"""

import os
import secrets
import threading
from collections.abc import Callable, Iterable
from functools import lru_cache
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
    """What is sent is on disk before the answer, or committed, or both."""
    size = int(environ.get("CONTENT_LENGTH") or 0)
    answer = page(int(environ.get("QUERY_STRING") or 2))
    if size:
        name, sent = secrets.token_hex(16), environ["wsgi.input"].read(size)
        if environ["PATH_INFO"] == "/":
            _keep(name, sent)
        if environ["PATH_INFO"] != "/nothing":
            _connection().execute(ROW, [name, size])
    length = ("Content-Length", str(len(answer)))
    start_response("200 OK", [("Content-Type", "text/plain"), length])
    return [answer]


@lru_cache
def page(size: int) -> bytes:
    return b"x" * size


def _keep(name: str, content: bytes) -> None:
    with (FOLDER / name).open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _connection() -> "psycopg.Connection[Any]":
    """One a thread, kept open, as a pool would."""
    if not hasattr(_mine, "connection"):
        _mine.connection = psycopg.connect(database_url("app"), autocommit=True)
    found: psycopg.Connection[Any] = _mine.connection
    return found
