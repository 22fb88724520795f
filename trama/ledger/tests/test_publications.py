from datetime import UTC, date, datetime

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from trama.accounts.models import User
from trama.core.workflow import ActRefused
from trama.ledger.lifecycle import publish, record_act
from trama.ledger.models import AdministrativeAct, Duty, Event, Publication
from trama.ledger.queries import checklist, payload_of, publications, timeline
from trama.ledger.tests.factories import (
    AdministrativeActFactory,
    DocumentFactory,
    PublicationFactory,
)

pytestmark = pytest.mark.django_db
CODE = "COP-2026-01"
NOON = datetime(2026, 11, 20, 11, tzinfo=UTC)


def record(actor: User, *, organ: str = "", title: str = "", url: str = "") -> AdministrativeAct:
    return record_act(
        kind="DD",
        number="9482",
        adopted_on=date(2026, 10, 28),
        organ=organ,
        title=title,
        url=url,
        actor=actor,
        at=NOON,
    )


def test_an_act_is_recorded_with_its_event(anna: User) -> None:
    act = record(anna, organ="Direzione Welfare e Salute", title="Avviso")
    assert str(act) == "determinazione dirigenziale 9482 del 28/10/2026"
    event = Event.objects.get()
    assert (event.verb, event.actor_id) == ("record", anna.pk)
    assert payload_of(event)["act"] == "DD 9482 2026-10-28"


def test_the_same_act_again_is_the_same_row(anna: User) -> None:
    first = record(anna, title="Avviso")
    again = record(anna, title="Un altro titolo")
    assert (again.pk, again.title) == (first.pk, "Avviso")
    assert Event.objects.count() == 1


def test_what_was_not_yet_said_of_an_act_is_added(anna: User) -> None:
    record(anna, title="Avviso")
    act = record(anna, url="https://albo.comune.example/9482")
    act.refresh_from_db()
    assert (act.title, act.url) == ("Avviso", "https://albo.comune.example/9482")
    assert set(Event.objects.values_list("verb", flat=True)) == {"record", "complete"}


def test_a_publication_is_registered_and_told_to_the_public(anna: User) -> None:
    document = DocumentFactory.create()
    publication = publish(
        CODE, "notice", "Avviso pubblico", at=NOON, actor=anna, document=document, path="/avvisi/x/"
    )
    assert publications(CODE) == [publication]
    (entry,) = timeline(CODE, public=True)
    assert (entry.words, entry.actor) == ("Pubblicato: Avviso pubblico", "ufficio")


@pytest.mark.parametrize("trait", ["received", "refused"])
def test_a_document_that_was_not_opened_is_not_published(trait: str) -> None:
    document = DocumentFactory.create(**{trait: True})
    with pytest.raises(ActRefused, match="non si può pubblicare"):
        publish(CODE, "notice", "Avviso", at=NOON, actor=None, document=document)
    assert not Publication.objects.exists()


def test_a_duty_that_does_not_exist_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="no duty"):
        publish(CODE, "gossip", "Voci", at=NOON, actor=None)


def test_the_checklist_has_the_seven_acts_of_the_law_in_order() -> None:
    PublicationFactory.create(dossier=CODE, duty=Duty.NOTICE)
    PublicationFactory.create(dossier="COP-2026-02", duty=Duty.PANEL)
    rows = checklist(CODE, {"panel": "solo dopo la scadenza"})
    assert [row.number for row in rows] == [1, 2, 3, 4, 5, 6, 7]
    assert [bool(row.publications) for row in rows] == [False, True, *[False] * 5]
    assert (rows[2].title, rows[2].expected) == ("Nomina del seggio", "solo dopo la scadenza")


@pytest.mark.parametrize("count", [1, 50])
def test_however_many_publications_one_query(
    django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for _ in range(count):
        PublicationFactory.create(
            dossier=CODE,
            document=DocumentFactory.create(),
            act=AdministrativeActFactory.create(),
        )
    with django_assert_num_queries(1):
        render_to_string("ledger/_publications.html", {"rows": checklist(CODE)})


def test_the_table_links_what_is_there_and_says_when_the_rest_comes() -> None:
    document = DocumentFactory.create()
    PublicationFactory.create(dossier=CODE, duty=Duty.NOTICE, title="Avviso", document=document)
    PublicationFactory.create(dossier=CODE, duty=Duty.NOTICE, title="Moduli", path="/moduli/")
    act = AdministrativeActFactory.create(url="https://albo.comune.example/1")
    PublicationFactory.create(dossier=CODE, duty=Duty.DETERMINATION, title="Determina", act=act)
    rows = checklist(CODE, {"panel": "solo dopo la scadenza"})
    page = BeautifulSoup(
        render_to_string("ledger/_publications.html", {"rows": rows}), "html.parser"
    )
    links = {a.get_text(): a["href"] for a in page.select("a")}
    assert links == {
        "Avviso": reverse("ledger:public_document", args=[document.uid]),
        "Moduli": "/moduli/",
        "Determina": "https://albo.comune.example/1",
    }
    lines = [row.get_text(" ", strip=True) for row in page.select("tbody tr")]
    assert lines[1].startswith("2. Avviso, moduli, documento preliminare Pubblicato 3 nov 2026")
    assert lines[2] == "3. Nomina del seggio Non ancora solo dopo la scadenza"
