"""Listening under load: signals from many networks, a flood from one, pages read meanwhile.

Ours: gunicorn as the supervisor starts it (2 workers of 4 threads) on a durable PostgreSQL of its
own. Signals leave at their second whether or not the earlier ones were answered; each comes from a
network of its own (127.x.y.z, all loopback), with its challenge made and solved before: finding
the solution is the browsers' time.

Floor, in the same run: the same pages, read at the same pace while the same senders send the same
forms, at the same pace, to a bare handler that keeps nothing. What senders take from the machine,
which on two processors is theirs as much as ours, is so in both. Reading with nobody else is told
beside it.

`python -m benchmarks.listening short`: a tenth of everything, for a machine that others use.
"""

import http.client
import secrets
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from benchmarks import _city, _senders
from benchmarks._installation import installation
from benchmarks._processor import Seconds, database_process, spent
from benchmarks._senders import Heard, Sender
from benchmarks._server import Server, server
from trama.core import clock
from trama.listening.models import NeedSignal
from trama.listening.rules import challenge as proof

SHORT = "short" in sys.argv[1:]
SECONDS = 6 if SHORT else 60
A_SECOND = 100
IDENTICAL = 1_000 if SHORT else 10_000
READ_EVERY = 0.05
PAGES = ("/ascolto/", "/bisogni/", "/reti/", "/avvisi/")
READERS = 2
FORM, NOTHING = "/ascolto/segnala/", "/nothing"
REQUIRED = 1.5  # times the p95 of reading beside the floor
PACE = 0.98  # of the signals that leave in a second, those that are answered
BITS = 8  # of the challenges: what checking one costs does not depend on it
LOOPBACK = 127
THINGS = ("una panchina", "il doposcuola", "la luce", "un medico", "una fontana", "il nido")


def forms(count: int, words: Callable[[int], str], source: Callable[[int], str]) -> list[Sender]:
    """Forms as a browser would have them a minute after they were opened."""
    at = clock.now() - timedelta(minutes=1)
    made = []
    for n in range(count):
        challenge = proof.make("", bits=BITS, at=at)
        token = secrets.token_hex(16)
        fields = {
            "csrfmiddlewaretoken": token,
            "challenge": challenge.token,
            "answer": proof.solve(challenge),
            "words": words(n),
        }
        made.append(Sender(source(n), urlencode(fields).encode(), token))
    return made


def network(n: int) -> str:
    """A /24 of loopback for each: 127.0.0.0/8 is all this machine."""
    return f"{LOOPBACK}.{1 + n // 250}.{1 + n % 250}.9"


def read(port: int, stop: threading.Event) -> Heard:
    """One page after another, at a steady pace."""
    heard = Heard()
    pages = iter_forever(PAGES)
    while not stop.is_set():
        began = time.perf_counter()
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", next(pages), headers={"Host": f"localhost:{port}"})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        took = time.perf_counter() - began
        heard.note(answer.status, took)
        stop.wait(max(0.0, READ_EVERY * READERS - took))
    return heard


def iter_forever(pages: tuple[str, ...]) -> Iterator[str]:
    while True:
        yield from pages


def reading(port: int, meanwhile: Callable[[], object]) -> Heard:
    """What readers heard while something else went on."""
    heard, stop = Heard(), threading.Event()
    with ThreadPoolExecutor(READERS) as pool:
        readers = [pool.submit(read, port, stop) for _ in range(READERS)]
        try:
            meanwhile()
        finally:
            stop.set()
        for reader in readers:
            heard.statuses += reader.result().statuses
            heard.times += reader.result().times
    return heard


@dataclass(frozen=True)
class Found:
    alone: Heard
    beside: Heard  # the floor
    meanwhile: Heard
    signals: Heard
    kept: int
    cost: Seconds  # of each signal, what was read meanwhile included
    flood: Heard
    rows: int
    copies: int


def measure(web: Server, floor: Server) -> Found:
    many = forms(
        SECONDS * A_SECOND, lambda n: f"Qui manca {THINGS[n % 6]}, al numero {n}.", network
    )
    same = forms(IDENTICAL, lambda n: "COMPRA ORA!" + "!" * (n % 3), lambda n: "127.99.1.9")
    with _senders.apart() as apart:

        def sent(port: int, path: str, senders: list[Sender], pace: int | None) -> Heard:
            return apart.submit(_senders.send, port, path, senders, pace).result()

        reading(web.port, lambda: time.sleep(2))  # what a process learns once
        alone = reading(web.port, lambda: time.sleep(max(5, SECONDS / 4)))
        beside = reading(web.port, lambda: sent(floor.port, NOTHING, many, A_SECOND))
        database = database_process()
        before = spent(web.pid, database)
        signals: list[Heard] = []
        meanwhile = reading(web.port, lambda: signals.append(sent(web.port, FORM, many, A_SECOND)))
        cost = (spent(web.pid, database) - before) / len(many)
        kept = NeedSignal.objects.count()
        flooded = sent(web.port, FORM, same, None)
    rows = NeedSignal.objects.filter(words__startswith="COMPRA")
    copies = sum(rows.values_list("copies", flat=True))
    return Found(alone, beside, meanwhile, signals[0], kept, cost, flooded, rows.count(), copies)


def report(found: Found) -> int:
    sent = SECONDS * A_SECOND
    pace = sent / found.signals.took
    ratio = found.meanwhile.p95 / found.beside.p95
    print(f"{sent} signals from {sent} networks in {found.signals.took:.1f} s: {pace:.1f} a second")
    print(f"  answers {dict(found.signals.statuses)}, kept {found.kept}")
    print(f"  p95 of sending {found.signals.p95 * 1000:.0f} ms; processor, each: {found.cost}")
    for words, heard in (
        ("alone", found.alone), ("beside the floor", found.beside), ("meanwhile", found.meanwhile)
    ):  # fmt: skip
        print(f"reading, {words:<17} p95 {heard.p95 * 1000:8.1f} ms, {len(heard.times)} pages")
    print(f"  ratio {ratio:.2f}; over reading alone {found.meanwhile.p95 / found.alone.p95:.2f}")
    print(
        f"{IDENTICAL} identical from one in {found.flood.took:.1f} s:"
        f" {found.rows} row, {found.copies} copies, answers {dict(found.flood.statuses)}"
    )
    missed = []
    if found.kept != sent or pace < A_SECOND * PACE:
        missed.append(f"{found.kept} kept of {sent}, {pace:.1f} a second")
    if ratio > REQUIRED:
        missed.append(f"pages are read in {ratio:.2f} times, allowed {REQUIRED}")
    if (found.rows, found.copies) != (1, IDENTICAL):
        missed.append(f"{found.rows} rows for {found.copies} identical signals")
    for problem in missed:
        print(f"missed: {problem}")
    return int(bool(missed))


def main() -> int:
    _city.refresh_statistics()
    with server() as web, server("benchmarks._floor:application", ready="/page") as floor:
        return report(measure(web, floor))


if __name__ == "__main__":
    with installation():
        status = main()
    sys.exit(status)
