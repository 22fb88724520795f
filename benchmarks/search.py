"""The directory searched at 1,000 and at 100,000 resources: fifty searches, each page's time.

In this process, by Django's own test client, with production's settings, on a durable PostgreSQL
of its own. Floor: the same searches over a hundredth of the resources.
"""

import statistics
import sys
import time
from pathlib import Path

from django.db import connection
from django.test import Client
from django.urls import reverse

from benchmarks import _directory
from benchmarks._installation import installation
from trama.core.plans import planned_afresh
from trama.needs.models import Resource
from trama.needs.queries import cards
from trama.needs.queries.search import Wanted, search

SIZES = (1_000, 100_000)
ROUNDS = 7
LIMIT = 1.5
MILLISECONDS = 50  # of the slowest: a tenth of what an open inclusion directory takes
QUERIES = (Path(__file__).parent / "queries.txt").read_text("utf-8").splitlines()


def question(words: str) -> None:
    """The search as the page asks it: the best cards, the first thirty with their facts."""
    found = search(Resource, Wanted(words))
    shown = cards.shown(Resource, found.keys[: cards.PER_PAGE])
    cards.with_zones(shown)


def milliseconds(words: str, client: Client) -> tuple[float, float]:
    """Medians, once warm: of the questions to the database, of the whole page."""
    asked, answered = [], []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        with planned_afresh():
            question(words)
        asked.append((time.perf_counter() - began) * 1000)
        began = time.perf_counter()
        response = client.get(reverse("needs:resources"), {"q": words})
        answered.append((time.perf_counter() - began) * 1000)
        assert response.status_code == 200
    return statistics.median(asked[1:]), statistics.median(answered[1:])


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20, method="inclusive")[-1]


def main() -> int:
    client = Client(SERVER_NAME="localhost")
    nils = _directory.ground()
    measured: dict[int, list[tuple[float, float]]] = {}
    for start, size in zip((0, *SIZES), SIZES, strict=False):
        _directory.resources(start, size, nils)
        measured[size] = [milliseconds(words, client) for words in QUERIES]
    print(f"{'search':36}" + "".join(f"{size:>12,}" for size in SIZES) + "   (page, ms)")
    for number, words in enumerate(QUERIES):
        small, large = (measured[size][number][1] for size in SIZES)
        print(f"{words:36}{small:>12.1f}{large:>12.1f}")
    worst = 0.0
    for label, part in (("questions", 0), ("whole page", 1)):
        small, large = (p95([one[part] for one in measured[size]]) for size in SIZES)
        worst = large / small
        print(f"{label}: p95 {small:.1f} ms, {large:.1f} ms; ratio {worst:.2f}, allowed {LIMIT}")
    slowest = p95([one[1] for one in measured[SIZES[-1]]])
    print(f"p95 {slowest:.1f} ms, allowed {MILLISECONDS}")
    return int(worst > LIMIT or slowest > MILLISECONDS)


if __name__ == "__main__":
    with installation():
        status = main()
        connection.close()
    sys.exit(status)
