import io
import socket
import struct
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from trama.ledger.formats import clamd


def serve(server: socket.socket, answer: bytes) -> bytes:
    """One conversation as clamd has it: the content received, the answer given."""
    connection, _ = server.accept()
    with connection, connection.makefile("rb") as line:
        assert line.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!L", line.read(4))[0]:
            content += line.read(size)
        connection.sendall(answer)
    return content


@pytest.fixture
def server() -> Iterator[socket.socket]:
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        yield listening


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as threads:
        yield threads


def address(server: socket.socket) -> str:
    return f"127.0.0.1:{server.getsockname()[1]}"


@pytest.mark.parametrize(
    ("answer", "virus"),
    [(b"stream: OK\0", ""), (b"stream: Win.Test.EICAR_HDB-1 FOUND\0", "Win.Test.EICAR_HDB-1")],
)
def test_the_whole_content_is_scanned(
    server: socket.socket, pool: ThreadPoolExecutor, answer: bytes, virus: str
) -> None:
    received: Future[bytes] = pool.submit(serve, server, answer)
    content = b"x" * 200_000
    assert clamd.scan(io.BytesIO(content), address(server)) == virus
    assert received.result() == content


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"boh"])
def test_any_other_answer_means_that_nothing_is_known(
    server: socket.socket, pool: ThreadPoolExecutor, answer: bytes
) -> None:
    received = pool.submit(serve, server, answer)
    with pytest.raises(clamd.ScannerError):
        clamd.scan(io.BytesIO(b"x"), address(server))
    received.result()


def test_a_scanner_that_is_not_there_is_an_error(server: socket.socket) -> None:
    where = address(server)
    server.close()
    with pytest.raises(clamd.ScannerError):
        clamd.scan(io.BytesIO(b"x"), where, timeout=2)


def test_an_address_that_is_none_is_an_error() -> None:
    with pytest.raises(clamd.ScannerError):
        clamd.scan(io.BytesIO(b"x"), "localhost")


def test_a_socket_of_this_machine_is_reached_by_its_path(
    tmp_path: Path, pool: ThreadPoolExecutor
) -> None:
    path = tmp_path / "s"
    with closing(socket.socket(socket.AF_UNIX)) as server:
        server.bind(str(path))
        server.listen()
        received = pool.submit(serve, server, b"stream: OK\0")
        assert clamd.scan(io.BytesIO(b"ciao"), str(path)) == ""
        assert received.result() == b"ciao"
