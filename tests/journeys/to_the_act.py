"""Steps of a path after its minutes: contributions, the vote, the synthesis, the act, the plan."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from playwright.sync_api import Page, expect

from tests.browser import go_by
from tests.journeys.at_the_table import (
    DISSENT,
    add_an_option,
    by_letter,
    fill_a_vote,
    minutes_of,
    open_the_vote,
    page_of,
)
from tests.journeys.city import People, fill_act, follow, heading, is_at, press, work
from trama.accounts.models import User
from trama.core import clock
from trama.core.deadlines import day_of
from trama.needs.models import Need
from trama.programming.models import ProgrammingAct
from trama.tables.lifecycle.counting import close_due_votes
from trama.tables.models import Contribution, Meeting, Path, PriorityVote, Synthesis
from trama.tables.tasks.synthesis import tell_consultation

NEED = "Il sabato nessuno tiene aperto"
TWIN = "Nessuno tiene aperto il sabato"
OBJECTION = "Le sere sono più scoperte"
RESERVE = "Solo se resta aperto anche d’inverno."
BARE = "Le sedi ci sono già."
OWN_WORDS = "Il percorso ha raggiunto il suo scopo."
REMARK = "Manca chi lavora di notte."
OPTIONS = ("Un posto aperto il sabato", "Un cortile aperto il sabato")


# ---------------------------------------------------------------- contributions


def bring(page: Page, path: Path, kind: str, title: str, text: str) -> None:
    page.goto(f"/tavoli/{path.code}/contributi/")
    follow(page, "Porta un contributo")
    fill_contribution(page, kind, title, text)


def fill_contribution(page: Page, kind: str, title: str, text: str) -> None:
    page.get_by_role("radio", name=kind, exact=True).check()
    page.get_by_label("Titolo").fill(title)
    page.get_by_label("Testo").fill(text)
    go_by(page, page.get_by_role("button", name=re.compile("orta il contributo")))
    if not heading(page).get_by_text(title).count():  # one like it is already there
        press(page, "È un’altra cosa: porta il contributo")
    is_at(page, title)


def tie_to(page: Page, card: Need) -> None:
    follow(page, "Lega una scheda, o creane una")
    page.get_by_label("Cerca tra i titoli delle schede").fill(card.title)
    press(page, "Cerca")
    page.get_by_label(card.title).check()
    press(page, "Salva i legami")
    expect(page.get_by_text("Schede aggiornate.")).to_be_visible()


def contribute(people: People, bruno: User, carla: User, path: Path, card: Need) -> None:
    """Bruno's body brings a need with its card; Carla's takes a position, repeats it, objects."""
    page = people(bruno)
    bring(page, path, "bisogno", NEED, "Dalle dodici in poi i cancelli sono chiusi.")
    tie_to(page, card)
    where = page.url
    page = people(carla)
    page.goto(where)
    follow(page, "Di’ che cosa ne pensa il tuo ente")
    page.get_by_label("con riserva").check()
    press(page, "Conferma")
    expect(page.get_by_text("Scrivi il motivo della riserva").first).to_be_visible()
    page.get_by_label("Perché").fill(RESERVE)
    press(page, "Conferma")
    expect(page.get_by_text(RESERVE)).to_be_visible()
    bring(page, path, "bisogno", TWIN, "Anche da noi i cancelli sono chiusi.")
    page.goto(where)
    follow(page, "Porta un’obiezione")
    fill_contribution(page, "obiezione", OBJECTION, "Dopo le sei non c’è nessuno.")


def decide(page: Page, path: Path, title: str, outcome: str, *, into: str = "") -> None:
    number = Contribution.objects.get(path=path, title=title).number
    page.goto(f"/tavoli/{path.code}/contributi/{number}/")
    follow(page, "Da’ l’esito")
    page.get_by_role("radio", name=outcome, exact=True).check()
    page.get_by_label("Perché").fill(f"«{outcome}»: lo dicono in tre.")
    page.get_by_label("A quale si unisce").fill(into)
    press(page, "Conferma")
    expect(page.get_by_text("Esito scritto.")).to_be_visible()


def give_outcomes(people: People, anna: User, path: Path, card: Need) -> None:
    """Whoever brought each is told. What was said at the table is tied to a card too."""
    page = people(anna)
    spoken = Contribution.objects.get(path=path, number=1)
    page.goto(f"/tavoli/{path.code}/contributi/{spoken.number}/")
    tie_to(page, card)
    decide(page, path, TWIN, "Unito a un altro che dice lo stesso", into="C-0002")
    decide(page, path, NEED, "Accolto")
    decide(page, path, spoken.title, "Accolto")
    decide(page, path, OBJECTION, "Non accolto")
    work()


# ---------------------------------------------------------------- the vote


def prepare_the_vote(people: People, anna: User, path: Path) -> PriorityVote:
    page = people(anna)
    fill_a_vote(page, path, "approvazione", "Quante priorità", "1")
    for title, number in zip(OPTIONS, (1, 2), strict=True):
        add_an_option(page, f"C-000{number} ", title=title)
    return open_the_vote(page, path, letters=3)


def vote_in(page: Page, *titles: str) -> None:
    for title in titles:
        page.get_by_label(title).check()
    press(page, "Vota")
    expect(page.get_by_text("La vostra scheda").first).to_be_visible()


def three_bodies_vote(
    people: People, outsider: Page, email: str, bruno: User, carla: User, path: Path
) -> None:
    by_letter(outsider, email)
    vote_in(outsider, OPTIONS[0])
    for person, chosen in ((bruno, OPTIONS), (carla, OPTIONS[1:])):
        page = people(person)
        page.goto(f"/tavoli/{path.code}/")
        follow(page, "Che cosa viene prima")
        follow(page, "Vai alla scheda")
        vote_in(page, *chosen)
    page = people(carla)  # she thinks again: the last one counts
    page.get_by_label(OPTIONS[1]).uncheck()
    page.get_by_label(OPTIONS[0]).check()
    press(page, "Cambia la scheda")
    expect(page.get_by_text("Scheda arrivata").first).to_be_visible()


def close_the_vote(
    page: Page, vote: PriorityVote, stop_clock: Callable[[datetime | None], None]
) -> None:
    """Closed at its instant, counted, and told with its reasons to whoever comes by."""
    stop_clock(vote.closes_at + timedelta(minutes=1))
    assert len(close_due_votes()) == 1
    work()
    stop_clock(None)
    page.goto(f"/tavoli/{vote.path.code}/priorita/{vote.uid}/")
    is_at(page, "Una priorità scelta su 2")
    expect(page.get_by_text("Hanno votato 3 enti su 3, un voto ciascuno.")).to_be_visible()
    expect(page.get_by_text(OBJECTION)).to_be_visible()


# ---------------------------------------------------------------- the synthesis


def compose(people: People, anna: User, path: Path) -> None:
    page = people(anna)
    page.goto(f"/tavoli/{path.code}/lavoro/")
    press(page, "Componi la bozza della sintesi")
    expect(page.get_by_text("si sta componendo").first).to_be_visible()
    work()
    page.reload()


def write_by_hand(people: People, anna: User) -> None:
    """A paragraph in the third section: flagged, until it says where it comes from."""
    page = people(anna)
    go_by(page, page.get_by_role("link", name=re.compile("^Sostegno al lavoro in rete")))
    follow(page, "Aggiungi un capoverso")
    page.get_by_label("Testo").fill(BARE)
    press(page, "Conferma")
    expect(page.get_by_text("senza fonte").first).to_be_visible()
    expect(page.get_by_text("Un capoverso non dice da dove viene")).to_be_visible()
    article = page.get_by_role("article").filter(has_text=BARE)
    go_by(page, article.get_by_role("link", name="Correggi"))
    page.get_by_label("Da dove viene").fill("C-0002")
    press(page, "Salva")
    expect(page.get_by_text("senza fonte")).to_have_count(0)


def consult(people: People, outsider: Page, email: str, anna: User, path: Path) -> None:
    """Everybody reads the draft; a body answers from the letter; the office answers it."""
    page = people(anna)
    follow(page, "Apri la consultazione")
    press(page, "Conferma")
    expect(page.get_by_text("La bozza è in consultazione").first).to_be_visible()
    tell_consultation(str(path.uid))  # written, not sent yet
    by_letter(outsider, email)
    follow(outsider, "Fate un’osservazione su questo capoverso")
    outsider.get_by_label("La vostra osservazione").fill(REMARK)
    press(outsider, "Manda l’osservazione")
    expect(outsider.get_by_text(REMARK).first).to_be_visible()
    page.reload()
    follow(page, "Rispondi")
    page.get_by_label("Non accolta").check()
    page.get_by_label("Perché").fill("Di notte il percorso non si è occupato.")
    press(page, "Rispondi")
    expect(page.get_by_text("Risposta scritta.").first).to_be_visible()


def make_final(people: People, anna: User, path: Path) -> None:
    """The term is over: nothing is missing."""
    ended = clock.now() - timedelta(hours=1)
    Synthesis.objects.filter(path=path).update(consulted_until=ended)
    page = people(anna)
    page.reload()
    press(page, "Rendi definitiva la sintesi")
    expect(page.get_by_text("La sintesi è definitiva.").first).to_be_visible()


# ---------------------------------------------------------------- report, act, programming


def report(people: People, anna: User, path: Path, stranger: Page) -> None:
    """Of the office alone, until the act."""
    page = people(anna)
    page.goto(f"/tavoli/{path.code}/lavoro/")
    follow(page, "Scrivi la relazione motivata")
    page.get_by_label("Che cosa aggiungi tu").fill(OWN_WORDS)
    press(page, "Componi la relazione e l’allegato")
    work()
    page.reload()
    follow(page, "Relazione motivata del responsabile")
    expect(page.get_by_text(OWN_WORDS).first).to_be_visible()
    assert stranger.request.get(page.url).status == 404


def adopt(people: People, anna: User, elena: User, path: Path) -> ProgrammingAct:
    """The executive's act; then Anna puts it in the programming."""
    page = people(elena)
    page.goto(f"/tavoli/{path.code}/lavoro/")
    follow(page, "Registra l’atto conclusivo")
    fill_act(page, "4120", day_of(clock.now()).isoformat())
    press(page, "Registra l’atto e pubblica")
    expect(page.get_by_text("Atto registrato").first).to_be_visible()
    page = people(anna)
    page.goto(f"/tavoli/{path.code}/lavoro/")
    follow(page, "Metti l’atto nella programmazione")
    press(page, "Conferma")
    expect(page.get_by_text("L’atto è nella programmazione").first).to_be_visible()
    expect(page.get_by_text(OPTIONS[0]).first).to_be_visible()
    return ProgrammingAct.objects.get()


