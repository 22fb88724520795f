from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from trama.core.middleware import BodySizeMiddleware, FirstUseMiddleware


def answer(length: str) -> HttpResponse:
    request: HttpRequest = RequestFactory().post("/", CONTENT_LENGTH=length)
    return BodySizeMiddleware(lambda _request: HttpResponse("letto"))(request)


@pytest.mark.parametrize("length", ["", "0", "12", "quanto", "²", "1000"])
def test_a_body_of_a_reasonable_size_is_read(settings: Settings, length: str) -> None:
    settings.DOCUMENT_MAX_BYTES, settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100, 500
    assert answer(length).status_code == 200


@pytest.mark.parametrize("length", ["1001", "9" * 30])
def test_an_enormous_body_is_refused_before_it_is_read(settings: Settings, length: str) -> None:
    settings.DOCUMENT_MAX_BYTES, settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100, 500
    response = answer(length)
    assert response.status_code == 413
    assert "nulla è cambiato" in response.content.decode()


TWICE = "".join(
    f'<p>Un <a class="word" role="doc-glossref" data-word="bisogno-1" id="{key}-uso"'
    f' href="#{key}">bisogno</a></p>'
    f'<aside class="words"><dl><div id="{key}" tabindex="-1"><dt>bisogno</dt></div></dl></aside>'
    for key in ("a", "b")
)


@pytest.mark.parametrize(
    ("kind", "marks"), [("text/html; charset=utf-8", 1), ("text/plain", 2), ("message/rfc822", 2)]
)
def test_on_a_page_alone_a_word_is_explained_once(kind: str, marks: int) -> None:
    served = FirstUseMiddleware(lambda _request: HttpResponse(TWICE, content_type=kind))
    content = served(RequestFactory().get("/")).content.decode()
    assert content.count("doc-glossref") == content.count("<aside") == marks


def test_what_is_streamed_passes_as_it_is() -> None:
    streamed: Any = StreamingHttpResponse([TWICE])
    response = FirstUseMiddleware(lambda _request: streamed)(RequestFactory().get("/"))
    assert b"".join(response).decode() == TWICE
