"""One foreground process that runs the platform: `python -m config.supervisor [--demo]`
(or `--rehearsal`: a demo of one's own, that goes back to its beginning when asked).

It starts the database (ours only), brings its tables up to date, then keeps the web and the worker
alive until Ctrl-C or SIGTERM, and stops them in this order: web, worker, database.
"""

import argparse
import contextlib
import http.client
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import FrameType

import psycopg

from config import rehearsal
from config.children import Child, tell
from config.keys import ROOT, RefusedKeyError, ensure_keys
from config.postgres import (
    DEMO_MARK,
    REHEARSAL_MARK,
    Cluster,
    database_url,
    default_cluster,
    is_embedded,
)
from config.server_account import ClusterError

READY_PATH = "/salute/pronto"
READY_SECONDS = 60
QUICK_SECONDS = 20  # who dies younger than this has not been useful
QUICK_DEATHS = 5  # in a row, before giving up
PAUSE_SECONDS = 0.1
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class StopAsked(Exception):
    """Somebody pressed Ctrl-C or sent SIGTERM."""


class CannotServeError(Exception):
    """The platform can't be run; the message is a sentence for whoever started it."""


@dataclass
class Watched:
    """Something that must stay alive, and how often it did not."""

    name: str
    start: Callable[[], object]
    has_died: Callable[[], bool]
    started_at: float = 0  # monotonic seconds
    quick_deaths: int = 0
    restart_at: float | None = None

    def begin(self) -> None:
        self.restart_at = None
        self.start()
        self.started_at = time.monotonic()

    def check(self) -> None:
        """Start it again when it has died, each time a little later; give up in the end."""
        now = time.monotonic()
        if self.restart_at is not None:
            if now >= self.restart_at:
                self.begin()
        elif self.has_died():
            quick = now - self.started_at < QUICK_SECONDS
            self.quick_deaths = self.quick_deaths + 1 if quick else 1
            if self.quick_deaths >= QUICK_DEATHS:
                raise CannotServeError(
                    f"{self.name} ended {QUICK_DEATHS} times in a row right after starting: the "
                    "platform was stopped. What it said last is above."
                )
            wait = 2.0 ** (self.quick_deaths - 2)  # 0.5, 1, 2, 4 seconds
            self.restart_at = now + wait
            tell("trama", f"{self.name} ended: it starts again in {wait:g} s")


