"""The main job from a blank page to the published list, in a real browser, by everybody."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import go_by
from tests.journeys.city import (
    People,
    a_pdf,
    close_now,
    download,
    fill_act,
    follow,
    is_at,
    press,
    work,
)
from trama.accounts.models import Office, User
from trama.applications.models import Application, ApplicationStatus
from trama.applications.tests.factories import ApplicationFactory
from trama.core import clock
from trama.core.deadlines import day_of
from trama.notices.lifecycle import close_due
from trama.notices.models import Notice, NoticeStatus, Requirement, RequirementKind
from trama.notices.tests.factories import noon
from trama.organizations.models import Organization
from trama.programming.models import Theme
from trama.screening.models import CaseStatus, RejectionNotice, ScreeningCase

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CODE = "COP-2026-77"
TITLE = "Bambini e famiglie di un quartiere"
REASON = "Lo statuto allegato non nomina alcuna attività tra quelle che l’avviso chiede."


def today() -> str:
    return day_of(clock.now()).isoformat()


def publish_a_notice(people: People, anna: User, elena: User) -> Notice:
    page = people(anna)
    page.goto("/scrivania/avvisi/nuovo/")
    page.get_by_label("Codice").fill(CODE)
    page.get_by_label("Titolo").fill(TITLE)
    press(page, "Comincia la bozza")
    follow(page, "Cambia i dati")
    page.get_by_label("In breve").fill("Cerchiamo enti per leggere insieme che cosa manca.")
    page.get_by_label("Scade", exact=True).fill(noon(20).strftime("%Y-%m-%dT%H:%M"))
    page.get_by_label("Chi risponde e quando").fill("Ufficio co-programmazione, 10 – 12")
    page.get_by_label("Responsabile").select_option(label=anna.name)
    page.get_by_label("su questo sito").check()
    page.get_by_label("accesso con SPID o CIE del rappresentante").check()
    for letter in page.locator("[name=art5_letters]").all()[:1]:
        letter.check()
    press(page, "Salva")
    is_at(page, TITLE)
    follow(page, "Manda al controllo legale")
    press(page, "Manda al controllo legale")

    page = people(elena)
    page.goto(f"/scrivania/avvisi/{CODE}/")
    follow(page, "Adotta l’avviso")
    fill_act(page, "3120", today())
    press(page, "Adotta l’avviso")

    page = people(anna)
    page.goto(f"/scrivania/avvisi/{CODE}/")
    follow(page, "Pubblica l’avviso")
    press(page, "Pubblica l’avviso")
    expect(page.get_by_text("Avviso pubblicato.")).to_be_visible()
    work()
    return Notice.objects.get(code=CODE)


def begin(page: Page) -> None:
    page.goto(f"/avvisi/{CODE}/")
    follow(page, "Presenta la domanda")
    press(page, "Comincia la domanda")


def answer(page: Page) -> None:
    follow(page, "Risposte")
    for text in page.locator("main form textarea, main form input[type=text]").all():
        text.fill("Dopo la scuola molti bambini restano soli.")
    for group in page.locator("main form fieldset").all():
        group.locator("input").first.check()
    press(page, "Salva le risposte")


def tell_experiences(page: Page) -> None:
    follow(page, "Esperienze")
    asked = Requirement.objects.get(notice__code=CODE, kind=RequirementKind.EXPERIENCE)
    theme = Theme.objects.get(code=asked.parameters["theme"])
    page.get_by_label("Tema").select_option(str(theme.pk))
    page.get_by_label("Progetto o servizio").fill("Doposcuola del cortile")
    page.get_by_label("Dal mese").fill("2019-09")
    page.get_by_label(re.compile("^Al mese")).fill("2022-08")
    press(page, "Aggiungi")


def upload(page: Page, folder: Path) -> None:
    follow(page, "Documenti")
    for number in range(page.locator("main input[type=file]").count()):
        page.locator("main input[type=file]").nth(number).set_input_files(a_pdf(folder))
        go_by(page, page.get_by_role("button", name="Carica").nth(number))
        expect(page.get_by_text("è arrivato: lo stiamo controllando").first).to_be_visible()
    work()
    page.reload()
    expect(page.get_by_text("Controllato").first).to_be_visible()
    follow(page, "Torna alla domanda")


def apply(people: People, bruno: User, folder: Path) -> Application:
    page = people(bruno)
    begin(page)
    answer(page)
    page.goto("/domande/")  # he leaves, and comes back
    go_by(page, page.get_by_role("link", name=TITLE).first)
    if page.get_by_role("link", name="Esperienze", exact=True).count():
        tell_experiences(page)
        page.goto("/domande/")
        go_by(page, page.get_by_role("link", name=TITLE).first)
    if page.get_by_role("link", name="Documenti", exact=True).count():
        upload(page, folder)
    follow(page, "Firma e presenta")
    page.get_by_label("accesso con SPID o CIE del rappresentante").check()
    for box in page.locator("main form input[type=checkbox]").all():
        box.check()
    page.get_by_role("button", name="Presenta la domanda").dblclick()
    is_at(page, "Domanda ricevuta")
    return Application.objects.get(notice__code=CODE)


def screen(people: People, elena: User, dario: User, notice: Notice) -> None:
    page = people(elena)
    page.goto(f"/scrivania/avvisi/{CODE}/istruttoria/")
    follow(page, "Nomina il seggio")
    fill_act(page, "4001", today())
    page.get_by_label("Presidente").select_option(label=dario.name)
    press(page, "Nomina il seggio")
    expect(page.get_by_text("Seggio nominato.")).to_be_visible()
    work()

    page = people(dario)
    page.goto(f"/scrivania/avvisi/{CODE}/istruttoria/")
    follow(page, "Leggi i nomi e dichiara")
    page.get_by_label("Non ho conflitti di interesse").check()
    press(page, "Registra la dichiarazione")


def open_and_judge(page: Page, body: Organization) -> None:
    """What the platform could not verify by itself, a person does."""
    page.goto(f"/scrivania/avvisi/{CODE}/istruttoria/")
    follow(page, body.name)
    press(page, "Apri la domanda")
    expect(page.get_by_role("heading", name="Esito")).to_be_visible()
    open_points = page.locator("form:visible", has_text="Registra il giudizio")
    while open_points.count():
        form = open_points.first
        button = form.get_by_role("button", name="Registra il giudizio")
        point = button.inner_text().partition(": ")[2]
        form.get_by_label("Conforme", exact=True).check()
        form.get_by_label("Motivo").fill(REASON)
        go_by(page, button)
        expect(page.get_by_text(f"Giudizio registrato: {point}")).to_be_visible()


def arrive_late(people: People, carla: User, draft: Application, notice: Notice) -> None:
    """Carla has the page of the last step before her when the term ends."""
    page = people(carla)
    page.goto(f"/domande/{draft.uid}/firma/")
    page.get_by_label("accesso con SPID o CIE del rappresentante").check()
    for box in page.locator("main form input[type=checkbox]").all():
        box.check()
    close_now(notice)
    press(page, "Presenta la domanda")
    is_at(page, "Domanda arrivata in ritardo")


def refuse_the_late_one(people: People, dario: User, carla: User, body: Organization) -> None:
    """Notice of rejection, its delivery, the body's answer, and the refusal that replies to it."""
    page = people(dario)
    open_and_judge(page, body)
    page.get_by_label("Motivi che ostano").fill(REASON)
    press(page, "Manda il preavviso di rigetto")
    expect(page.get_by_text("Preavviso in partenza.")).to_be_visible()
    page.get_by_label("Consegnato il").fill(today())
    page.get_by_label("Prova della consegna").fill("ricevuta di avvenuta consegna, ore 10:04")
    press(page, "Registra la consegna")
    expect(page.get_by_text("Consegna registrata")).to_be_visible()
    work()

    rejection = RejectionNotice.objects.get()
    answering = people(carla)
    answering.goto(f"/osservazioni/{rejection.uid}/")
    answering.get_by_role("textbox", name="Osservazioni").fill(
        "La linea era caduta: ecco la prova del gestore."
    )
    go_by(answering, answering.locator("main form button[type=submit]"))
    expect(answering.get_by_text("Osservazioni ricevute").first).to_be_visible()
    day = day_of(clock.now())
    RejectionNotice.objects.update(
        delivered_on=day - timedelta(days=12), due_on=day - timedelta(days=1)
    )

    page.reload()
    page.get_by_label("Motivazione").fill(REASON)
    page.get_by_label("Risposta alle osservazioni").last.fill(
        "La prova riguarda il giorno dopo la scadenza: il ritardo resta."
    )
    press(page, "Non ammettere")
    expect(page.get_by_text("Non ammesso.").first).to_be_visible()


