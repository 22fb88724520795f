"""Applications presented by four people at once, from the notice to the receipt, with a 100 kB PDF.

Ours: gunicorn as the supervisor starts it (2 workers of 4 threads) on a durable PostgreSQL of its
own; sessions are ready in the database, because signing in is its identity provider's time; the
jobs wait for a worker that isn't there. Floor, in the same run: a bare WSGI handler under the same
gunicorn, that fsyncs a file of 100 kB and inserts one row.
"""

import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from statistics import median

import psycopg
from django.db import connection
from django.test.utils import CaptureQueriesContext

from benchmarks import _city
from benchmarks._browser import Browser, in_this_process, over_loopback
from benchmarks._city import Representative
from benchmarks._installation import installation
from benchmarks._journey import Watch, open_notice, pdf, travel
from benchmarks._server import server
from config.postgres import Cluster
from trama.notices.models import Notice
from trama.programming.models import Theme

CLIENTS = 4
WARM_UP, MEASURED = 3, 20  # journeys of each client
FLOOR_SECONDS = 5.0
REQUIRED = 0.4
TABLE = "CREATE TABLE floor (id bigserial PRIMARY KEY, name text, size integer)"


@dataclass
class Measure:
    """What the four did together, in `seconds`."""

    journeys: int = 0
    seconds: float = 0
    requests: Counter[str] = field(default_factory=Counter)
    watch: Watch = field(default_factory=Watch)


def together(act: Callable[[int], object]) -> float:
    """`act(0)` … `act(3)` at the same time: the seconds until the last has ended."""
    began = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        for done in [pool.submit(act, number) for number in range(CLIENTS)]:
            done.result()
    return time.perf_counter() - began


def floor(cluster: Cluster) -> float:
    """Files of 100 kB kept, each with its row, per second."""
    with psycopg.connect(cluster.url("owner")) as owner:
        owner.execute(TABLE)
    kept = [0] * CLIENTS

    with server("benchmarks._floor:application", ready="/") as bare:

        def keep_sending(number: int) -> None:
            send = over_loopback(bare.port)
            send("POST", "/", pdf(), {})
            until = time.perf_counter() + FLOOR_SECONDS
            while time.perf_counter() < until:
                status, _, _ = send("POST", "/", pdf(), {})
                assert status == 200
                kept[number] += 1

        seconds = together(keep_sending)
    return sum(kept) / seconds


def ours(notice: Notice, people: list[Representative], theme: str) -> Measure:
    measure = Measure()
    with server() as web:

        def journeys(number: int, count: int, watch: Watch) -> None:
            for _ in range(count):
                who = people.pop()
                browser = Browser(over_loopback(web.port), who.session_key)
                travel(browser, notice, who, theme, watch)
                measure.requests.update(browser.requests)

        together(lambda number: journeys(number, WARM_UP, Watch()))
        measure.requests.clear()
        measure.seconds = together(lambda number: journeys(number, MEASURED, measure.watch))
    measure.journeys = CLIENTS * MEASURED
    return measure


def queries_of_a_journey(notice: Notice, who: Representative, theme: str) -> Counter[str]:
    """By step; transactions' own words aside."""
    counted: Counter[str] = Counter()
    send = in_this_process()

    def counting(method: str, path: str, body: bytes, headers: dict[str, str]) -> object:
        with CaptureQueriesContext(connection) as captured:
            answer = send(method, path, body, headers)
        name = path.split("?")[0].rstrip("/").rsplit("/", 1)[-1]
        counted[f"{method} {name[:12]}"] += len(captured)
        return answer

    travel(Browser(counting, who.session_key), notice, who, theme, Watch())  # type: ignore[arg-type]
    return counted


def main(cluster: Cluster) -> int:
    notice = open_notice("COP-2026-01")
    count = CLIENTS * (WARM_UP + MEASURED) + 2
    people = list(_city.representatives(_city.bodies(0, count)))
    theme = str(Theme.objects.get(code="child-poverty").pk)
    _city.refresh_statistics()
    queries_of_a_journey(notice, people.pop(), theme)  # caches are filled once a process
    queries = queries_of_a_journey(notice, people.pop(), theme)
    connection.close()
    bare = floor(cluster)
    found = ours(notice, people, theme)
    print(queries)
    print(sum(queries.values()))
    for name, times in found.watch.steps.items():
        print(name, median(times) * 1000)
    journeys = found.journeys / found.seconds
    requests = found.requests.total() / found.seconds
    print(found.requests, bare, journeys, requests, journeys / bare, requests / bare)
    return 0


if __name__ == "__main__":
    with installation() as its_cluster:
        status = main(its_cluster)
    sys.exit(status)
