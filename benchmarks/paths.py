"""The pages of a path with 460 bodies, 60 meetings and 5,000 contributions.

In this process, by Django's own test client, with production's settings, on a durable PostgreSQL
of its own. Floors, in the same run: the same page of a small path, whose queries are counted; an
empty page of ours («Note legali»), asked by the same person.
"""

import os
import statistics
import sys
import time
from dataclasses import dataclass

from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks import _city
from benchmarks._installation import installation

# isort: split
from benchmarks._opinions import answered, consulted, voted
from benchmarks._paths import Gathered, Size, gathered
from trama.tables.models import PriorityVote

SMALL, LARGE = Size(9, 3, 60), Size(460, 60, 5_000)
WARM_UP, ROUNDS, FIRST_VISITS = 3, 15, 3
WEIGHT = 4.0  # times an empty page of ours


READERS = ("anybody", "body", "officer")
BODY, OFFICE = ("body",), ("officer",)
EMPTY = "empty page"


@dataclass(frozen=True)
class Cost:
    """Of one page: its median time in milliseconds, and its queries; and what whoever comes first
    after an act waits, when nothing of it is kept."""

    milliseconds: float
    queries: int
    first: float


@dataclass(frozen=True)
class Place:
    """A page's name, where it is, and who reads it."""

    name: str
    address: str
    readers: tuple[str, ...] = READERS


def places(g: Gathered, vote: PriorityVote) -> list[Place]:
    """While the path gathers what bodies say."""
    code, (meeting, held, *_rest), first = g.path.code, g.meetings, g.bodies[0]
    one, other = g.contributions[0], g.contributions[20]
    listed = reverse("paths:contributions", args=[code])

    def place(name: str, view: str, *args: object, readers: tuple[str, ...] = READERS) -> Place:
        return Place(name, reverse(f"paths:{view}", args=args), readers)

    return [
        *frame(),
        place("path", "path", code),
        place("table", "table", code, g.table.uid),
        place("meeting", "meeting", code, meeting.uid),
        place("minutes", "minutes", code, held.uid),
        Place("contributions", listed),
        Place("contributions, last page", f"{listed}?pagina=999999"),
        Place("contributions, a word", f"{listed}?q=ciliegio"),
        Place("contributions, without outcome", f"{listed}?status=discussed"),
        Place("contributions, its own", f"{listed}?mine=on", BODY),
        place("contribution", "contribution", code, one.number),
        place("bringing one", "contribution_new", code, readers=BODY),
        place("amending one", "contribution_edit", code, one.number, readers=BODY),
        place("a position on one", "contribution_position", code, other.number, readers=BODY),
        place("common ground", "ground", code),
        place("answering a statement", "ground_vote", first.uid, readers=BODY),
        place("vote", "vote", code, vote.uid),
        place("ballot", "ballot", vote.uid, first.uid, readers=BODY),
        Place("thread of a contribution", reverse("core:thread", args=["contributo", one.uid])),
        Place("thread of a meeting", reverse("core:thread", args=["incontro", held.uid])),
        Place("thread of the path", reverse("core:thread", args=["percorso", g.path.uid])),
        place("office’s page", "desk", code, readers=OFFICE),
        place("outcomes", "contributions_decide", code, readers=OFFICE),
        place("outcome of one", "contribution_decide", code, one.number, readers=OFFICE),
        place("attendance", "attendance", code, meeting.uid, readers=OFFICE),
        place("spoken contribution", "contribution_spoken", code, meeting.uid, readers=OFFICE),
        place("parking an issue", "park", code, meeting.uid, readers=OFFICE),
        place("adding an action", "action_new", code, meeting.uid, readers=OFFICE),
        place("inviting again", "meeting_edit", code, meeting.uid, readers=OFFICE),
    ]


def frame() -> list[Place]:
    return [
        Place(EMPTY, reverse("portal:legal")),
        Place("paths", reverse("paths:list")),
    ]


def places_once_consulted(g: Gathered) -> list[Place]:
    code = g.path.code
    return [
        *frame(),
        Place("path, in consultation", reverse("paths:path", args=[code])),
        Place("synthesis", reverse("paths:synthesis", args=[code])),
        Place("work on the synthesis", reverse("paths:synthesis_desk", args=[code]), OFFICE),
        Place("priorities of the act", reverse("paths:priorities", args=[code]), OFFICE),
    ]


Visit = tuple[str, str, str]


def visits_of(size: str, g: Gathered, wanted: list[Place]) -> dict[Visit, tuple[Client, str]]:
    found = {}
    for who in READERS:
        client = Client(SERVER_NAME="localhost")
        if who != "anybody":
            client.cookies["sessionid"] = g.officer if who == "officer" else g.body
        for place in wanted:
            if who in place.readers:
                found[size, who, place.name] = client, place.address
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
        costs[visit] = Cost(
            statistics.median(times[visit][WARM_UP:]),
            min(queries(client, address) for _ in range(FIRST_VISITS)),
            first_visit(client, address),
        )
    return costs


def _forget() -> None:
    for store in ("paths", "searches"):
        caches[store].clear()


def queries(client: Client, address: str) -> int:
    """Of one visit when nothing of the page is kept. What a process asks once a minute, for all its
    pages, falls on one visit and not on the next: of several the fewest count."""
    _forget()
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def first_visit(client: Client, address: str) -> float:
    times = []
    for _ in range(FIRST_VISITS):
        _forget()
        began = time.perf_counter()
        client.get(address)
        times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def judge(who: str, page: str, small: Cost, large: Cost, empty: Cost) -> list[str]:
    """Print a page's figures; what is missed, in words."""
    weight = large.milliseconds / empty.milliseconds
    name = f"{page}, {who}"
    print(
        f"{name:46}{small.milliseconds:>10.1f}{small.queries:>4}"
        f"{large.milliseconds:>10.1f}{large.queries:>4}{large.first:>11.1f}{weight:>9.2f}"
    )
    missed = []
    if small.queries != large.queries:
        missed.append(f"{name}: {small.queries} queries, then {large.queries}")
    if weight > WEIGHT:
        missed.append(f"{name}: {weight:.2f} empty pages, allowed {WEIGHT}")
    return missed


def compared(visits: dict[Visit, tuple[Client, str]]) -> list[str]:
    found = measure(visits)
    misses = []
    for size, who, page in found:
        if size == "large" and page != EMPTY:
            small, large = found["small", who, page], found[size, who, page]
            misses += judge(who, page, small, large, found[size, who, EMPTY])
    return misses


def main() -> int:
    sizes = {"small": gathered("COP-2026-PICCOLO", SMALL)}
    sizes["large"] = gathered("COP-2026-GRANDE", LARGE)
    visits: dict[Visit, tuple[Client, str]] = {}
    for size, g in sizes.items():
        answered(g)
        visits |= visits_of(size, g, places(g, voted(g)))
    _city.refresh_statistics()
    print(f"machine at load {os.getloadavg()[0]:.1f}; milliseconds and queries; the first visit")
    print(f"{'page':46}{'small':>14}{'large':>14}{'first':>11}   weight")
    misses = compared(visits)
    visits = {}
    for size, g in sizes.items():
        consulted(g)
        visits |= visits_of(size, g, places_once_consulted(g))
    _city.refresh_statistics()
    misses += compared(visits)
    print(f"weight, in empty pages: allowed {WEIGHT}")
    for miss in misses:
        print(f"missed: {miss}")
    return int(bool(misses))


if __name__ == "__main__":
    with installation():
        status = main()
        connection.close()
    sys.exit(status)