def record_the_sitting(people: People, dario: User) -> None:
    """Dario alone is on the panel: he writes the minutes and approves them."""
    page = people(dario)
    page.goto(f"/scrivania/avvisi/{CODE}/istruttoria/verbali/")
    follow(page, "Scrivi il verbale")
    page.get_by_label("Altro che resta a verbale").fill("Esaminate tutte le domande arrivate.")
    press(page, "Registra il verbale")
    expect(page.get_by_text("ora lo approva chi c’era")).to_be_visible()
    press(page, "Approva il verbale")
    expect(page.get_by_text("Hai approvato il verbale.")).to_be_visible()


def publish_the_list(people: People, elena: User) -> None:
    page = people(elena)
    page.goto(f"/scrivania/avvisi/{CODE}/istruttoria/elenco/")
    fill_act(page, "4002", today())
    press(page, "Pubblica l’elenco")
    is_at(page, "Elenco degli ammessi e dei non ammessi")


def test_from_a_blank_page_to_the_published_list(
    people: People,
    office: Office,
    anna: User,
    elena: User,
    dario: User,
    bruno: User,
    carla: User,
    organization: Organization,
    tmp_path: Path,
) -> None:
    notice = publish_a_notice(people, anna, elena)
    assert apply(people, bruno, tmp_path).status == ApplicationStatus.SUBMITTED
    late = ApplicationFactory.create(
        notice=notice, organization=carla.memberships.get().organization, complete=True
    )
    arrive_late(people, carla, late, notice)
    close_due()
    screen(people, elena, dario, notice)

    page = people(dario)
    open_and_judge(page, organization)
    press(page, "Ammetti")
    expect(page.get_by_text("Ammesso.").first).to_be_visible()
    refuse_the_late_one(people, dario, carla, late.organization)
    outcomes = dict(ScreeningCase.objects.values_list("application__organization", "status"))
    assert outcomes == {
        organization.pk: CaseStatus.ADMITTED,
        late.organization.pk: CaseStatus.NOT_ADMITTED,
    }
    record_the_sitting(people, dario)
    publish_the_list(people, elena)
    work()

    public = people.stranger()
    public.goto(f"/avvisi/{CODE}/elenco/")
    expect(public.get_by_role("link", name=organization.name)).to_be_visible()
    table = download(public, "CSV, per i fogli di calcolo")
    assert organization.name in table.read_text("utf-8-sig")
    notice.refresh_from_db()
    assert notice.status == NoticeStatus.SCREENING
    assert people.heard == []
