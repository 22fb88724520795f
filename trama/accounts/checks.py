"""What must never be served: found by `manage.py check` and by every command that runs checks."""

import stat
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.db import DatabaseError

from config.keys import keys_directory
from config.postgres import is_embedded
from trama.accounts import queries


def register() -> None:
    for check in (check_demo, check_rehearsal, check_debug, check_keys, check_address):
        checks.register(check, checks.Tags.security)


def is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def check_demo(**kwargs: Any) -> list[checks.CheckMessage]:
    """One-click sign-in: only on this machine, only among invented people."""
    return [
        checks.Error(problem, hint="Unset TRAMA_DEMO, or run `make demo`.", id="trama.E001")
        for problem in (_demo_problems() if settings.DEMO else ())
    ]


def _demo_problems() -> Iterator[str]:
    if not is_loopback(settings.BIND):
        yield f"The demo lets anybody in with a click, and would listen on {settings.BIND}."
    if not is_embedded():
        yield "The demo lets anybody in with a click, and DATABASE_URL may hold real people."
        return
    try:
        marked = queries.is_demo_database()
    except DatabaseError:
        return  # the database is not up: nothing can be served, nobody can come in
    if not marked:
        yield "The demo lets anybody in with a click, and this database is not marked as a demo."


def check_rehearsal(**kwargs: Any) -> list[checks.CheckMessage]:
    """A rehearsal on a database of rehearsals, and such a database in a rehearsal alone."""
    if not is_embedded():
        return []  # a rehearsal's is always ours; `config.rehearsal` refuses another
    try:
        marked = queries.is_rehearsal_database()
    except DatabaseError:
        return []
    if marked == bool(settings.REHEARSAL):
        return []
    problem = (
        "This database is of a rehearsal: its clock may have been moved, its people are invented."
        if marked
        else "A rehearsal moves the clock, and this database is not marked as one of a rehearsal."
    )
    return [checks.Error(problem, hint="Use `make rehearsal`.", id="trama.E005")]


def check_debug(**kwargs: Any) -> list[checks.CheckMessage]:
    if settings.DEBUG and not is_loopback(settings.BIND):
        problem = f"TRAMA_DEBUG shows code and variables, and would listen on {settings.BIND}."
        return [checks.Error(problem, hint="Unset TRAMA_DEBUG.", id="trama.E002")]
    return []


def check_keys(**kwargs: Any) -> list[checks.CheckMessage]:
    """Settings read some of the keys and refuse those that others could read; here, all."""
    found: list[checks.CheckMessage] = []
    if not settings.LINKS_KEY or len(settings.SECRET_KEY) < 32:
        hint = "Run `python -m config.keys`, or give TRAMA_DJANGO_KEY and TRAMA_LINKS_KEY."
        found.append(checks.Error("A secret key is missing or short.", hint=hint, id="trama.E003"))
    folder = keys_directory()
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            hint = f"If nobody has seen it run: chmod 600 {path}. Otherwise replace it."
            found.append(checks.Error(f"Others can read {path}.", hint=hint, id="trama.E004"))
    return found


def check_address(**kwargs: Any) -> list[checks.CheckMessage]:
    host = urlsplit(settings.BASE_URL).hostname or ""
    if settings.HTTPS or is_loopback(host):
        return []
    problem = f"{settings.BASE_URL} is not https: passwords and sessions would travel in clear."
    return [checks.Warning(problem, hint="Set TRAMA_BASE_URL to https://….", id="trama.W001")]
