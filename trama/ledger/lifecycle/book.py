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
from trama.core.ids import new_uid
from trama.ledger.models import RegistryEntry


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
    facts = {
        "uuid": new_uid(),
        "at": act.at,
        "dossier": act.file,
        **_named(act.subject),
        "verb": act.verb,
        "actor": act.actor.pk if act.actor else None,
        "commitment": commitment(salt, payload),
        "salt": salt,
        "payload": payload,
    }
    with connection.cursor() as cursor:
        cursor.execute(_WRITE_DOWN, facts)


def _named(subject: models.Model) -> dict[str, str]:
    return {"label": subject._meta.label_lower, "id": str(subject.pk)}


# An event and what opens it, an entry and its number: one trip to the database each.
_WRITE_DOWN = """
WITH event AS (
    INSERT INTO ledger_event (uuid, occurred_at, dossier, subject_label, subject_id, verb,
                              actor_id, commitment)
    VALUES (%(uuid)s, %(at)s, %(dossier)s, %(label)s, %(id)s, %(verb)s,
            %(actor)s, %(commitment)s)
    RETURNING uuid
)
INSERT INTO ledger_opening (event_id, salt, payload) SELECT uuid, %(salt)s, %(payload)s FROM event
"""
_NUMBER = """
WITH following AS (
    INSERT INTO ledger_registercounter AS counter (register, year, last)
    VALUES (%(register)s, %(year)s, 1)
    ON CONFLICT (register, year) DO UPDATE SET last = counter.last + 1 RETURNING last
)
INSERT INTO ledger_registryentry (register, year, number, registered_at, dossier, subject_label,
                                  subject_id)
SELECT %(register)s, %(year)s, last, %(at)s, %(dossier)s, %(label)s, %(id)s FROM following
RETURNING *
"""


def number(subject: models.Model, *, at: datetime, register: str = "REP") -> RegistryEntry:
    """The next number of the register, for `subject`: gapless, the year is Rome's at `at`.

    Call it last in an act: its row lock is held until the act commits.
    """
    facts = {
        "register": register,
        "year": day_of(at).year,
        "at": at,
        "dossier": str(getattr(subject, "dossier", "")),
        **_named(subject),
    }
    return RegistryEntry.objects.raw(_NUMBER, facts)[0]
