from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.db import transaction
from django.template.loader import render_to_string
from pytest_django import DjangoAssertNumQueries

from trama.accounts.models import User
from trama.core import events
from trama.core.history import OWN, WORDING, Said
from trama.ledger.models import Document, Event, Opening
from trama.ledger.queries import timeline
from trama.ledger.tests.factories import DocumentFactory

pytestmark = pytest.mark.django_db
CODE = "COP-2026-01"
NOON = datetime(2026, 11, 20, 11, tzinfo=UTC)


@pytest.fixture(autouse=True)
def words(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two acts of a document, one of which the public reads."""
    said = {
        "publish": Said("Pubblicato l’atto %(title)s", public=True),
        "judge": Said("Giudicato il punto 5"),
    }
    monkeypatch.setitem(WORDING, "ledger.document", said)
    OWN.discard("ledger.document")
    yield
    OWN.add("ledger.document")


@pytest.fixture
def document() -> Document:
    return DocumentFactory.create(dossier_code=CODE)


def act(
    document: Document, verb: str, actor: User | None = None, hours: int = 0, **facts: Any
) -> None:
    with transaction.atomic():
        at = NOON + timedelta(hours=hours)
        events.record(events.Act(verb, document, actor, at, facts))


def test_the_office_reads_every_act_with_names_the_newest_first(
    document: Document, anna: User
) -> None:
    act(document, "judge", anna)
    act(document, "publish", None, 1, title="Avviso")
    act(document, "unheard_of", anna, 2)
    entries = timeline(CODE, public=False)
    assert [(entry.words, entry.actor) for entry in entries] == [
        ("unheard_of", anna.name),
        ("Pubblicato l’atto Avviso", "piattaforma"),
        ("Giudicato il punto 5", anna.name),
    ]
    assert entries[1].payload == {"title": "Avviso"}
    assert entries[2].at == NOON


def test_acts_of_the_same_instant_are_read_in_the_order_they_were_written(
    document: Document,
) -> None:
    for title in "abc":
        act(document, "publish", title=title)
    assert [entry.payload["title"] for entry in timeline(CODE, public=False)] == ["c", "b", "a"]


def test_the_public_reads_only_public_acts_and_no_name(
    document: Document, anna: User, bruno: User
) -> None:
    act(document, "publish", anna, title="Avviso")
    act(document, "publish", bruno, 1, title="Proposta", secret="RSSMRA80A01F205X")
    act(document, "publish", None, 2, title="Elenco")
    act(document, "judge", anna, 3)
    entries = timeline(CODE, public=True)
    assert [entry.actor for entry in entries] == ["piattaforma", "ente", "ufficio"]
    assert all(entry.payload == {} for entry in entries)
    assert not any(name in str(entries) for name in (anna.name, bruno.name, "RSSMRA"))


def test_each_procedure_and_each_record_has_its_own(document: Document) -> None:
    other = DocumentFactory.create(dossier_code=CODE)
    stranger = DocumentFactory.create(dossier_code="COP-2026-02")
    loose = DocumentFactory.create()
    for one in (document, other, stranger, loose):
        act(one, "publish", title=str(one.pk))
    assert len(timeline(CODE, public=False)) == 2
    assert [entry.payload["title"] for entry in timeline(CODE, public=False, subject=other)] == [
        str(other.pk)
    ]
    assert len(timeline("", public=False, subject=loose)) == 1
    assert timeline("", public=False) == []


@pytest.mark.parametrize("public", [True, False])
def test_a_record_that_keeps_its_acts_to_itself_tells_them_on_its_own_page_alone(
    document: Document, anna: User, *, public: bool
) -> None:
    act(document, "publish", anna, title="Avviso")
    OWN.add("ledger.document")
    assert timeline(CODE, public=public) == []
    assert len(timeline(CODE, public=public, subject=document)) == 1


def test_an_act_whose_facts_were_discarded_is_still_told(document: Document) -> None:
    act(document, "publish", title="Avviso")
    Opening.objects.all().delete()
    (entry,) = timeline(CODE, public=False)
    assert (entry.words, entry.payload) == ("Pubblicato l’atto …", {})


def test_an_act_of_somebody_whose_row_is_gone_is_still_told(document: Document) -> None:
    act(document, "judge")
    Event.objects.bulk_create(
        [
            Event(
                occurred_at=NOON + timedelta(hours=1),
                dossier=CODE,
                subject_label="ledger.document",
                subject_id=str(document.pk),
                verb="judge",
                actor_id=10**9,
                commitment="0" * 64,
            )
        ]
    )
    assert timeline(CODE, public=False)[0].actor == "persona non più registrata"


@pytest.mark.parametrize("public", [True, False])
@pytest.mark.parametrize("count", [1, 50])
def test_however_many_acts_the_queries_are_the_same(
    document: Document,
    anna: User,
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
    *,
    public: bool,
) -> None:
    for hours in range(count):
        act(document, "publish", anna, hours, title="Avviso")
    with django_assert_num_queries(2):
        assert len(timeline(CODE, public=public)) == count


def test_a_long_history_is_cut_at_the_newest(document: Document) -> None:
    for hours in range(5):
        act(document, "publish", None, hours, title=str(hours))
    cut = timeline(CODE, public=False, limit=2)
    assert [entry.payload["title"] for entry in cut] == ["4", "3"]


def test_the_table_says_when_who_and_what(document: Document, anna: User) -> None:
    act(document, "publish", anna, title="<script>")
    html = render_to_string("ledger/_timeline.html", {"entries": timeline(CODE, public=False)})
    page = BeautifulSoup(html, "html.parser")
    cells = [cell.get_text(strip=True) for cell in page.select("tbody tr > *")]
    assert cells == ["20 nov 2026, 12:00", anna.name, "Pubblicato l’atto <script>"]
    assert page.select_one("time")["datetime"] == "2026-11-20T12:00:00+01:00"  # type: ignore[index]  # it is there
    assert page.script is None


def test_of_a_long_history_the_page_opens_on_the_last_twenty_acts(document: Document) -> None:
    for hours in range(23):
        act(document, "publish", None, hours, title=f"Atto {hours}")
    html = render_to_string("ledger/_timeline.html", {"entries": timeline(CODE, public=False)})
    page = BeautifulSoup(html, "html.parser")
    recent, earlier = (table.select("tbody tr") for table in page.select("table"))
    assert (len(recent), len(earlier)) == (20, 3)
    assert page.select("details tbody tr") == earlier
    assert "3 atti precedenti" in page.select_one("summary").get_text()  # type: ignore[union-attr]  # it is there
    assert "Atto 22" in recent[0].get_text()
    assert "Atto 0" in earlier[-1].get_text()


def test_an_empty_history_says_so() -> None:
    assert "Ancora nulla" in render_to_string("ledger/_timeline.html", {"entries": []})
