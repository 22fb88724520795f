"""The supervisor, with a real database and small stand-ins for the web and the worker."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.supervisor import CannotServeError, Watched, main

from .folders import open_folder

ROOT = Path(__file__).resolve().parents[2]

# The web answers when ready and has a child of its own; both stand-ins say when they end, as far
# as they are asked. BROKEN and DEAF name the one that can't start, or that doesn't listen.
PROGRAM = """
import os, sys
from config.children import Child
from config.keys import ROOT
from config.supervisor import Supervisor

STAND_IN = '''
import http.server, os, signal, subprocess, sys, time
name = sys.argv[1]
if name == os.environ.get("BROKEN"):
    sys.exit("I can't")
def leave(number, frame):
    print("goodbye", flush=True)
    os._exit(0)
signal.signal(signal.SIGHUP, lambda number, frame: print("begins again", flush=True))
signal.signal(signal.SIGTERM, signal.SIG_IGN if name == os.environ.get("DEAF") else leave)
print("pid", os.getpid(), flush=True)
if name == "people":
    sys.exit()
if name != "web":
    time.sleep(600)
family = subprocess.Popen(["sleep", "600"], start_new_session=False)
print("pid", family.pid, flush=True)
class Ready(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/salute/pronto" else 404)
        self.end_headers()
    def log_message(self, *arguments):
        pass
http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Ready).serve_forever()
'''

class Small(Supervisor):
    def prepare(self):
        pass

    def child(self, name, *arguments, **variables):
        environment = {**os.environ, "PORT": str(self.port)}
        return Child(name, [sys.executable, "-c", STAND_IN, name], environment, ROOT, 1)

