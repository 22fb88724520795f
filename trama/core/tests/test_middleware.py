import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from trama.core.middleware import BodySizeMiddleware


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
