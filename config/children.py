"""Child processes that tell what they say, and don't outlive who started them."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_PDEATHSIG = 1
# Loaded here because nothing may be imported or loaded between fork and exec.
LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform.startswith("linux") else None


def ending_with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """For `Popen(preexec_fn=…)`: the kernel sends `number` to the child when its parent is gone.

    Even a parent killed with -9 leaves no orphan. None where the system (not Linux) has no such
    thing. Only for processes with one thread, because of the fork.
    """
    libc, parent = LIBC, os.getpid()
    if libc is None:
        return None

    def arrange() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:  # gone between the fork and the line above
            os._exit(1)

    return arrange


def tell(name: str, line: str) -> None:
    """A line on the terminal, with who says it; a closed terminal stops nobody."""
    with contextlib.suppress(OSError):
        print(f"{name:<9}| {line}" if name else line, flush=True)


@dataclass
class Child:
    """A command run in a session of its own, whose lines come out with its name before them."""

    name: str
    command: list[str]
    environment: dict[str, str]
    folder: Path
    grace_seconds: float = 3
    heard: list[str] | None = None  # when given, its lines are kept here and not printed
    process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)
    started_at: float = field(default=0, init=False)  # monotonic seconds
    _unfinished: bytes = field(default=b"", init=False, repr=False)

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command,
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # the terminal's Ctrl-C is for us: we stop them in order
            preexec_fn=ending_with_parent(signal.SIGTERM),  # noqa: PLW1509 - one thread
        )
        assert self.process.stdout is not None  # noqa: S101 - it is a pipe
        os.set_blocking(self.process.stdout.fileno(), False)
        self.started_at = time.monotonic()

    def returncode(self) -> int | None:
        """What it ended with; None while it runs, or before it is started."""
        return self.process.poll() if self.process else None

    def died(self) -> bool:
        return self.returncode() is not None

    def begin_again(self) -> None:
        """Ask it to replace whoever works for it, without closing its door (SIGHUP)."""
        if self.process is not None:
            self.process.send_signal(signal.SIGHUP)

    def relay(self) -> None:
        """Print what it said since last time, whole lines only unless it ended."""
        if self.process is None or self.process.stdout is None or self.process.stdout.closed:
            return
        ended = self.process.poll() is not None
        heard = self._unfinished
        while piece := self.process.stdout.read(65536):
            heard += piece
        *lines, self._unfinished = heard.split(b"\n")
        if ended:
            lines, self._unfinished = [*lines, *filter(None, [self._unfinished])], b""
            self.process.stdout.close()
        for line in lines:
            text = line.decode(errors="replace")
            if self.heard is None:
                tell(self.name, text)
            else:
                self.heard.append(text)

    def stop(self) -> None:
        """Ask it to end, wait `grace_seconds`, then end its whole session. No zombie, no orphan."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
            deadline = time.monotonic() + self.grace_seconds
            while self.process.poll() is None and time.monotonic() < deadline:
                self.relay()
                time.sleep(0.02)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)  # whoever of its family is left
        self.process.wait()
        self.relay()
        self.process = None