name = os.environ.get("TRAMA_REHEARSAL", "")
sys.exit(Small(bool(name), int(os.environ["PORT"]), rehearsal=name).run())
"""

Start = Callable[..., "Run"]


class Run:
    """A supervisor at work, and all it has said so far."""

    def __init__(self, folder: Path, **variables: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.output = folder / "output"
        without = {"DATABASE_URL", "DATABASE_OWNER_URL", "TRAMA_HOSTS", "BROKEN", "DEAF"}
        kept = {key: value for key, value in os.environ.items() if key not in without}
        mine = {"PORT": str(self.port), "TRAMA_VAR": str(folder / "var"), **variables}
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-c", PROGRAM],
                cwd=ROOT,
                env={**kept, **mine},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    @property
    def said(self) -> str:
        return self.output.read_text()

    def wait_for(self, text: str, times: int = 1, seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while self.said.count(text) < times:
            assert time.monotonic() < deadline, self.said
            time.sleep(0.05)

    def pids(self) -> list[int]:
        return [int(line.split()[-1]) for line in self.said.splitlines() if "| pid " in line]

    def nobody_is_left(self, seconds: float = 8) -> bool:
        deadline = time.monotonic() + seconds
        while any(map(is_running, self.pids())) and time.monotonic() < deadline:
            time.sleep(0.05)
        return not any(map(is_running, self.pids()))


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.fixture
def start() -> Iterator[Start]:
    runs: list[Run] = []
    with open_folder() as folder:

        def begin(**variables: str) -> Run:
            runs.append(Run(folder, **variables))
            return runs[-1]

        yield begin
        for run in runs:
            if run.process.poll() is None:
                run.process.terminate()
            run.process.wait(timeout=20)


def test_interrupted_it_stops_web_then_worker_then_database(start: Start) -> None:
    run = start()
    run.wait_for("| pid", times=3)
    began = time.monotonic()
    run.process.send_signal(signal.SIGINT)
    assert run.process.wait(timeout=10) == 0
    assert time.monotonic() - began < 10
    assert run.said.index("web      | goodbye") < run.said.index("worker   | goodbye")
    assert run.nobody_is_left()
    assert not (run.output.parent / "var/postgres/postmaster.pid").exists()


def test_interrupted_twice_even_with_a_deaf_web_it_leaves_nobody(start: Start) -> None:
    run = start(DEAF="web")
    run.wait_for("| pid", times=3)
    run.process.send_signal(signal.SIGINT)
    time.sleep(0.2)
    run.process.send_signal(signal.SIGINT)
    assert run.process.wait(timeout=10) == 0
    assert run.nobody_is_left()
    assert not (run.output.parent / "var/postgres/postmaster.pid").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's end")
def test_killed_with_minus_nine_its_children_end_too(start: Start) -> None:
    run = start()
    run.wait_for("| pid", times=3)
    web, _, worker = run.pids()
    run.process.kill()
    run.process.wait()
    deadline = time.monotonic() + 8
    while (is_running(web) or is_running(worker)) and time.monotonic() < deadline:
        time.sleep(0.05)
    os.kill(run.pids()[1], signal.SIGKILL)  # the web's own child is the web's to end
    assert run.nobody_is_left()
    pid_file = run.output.parent / "var/postgres/postmaster.pid"
    while pid_file.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not pid_file.exists()


def test_a_worker_that_dies_is_started_again(start: Start) -> None:
    run = start()
    run.wait_for("| pid", times=3)
    os.kill(run.pids()[-1], signal.SIGKILL)
    run.wait_for("| pid", times=4)
    assert "the worker ended: it starts again" in run.said


def test_a_database_that_dies_is_started_again(start: Start) -> None:
    run = start()
    run.wait_for("| pid", times=3)
    pid_file = run.output.parent / "var/postgres/postmaster.pid"
    first = int(pid_file.read_text().split()[0])
    os.kill(first, signal.SIGKILL)
    run.wait_for("the database ended: it starts again")
    deadline = time.monotonic() + 20
    while not pid_file.exists() or pid_file.read_text().startswith(f"{first}\n"):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    run.process.send_signal(signal.SIGTERM)
    assert run.process.wait(timeout=10) == 0
    assert not pid_file.exists()


def test_a_rehearsal_begins_again_without_closing_its_door(start: Start) -> None:
    run = start(TRAMA_REHEARSAL="gruppo-a")
    run.wait_for("| pid", times=3)
    web, _, worker = run.pids()
    folder = run.output.parent / "var/rehearsal"
    folder.mkdir(exist_ok=True)
    (folder / "asked").touch()
    run.wait_for("web      | begins again")
    run.wait_for("| pid", times=4)  # another worker
    assert (folder / "round").read_text() == "1"
    assert not (folder / "asked").exists()
    assert is_running(web)
    assert not is_running(worker)
    run.process.send_signal(signal.SIGINT)
    assert run.process.wait(timeout=10) == 0
    assert run.nobody_is_left()


def test_a_web_that_never_starts_is_given_up_with_a_sentence(start: Start) -> None:
    run = start(BROKEN="web")
    assert run.process.wait(timeout=60) == 1
    assert run.said.count("web      | I can't") == 5
    assert "5 times in a row" in run.said


def test_a_taken_port_is_a_sentence_and_starts_nothing(start: Start) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        run = start(PORT=str(holder.getsockname()[1]))
        assert run.process.wait(timeout=20) == 1
    assert "Nothing was started" in run.said
    assert not (run.output.parent / "var").exists()


def test_the_demo_refuses_a_database_given_from_outside(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    hang_up = signal.getsignal(signal.SIGHUP)
    monkeypatch.setenv("DATABASE_URL", "postgresql://real")
    try:
        assert main(["--demo"]) == 1
    finally:
        for number, handler in {**handlers, signal.SIGHUP: hang_up}.items():
            signal.signal(number, handler)
    assert "unset DATABASE_URL" in capsys.readouterr().out


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "80 81"])
def test_a_port_that_is_no_port_is_a_sentence(
    port: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", port)
    assert main([]) == 2
    assert "PORT must be a number" in capsys.readouterr().out


def test_restarts_wait_longer_each_time_and_a_useful_life_is_forgiven(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = 100.0
    monkeypatch.setattr(time, "monotonic", lambda: now)
    watched = Watched("the web", lambda: None, lambda: True)
    watched.begin()
    waits = []
    for _ in range(4):
        watched.check()
        assert watched.restart_at is not None
        waits.append(watched.restart_at - now)
        now = watched.restart_at
        watched.check()
    assert waits == [0.5, 1, 2, 4]
    now += 3600
    watched.check()
    assert watched.restart_at is not None
    assert watched.restart_at - now == 0.5
    now = watched.restart_at
    watched.check()
    for _ in range(3):
        watched.check()
        now = watched.restart_at
        watched.check()
    with pytest.raises(CannotServeError, match="5 times in a row"):
        watched.check()
