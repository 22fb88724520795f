"""Somebody says what is lacking; a moderator lets it in and answers; their letter and receipt."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.browser import go_by
from tests.journeys.city import People, do, follow, is_at, jobs, press
from trama.accounts.models import Office, User
from trama.listening.emails import CONFIRM, TURN
from trama.listening.models import NeedSignal, SignalStatus
from trama.listening.rules import challenge as proof
from trama.listening.tests.factories import CampaignFactory
from trama.mailbox.models import OutgoingMessage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORDS = "Al parco manca una fontana."
ADA = "ada@posta.example"


@pytest.fixture(autouse=True)
def quick_doors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits in a test: how long one must is tried elsewhere."""
    monkeypatch.setattr(proof, "SOONEST", timedelta(0))
    monkeypatch.setattr(proof, "SLOW", timedelta(seconds=1))


def letter(purpose: str) -> str:
    """The first address of ours in the latest letter of this purpose."""
    text = OutgoingMessage.objects.filter(purpose=purpose).order_by("-pk")[0].text
    return next(word for word in text.split() if word.startswith("http"))


def test_from_what_somebody_says_to_the_answer_in_their_letterbox(
    people: People, anna: User, office: Office
) -> None:
    CampaignFactory.create(office=office, code="estate", title="Un’estate per tutti")
    page = people.stranger()
    page.goto("/ascolto/")
    follow(page, "Un’estate per tutti")
    follow(page, "Rispondi anche tu")
    page.get_by_label("Che cosa manca, o che cosa non va?").fill(WORDS)
    page.get_by_label("La tua e-mail").fill(ADA)
    page.wait_for_timeout(1100)  # the slow door is a second slow
    press(page, "Manda la segnalazione")
    is_at(page, "La tua segnalazione è arrivata")
    expect(page.locator("blockquote")).to_have_text(WORDS)
    receipt = page.url
    scripted = people.options["java_script_enabled"]
    assert NeedSignal.objects.get().is_suspect is not scripted

    for job in jobs():
        if job.task_name == "listening.ask_to_confirm":
            do(job)
    page.goto(letter(CONFIRM))
    is_at(page, "Il tuo recapito")
    press(page, "Sì, scrivetemi")
    expect(page.get_by_text("Confermato: ti scriviamo")).to_be_visible()

    work = people(anna)
    work.goto("/ascolto/lavoro/")
    go_by(work, work.get_by_role("link", name=re.compile("^Apri")))
    work.get_by_label("Testo pubblico").fill("Manca una fontana al parco.")
    press(work, "Accogli")
    expect(work.get_by_text("Accolta: da adesso conta.")).to_be_visible()
    work.get_by_label("La risposta: è stato fatto").check()
    work.get_by_label("In parole").fill("La fontana c’è dal 3 novembre.")
    press(work, "Dillo")
    expect(work.get_by_text("Detto: è pubblico")).to_be_visible()
    assert NeedSignal.objects.get().status == SignalStatus.ANSWERED

    page.goto(letter(TURN))
    expect(page.get_by_text("La fontana c’è dal 3 novembre.")).to_be_visible()
    assert page.url == receipt
    page.goto("/ascolto/")
    expect(page.get_by_text("«Manca una fontana al parco.»")).to_be_visible()
    assert WORDS not in page.content()
    assert people.heard == []
