"""Steps of a path from its opening to the published minutes: who is called, comes, speaks."""

import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from tests.browser import go_by
from tests.journeys.city import People, follow, is_at, letter_to, press, wall, work
from trama.accounts.models import User
from trama.core import clock
from trama.notices.models import Notice, NoticeStatus
from trama.organizations.models import Organization
from trama.screening.models import AdmissionList
from trama.tables.lifecycle.minutes.steps import close_due_remarks
from trama.tables.models import Meeting, Path, PriorityVote

ONLINE = "https://incontri.example/stanza-dei-gelsi"
DECISION = "Il tavolo lavora prima sul sabato."
SAID = "Il sabato resta chiuso tutto."
CORRECTED = "Il sabato resta chiuso tutto, tranne la biblioteca."
DISSENT = "Prima del sabato vengono le sere."
KEPT = "La domenica non è stata nominata."


def list_is_out(notice: Notice, *admitted: Organization) -> None:
    rows = [
        {"organization": str(body.uid), "name": body.name, "outcome": "admitted",
         "codice_fiscale": "", "entry": "", "reasons": ""}
        for body in admitted
    ]  # fmt: skip
    at = clock.now()
    AdmissionList.objects.create(notice=notice, status="published", published_at=at, rows=rows)
    Notice.objects.filter(pk=notice.pk).update(status=NoticeStatus.TABLES, closed_at=at)


# ---------------------------------------------------------------- opened, convened


def open_a_path(people: People, anna: User, notice: Notice) -> Path:
    page = people(anna)
    page.goto(f"/scrivania/avvisi/{notice.code}/")
    follow(page, "Apri il percorso")
    page.get_by_label("A che cosa serve").fill("Leggere insieme che cosa manca il sabato.")
    press(page, "Apri il percorso")
    expect(page.get_by_text("Percorso aperto").first).to_be_visible()
    follow(page, "Aggiungi chi si sente")
    page.get_by_label("Sentito").check()
    page.get_by_label("Nome dell’ente").fill("Comitato di via della Prova")
    press(page, "Conferma")
    return Path.objects.get(notice=notice)


def add_a_table(people: People, anna: User, path: Path, dario: User, giulia: User) -> None:
    """On a theme: Dario leads it, Giulia writes its minutes; everybody is of it."""
    page = people(anna)
    page.goto(f"/tavoli/{path.code}/lavoro/")
    follow(page, "Aggiungi un tavolo")
    page.get_by_label("Tipo").select_option("thematic")
    page.get_by_label("Titolo").fill("Tavolo del sabato")
    page.get_by_label("Tema").select_option(label="Genitorialità")
    page.get_by_label("Chi conduce").fill(dario.email)
    page.get_by_label("Chi scrive il verbale").fill(giulia.email)
    page.get_by_label("Regole").fill("Uno alla volta. Nessuno è obbligato a parlare.")
    for box in page.locator("[name=members]").all():
        box.check()
    press(page, "Salva")
    expect(page.get_by_text("Tavolo aggiunto.")).to_be_visible()


def convene(people: People, dario: User, path: Path) -> Meeting:
    page = people(dario)
    page.goto(f"/tavoli/{path.code}/")
    follow(page, "Tavolo del sabato")
    follow(page, "Convoca un incontro")
    begins = clock.now() + timedelta(days=7)
    page.get_by_label("Titolo").fill("Il sabato dei bambini")
    page.get_by_label("Comincia").fill(wall(begins))
    page.get_by_label("Finisce").fill(wall(begins + timedelta(hours=2)))
    page.get_by_label("Luogo").fill("Casa di Quartiere")
    page.get_by_label("Indirizzo").fill("via della Prova 1")
    page.get_by_label("Collegamento").fill(ONLINE)
    page.get_by_label("Ordine del giorno").fill("10 Ci presentiamo\n60 Che cosa manca")
    press(page, "Convoca")
    expect(page.get_by_text("Incontro convocato.")).to_be_visible()
    press(page, "Manda gli inviti che mancano")
    expect(page.get_by_text("Mandate 3 lettere.")).to_be_visible()
    return Meeting.objects.get(table__path=path)


# ---------------------------------------------------------------- answered, held


def by_letter(page: Page, email: str) -> None:
    """Whoever has the letter goes in, and the address keeps no secret."""
    door = letter_to(email)
    page.goto(door)
    assert page.url != door


