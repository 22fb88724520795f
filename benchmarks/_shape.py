"""The requests of a journey without what is in them: how many, of which kind and size."""

from dataclasses import dataclass

from benchmarks._browser import Answer, Send
from benchmarks._journey import FILE_BYTES


@dataclass(frozen=True)
class Exchange:
    """A request and its answer; sizes are of the bodies, in bytes."""

    method: str
    sent: int
    answered: int

    @property
    def path(self) -> str:
        """Where the bare handler does as much: a page, a file kept with its row, a row."""
        if self.method == "GET":
            return f"/page?{self.answered}"
        return "/" if self.sent >= FILE_BYTES else "/row"


def listening(send: Send, heard: list[Exchange]) -> Send:
    """`send`, with each exchange written down in `heard`."""

    def sending(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        answer = send(method, path, body, headers)
        heard.append(Exchange(method, len(body), len(answer[2])))
        return answer

    return sending


def repeat(shape: list[Exchange], send: Send) -> None:
    """The same requests, one after the other, to the bare handler."""
    for exchange in shape:
        status, _, answer = send(exchange.method, exchange.path, b"x" * exchange.sent, {})
        assert status == 200
        assert exchange.method != "GET" or len(answer) == exchange.answered
