from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from trama.accounts.models import User
from trama.applications import lifecycle, rules
from trama.applications.models import Application, Attachment, AttachmentPurpose
from trama.applications.tests.factories import ApplicationFactory, AttachmentFactory
from trama.core.workflow import ActRefused
from trama.ledger.models import Document
from trama.ledger.queries import read_document
from trama.notices.models import Notice, SigningMode

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%%EOF\n"


def where(name: str, application: Application, *more: object) -> str:
    return reverse(f"applications:{name}", args=[application.uid, *more])


def a_file(name: str = "statuto.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def test_a_file_is_kept_as_it_came_and_its_check_is_owed(
    client: Client, draft: Application, chiara: User
) -> None:
    client.force_login(chiara)
    data = {"slot": "statuto", "file": a_file()}
    response = client.post(where("documents", draft), data)
    assert response.headers["Location"] == f"{where('documents', draft)}#slot-statuto"
    given = draft.attachments.get()
    with read_document(given.document) as content:
        assert content.read() == PDF
    assert (given.slot.code if given.slot else "", given.document.received_from) == (
        "statuto",
        chiara,
    )
    assert ProcrastinateJob.objects.filter(task_name="ledger.check_document").count() == 1
    assert "In controllo" in client.get(where("documents", draft)).content.decode()


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/passwd",
        "C:\\Users\\Bruno\\statuto.pdf",
        "<script>alert(1)</script>.pdf",
        "statuto\u202efdp.exe",
        "riga\r\nSet-Cookie: a=b.pdf",
        "è" * 400 + ".pdf",
        "statuto\x00.pdf",
    ],
)
def test_a_hostile_name_stays_a_name(
    client: Client, draft: Application, bruno: User, name: str, store: Path
) -> None:
    client.force_login(bruno)
    response = client.post(
        where("documents", draft), {"slot": "statuto", "file": a_file(name)}, follow=True
    )
    assert response.status_code in {200, 422}
    page = response.content.decode()
    assert "<script>alert" not in page
    for document in Document.objects.all():
        assert not set(document.name) & {"/", "\\", "\r", "\n", "\x00", "\u202e"}
        sent = client.get(where("document", draft, document.uid))
        assert sent.headers["Content-Disposition"].startswith("attachment")
        assert sent.headers["X-Content-Type-Options"] == "nosniff"
        assert "Set-Cookie: a" not in str(sent.headers)
    assert all(store in path.parents for path in store.rglob("*"))


@pytest.mark.parametrize("content", [b"", b"x" * 3000])
def test_an_empty_file_and_one_too_large_are_refused_beside_their_field(
    client: Client, draft: Application, bruno: User, settings: Settings, content: bytes
) -> None:
    settings.DOCUMENT_MAX_BYTES = 2000
    client.force_login(bruno)
    data = {"slot": "statuto", "file": a_file(content=content)}
    response = client.post(where("documents", draft), data)
    assert response.status_code == 422
    assert "id_statuto_file_error" in response.content.decode()
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"slot": "statuto"}, 422),
        ({"slot": "statuto", "file": "testo"}, 422),
        ({"slot": "ignoto"}, 404),
        ({}, 404),
    ],
)
def test_no_file_and_no_slot_are_refused(
    client: Client, draft: Application, bruno: User, data: dict[str, str], status: int
) -> None:
    client.force_login(bruno)
    assert client.post(where("documents", draft), data).status_code == status


def test_a_file_by_guessing_its_address_is_for_its_own_body_only(
    client: Client, draft: Application, bruno: User, carla: User, giulia: User
) -> None:
    given = lifecycle.attach(draft, a_file(), actor=bruno, slot=draft.notice.document_slots.first())
    mine = ApplicationFactory.create(organization=carla.memberships.get().organization)
    for person in (carla, giulia):
        client.force_login(person)
        assert client.get(where("document", draft, given.document.uid)).status_code == 404
        # Nor through an application of her own.
        assert client.get(where("document", mine, given.document.uid)).status_code == 404
        assert client.post(where("detach", draft, given.document.uid)).status_code == 404
    assert Attachment.objects.filter(pk=given.pk).exists()
    client.logout()
    assert client.get(where("document", draft, given.document.uid)).status_code == 302
    client.force_login(bruno)
    assert client.get(where("document", draft, given.document.uid)).status_code == 200


def test_a_file_taken_off_twice_is_taken_off_once(
    client: Client, draft: Application, bruno: User
) -> None:
    given = AttachmentFactory.create(
        application=draft, slot=draft.notice.document_slots.get(code="patto")
    )
    client.force_login(bruno)
    for _ in range(2):
        response = client.post(where("detach", draft, given.document.uid))
        assert response.headers["Location"] == where("documents", draft)
    assert not draft.attachments.exists()


def test_after_sending_nothing_is_added_and_the_file_that_came_is_not_kept(
    notice: Notice, bruno: User, store: Path
) -> None:
    sent = ApplicationFactory.create(notice=notice, submitted=True)
    with pytest.raises(ActRefused):
        lifecycle.attach(sent, a_file(), actor=bruno, slot=notice.document_slots.first())
    assert not Document.objects.exists()
    assert not store.exists(), "not one byte is on disk"


def test_files_have_a_number_beyond_which_they_are_too_many(
    draft: Application, bruno: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "MAX_ATTACHMENTS", 1)
    slot = draft.notice.document_slots.first()
    lifecycle.attach(draft, a_file(), actor=bruno, slot=slot)
    with pytest.raises(ActRefused, match="Al massimo 1 file"):
        lifecycle.attach(draft, a_file(), actor=bruno, slot=slot)


def test_the_signed_form_is_uploaded_by_who_signs(
    client: Client, ready: Application, bruno: User, chiara: User
) -> None:
    data = {"purpose": "signed_form", "file": a_file("domanda.pdf.p7m")}
    client.force_login(chiara)
    assert client.post(where("upload_signed", ready), data).status_code == 403
    client.force_login(bruno)
    data["file"] = a_file("domanda.pdf.p7m")
    assert client.post(where("upload_signed", ready), data).status_code == 303
    assert ready.attachments.filter(purpose=AttachmentPurpose.SIGNED_FORM).count() == 1
    for wrong in ("slot", "mail", "", "x"):
        assert client.post(where("upload_signed", ready), {"purpose": wrong}).status_code == 404
    assert client.post(where("upload_signed", ready), {"purpose": "identity"}).status_code == 422


def test_the_sign_page_shows_only_the_ways_that_the_notice_allows(
    client: Client, ready: Application, bruno: User
) -> None:
    Notice.objects.update(signing_modes=[SigningMode.DIGITAL_IDENTITY])
    client.force_login(bruno)
    page = client.get(where("sign", ready)).content.decode()
    assert "Prepara il PDF" not in page
    assert 'value="digital_identity"' in page
    Notice.objects.update(signing_modes=[SigningMode.HANDWRITTEN])
    page = client.get(where("sign", ready)).content.decode()
    assert "Prepara il PDF" in page
    assert 'value="digital_identity"' not in page


def test_an_upload_costs_few_queries(client: Client, draft: Application, bruno: User) -> None:
    client.force_login(bruno)
    with CaptureQueriesContext(connection) as spent:
        client.post(where("documents", draft), {"slot": "statuto", "file": a_file()})
    real = [q["sql"] for q in spent.captured_queries if "SAVEPOINT" not in q["sql"]]
    assert len(real) <= 14, "\n".join(real)
