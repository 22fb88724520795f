"""The public register at 1,000 and at 10,000 bodies: each page's time, and their ratio.

Runs alone (`python -m benchmarks.bench_organizations`) on a database of its own, a copy of the
tests' template. Floor: the same page with a tenth of the bodies. A ratio over LIMIT exits 1.
"""

import math
import os
import secrets
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
for name in ("DJANGO", "LINKS"):
    os.environ.setdefault(f"TRAMA_{name}_KEY", secrets.token_urlsafe(48))
django.setup()

from django.conf import settings  # noqa: E402  # after setup, as everything below
from django.test import Client, override_settings  # noqa: E402
from django.urls import reverse  # noqa: E402

from tests.database import Session, the_server  # noqa: E402
from trama.organizations.models import Organization  # noqa: E402
from trama.organizations.tests.factories import fiscal_code  # noqa: E402

SIZES = (1_000, 10_000)
ROUNDS = 40
LIMIT = 1.5
PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"
KINDS = ("Associazione", "Fondazione", "Cooperativa", "Gruppo", "Comitato", "Circolo")
THINGS = ("Gelsi", "Naviglio", "Pane", "Scale", "Cortile", "Ponte", "Lanterna", "Bussola", "Orto")
PAGES = {
    "first page": {},
    "last page": {"pagina": "999999"},
    "a word of few names": {"q": "numero 77"},
    "a word of many names": {"q": "gelsi"},
    "a misspelt name": {"q": "asociazzione gelzi 77"},
    "a fiscal code": {"q": fiscal_code(77)},
    "a Comune": {"city": "milano"},
    "form and letter": {"legal_type": "APS", "letter": "l"},
}


def fill(size: int) -> None:
    start = Organization.objects.count()
    Organization.objects.bulk_create(
        Organization(
            name=f"{KINDS[n % 6]} {THINGS[n % 9]} numero {n}",
            codice_fiscale=fiscal_code(n),
            city="MILANO" if n % 5 else "Rozzano",
            legal_type="APS" if n % 3 else "ODV",
            art5_letters=["a", "l"] if n % 4 else ["d"],
            compared=True,
        )
        for n in range(start, size)
    )


def take_stock(session: Session) -> None:
    """What the server's own upkeep does in time, done at once: only the owner may."""
    with session.server._connect(session.database) as admin:
        admin.execute("VACUUM ANALYZE organizations_organization")


def best_of(client: Client) -> dict[str, float]:
    """The best time of each page, in milliseconds, in rounds over all pages: what else the machine
    was doing for a while is not our subject."""
    best = dict.fromkeys(PAGES, math.inf)
    for _ in range(ROUNDS):
        for label, data in PAGES.items():
            began = time.perf_counter()
            response = client.get(reverse("organizations:list"), data)
            best[label] = min(best[label], (time.perf_counter() - began) * 1000)
            assert response.status_code == 200
    return best


def main(session: Session) -> int:
    client = Client(SERVER_NAME="localhost")
    measured: dict[int, dict[str, float]] = {}
    for size in SIZES:
        fill(size)
        take_stock(session)
        measured[size] = best_of(client)
    worst = 0.0
    print(f"{'register of bodies':24}" + "".join(f"{size:>10,}" for size in SIZES) + "     ratio")
    for label in PAGES:
        small, large = (measured[size][label] for size in SIZES)
        worst = max(worst, large / small)
        print(f"{label:24}{small:>8.1f}ms{large:>8.1f}ms{large / small:>10.2f}")
    print(f"worst ratio {worst:.2f}, allowed {LIMIT}")
    return int(worst > LIMIT)


if __name__ == "__main__":
    session = Session(the_server())
    try:
        session.arrive("bench")
        storages = {**settings.STORAGES, "staticfiles": {"BACKEND": PLAIN}}
        with override_settings(STORAGES=storages, ALLOWED_HOSTS=["localhost"]):
            status = main(session)
    finally:
        session.leave()
    sys.exit(status)
