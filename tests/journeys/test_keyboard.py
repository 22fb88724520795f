"""Bruno never touches the mouse: from the notice to the receipt with Tab, Space and Enter."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.city import People, a_pdf, is_at
from tests.journeys.keyboard import FOCUSED, press_on, tab_to
from trama.accounts.models import User
from trama.applications.models import Application, ApplicationStatus
from trama.notices.models import Notice
from trama.organizations.models import Organization

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_application_by_keyboard_alone(
    people: People,
    notice: Notice,
    bruno: User,
    organization: Organization,
    tmp_path: Path,
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
