"""The pages of a path with 460 bodies, 60 meetings and 5,000 contributions.

In this process, by Django's own test client, with production's settings, on a durable PostgreSQL
of its own. Floors, in the same run: the same page of a small path, whose queries are counted; an
empty page of ours («Note legali»), asked by the same person.
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
from benchmarks._installation import installation

# isort: split
from benchmarks._paths import Gathered, Size, gathered

SMALL, LARGE = Size(9, 3, 60), Size(460, 60, 5_000)
WARM_UP, ROUNDS = 3, 15
WEIGHT = 4.0  # times an empty page of ours


@dataclass(frozen=True)
class Cost:
    """Of one page: its median time in milliseconds, and its queries."""

    milliseconds: float
    queries: int


def addresses(g: Gathered) -> dict[str, dict[str, str]]:
    """By who looks: the name of each page, and where it is."""
    code, meeting, number = g.path.code, g.meeting.uid, g.contribution.number
    listed = reverse("paths:contributions", args=[code])
    read = {
        "empty page": reverse("portal:legal"),
        "paths": reverse("paths:list"),
        "path": reverse("paths:path", args=[code]),
        "table": reverse("paths:table", args=[code, g.table.uid]),
        "meeting": reverse("paths:meeting", args=[code, meeting]),
        "contributions": listed,
        "contributions, last page": f"{listed}?pagina=999999",
        "contributions, a word": f"{listed}?q=ciliegio",
        "contributions, without outcome": f"{listed}?status=discussed",
        "contribution": reverse("paths:contribution", args=[code, number]),
    }
    return {
        "anybody": read,
        "body": {
            **read,
            "contributions, its own": f"{listed}?mine=on",
            "bringing one": reverse("paths:contribution_new", args=[code]),
        },
        "officer": {
            **read,
            "office’s page": reverse("paths:desk", args=[code]),
            "outcomes": reverse("paths:contributions_decide", args=[code]),
            "outcome of one": reverse("paths:contribution_decide", args=[code, number]),
            "attendance": reverse("paths:attendance", args=[code, meeting]),
            "spoken contribution": reverse("paths:contribution_spoken", args=[code, meeting]),
            "inviting again": reverse("paths:meeting_edit", args=[code, meeting]),
        },
    }


Visit = tuple[str, str, str]


def visits_of(size: str, g: Gathered) -> dict[Visit, tuple[Client, str]]:
    found = {}
    for who, pages in addresses(g).items():
        client = Client(SERVER_NAME="localhost")
        if who != "anybody":
            client.cookies["sessionid"] = g.officer if who == "officer" else g.body
        for page, address in pages.items():
            found[size, who, page] = client, address
    return found


def measure(visits: dict[Visit, tuple[Client, str]]) -> dict[Visit, Cost]:
    """Round after round over all the pages, so that the machine's moods fall on each alike."""
    times: dict[Visit, list[float]] = {visit: [] for visit in visits}
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


def judge(who: str, page: str, small: Cost, large: Cost, empty: Cost) -> list[str]:
    """Print a page's figures; what is missed, in words."""
    weight = large.milliseconds / empty.milliseconds
    name = f"{page}, {who}"
    print(
        f"{name:42}{small.milliseconds:>8.1f} ms{small.queries:>4}"
        f"{large.milliseconds:>9.1f} ms{large.queries:>4}{weight:>9.2f}"
    )
    missed = []
    if small.queries != large.queries:
        missed.append(f"{name}: {small.queries} queries, then {large.queries}")
    if weight > WEIGHT:
        missed.append(f"{name}: {weight:.2f} empty pages, allowed {WEIGHT}")
    return missed


def main() -> int:
    visits = visits_of("small", gathered("COP-2026-PICCOLO", SMALL))
    visits |= visits_of("large", gathered("COP-2026-GRANDE", LARGE))
    _city.refresh_statistics()
    found = measure(visits)
    print(f"{'page':42}{'small, queries':>15}{'large, queries':>16}   weight")
    misses = []
    for size, who, page in found:
        if size == "large":
            small, large = found["small", who, page], found[size, who, page]
            misses += judge(who, page, small, large, found[size, who, "empty page"])
    print(f"weight, in empty pages: allowed {WEIGHT}")
    for miss in misses:
        print(f"missed: {miss}")
    return int(bool(misses))


if __name__ == "__main__":
    with installation():
        status = main()
        connection.close()
    sys.exit(status)
