"""Bruno never touches the mouse: an application, then the tables, with Tab, Space and Enter."""

from pathlib import Path as File

import pytest
from playwright.sync_api import expect

from tests.journeys.city import People, a_pdf, is_at
from tests.journeys.keyboard import FOCUSED, press_on, tab_to
from trama.accounts.models import User
from trama.applications.models import Application, ApplicationStatus
from trama.notices.models import Notice, NoticeStatus
from trama.organizations.models import Organization
from trama.tables.models import Ballot, Invitation, Path
from trama.tables.tests.factories import MeetingFactory, PathFactory, TableFactory
from trama.tables.tests.votes_factories import VoteFactory, opened

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_application_by_keyboard_alone(
    people: People,
    notice: Notice,
    bruno: User,
    organization: Organization,
    tmp_path: File,
) -> None:
    page = people(bruno)
    page.goto(f"/avvisi/{notice.code}/")
    page.keyboard.press("Tab")
    assert "contenuto" in page.evaluate(FOCUSED), "the first stop skips to the content"
    press_on(page, "Presenta la domanda")
    is_at(page, "Presenta la domanda")
    press_on(page, "Comincia la domanda")
    is_at(page, "la vostra domanda")

    press_on(page, "Risposte")
    is_at(page, "Risposte")
    tab_to(page, "Chi segue la domanda")
    page.keyboard.type("Bruno Tesei")
    tab_to(page, "Quale bisogno")
    page.keyboard.type("Dopo la scuola molti bambini restano soli.")
    tab_to(page, "da soli")
    page.keyboard.press("Space")
    press_on(page, "Salva le risposte")
    expect(page.get_by_text("Risposte salvate.")).to_be_visible()

    press_on(page, "Esperienze")
    is_at(page, "Esperienze")
    tab_to(page, "Tema")
    page.keyboard.type("Povert")
    tab_to(page, "Progetto o servizio")
    page.keyboard.type("Doposcuola del cortile")
    page.keyboard.press("Tab")
    tab_to(page, "Dal mese")
    page.get_by_label("Dal mese").fill("2019-09")  # the browser's own month is not ours to test
    press_on(page, "Aggiungi")
    expect(page.get_by_text("Esperienza aggiunta.")).to_be_visible()
    press_on(page, "La vostra domanda")
    is_at(page, "la vostra domanda")

    press_on(page, "Documenti")
    is_at(page, "Documenti")
    for label in ("Statuto e atto costitutivo", "Patto di integrità"):
        tab_to(page, f"Aggiungi un file per «{label}»")
        # What opens from here is the browser's own window.
        page.locator("input[type=file]:focus").set_input_files(a_pdf(tmp_path))
        with page.expect_navigation():
            press_on(page, "Carica")
        expect(page.get_by_text("è arrivato: lo stiamo controllando").first).to_be_visible()
    press_on(page, "La vostra domanda")
    is_at(page, "la vostra domanda")

    press_on(page, "Firma e")
    is_at(page, "Firma e presenta")
    tab_to(page, "accesso con SPID o CIE")
    page.keyboard.press("Space")
    for start in ("Dichiaro", "Le proposte", "Ho letto"):
        tab_to(page, start)
        page.keyboard.press("Space")
    press_on(page, "Presenta la domanda")
    is_at(page, "Domanda ricevuta")
    assert Application.objects.get().status == ApplicationStatus.SUBMITTED
    assert people.heard == []


@pytest.fixture
def path(notice: Notice, organization: Organization) -> Path:
    """Bruno's body at the tables: invited to a meeting, was at another, has a vote."""
    Notice.objects.filter(pk=notice.pk).update(status=NoticeStatus.TABLES)
    return PathFactory.create(notice=notice, bodies=[organization])


def test_a_body_comes_approves_and_votes_by_keyboard_alone(
    people: People, path: Path, bruno: User
) -> None:
    participant = path.participants.get()
    table = TableFactory.create(path=path)
    coming = MeetingFactory.create(table=table, number=2)
    Invitation.objects.create(meeting=coming, participant=participant, sent_at=coming.convened_at)
    held = MeetingFactory.create(table=table, number=1, remarks=True, present=[participant],
                                 said=["Mancano tre posti."])  # fmt: skip
    vote = opened(VoteFactory.create(path=path))

    page = people(bruno)
    page.goto(f"/tavoli/{path.code}/")
    press_on(page, coming.title)
    is_at(page, coming.title)
    press_on(page, "Rispondi all’invito")
    expect(page.get_by_role("heading", name="Venite?")).to_be_visible()
    press_on(page, "Veniamo")
    expect(page.get_by_text("Avete risposto")).to_be_visible()

    page.goto(f"/tavoli/{path.code}/incontri/{held.uid}/")
    press_on(page, "Leggi il verbale")
    is_at(page, "Verbale")
    press_on(page, "Fai osservazioni o approva")
    is_at(page, "Il verbale, per")
    press_on(page, "Fai un’osservazione")
    tab_to(page, "La tua osservazione")
    page.keyboard.type("Erano due.")
    press_on(page, "Aggiungi")
    expect(page.get_by_text("Osservazione scritta")).to_be_visible()
    tab_to(page, "Approviamo il verbale")
    page.keyboard.press("Space")
    press_on(page, "Rispondi")
    expect(page.get_by_text("Risposta scritta.")).to_be_visible()

    page.goto(f"/tavoli/{path.code}/")
    press_on(page, vote.title)
    is_at(page, vote.title)
    press_on(page, "Vai alla scheda")
    expect(page.get_by_role("group", name="Che cosa sostenete")).to_be_visible()
    tab_to(page, vote.options.order_by("position")[0].title)
    page.keyboard.press("Space")
    press_on(page, "Vota")
    expect(page.get_by_text("Scheda arrivata").first).to_be_visible()
    assert Ballot.objects.get().participant == participant
    assert people.heard == []
