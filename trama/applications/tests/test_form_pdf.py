import io

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django import app

from trama.accounts.models import User
from trama.applications import lifecycle, queries
from trama.applications.models import Answer, Application
from trama.ledger.queries import read_document
from trama.notices.models import SigningMode

pytestmark = pytest.mark.django_db


def form_url(application: Application) -> str:
    return reverse("applications:form", args=[application.uid])


def sign_page(client: Client, application: Application) -> str:
    return client.get(reverse("applications:sign", args=[application.uid])).content.decode()


def state(application: Application) -> str:
    fresh = Application.objects.select_related("form").get(pk=application.pk)
    return lifecycle.form_state(fresh, queries.content(fresh))


def test_the_pdf_is_asked_prepared_by_the_worker_and_downloaded(
    client: Client, ready: Application, bruno: User
) -> None:
    client.force_login(bruno)
    assert "Prepara il PDF" in sign_page(client, ready)
    assert client.get(form_url(ready)).status_code == 404
    client.post(form_url(ready))
    assert "In preparazione" in sign_page(client, ready)

    for _ in range(2):
        app.tasks["applications.make_form"](application_id=ready.pk)
    assert state(ready) == "ready"
    response = client.get(form_url(ready))
    content = b"".join(response.streaming_content)  # type: ignore[attr-defined] # a file response
    with pikepdf.open(io.BytesIO(content)) as pdf, pdf.open_metadata() as metadata:
        assert metadata["pdfuaid:part"] == "1"
        assert str(pdf.Root.Lang) == "it"

    lifecycle.save_answers(ready, {"bisogno": "Altro ancora."}, actor=bruno)
    assert state(ready) == "stale"
    assert "l’impronta non corrisponde più" in sign_page(client, ready)


def test_what_people_write_is_never_source(ready: Application, bruno: User) -> None:
    hostile = '#read("/etc/passwd") *grassetto* $x$ = \\ "] #let data = 1 `a` <b> \u202e'
    Answer.objects.filter(question__code="bisogno").update(text=hostile)
    lifecycle.request_form(ready, actor=bruno)
    app.tasks["applications.make_form"](application_id=ready.pk)
    ready.refresh_from_db()
    assert ready.form is not None
    with read_document(ready.form) as content:
        assert content.read(5) == b"%PDF-"


def test_of_an_application_sent_meanwhile_no_form_is_made(ready: Application, bruno: User) -> None:
    lifecycle.request_form(ready, actor=bruno)
    Application.objects.filter(pk=ready.pk).update(form_digest="x" * 64)
    lifecycle.submit(ready, actor=bruno, mode=SigningMode.DIGITAL_IDENTITY, digital_identity=True)
    app.tasks["applications.make_form"](application_id=ready.pk)
    ready.refresh_from_db()
    assert ready.form is None


def test_carla_has_no_form_of_others(client: Client, ready: Application, carla: User) -> None:
    client.force_login(carla)
    assert client.get(form_url(ready)).status_code == 404
    assert client.post(form_url(ready)).status_code == 404
