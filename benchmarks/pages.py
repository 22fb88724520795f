"""The notice's page and the officer's list at 100 and at 10,000 applications.

In this process, by Django's own test client, with production's settings: the time is that of our
code and of its queries, on a durable PostgreSQL of its own. Floor, in the same run: the same page
with a hundredth of the applications, and a page of ours with nothing of its own («Note legali»),
asked by the same person.
"""

import statistics
import sys
import time
from dataclasses import dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks import _city
from benchmarks._crowd import Procedure, crowded
from benchmarks._installation import installation

SIZES = (100, 10_000)
WARM_UP, ROUNDS = 4, 30
GROWTH = 1.3  # times the same page with a hundredth of the applications
WORD = "naviglio"  # one name in forty-eight has it
WEIGHT = 3.0  # times an empty page of ours


@dataclass(frozen=True)
class Cost:
    """Of one page: its median time in milliseconds, and its queries."""

    milliseconds: float
    queries: int


def address_of(page: str, procedure: Procedure) -> str:
    code = procedure.notice.code
    return {
        "empty page, anybody": reverse("portal:legal"),
        "empty page, officer": reverse("portal:legal"),
        "notice, anybody": reverse("notices:detail", args=[code]),
        "officer's list": reverse("screening:desk", args=[code]),
        "officer's list, last page": reverse("screening:desk", args=[code]) + "?pagina=999999",
        "officer's list, by name": reverse("screening:desk", args=[code]) + f"?cerca={WORD}",
    }[page]


PAGES = (
    "empty page, anybody",
    "notice, anybody",
    "empty page, officer",
    "officer's list",
    "officer's list, last page",
    "officer's list, by name",
)


def measure(procedures: dict[int, Procedure]) -> dict[tuple[int, str], Cost]:
    """Round after round over all the pages, so that the machine's moods fall on each alike."""
    visits: dict[tuple[int, str], tuple[Client, str]] = {}
    for size, procedure in procedures.items():
        anybody, officer = Client(SERVER_NAME="localhost"), Client(SERVER_NAME="localhost")
        officer.cookies["sessionid"] = procedure.session_key
        for page in PAGES:
            client = anybody if page.endswith("anybody") else officer
            visits[size, page] = client, address_of(page, procedure)
    times: dict[tuple[int, str], list[float]] = {visit: [] for visit in visits}
    for _ in range(WARM_UP + ROUNDS):
        for visit, (client, address) in visits.items():
            began = time.perf_counter()
            response = client.get(address)
            times[visit].append((time.perf_counter() - began) * 1000)
            assert response.status_code == 200, f"{address} answered {response.status_code}"
    costs = {}
    for visit, (client, address) in visits.items():
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        costs[visit] = Cost(statistics.median(times[visit][WARM_UP:]), len(captured))
    return costs


def judge(page: str, small: Cost, large: Cost, empty: Cost) -> list[str]:
    """Print a page's figures; what is missed, in words."""
    growth = large.milliseconds / small.milliseconds
    weight = large.milliseconds / empty.milliseconds
    print(
        f"{page:26}{small.milliseconds:>8.1f} ms {small.queries:>3} queries"
        f"{large.milliseconds:>9.1f} ms {large.queries:>3} queries"
        f"{growth:>9.2f}{weight:>9.2f}"
    )
    missed = []
    if small.queries != large.queries:
        missed.append(f"{page}: {small.queries} queries, then {large.queries}")
    if growth > GROWTH and not page.startswith("empty"):
        missed.append(f"{page}: {growth:.2f} times as long, allowed {GROWTH}")
    if weight > WEIGHT:
        missed.append(f"{page}: {weight:.2f} empty pages, allowed {WEIGHT}")
    return missed


def main() -> int:
    procedures = {size: crowded(f"COP-2026-{size}", size) for size in SIZES}
    _city.refresh_statistics()
    found = measure(procedures)
    few, many = SIZES
    print(f"{'page':26}{few:>11,} applications{many:>12,} applications   growth   weight")
    misses = []
    for page in PAGES:
        who = "anybody" if page.endswith("anybody") else "officer"
        empty = found[many, f"empty page, {who}"]
        misses += judge(page, found[few, page], found[many, page], empty)
    print(f"growth: allowed {GROWTH}; weight, in empty pages: allowed {WEIGHT}")
    for miss in misses:
        print(f"missed: {miss}")
    return int(bool(misses))


if __name__ == "__main__":
    with installation():
        status = main()
        connection.close()
    sys.exit(status)
