"""What the apps above tell the mailbox at start-up: who understands a message, which procedures
a person handles mail for and which are sealed, which bodies a message may come from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.contrib.auth.models import AnonymousUser

from trama.accounts.models import User
from trama.core.models import Record
from trama.mailbox.formats.envelope import CertifiedMessage
from trama.mailbox.models import IncomingMessage, MessageStatus


@dataclass(frozen=True)
class Arrival:
    """A message to be understood, and what a person or a command said of it, if anything."""

    message: IncomingMessage
    content: CertifiedMessage
    notice_code: str | None = None
    organization: UUID | None = None
    actor: User | None = None


@dataclass(frozen=True)
class Claim:
    """What became of a message: RECEIVED, LATE, HELD or UNMATCHED, why, and as what."""

    status: MessageStatus
    reasons: list[str] = field(default_factory=list)
    dossier: str = ""
    outcome: Record | None = None
    certified_at: datetime | None = None


Handler = Callable[[Arrival], Claim | None]

_handlers: list[Handler] = []
_of_plain_mail: list[Handler] = []
_repliers: list[Handler] = []


def register(handler: Handler) -> None:
    """`handler(arrival)` claims the messages it understands and says None of the others."""
    if handler not in _handlers:
        _handlers.append(handler)


def register_plain(handler: Handler) -> None:
    """As `register`, for ordinary mail that nobody certifies: only what asks for no proof of who
    wrote it and when. What no such handler claims is held for a person."""
    if handler not in _of_plain_mail:
        _of_plain_mail.append(handler)


def register_replies(handler: Handler) -> None:
    """`handler(arrival)` claims answers to our letters, which nobody needs to certify: of ordinary
    mail too, as long as nothing follows before a person has read it."""
    if handler not in _repliers:
        _repliers.append(handler)


def claim(arrival: Arrival) -> Claim | None:
    return _first(_handlers, arrival)


def claim_plain(arrival: Arrival) -> Claim | None:
    return _first(_of_plain_mail, arrival)


def claim_reply(arrival: Arrival) -> Claim | None:
    return _first(_repliers, arrival)


def _first(asked: Sequence[Handler], arrival: Arrival) -> Claim | None:
    claims = (handler(arrival) for handler in asked)
    return next((claimed for claimed in claims if claimed is not None), None)


# ---------------------------------------------------------------- procedures and bodies


@dataclass(frozen=True)
class Dossier:
    """A procedure that receives mail, at the address `pec`."""

    code: str
    name: str
    pec: str = ""


@dataclass(frozen=True)
class Correspondent:
    """A body that a message may come from; `line` tells it from those of near name."""

    uid: UUID
    name: str
    line: str = ""


HandledBy = Callable[[User | AnonymousUser], Sequence[Dossier]]
Sealed = Callable[[], Sequence[Dossier]]
Find = Callable[[str, int], Sequence[Correspondent]]

_handled_by: list[HandledBy] = []
_codes: list[Callable[[str], str]] = []
_sealed: list[Sealed] = []
_finders: list[Find] = []


def register_dossiers(handled_by: HandledBy, code_of: Callable[[str], str], sealed: Sealed) -> None:
    """`handled_by(user)`: the procedures whose mail this person sorts. `code_of(words)`: the code
    that somebody typed, as it is written; empty when no procedure has it. `sealed()`: those still
    open, whosever they are, of which nobody may know yet who has applied."""
    if handled_by not in _handled_by:
        _handled_by.append(handled_by)
        _codes.append(code_of)
        _sealed.append(sealed)


def register_correspondents(find: Find) -> None:
    """`find(words, limit)`: the bodies whose name or codice fiscale answers to the words."""
    if find not in _finders:
        _finders.append(find)


def dossiers_of(user: User | AnonymousUser) -> list[Dossier]:
    return [dossier for handled_by in _handled_by for dossier in handled_by(user)]


def sealed_dossiers() -> list[Dossier]:
    return [dossier for sealed in _sealed for dossier in sealed()]


def code_of(words: str) -> str:
    return next((code for find in _codes if (code := find(words))), "")


def correspondents(words: str, limit: int = 10) -> list[Correspondent]:
    found = [body for find in _finders for body in find(words, limit)] if words.strip() else []
    return found[:limit]
