"""The book: every act written down, and its number given."""

import hashlib
import json
import secrets
from datetime import datetime

import rfc8785
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models

from trama.core.deadlines import day_of
from trama.core.events import Act
from trama.ledger.models import Event, Opening, RegistryEntry


def commitment(salt: bytes, payload: str) -> str:
    """Whoever holds salt and payload can check it; whoever does not cannot guess them."""
    return hashlib.sha256(salt + payload.encode()).hexdigest()


def canonical(facts: object) -> str:
    """JSON in its one canonical form (RFC 8785): the same facts are always the same bytes."""
    plain = json.loads(json.dumps(facts, cls=DjangoJSONEncoder))
    return rfc8785.dumps(plain).decode()


def write_down(act: Act) -> None:
    """One event in the act's own transaction, its content committed to and kept apart."""
    salt = secrets.token_bytes(32)
    payload = canonical(dict(act.payload))
    event = Event.objects.create(
        occurred_at=act.at,
        dossier=act.file,
        subject_label=act.subject._meta.label_lower,
        subject_id=str(act.subject.pk),
        verb=act.verb,
        actor_id=act.actor.pk if act.actor else None,
        commitment=commitment(salt, payload),
    )
    Opening.objects.create(event=event, salt=salt, payload=payload)


_NEXT = """
INSERT INTO ledger_registercounter AS counter (register, year, last) VALUES (%s, %s, 1)
ON CONFLICT (register, year) DO UPDATE SET last = counter.last + 1 RETURNING last
"""


def number(subject: models.Model, *, at: datetime, register: str = "REP") -> RegistryEntry:
    """The next number of the register, for `subject`: gapless, the year is Rome's at `at`.

    Call it last in an act: its row lock is held until the act commits.
    """
    year = day_of(at).year
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, [register, year])
        following: int = cursor.fetchone()[0]
    return RegistryEntry.objects.create(
        register=register,
        year=year,
        number=following,
        registered_at=at,
        dossier=str(getattr(subject, "dossier", "")),
        subject_label=subject._meta.label_lower,
        subject_id=str(subject.pk),
    )
