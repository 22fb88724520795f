"""A client of clamd, the virus scanner's daemon: content streamed to it (INSTREAM), never a path.

The protocol is in clamd(8): `zINSTREAM\\0`, then chunks each with its length in four bytes, then a
zero length; the answer is one line ending in a NUL.
"""

import socket
import struct
from typing import IO

CHUNK = 64 * 1024  # bytes
TIMEOUT_SECONDS = 120.0
MAX_ANSWER = 4096  # bytes


class ScannerError(OSError):
    """The scanner does not answer, or not in a way that we understand: nothing is known."""


def scan(content: IO[bytes], address: str, *, timeout: float = TIMEOUT_SECONDS) -> str:
    """The name of the virus found; empty when there is none.

    `address` is `host:port` or the path of a socket.
    """
    try:
        with _connect(address, timeout) as line:
            line.sendall(b"zINSTREAM\0")
            while chunk := content.read(CHUNK):
                line.sendall(struct.pack("!L", len(chunk)) + chunk)
            line.sendall(struct.pack("!L", 0))
            return _verdict(_answer(line))
    except ScannerError:
        raise
    except (OSError, ValueError) as error:
        raise ScannerError(f"clamd at {address} does not answer") from error


def _connect(address: str, timeout: float) -> socket.socket:
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(timeout)
        line.connect(address)
        return line
    host, _, port = address.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout)


def _answer(line: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < MAX_ANSWER:
        received = line.recv(1024)
        if not received:
            break
        answer += received
    return answer.rstrip(b"\0").decode("utf-8", "replace").strip()


def _verdict(answer: str) -> str:
    said = answer.removeprefix("stream:").strip()
    if said == "OK":
        return ""
    if said.endswith(" FOUND"):
        return said.removesuffix(" FOUND")
    raise ScannerError(f"clamd said: {answer[:200]}")
