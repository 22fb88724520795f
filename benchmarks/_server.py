"""gunicorn as the supervisor starts it, on a free port of loopback."""

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from config.children import Child
from config.keys import ROOT
from config.supervisor import Supervisor

READY_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """A web server that answers: its port, its first process."""

    port: int
    pid: int

    def workers(self) -> list[int]:
        """The processes that answer: children of the first."""
        path = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        return [int(pid) for pid in path.read_text().split()]


@contextlib.contextmanager
def server(application: str = "config.wsgi", ready: str = "/salute/pronto") -> Iterator[Server]:
    """Two workers of four threads with `application`, until the end of the block."""
    port = _free_port()
    arguments = [
        application if word == "config.wsgi" else word
        for word in Supervisor(demo=False, port=port).gunicorn()
    ]
    environment = {**os.environ, "TRAMA_WEB": "1", "PORT": str(port)}
    child = Child("web", [sys.executable, *arguments], environment, ROOT)
    child.start()
    assert child.process is not None
    try:
        _wait(child, port, ready)
        yield Server(port, child.process.pid)
    finally:
        child.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(child: Child, port: int, path: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not _answers(port, path):
        child.relay()
        if child.died() or time.monotonic() > deadline:
            raise subprocess.SubprocessError(f"The server of {path} did not answer.")
        time.sleep(0.1)


def _answers(port: int, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    with contextlib.closing(connection), contextlib.suppress(OSError):
        connection.request("GET", path, headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status == http.HTTPStatus.OK
    return False
