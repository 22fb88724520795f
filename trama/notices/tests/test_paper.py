"""The notice on paper: accessible, archival, made once, and no text of people is ever source."""

import io

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse

from trama.accounts.models import User
from trama.ledger.models import Duty, Publication
from trama.ledger.queries import read_document
from trama.notices import lifecycle, tasks
from trama.notices.models import Notice, NoticeSection, SectionKind
from trama.notices.tests.factories import NoticeFactory

pytestmark = pytest.mark.django_db
HOSTILE = '#panic("x") #read("/etc/passwd") $ x $ *grassetto* \\ // @ref <label>'


@pytest.fixture
def published(anna: User) -> Notice:
    notice = NoticeFactory.create(complete=True, title=f"Casa {HOSTILE}", summary=HOSTILE)
    NoticeSection.objects.filter(notice=notice, kind=SectionKind.OBJECT).update(body=HOSTILE)
    other = NoticeFactory.create(adopted=True)
    Notice.objects.filter(pk=notice.pk).update(status="adopted", act=other.act)
    notice.refresh_from_db()
    lifecycle.publish(notice, actor=anna)
    return notice


def papers(notice: Notice) -> list[Publication]:
    made = Publication.objects.filter(dossier=notice.code, duty=Duty.NOTICE)
    return list(made.filter(document__isnull=False))


def test_the_pdf_declares_both_standards_and_its_language(published: Notice) -> None:
    tasks.make_pdf(published.pk)
    (paper,) = papers(published)
    assert paper.document is not None
    with (
        read_document(paper.document) as content,
        pikepdf.open(io.BytesIO(content.read())) as pdf,
        pdf.open_metadata() as metadata,
    ):
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
        assert str(pdf.Root.Lang) == "it"
        assert "StructTreeRoot" in str(pdf.Root.keys())
        assert HOSTILE in metadata["dc:title"]


def test_the_job_run_twice_makes_one_paper(published: Notice) -> None:
    tasks.make_pdf(published.pk)
    tasks.make_pdf(published.pk)
    assert len(papers(published)) == 1


def test_the_page_leads_to_the_paper_when_it_is_ready(published: Notice, client: Client) -> None:
    url = reverse("notices:pdf", args=[published.code])
    detail = reverse("notices:detail", args=[published.code])
    assert client.get(url).status_code == 404
    assert "in preparazione" in client.get(detail).content.decode()
    tasks.make_pdf(published.pk)
    assert url in client.get(detail).content.decode()
    response = client.get(url, follow=True)
    assert response.status_code == 200
    assert b"".join(response).startswith(b"%PDF-")
