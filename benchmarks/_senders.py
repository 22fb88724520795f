"""Whoever sends signals, in a process of its own: it takes no turn from those who read pages."""

import socket
import statistics
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context

SENDERS, FLOODERS = 24, 4
SECONDS = 30  # that an answer is waited for


@dataclass
class Heard:
    """What was answered, and in how many seconds."""

    statuses: Counter[int] = field(default_factory=Counter)
    times: list[float] = field(default_factory=list)
    took: float = 0.0  # all of it

    def note(self, status: int, seconds: float) -> None:
        self.statuses[status] += 1
        self.times.append(seconds)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.times, n=20)[-1]


@dataclass(frozen=True)
class Sender:
    """Somebody with a form filled in: the address they come from, what they send."""

    source: str
    body: bytes
    token: str

    def request(self, port: int, path: str) -> bytes:
        lines = (
            f"POST {path} HTTP/1.1", f"Host: localhost:{port}", "Connection: close",
            "Content-Type: application/x-www-form-urlencoded",
            f"Content-Length: {len(self.body)}", f"Cookie: csrftoken={self.token}", "", "",
        )  # fmt: skip
        return "\r\n".join(lines).encode() + self.body


@contextmanager
def apart() -> Iterator[ProcessPoolExecutor]:
    """The process of the senders; it is there before anybody is measured."""
    with ProcessPoolExecutor(1, get_context("fork")) as pool:
        pool.submit(time.sleep, 0).result()
        yield pool


def send(port: int, path: str, senders: list[Sender], pace: int | None) -> Heard:
    """Each leaves at its own instant, `pace` a second, whether or not those before were answered;
    with no pace, a few at a time as fast as they are answered."""
    heard, lock = Heard(), threading.Lock()
    began = time.perf_counter()

    def leave(n: int) -> None:
        if pace:
            time.sleep(max(0.0, began + n / pace - time.perf_counter()))
        left = time.perf_counter()
        status = _ask(port, senders[n].source, senders[n].request(port, path))
        with lock:
            heard.note(status, time.perf_counter() - left)

    with ThreadPoolExecutor(SENDERS if pace else FLOODERS) as pool:
        for _ in pool.map(leave, range(len(senders))):
            pass
    heard.took = time.perf_counter() - began
    return heard


def _ask(port: int, source: str, request: bytes) -> int:
    """The status of the answer, read to its end; 0 when there is none."""
    try:
        with socket.create_connection(("127.0.0.1", port), SECONDS, (source, 0)) as connection:
            connection.sendall(request)
            answer = connection.recv(65536)
            while connection.recv(65536):
                pass
            return int(answer[9:12])
    except (OSError, ValueError):
        return 0
