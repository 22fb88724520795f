"""The public register at 1,000 and at 10,000 bodies: each page's time, and their ratio.

In this process, by Django's own test client, with production's settings, on a durable PostgreSQL
of its own. Floor: the same page with a tenth of the bodies.
"""

import re
import statistics
import sys
import time

from django.db import connection
from django.test import Client
from django.urls import reverse

from benchmarks import _city
from benchmarks._city import name_of
from benchmarks._installation import installation
from trama.organizations.tests.factories import fiscal_code

SIZES = (1_000, 10_000)
ROUNDS = 40
LIMIT = 1.5


def misspelt(name: str) -> str:
    """As one writes who has heard it: double letters single, another letter for each c."""
    return re.sub(r"(.)\1", r"\1", name.lower()).replace("c", "k")


PAGES = {
    "first page": {},
    "last page": {"pagina": "999999"},
    "a whole name": {"q": name_of(77)},
    "a word of few names": {"q": "ciliegio"},
    "a word of many names": {"q": "associazione"},
    "a misspelt word": {"q": "cilieggio"},
    "a misspelt name": {"q": misspelt(name_of(77))},
    "a fiscal code": {"q": fiscal_code(77)},
    "a Comune": {"city": "milano"},
    "form and letter": {"legal_type": "APS", "letter": "l"},
}


def milliseconds(client: Client, data: dict[str, str]) -> float:
    """The median of a page's times, once warm."""
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        response = client.get(reverse("organizations:list"), data)
        times.append((time.perf_counter() - began) * 1000)
        assert response.status_code == 200
    return statistics.median(times[2:])


def main() -> int:
    client = Client(SERVER_NAME="localhost")
    measured: dict[int, dict[str, float]] = {}
    for start, size in zip((0, *SIZES), SIZES, strict=False):
        _city.bodies(start, size)
        _city.refresh_statistics()
        measured[size] = {label: milliseconds(client, data) for label, data in PAGES.items()}
    worst = 0.0
    print(f"{'register of bodies':24}" + "".join(f"{size:>10,}" for size in SIZES) + "     ratio")
    for label in PAGES:
        small, large = (measured[size][label] for size in SIZES)
        worst = max(worst, large / small)
        print(f"{label:24}{small:>8.1f}ms{large:>8.1f}ms{large / small:>10.2f}")
    print(f"worst ratio {worst:.2f}, allowed {LIMIT}")
    return int(worst > LIMIT)


if __name__ == "__main__":
    with installation():
        status = main()
        connection.close()
    sys.exit(status)