# ---------------------------------------------------------------- the thread, and strangers


def follow_the_thread(page: Page, card: Need, act: ProgrammingAct) -> None:
    """From the need to the act, and from the act back to the need."""
    page.goto(f"/bisogni/{card.uid}/")
    go_by(page, page.get_by_role("link", name=re.compile("filo", re.IGNORECASE)).first)
    for words in (NEED, OPTIONS[0], act.title):
        expect(page.get_by_text(words).first).to_be_visible()
    page.goto(f"/programmazione/{act.code}/")
    go_by(page, page.get_by_role("link", name=re.compile("filo", re.IGNORECASE)).first)
    for words in (OPTIONS[0], NEED, card.title):
        expect(page.get_by_text(words).first).to_be_visible()


def read_everything(page: Page, path: Path, meeting: Meeting, secrets: list[str]) -> None:
    """Without an account: all that was said is there, and nobody's name, nor how to get in."""
    places = [
        (f"/tavoli/{path.code}/", "Relazione motivata"),
        (page_of(meeting), meeting.title),
        (minutes_of(meeting), DISSENT),
        (f"/tavoli/{path.code}/contributi/", OBJECTION),
        (f"/tavoli/{path.code}/contributi/2/", RESERVE),
        (f"/tavoli/{path.code}/sintesi/", BARE),
    ]
    for address, words in places:
        page.goto(address)
        expect(page.get_by_text(words).first).to_be_visible()
        for secret in secrets:
            assert secret not in page.content(), f"{secret} on {address}"
    page.goto(f"/tavoli/{path.code}/")
    follow(page, "Relazione motivata del responsabile")
    expect(page.get_by_text(OWN_WORDS).first).to_be_visible()