def answer_the_invitation(
    people: People, outsider: Page, email: str, bruno: User, meeting: Meeting
) -> None:
    """One from the letter, the other signed in."""
    by_letter(outsider, email)
    is_at(outsider, meeting.title)
    page = people(bruno)
    page.goto(f"/tavoli/{meeting.table.path.code}/")
    follow(page, meeting.title)
    follow(page, "Rispondi all’invito")
    for window in (outsider, page):
        press(window, "Veniamo")
        expect(window.get_by_text("Avete risposto")).to_be_visible()


def be_there(people: People, outsider: Page, bruno: User, meeting: Meeting) -> None:
    """The day has come: both say the code that they hear in the room."""
    now = clock.now()
    Meeting.objects.filter(pk=meeting.pk).update(
        starts_at=now - timedelta(minutes=1), ends_at=now + timedelta(hours=2)
    )
    for page in (outsider, people(bruno)):
        page.reload()
        page.get_by_label("Codice detto in sala").fill(meeting.attendance_code.lower())
        press(page, "Segna la presenza")
        expect(page.get_by_text("La presenza è segnata").first).to_be_visible()


def page_of(meeting: Meeting) -> str:
    return f"/tavoli/{meeting.table.path.code}/incontri/{meeting.uid}/"


def minutes_of(meeting: Meeting) -> str:
    return f"{page_of(meeting)}verbale/"


def keep_the_list(people: People, dario: User, meeting: Meeting, connected: str) -> None:
    """Whoever did not say the code is marked on the list; then the meeting was held."""
    page = people(dario)
    page.goto(page_of(meeting))
    follow(page, "Elenco delle presenze")
    for name, mode in (("Comitato di via della Prova", "room"), (connected, "online")):
        page.get_by_role("row", name=name).get_by_label("Come").select_option(mode)
    press(page, "Salva l’elenco")
    press(page, "Segna l’incontro come tenuto")
    expect(page.get_by_text("Incontro tenuto: ora tocca al verbale.")).to_be_visible()


# ---------------------------------------------------------------- voted


def fill_a_vote(page: Page, path: Path, method: str, field: str, figure: str) -> None:
    """Its method, and how many priorities or what budget: `figure`, in that field."""
    page.goto(f"/tavoli/{path.code}/lavoro/")
    follow(page, "Prepara un voto")
    page.get_by_label("Titolo").fill("Che cosa viene prima")
    page.get_by_label(method).check()
    page.get_by_label("schede con uno pseudonimo").check()
    page.get_by_label(field).fill(figure)
    page.get_by_label("Apre").fill(wall(clock.now()))
    page.get_by_label("Chiude").fill(wall(clock.now() + timedelta(days=7)))
    press(page, "Salva")


def add_an_option(page: Page, born_of: str, *, title: str = "") -> None:
    """From the contribution that `born_of` names; with its title, or another."""
    page.get_by_text("Contributi da cui può nascere un’opzione").click()
    go_by(page, page.get_by_role("link", name=re.compile(born_of)))
    if title:
        page.get_by_label("Titolo").fill(title)
    press(page, "Conferma")
    expect(page.get_by_text("Opzione aggiunta.")).to_be_visible()


def open_the_vote(page: Page, path: Path, *, letters: int) -> PriorityVote:
    press(page, "Apri il voto")
    expect(page.get_by_text(f"Mandate {letters} lettere.")).to_be_visible()
    return PriorityVote.objects.get(path=path)


# ---------------------------------------------------------------- minuted


def add(page: Page, kind: str, text: str, *, speaker: str = "") -> None:
    page.locator("#id_item").select_option(label="Che cosa manca")
    page.get_by_label("Che cosa è").select_option(kind)
    page.get_by_label("Testo").fill(text)
    if speaker:
        page.get_by_label("Chi ha parlato", exact=True).select_option(label=speaker)
        page.get_by_label("È d’accordo che si dica chi ha parlato").check()
    if kind == "decision":
        page.get_by_label("D’accordo", exact=True).fill("3")
        page.get_by_label("Contrari").fill("1")
    go_by(page, page.get_by_role("button", name="Aggiungi", exact=True).first)
    expect(page.get_by_text(text).first).to_be_visible()


