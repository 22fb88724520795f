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
from django.urls import reverse

from benchmarks import _city
from benchmarks._browser import Browser, Page, in_this_process, over_loopback
from benchmarks._city import Representative
from benchmarks._installation import installation
from benchmarks._journey import SLOT, Watch, a_file, open_notice, pdf, travel
from benchmarks._server import server
from config.postgres import Cluster
from trama.notices.models import Notice
from trama.programming.models import Theme

CLIENTS = 4
WARM_UP, MEASURED = 2, 15  # journeys of each client
UPLOADS = 15  # of each client, when they do nothing else
FLOOR_SECONDS = 5.0
REQUIRED = 0.4


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
        owner.execute("CREATE TABLE floor (id bigserial PRIMARY KEY, name text, size integer)")
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


def ours(port: int, notice: Notice, people: list[Representative], theme: str) -> Measure:
    """Whole journeys, each by another body."""
    measure = Measure(journeys=CLIENTS * MEASURED)

    def journeys(count: int, watch: Watch) -> None:
        for _ in range(count):
            who = people.pop()
            browser = Browser(over_loopback(port), who.session_key)
            travel(browser, notice, who, theme, watch)
            measure.requests.update(browser.requests)

    together(lambda _: journeys(WARM_UP, Watch()))
    measure.requests.clear()
    measure.seconds = together(lambda _: journeys(MEASURED, measure.watch))
    return measure


def uploads(port: int, notice: Notice, people: list[Representative]) -> float:
    """What is most like the floor: files of 100 kB kept, each with its row, event and job."""
    drafts = [begun(port, notice, people.pop()) for _ in range(CLIENTS)]

    def keep_sending(number: int) -> None:
        browser, page = drafts[number]
        for _ in range(UPLOADS):
            browser.post(page, {"slot": SLOT}, file=a_file(), follow=False)

    return CLIENTS * UPLOADS / together(keep_sending)


def begun(port: int, notice: Notice, who: Representative) -> tuple[Browser, Page]:
    browser = Browser(over_loopback(port), who.session_key)
    start = browser.get(reverse("applications:start", args=[notice.code]))
    draft = browser.post(start, {"organization": str(who.organization.uid)})
    return browser, browser.get(f"{draft.path}documenti/")


def queries_of_a_journey(notice: Notice, who: Representative, theme: str) -> int:
    """All that is said to the database, transactions' own words included, in this process."""
    with CaptureQueriesContext(connection) as captured:
        travel(Browser(in_this_process(), who.session_key), notice, who, theme, Watch())
    return len(captured)


def main(cluster: Cluster) -> int:
    notice = open_notice("COP-2026-01")
    people = list(_city.representatives(_city.bodies(0, CLIENTS * (WARM_UP + MEASURED + 1) + 2)))
    theme = str(Theme.objects.get(code="child-poverty").pk)
    _city.refresh_statistics()
    queries_of_a_journey(notice, people.pop(), theme)  # what a process learns once
    queries = queries_of_a_journey(notice, people.pop(), theme)
    connection.close()
    bare = floor(cluster)
    with server() as web:
        found = ours(web.port, notice, people, theme)
        kept = uploads(web.port, notice, people)
    return report(found, bare, kept, queries)


def report(found: Measure, bare: float, kept: float, queries: int) -> int:
    pace, requests = found.journeys / found.seconds, found.requests.total()
    print(f"{found.journeys} journeys by {CLIENTS} people at once, {found.seconds:.1f} s")
    print(f"each: {requests / found.journeys:.0f} requests, {queries} queries")
    for step, times in found.watch.steps.items():
        print(f"  {step:24}{median(times) * 1000:>8.0f} ms (median)")
    print(f"{'floor: bare handler':34}{bare:>8.1f} files a second")
    for label, rate in (
        ("whole journeys a second", pace),
        ("requests a second in them", requests / found.seconds),
        ("uploads alone a second", kept),
    ):
        print(f"{label:34}{rate:>8.1f}   ratio {rate / bare:.4f}")
    if pace / bare < REQUIRED:
        print(f"missed: whole journeys are {pace / bare:.4f} of the floor, required {REQUIRED}")
    return int(pace / bare < REQUIRED)


if __name__ == "__main__":
    with installation() as its_cluster:
        status = main(its_cluster)
    sys.exit(status)
