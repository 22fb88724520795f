"""Secret keys: files of mode 0600 in a folder of mode 0700, outside the database.

A variable of the environment comes first (containers, secret stores): `TRAMA_DJANGO_KEY`,
`TRAMA_LINKS_KEY`, `TRAMA_LEDGER_KEY`, and for Django's own also `TRAMA_SECRET_KEY`.
"""

import contextlib
import os
import secrets
import stat
import sys
from pathlib import Path

GENERATED = ("django", "links", "ledger")  # the others (smtp, oidc) are given to us by someone else
OTHER_VARIABLES = {"django": "TRAMA_SECRET_KEY"}
ROOT = Path(__file__).resolve().parent.parent


class RefusedKeyError(Exception):
    """A key that can't be trusted or written; the message says which file and what to do."""


def var_directory() -> Path:
    """Where this installation keeps its state: `TRAMA_VAR`, or `var` beside the code."""
    return Path(os.environ.get("TRAMA_VAR") or ROOT / "var").absolute()


def keys_directory() -> Path:
    return var_directory() / "keys"


def read_key(name: str, directory: Path | None = None) -> str | None:
    """The key called `name`, or None when nobody gave it. Starts and writes nothing.

    Raises `RefusedKeyError` when others on this machine could read the file.
    """
    if directory is None:
        for variable in (f"TRAMA_{name.upper().replace('-', '_')}_KEY", OTHER_VARIABLES.get(name)):
            if variable and (value := os.environ.get(variable)):
                return value
    path = (directory or keys_directory()) / name
    try:
        with path.open(encoding="utf-8") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            if mode & 0o077:
                raise RefusedKeyError(
                    f"The key {path} can be read by others (mode {mode:04o}), so it was not used. "
                    f"If nobody has seen it run: chmod 600 {path}. Otherwise replace it."
                )
            return file.read().strip() or None
    except FileNotFoundError:
        return None
    except OSError as error:
        raise RefusedKeyError(
            f"The key {path} can't be read: {error.strerror}. "
            "Run as the user who owns it, or name another folder with TRAMA_VAR."
        ) from error


def create_key(directory: Path, name: str) -> str:
    """The key called `name` in `directory`, made now if absent: two starting together get one."""
    if (existing := read_key(name, directory)) is not None:
        return existing
    _make_directory(directory)
    draft = directory / f".{name}-{secrets.token_hex(8)}"
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:  # noqa: PTH123 - a descriptor
            file.write(secrets.token_urlsafe(48) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, directory / name)  # unlike a rename, never over somebody else's
        draft.unlink()
    except OSError as error:
        raise RefusedKeyError(
            f"The key {directory / name} can't be written: {error.strerror}."
        ) from error
    key = read_key(name, directory)
    if key is None:
        raise RefusedKeyError(
            f"The key {directory / name} is empty: remove the file and start again."
        )
    return key


def ensure_keys(directory: Path | None = None) -> None:
    """Create the keys that are missing; those already there, or in the environment, stay."""
    for name in GENERATED:
        if directory is not None or read_key(name) is None:
            create_key(directory or keys_directory(), name)


def _make_directory(directory: Path) -> None:
    # The state folder can be crossed but not listed: the database's account has to pass through.
    directory.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
    directory.mkdir(mode=0o700, exist_ok=True)
    mode = stat.S_IMODE(directory.stat().st_mode)
    if mode & 0o077:
        raise RefusedKeyError(
            f"The folder {directory} is open to others (mode {mode:04o}). "
            f"Run: chmod 700 {directory}"
        )


if __name__ == "__main__":
    try:
        ensure_keys()
    except RefusedKeyError as refusal:
        sys.exit(str(refusal))
