import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from pytest_django import DjangoAssertNumQueries

from trama.ledger.models import Document, DocumentPage
from trama.ledger.queries import Addresses, viewing
from trama.ledger.tests.factories import DocumentFactory

pytestmark = pytest.mark.django_db
HERE = Addresses(
    show=lambda document, page: f"?documento={document.uid}&pagina={page}",
    image=lambda document, page: f"/pagine/{document.uid}/{page}/",
    original=lambda document: f"/originali/{document.uid}/",
)


def with_pages(document: Document, count: int) -> Document:
    for number in range(1, count + 1):
        DocumentPage.objects.create(
            document=document,
            number=number,
            sha256="0" * 64,
            width=1200,
            height=1697,
            text=f"Parole di pagina {number}",
        )
    return document


def drawn(documents: list[Document], **choice: str) -> BeautifulSoup:
    shown = viewing(documents, HERE, **choice)
    return BeautifulSoup(render_to_string("ledger/_viewer.html", {"viewing": shown}), "html.parser")


def test_the_first_page_of_the_first_document_is_shown_with_its_words() -> None:
    document = with_pages(DocumentFactory.create(name="Patto.pdf"), 2)
    page = drawn([document, DocumentFactory.create(name="Statuto.pdf")])
    image = page.select_one("img")
    assert image is not None
    assert (image["src"], image["alt"]) == (f"/pagine/{document.uid}/1/", "Pagina 1 di Patto.pdf")
    assert "Parole di pagina 1" in page.details.get_text()  # type: ignore[union-attr]  # it is there
    assert "pagina 1 di 2" in page.nav.get_text()  # type: ignore[union-attr]  # it is there
    assert [a["href"] for a in page.select("nav a")] == [f"?documento={document.uid}&pagina=2"]
    assert page.select_one("a[download]")["href"] == f"/originali/{document.uid}/"  # type: ignore[index]  # it is there
    assert [a.get_text() for a in page.select(".doclist a")] == ["Patto.pdf", "Statuto.pdf"]


def test_another_document_and_another_page_are_chosen_by_the_address() -> None:
    first = with_pages(DocumentFactory.create(), 1)
    second = with_pages(DocumentFactory.create(), 3)
    shown = viewing([first, second], HERE, current=str(second.uid), page="2")
    assert shown.current == second
    assert shown.sheet is not None
    assert shown.sheet.number == 2
    assert (shown.previous_url[-1], shown.next_url[-1]) == ("1", "3")
    assert [row.is_current for row in shown.documents] == [False, True]


@pytest.mark.parametrize(
    "choice", [{"current": "../x", "page": "0"}, {"page": "99"}, {"page": "x"}]
)
def test_what_is_not_there_is_replaced_by_the_first(choice: dict[str, str]) -> None:
    document = with_pages(DocumentFactory.create(), 2)
    shown = viewing([document], HERE, **choice)
    assert shown.sheet is not None
    assert (shown.current, shown.sheet.number) == (document, 1)


def test_a_document_without_pages_shows_its_words() -> None:
    page = drawn([DocumentFactory.create(text="Riga uno\n<b>due</b>")])
    assert "<b>due</b>" in page.select_one(".sheet").get_text()  # type: ignore[union-attr]  # it is there
    assert page.img is None


@pytest.mark.parametrize(
    ("trait", "words"),
    [("received", "ricarica la pagina"), ("refused", "Il file è conservato com’è arrivato")],
)
def test_a_document_that_cannot_be_seen_says_why(trait: str, words: str) -> None:
    page = drawn([DocumentFactory.create(**{trait: True})])
    assert words in page.select_one(".viewer-note").get_text()  # type: ignore[union-attr]  # it is there


def test_what_was_found_in_it_is_said() -> None:
    page = drawn([DocumentFactory.create(findings=["macros", "unheard_of"], text="x")])
    assert "Contiene macro" in page.get_text()


def test_no_documents_no_viewer() -> None:
    assert "Nessun documento" in drawn([]).get_text()


@pytest.mark.parametrize("count", [1, 50])
def test_however_many_documents_one_query(
    django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    documents = [with_pages(DocumentFactory.create(), 2) for _ in range(count)]
    with django_assert_num_queries(1):
        drawn(documents)
