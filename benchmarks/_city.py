"""What the benchmarks measure on: notices, bodies with people who represent them, sessions.

Everything is invented; the names come from nowhere, the fiscal codes from the range 999.
"""

from benchmarks._installation import VAR  # sets Django up, which what follows needs

# isort: split
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib import import_module
from typing import Any

import psycopg
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from config.postgres import database_url
from trama.accounts.http import DIGITAL_IDENTITY, METHOD_KEY, PROVEN_KEY
from trama.accounts.models import User
from trama.accounts.tests.factories import HASHED
from trama.organizations.models import Membership, MembershipDuty, MembershipStatus, Organization
from trama.organizations.tests.factories import fiscal_code

assert str(settings.VAR_DIR) == str(VAR), "the benchmarks run on an installation of their own"

# Names as varied as a city's: each word is in one name of eight, of forty or of forty-eight.
KINDS = (
    "Associazione", "Fondazione", "Cooperativa sociale", "Gruppo", "Comitato", "Circolo", "Centro",
    "Casa",
)  # fmt: skip
THINGS = (
    "Gelsi", "Naviglio", "Pane", "Scale", "Cortile", "Ponte", "Lanterna", "Bussola", "Orto",
    "Filanda", "Mulino", "Ringhiera", "Fontana", "Tram", "Quaderno", "Aquilone", "Rondine",
    "Ciliegio", "Telaio", "Sentiero", "Piazza", "Chiave", "Vento", "Girasole", "Mongolfiera",
    "Biblioteca", "Forno", "Darsena", "Melograno", "Passerella", "Zattera", "Campanile", "Nido",
    "Tavola", "Finestra", "Officina", "Radice", "Sorgente", "Veliero", "Abbecedario", "Camino",
    "Staffetta", "Roggia", "Panchina", "Gomitolo", "Faro", "Pergola", "Trottola",
)  # fmt: skip
MANNERS = (
    "aperto", "di tutti", "in cammino", "solidale", "del quartiere", "senza muri", "domani",
    "insieme", "dei ragazzi", "per la famiglia", "in festa", "a colori", "del mattino", "ospitale",
    "dei mestieri", "di strada", "in ascolto", "delle stagioni", "nuovo", "dei nonni", "sociale",
    "che cresce", "popolare", "del sabato", "oltre", "di periferia", "dei popoli", "in rete",
    "verde", "della memoria", "di confine", "in movimento", "sul tetto", "dei giochi", "leggero",
    "di casa", "condiviso", "del fiume", "delle voci", "presente",
)  # fmt: skip
NAMES = len(KINDS) * len(THINGS) * len(MANNERS)
STRIDE = 7919  # shares no factor with NAMES: neighbours in number are far apart in name
SINCE = date(2020, 1, 1)
PROVEN_AT = datetime(2020, 1, 1, tzinfo=UTC)
BATCH = 1000  # rows written at a time


@dataclass(frozen=True)
class Representative:
    """Who signs for a body, with a session begun by digital identity a moment ago."""

    organization: Organization
    user: User
    session_key: str


def name_of(number: int) -> str:
    """Of the invented body of this number: all different; past `NAMES` the round is said too."""
    around, place = divmod(number, NAMES)
    rest, kind = divmod(place * STRIDE % NAMES, len(KINDS))
    manner, thing = divmod(rest, len(THINGS))
    name = f"{KINDS[kind]} {THINGS[thing]} {MANNERS[manner]}"
    return f"{name} {around + 1}" if around else name


def bodies(start: int, stop: int) -> list[Organization]:
    """The invented bodies from number `start` to `stop`, this one excluded, written down."""
    return Organization.objects.bulk_create(
        (
            Organization(
                name=name_of(n),
                codice_fiscale=fiscal_code(n),
                city="MILANO" if n % 5 else "Rozzano",
                legal_type="APS" if n % 3 else "ODV",
                art5_letters=["a", "l"] if n % 4 else ["d"],
                pec=f"ente{n}@pec.ente.example",
                pec_confirmed_at=PROVEN_AT,
                compared=True,
            )
            for n in range(start, stop)
        ),
        batch_size=BATCH,
    )


def representatives(organizations: list[Organization]) -> Iterator[Representative]:
    users = User.objects.bulk_create(
        User(name=f"Persona {o.pk}", email=f"persona{o.pk}@ente.example", password=HASHED)
        for o in organizations
    )
    Membership.objects.bulk_create(
        Membership(
            organization=organization,
            user=user,
            status=MembershipStatus.ACTIVE,
            duty=MembershipDuty.LEGAL_REPRESENTATIVE,
            since=SINCE,
        )
        for organization, user in zip(organizations, users, strict=True)
    )
    for organization, user in zip(organizations, users, strict=True):
        yield Representative(organization, user, session_of(user))


def session_of(user: User) -> str:
    """The key of a session that `user` has just begun with a digital identity."""
    now = time.time()
    session: Any = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[METHOD_KEY] = DIGITAL_IDENTITY
    session[PROVEN_KEY] = now
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "socialaccount", "at": now}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.create()
    return str(session.session_key)


def refresh_statistics() -> None:
    """As the database does by itself within a minute of such an import: only the owner may."""
    with psycopg.connect(database_url("owner"), autocommit=True) as owner:
        owner.execute("VACUUM ANALYZE")
