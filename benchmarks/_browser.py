"""One person's browser, as far as a form needs: cookies, the page's token, redirects followed."""

import contextlib
import http.client
import re
import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

from django.test import Client

# (method, path, body, headers) → (status, headers, body)
Answer = tuple[int, list[tuple[str, str]], bytes]
Send = Callable[[str, str, bytes, dict[str, str]], Answer]

HIDDEN = re.compile(rb'<input type="hidden" name="([\w-]+)"(?: value="([^"]*)")?')


class UnexpectedPageError(Exception):
    """The journey did not go as a person's would."""


@dataclass(frozen=True)
class File:
    name: str
    content: bytes
    type: str = "application/pdf"


@dataclass(frozen=True)
class Page:
    path: str
    body: bytes

    @property
    def hidden(self) -> dict[str, str]:
        """What the page's forms send without showing it, the token among them."""
        return {name.decode(): value.decode() for name, value in HIDDEN.findall(self.body)}


@dataclass
class Browser:
    """Whoever holds the session `session_key`; `requests` counts what was asked, by method."""

    send: Send
    session_key: str
    cookies: dict[str, str] = field(init=False)
    requests: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.cookies = {"sessionid": self.session_key}

    def get(self, path: str) -> Page:
        return self._ask("GET", path)

    def post(
        self,
        page: Page,
        fields: Mapping[str, str | list[str]],
        file: tuple[str, File] | None = None,
        *,
        follow: bool = True,
    ) -> Page:
        """Fill in the form of `page` and send it: the page one is taken to, unless not followed."""
        hidden = {
            name: value
            for name, value in page.hidden.items()
            if name in {"csrfmiddlewaretoken", "_seen"}
        }
        data = {**hidden, **fields}
        if file is None:
            body, kind = urlencode(data, doseq=True).encode(), "application/x-www-form-urlencoded"
        else:
            body, kind = _multipart(data, *file)
        return self._ask("POST", page.path, body, {"Content-Type": kind}, follow=follow)

    def _ask(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        more: Mapping[str, str] | None = None,
        *,
        follow: bool = True,
    ) -> Page:
        self.requests[method] += 1
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        status, headers, content = self.send(
            method, path, body, {"Cookie": cookies, **(more or {})}
        )
        self._keep_cookies(headers)
        if status in {302, 303}:
            if not follow:
                return Page(path, content)
            place = urlsplit(urljoin(path, dict(headers)["Location"]))
            return self._ask("GET", f"{place.path}?{place.query}" if place.query else place.path)
        if status != http.HTTPStatus.OK:
            raise UnexpectedPageError(f"{method} {path} answered {status}: {content[:3000]!r}")
        return Page(path, content)

    def _keep_cookies(self, headers: list[tuple[str, str]]) -> None:
        for name, value in headers:
            if name.lower() == "set-cookie":
                for key, morsel in SimpleCookie(value).items():
                    self.cookies[key] = morsel.value


def _multipart(data: Mapping[str, str | list[str]], name: str, file: File) -> tuple[bytes, str]:
    mark = secrets.token_hex(16)
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in data.items()
    ]
    head = (
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{file.name}"\r\n'
        f"Content-Type: {file.type}\r\n\r\n"
    )
    parts += [head.encode(), file.content, f"\r\n--{mark}--\r\n".encode()]
    return b"".join(parts), f"multipart/form-data; boundary={mark}"


def over_loopback(port: int) -> Send:
    """A connection kept between requests, opened again when the server has closed it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def send(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        headers = {"Host": f"localhost:{port}", "Accept-Language": "it", **headers}
        for last in (False, True):
            with contextlib.suppress(*(() if last else (http.client.RemoteDisconnected, OSError))):
                connection.request(method, path, body or None, headers)
                response = connection.getresponse()
                return response.status, response.getheaders(), response.read()
            connection.close()
        raise UnexpectedPageError(path)

    return send


def in_this_process() -> Send:
    """The same requests without a server, where queries can be counted."""
    client = Client(enforce_csrf_checks=True)

    def send(method: str, path: str, body: bytes, headers: dict[str, str]) -> Answer:
        kind = headers.get("Content-Type", "")
        client.cookies = SimpleCookie(headers["Cookie"])
        found = client.generic(method, path, body, kind, SERVER_NAME="localhost")
        content = b"".join(found) if found.streaming else found.content
        kept = [("Set-Cookie", morsel.OutputString()) for morsel in found.cookies.values()]
        return found.status_code, [*found.items(), *kept], content

    return send