def begin_minutes(people: People, giulia: User, meeting: Meeting) -> None:
    page = people(giulia)
    page.goto("/profilo/")
    go_by(page, page.get_by_role("link", name="Tavolo del sabato").first)
    follow(page, f"{meeting.number}. {meeting.title}")
    press(page, "Comincia il verbale")
    is_at(page, "Scrivi il verbale")


def draft(people: People, giulia: User, bodies: list[str]) -> None:
    """What happened, a decision, who does not agree; a need that somebody brings."""
    page = people(giulia)
    add(page, "narrative", SAID)
    add(page, "decision", DECISION)
    add(page, "dissent", DISSENT, speaker=bodies[1])
    page.get_by_text("Raccogli un contributo").click()
    page.locator("#id_contributo-item").select_option(label="Che cosa manca")
    page.locator("#id_contributo-author").select_option(label=bodies[2])
    page.locator("#id_contributo-kind").select_option("need")
    page.locator("#id_contributo-title").fill("Un posto il sabato mattina")
    page.locator("#id_contributo-text").fill("Chi lavora il sabato non sa a chi lasciare i figli.")
    press(page, "Raccogli")
    expect(page.get_by_text("Contributo C-0001").first).to_be_visible()
    press(page, "Apri alle osservazioni")
    expect(page.get_by_text("lettere").first).to_be_visible()


def remark_on(page: Page, words: str, text: str) -> None:
    """Under the paragraph that says `words`."""
    entry = page.locator(".entry", has_text=words).first
    entry.get_by_text("Fai un’osservazione").click()
    entry.get_by_label("La tua osservazione").fill(text)
    go_by(page, entry.get_by_role("button", name="Aggiungi"))
    expect(page.get_by_text("Osservazione scritta")).to_be_visible()


def approve(page: Page, *, why_not: str = "") -> None:
    page.get_by_label("Non lo approviamo" if why_not else "Approviamo il verbale").check()
    page.get_by_label("Perché no").fill(why_not)
    press(page, "Rispondi")
    expect(page.get_by_text("Risposta scritta.").first).to_be_visible()


def answer_the_minutes(
    people: People, outsider: Page, email: str, bruno: User, carla: User, meeting: Meeting
) -> None:
    """By letter: a remark, and approved. Bruno: another remark, and not. Carla approves."""
    by_letter(outsider, email)
    remark_on(outsider, SAID, "La biblioteca è aperta.")
    approve(outsider)
    for person in (bruno, carla):
        page = people(person)
        page.goto(minutes_of(meeting))
        follow(page, "Fai osservazioni o approva")
        if person == bruno:
            remark_on(page, DECISION, KEPT)
        approve(page, why_not="Manca la domenica." if person == bruno else "")


def speak_for_the_group(people: People, giulia: User, meeting: Meeting) -> None:
    """It has no e-mail: Giulia writes what it says, and it shows."""
    page = people(giulia)
    page.goto(minutes_of(meeting))
    follow(page, "Comitato di via della Prova")
    expect(page.get_by_text("Scrivi per conto di altri")).to_be_visible()
    approve(page)


def decide_the_remarks(people: People, giulia: User, meeting: Meeting) -> None:
    page = people(giulia)
    page.goto(minutes_of(meeting))
    go_by(page, page.locator(".entry", has_text=SAID).get_by_role("link", name="Decidi"))
    page.get_by_label("La accolgo").check()
    page.get_by_label("Testo", exact=True).fill(CORRECTED)
    press(page, "Decidi")
    expect(page.get_by_text(CORRECTED).first).to_be_visible()
    go_by(page, page.locator(".entry", has_text=DECISION).get_by_role("link", name="Decidi"))
    page.get_by_label("Il testo resta").check()
    page.get_by_label("Risposta a chi").fill("Al tavolo si è parlato solo del sabato.")
    press(page, "Decidi")
    expect(page.get_by_text("Osservazioni da decidere")).to_have_count(0)


def publish(people: People, anna: User, meeting: Meeting) -> None:
    """The term is over; the office publishes."""
    Meeting.objects.filter(pk=meeting.pk).update(remarks_until=clock.now() - timedelta(seconds=2))
    assert close_due_remarks() == 1
    page = people(anna)
    page.goto(page_of(meeting))
    follow(page, "Leggi il verbale")
    press(page, "Pubblica il verbale")
    expect(page.get_by_text("Verbale pubblicato.")).to_be_visible()
    work()
    page.reload()
    expect(page.get_by_role("link", name="Il verbale in PDF")).to_be_visible()
