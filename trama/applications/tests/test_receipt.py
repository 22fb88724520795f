from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django import app

from trama.accounts.models import User
from trama.applications import emails, queries
from trama.applications.models import Application
from trama.applications.tests.factories import ApplicationFactory
from trama.mailbox.models import OutgoingMessage
from trama.notices.models import Notice
from trama.organizations.models import Organization

pytestmark = pytest.mark.django_db
ROME = ZoneInfo("Europe/Rome")
NOON = datetime(2023, 5, 15, 12, 0, tzinfo=ROME)
StopClock = Callable[[datetime | None], None]


@pytest.fixture
def sent(notice: Notice, organization: Organization) -> Application:
    """Presented fifteen hours, twelve minutes and forty-seven seconds before closing."""
    opens_at = NOON - timedelta(days=20)
    Notice.objects.filter(pk=notice.pk).update(opens_at=opens_at, closes_at=NOON, answer_days=30)
    Organization.objects.filter(pk=organization.pk).update(pec="gelsi@pec.example")
    application: Application = ApplicationFactory.create(
        notice=notice,
        organization=organization,
        complete=True,
        submitted=True,
        presented_at=datetime(2023, 5, 14, 20, 47, 13, 500_000, tzinfo=ROME),
    )
    return Application.objects.select_related(
        "notice__office", "notice__officer", "organization", "entry", "submitted_by", "message"
    ).get(pk=application.pk)


def test_the_receipt_says_what_art_18_bis_asks(sent: Application) -> None:
    receipt = queries.receipt(sent)
    assert receipt.number == "0000001/2023"
    assert receipt.in_time == "Sì, 15 ore, 12 minuti e 47 secondi prima della scadenza"
    assert receipt.what == "5 risposte e 2 documenti"
    # Thirty days from the closing: 14 June 2023, a Wednesday.
    assert receipt.answer_by == date(2023, 6, 14)
    assert "silenzio" in receipt.silence


def test_the_term_of_a_late_one_runs_from_its_arrival(sent: Application) -> None:
    Application.objects.update(
        status="late", presented_at=datetime(2023, 5, 16, 12, 0, 1, tzinfo=ROME)
    )
    sent.refresh_from_db()
    receipt = queries.receipt(sent)
    assert receipt.late
    assert receipt.in_time == "No, 1 giorno e 1 secondo dopo la scadenza"
    assert receipt.answer_by == date(2023, 6, 15)


def test_a_draft_has_no_receipt(client: Client, draft: Application, bruno: User) -> None:
    client.force_login(bruno)
    where = reverse("applications:receipt", args=[draft.uid])
    assert client.get(where).status_code == 404
    with pytest.raises(ValueError, match="no receipt"):
        queries.receipt(draft)


def test_the_page_says_number_instant_and_who_answers(
    client: Client, sent: Application, bruno: User
) -> None:
    client.force_login(bruno)
    page = client.get(reverse("applications:receipt", args=[sent.uid])).content.decode()
    officer = sent.notice.officer
    assert officer is not None
    for words in ("0000001/2023", "ore 20:47:13", officer.name, sent.notice.office.name,
                  "14 giugno 2023", "articoli 8 e 18-bis"):  # fmt: skip
        assert words in page


def test_the_job_sends_the_receipt_to_the_certified_address_once(
    sent: Application, stop_clock: StopClock
) -> None:
    stop_clock(NOON - timedelta(hours=15))
    for _ in range(2):
        app.tasks["applications.send_receipt"](application_id=sent.pk)
    letter = OutgoingMessage.objects.get()
    assert letter.recipient == "gelsi@pec.example"
    assert letter.dossier_code == sent.notice.code
    assert "0000001/2023" in letter.subject
    for words in ("0000001/2023", "ore 20:47:13", "14 giugno 2023", "18-bis", "silenzio"):
        assert words in letter.text
        assert words in letter.html
    assert sent.notice.office.name in letter.text


def test_without_a_pec_it_goes_to_who_presented(sent: Application, bruno: User) -> None:
    Organization.objects.update(pec="")
    sent.organization.pec, sent.submitted_by = "", bruno
    assert emails.recipient_of(sent) == bruno.email


def test_a_pec_that_nobody_has_proven_is_sent_nothing(sent: Application, bruno: User) -> None:
    sent.organization.pec_confirmed_at, sent.submitted_by = None, bruno
    assert emails.recipient_of(sent) == bruno.email


def test_a_late_one_is_told_so(sent: Application) -> None:
    Application.objects.update(status="late", presented_at=NOON + timedelta(minutes=5))
    app.tasks["applications.send_receipt"](application_id=sent.pk)
    letter = OutgoingMessage.objects.get()
    assert "dopo la scadenza" in letter.text
    assert "una persona dell’ufficio giudicherà" in " ".join(letter.text.split())


def link_in(letter: OutgoingMessage) -> str:
    (address,) = [line for line in letter.text.splitlines() if line.startswith("http")]
    return address


def test_the_link_in_the_letter_opens_the_receipt_without_an_account_and_nothing_else(
    client: Client, sent: Application
) -> None:
    other = ApplicationFactory.create(notice=sent.notice, submitted=True)
    app.tasks["applications.send_receipt"](application_id=sent.pk)
    response = client.get(link_in(OutgoingMessage.objects.get()), follow=True)
    assert response.status_code == 200
    assert "0000001/2023" in response.content.decode()
    assert reverse("applications:withdraw", args=[sent.uid]) not in response.content.decode()
    elsewhere = client.get(reverse("applications:receipt", args=[other.uid]))
    assert elsewhere.status_code == 302
    assert client.get(reverse("applications:detail", args=[sent.uid])).status_code == 302


def test_without_link_nor_role_a_receipt_is_not_found(
    client: Client, sent: Application, carla: User
) -> None:
    where = reverse("applications:receipt", args=[sent.uid])
    nowhere = reverse("applications:receipt", args=["00000000-0000-0000-0000-000000000000"])
    assert client.get(where).status_code == client.get(nowhere).status_code == 302
    client.force_login(carla)
    assert client.get(where).status_code == client.get(nowhere).status_code == 404


def test_markup_in_a_name_stays_text_in_the_letter(sent: Application) -> None:
    Organization.objects.update(name="<b>Gelsi</b> & figli")
    app.tasks["applications.send_receipt"](application_id=sent.pk)
    letter = OutgoingMessage.objects.get()
    assert "<b>Gelsi</b>" not in letter.html
    assert "<b>Gelsi</b> & figli" in letter.text
