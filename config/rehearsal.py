"""A rehearsal: a private run of the demo city, on a database, folders and keys of its own.

The web process asks to go back to the beginning by leaving a file; the supervisor, which alone may
make and remove databases, does it. The number of the round says which processes were born before.
"""

import os
import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from config.keys import var_directory
from config.postgres import DATABASE, REHEARSAL_MARK, Cluster

USUAL_NAME = "prova"
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,29}")
START = "trama_start"  # the database as it was when the city had just been loaded
# What would tie a rehearsal to a real installation: its servers, its mail, its files, its keys.
FOREIGN = re.compile(
    r"DATABASE(_OWNER)?_URL|TRAMA_EMAIL_BACKEND|TRAMA_SMTP_\w+|OIDC_\w+|PEC_TRUST_STORE"
    r"|TRAMA_DOCUMENTS|TRAMA_BASE_URL|TRAMA_LISTENING_EMAIL|TRAMA_\w+_KEY"
    r"|TRAMA_CLAMD|TRAMA_HOSTS|TRAMA_TRUSTED_ORIGINS|TRAMA_PROXIES"
)


class RefusedRehearsalError(Exception):
    """A rehearsal that may not run here; the message says why, and what to do."""


def chosen(environment: Mapping[str, str] = os.environ) -> str:
    """The name of the rehearsal that this process belongs to; empty for any other run.

    Raises `RefusedRehearsalError` when the environment leads outside the rehearsal.
    """
    name = environment.get("TRAMA_REHEARSAL", "")
    if not name:
        return ""
    if not NAME.fullmatch(name):
        raise RefusedRehearsalError(
            f"«{name}» can't be the name of a rehearsal: use small letters, figures and hyphens, "
            "thirty at most. Nothing was started."
        )
    if found := sorted(one for one, value in environment.items() if value and is_foreign(one)):
        raise RefusedRehearsalError(
            f"A rehearsal takes nothing from a real installation, and these are set: "
            f"{', '.join(found)}. Nothing was started: unset them, or use `make serve`."
        )
    return name


def is_foreign(variable: str) -> bool:
    return FOREIGN.fullmatch(variable) is not None


def check_folder() -> None:
    """Refuse the folder of an installation whose database is elsewhere: a reset would undo its
    documents. Of one whose database is here, the database says what it is for."""
    if _documents().exists() and not (var_directory() / "postgres").exists():
        raise RefusedRehearsalError(
            f"The documents in {_documents()} are of an installation whose database is elsewhere. "
            "Nothing was started: use `make rehearsal`, or another folder in TRAMA_VAR."
        )


def _folder() -> Path:
    return var_directory() / "rehearsal"


def ask_reset() -> None:
    """Leave word for the supervisor; asked twice, it is done once."""
    _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    (_folder() / "asked").touch()


def is_reset_asked() -> bool:
    return (_folder() / "asked").exists()


def current_round() -> str:
    """How many times it has begun again."""
    try:
        return (_folder() / "round").read_text()
    except FileNotFoundError:
        return "0"


def keep_start(cluster: Cluster) -> None:
    """Once, as soon as the city is loaded and nobody is connected: what a reset goes back to."""
    if START in cluster.databases():
        return
    _copy(_documents(), _kept_documents())
    cluster.create_database(START, template=DATABASE)


def put_back(cluster: Cluster) -> None:
    """Database and documents as they were at the start; what was done since is gone.

    Cut short, it is done again whole at the next start: the request is still there.
    """
    if START in cluster.databases():  # else nothing was ever lived here
        cluster.replace_database(START, mark=REHEARSAL_MARK)
        _copy(_kept_documents(), _documents())


def begin_round() -> None:
    """From here on whoever was born before serves nobody; what was asked is done."""
    _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = _folder() / "round.draft"
    draft.write_text(str(int(current_round()) + 1))
    draft.replace(_folder() / "round")
    (_folder() / "asked").unlink(missing_ok=True)


def _documents() -> Path:
    return var_directory() / "documents"


def _kept_documents() -> Path:
    return _folder() / "documents"


def _copy(source: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    if source.exists():
        shutil.copytree(source, target)
