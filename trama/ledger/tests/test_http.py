from email.message import Message

import pytest
from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse
from django.test import Client
from django.urls import reverse

from trama.accounts.models import User
from trama.ledger.formats import store
from trama.ledger.http import send_document, send_page
from trama.ledger.models import Document, DocumentPage
from trama.ledger.tests.factories import DocumentFactory, PublicationFactory

pytestmark = pytest.mark.django_db


def body(response: HttpResponse | FileResponse) -> bytes:
    return b"".join(response) if response.streaming else response.content


def with_a_page(document: Document) -> Document:
    picture = store.put(settings.DOCUMENT_ROOT, [b"\x89PNG\r\n\x1a\n"])
    DocumentPage.objects.create(
        document=document, number=1, sha256=picture.sha256, width=10, height=10
    )
    return document


def test_a_document_is_handed_over_as_a_file_and_never_shown() -> None:
    response = send_document(DocumentFactory.create(name="statuto.txt", content="ciao"))
    assert body(response) == b"ciao"
    assert response["Content-Disposition"] == 'attachment; filename="statuto.txt"'
    assert response["Content-Type"] == "text/plain"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Length"] == "4"


def test_a_name_in_italian_arrives_whole() -> None:
    response = send_document(DocumentFactory.create(name="Perché «sì».pdf"))
    header = Message()
    header["Content-Disposition"] = response["Content-Disposition"]
    assert header.get_filename() == "Perché «sì».pdf"


@pytest.mark.parametrize("trait", ["received", "refused"])
def test_what_was_not_opened_has_no_type(trait: str) -> None:
    document = DocumentFactory.create(**{trait: True}, declared_type="text/html")
    assert send_document(document)["Content-Type"] == "application/octet-stream"


def test_what_the_disk_lost_is_said_in_words() -> None:
    document = DocumentFactory.create()
    store.path_of(settings.DOCUMENT_ROOT, document.sha256).unlink()
    response = send_document(document)
    assert response.status_code == 503
    assert "archivio" in body(response).decode()


def test_the_picture_of_a_page_is_shown_in_the_page() -> None:
    document = with_a_page(DocumentFactory.create())
    response = send_page(document, 1)
    assert (response["Content-Type"], body(response)[:4]) == ("image/png", b"\x89PNG")
    assert response["Content-Disposition"].startswith("inline")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"


def test_a_page_that_is_not_there_is_not_found() -> None:
    with pytest.raises(Http404):
        send_page(with_a_page(DocumentFactory.create()), 2)


def test_a_published_act_is_for_everybody(client: Client) -> None:
    document = DocumentFactory.create(content="Atto")
    PublicationFactory.create(document=document)
    response = client.get(reverse("ledger:public_document", args=[document.uid]))
    assert (response.status_code, b"".join(response)) == (200, b"Atto")
    assert response["Cache-Control"].startswith("public")
    assert response["Content-Security-Policy"].startswith("sandbox")


def test_what_is_not_published_is_found_by_nobody(client: Client, carla: User) -> None:
    url = reverse("ledger:public_document", args=[DocumentFactory.create().uid])
    assert client.get(url).status_code == 404
    client.force_login(carla)
    assert client.get(url).status_code == 404


def test_a_published_act_is_only_read(client: Client) -> None:
    document = DocumentFactory.create()
    PublicationFactory.create(document=document)
    url = reverse("ledger:public_document", args=[document.uid])
    assert client.post(url).status_code == 405