@dataclass
class Supervisor:
    """The platform's processes, from the first to the last."""

    demo: bool
    port: int
    bind: str = "127.0.0.1"
    rehearsal: str = ""  # its name; it is a demo too
    cluster: Cluster | None = None  # ours to stop
    children: list[Child] = field(default_factory=list)  # in the order they are stopped
    watched: list[Watched] = field(default_factory=list)
    stop_asked: bool = False

    def run(self) -> int:
        """Serve until asked to stop: 0; 1 when it can't, having said why."""
        for number in SIGNALS:
            signal.signal(number, self._ask_stop)
        try:
            self.check_address()
            ensure_keys()
            self.start_database()
            self.prepare()
            if self.rehearsal:
                rehearsal.keep_start(default_cluster())
            self.serve()
        except StopAsked:
            tell("", "")
            tell("trama", "stopping")
        except (CannotServeError, ClusterError, RefusedKeyError) as problem:
            tell("trama", str(problem))
            return 1
        finally:
            self.shut_down()
        return 0

    def _ask_stop(self, number: int, frame: FrameType | None) -> None:
        # A second Ctrl-C adds nothing: the first stop takes a few seconds and leaves no orphan.
        self.stop_asked = True

    def check_address(self) -> None:
        """Refuse a taken port before anything is started."""
        if self.demo and not is_embedded():
            raise CannotServeError(
                "The demo runs on its own database, so that its invented people never meet real "
                "ones. Nothing was started: unset DATABASE_URL, or use `make serve`."
            )
        family = socket.AF_INET6 if ":" in self.bind else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((self.bind, self.port))
            except OSError as error:
                raise CannotServeError(
                    f"Port {self.port} of {self.bind} can't be used ({error.strerror}): another "
                    "program may hold it. Nothing was started: choose one with PORT=8001."
                ) from error

    def start_database(self) -> None:
        if is_embedded():
            cluster = default_cluster()
            if cluster.start(attached=True):
                self.cluster = cluster
                self.watched.append(
                    Watched(
                        "the database",
                        lambda: cluster.start(attached=True),
                        cluster.died,
                        started_at=time.monotonic(),
                    )
                )
            self.check_mark(cluster)
        check_case_rules()

    def check_mark(self, cluster: Cluster) -> None:
        """The database says what it is for, and is used for nothing else."""
        if self.demo:
            cluster.mark_as(REHEARSAL_MARK if self.rehearsal else DEMO_MARK)
        elif cluster.mark == REHEARSAL_MARK:
            raise CannotServeError(
                f"The database in {cluster.var} is of a rehearsal: its clock may have been moved. "
                "Nothing was changed: serve with another folder in TRAMA_VAR."
            )
        if self.rehearsal and rehearsal.is_reset_asked():
            rehearsal.put_back(cluster)  # a reset cut short
            rehearsal.begin_round()

    def prepare(self) -> None:
        """Tables up to date and, in the demo, its city; it can be interrupted."""
        step = self.child("setup", "-m", "config.preparation")
        self.children.append(step)
        step.start()
        while (code := step.returncode()) is None:
            self.watch()
        self.children.remove(step)
        step.stop()
        if code:
            raise CannotServeError(
                f"The database could not be prepared (code {code}): the platform was not started. "
                "What was said is above."
            )

    def serve(self) -> None:
        web = self.child("web", *self.gunicorn(), TRAMA_WEB="1")
        worker = self.child("worker", "manage.py", "procrastinate", "worker")
        people = self.child("people", "manage.py", "demo_people")
        people.heard = []
        self.children = [web, worker, people]
        self.keep(web)
        if self.demo:
            people.start()
        deadline = time.monotonic() + READY_SECONDS
        while not self.is_ready() or (self.demo and not people.died()):
            for _ in range(3):  # a web that answers with an error says so each time
                self.watch()
            if time.monotonic() > deadline:
                raise CannotServeError(
                    f"The platform did not answer within {READY_SECONDS} s: it was stopped. "
                    "What it said is above."
                )
        self.keep(worker)  # second, so that the first page comes sooner
        people.stop()
        self.announce(people.heard)
        while True:
            self.watch()
            if self.rehearsal and rehearsal.is_reset_asked():
                self.reset(web, worker)

    def reset(self, web: Child, worker: Child) -> None:
        """The rehearsal begins again; meanwhile the web answers that it does."""
        tell("trama", "back to the beginning")
        self.watched = [one for one in self.watched if one.name != f"the {worker.name}"]
        worker.stop()
        rehearsal.put_back(default_cluster())
        self.prepare()
        rehearsal.begin_round()
        web.begin_again()
        self.keep(worker)

    def keep(self, child: Child) -> None:
        """Start it, and again whenever it dies."""
        watched = Watched(f"the {child.name}", child.start, child.died)
        watched.begin()
        self.watched.append(watched)

    def gunicorn(self) -> list[str]:
        return [
            *("-m", "gunicorn", "config.wsgi", "--no-control-socket", "--log-level=warning"),
            *("--worker-class=gthread", f"--workers={os.environ.get('TRAMA_WEB_WORKERS', '2')}"),
            *(
                "--threads=4",
                "--preload",
                "--graceful-timeout=3",
                f"--bind={self.host()}:{self.port}",
            ),
        ]

    def host(self) -> str:
        return f"[{self.bind}]" if ":" in self.bind else self.bind

    def child(self, name: str, *arguments: str, **variables: str) -> Child:
        common = {"PYTHONUNBUFFERED": "1", "PORT": str(self.port), "TRAMA_BIND": self.bind}
        common["TRAMA_REHEARSAL"] = self.rehearsal
        if self.demo:
            common["TRAMA_DEMO"] = "1"
        environment = {**os.environ, **common, **variables}
        return Child(name, [sys.executable, *arguments], environment, ROOT)

    def announce(self, people: list[str]) -> None:
        # Passkeys need a host name, so the demo is never at a bare address.
        address = f"http://localhost:{self.port}" if self.demo else f"{self.host()}:{self.port}"
        tell("", "\n".join(["", f"Trama: {address}", "", *people, "", "Ctrl-C: stop", ""]))

    def is_ready(self) -> bool:
        allowed = os.environ.get("TRAMA_HOSTS", "").split() or ["localhost"]
        host = allowed[0].lstrip(".*") or "localhost"
        address = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.bind, self.bind)  # noqa: S104
        connection = http.client.HTTPConnection(address, self.port, timeout=2)
        with (
            contextlib.closing(connection),
            contextlib.suppress(OSError, http.client.HTTPException),
        ):
            connection.request("GET", READY_PATH, headers={"Host": host})
            return connection.getresponse().status == http.HTTPStatus.OK
        return False

    def watch(self) -> None:
        self.pause()
        for child in self.children:
            child.relay()
        for watched in self.watched:
            watched.check()

    def pause(self) -> None:
        time.sleep(PAUSE_SECONDS)
        if self.stop_asked:
            raise StopAsked

    def shut_down(self) -> None:
        for child in self.children:
            child.stop()
        if self.cluster is not None:
            self.cluster.stop()


def check_case_rules() -> None:
    """Refuse a server that doesn't fold accented letters: names would not be found."""
    try:
        with psycopg.connect(database_url("app"), connect_timeout=10) as connection:
            row = connection.execute("SELECT lower('À') = 'à'").fetchone()
    except psycopg.OperationalError as error:
        raise CannotServeError(
            f"The database doesn't answer: {str(error).strip()}. "
            "Nothing was changed: check DATABASE_URL and that the server is running."
        ) from error
    if row != (True,):
        raise CannotServeError(
            "This database doesn't know that À and à are the same letter, so names would not be "
            "found. Nothing was changed: create it with the locale C.UTF-8 and encoding UTF8."
        )


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m config.supervisor", description=__doc__)
    parser.add_argument("--demo", action="store_true", help="the demo city, on this machine only")
    parser.add_argument("--rehearsal", action="store_true", help="a demo city of one's own")
    asked = parser.parse_args(arguments)
    text = os.environ.get("PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65536:
        tell("trama", f"PORT must be a number from 1 to 65535, not «{text}». Nothing was started.")
        return 2
    name = ""
    if asked.rehearsal:
        try:
            usual = os.environ.get("TRAMA_REHEARSAL") or rehearsal.USUAL_NAME
            name = rehearsal.chosen({**os.environ, "TRAMA_REHEARSAL": usual})
            rehearsal.check_folder()
        except rehearsal.RefusedRehearsalError as refusal:
            tell("trama", str(refusal))
            return 1
    demo = asked.demo or asked.rehearsal
    bind = "127.0.0.1" if demo else os.environ.get("TRAMA_BIND") or "127.0.0.1"
    return Supervisor(demo, int(text), bind, name).run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
