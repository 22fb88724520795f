import csv
import io
import json

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from trama.accounts.models import User
from trama.applications.models import Application
from trama.core.workflow import ActRefused
from trama.ledger.models import Duty, Publication
from trama.mailbox.models import OutgoingMessage
from trama.notices.models import Notice
from trama.organizations.models import Organization
from trama.screening import lifecycle, tasks
from trama.screening.lifecycle import GivenAct
from trama.screening.models import (
    AdmissionList,
    RejectionNotice,
    ScreeningCase,
    Verdict,
)
from trama.screening.tests.factories import (
    REASON,
    act_of_today,
    days_ago,
    declared,
    judge_all,
    judge_one,
    listed_by,
    received,
    seated,
)

pytestmark = pytest.mark.django_db


def refuse(case: ScreeningCase, actor: User, motivation: str = REASON) -> None:
    judge_one(case, actor, Verdict.MISSING)
    lifecycle.notify_rejection(case, REASON, actor=actor)
    RejectionNotice.objects.filter(case=case).update(delivered_on=days_ago(12), due_on=days_ago(1))
    lifecycle.not_admit(case, motivation, actor=actor)


@pytest.fixture
def decided(
    closed: Notice, application: Application, dario: User, elena: User
) -> tuple[ScreeningCase, ScreeningCase]:
    """Bruno's body is admitted, another is not."""
    other = received(closed)
    declared(seated(closed, dario, actor=elena), dario)
    yes = ScreeningCase.objects.get(application=application)
    no = ScreeningCase.objects.get(application=other)
    judge_all(yes, dario)
    lifecycle.admit(yes, actor=dario, motivation="Nota per il verbale.")
    refuse(no, dario)
    return yes, no


@pytest.fixture
def listed(
    closed: Notice, decided: tuple[ScreeningCase, ScreeningCase], elena: User
) -> AdmissionList:
    return listed_by(elena, closed)


def page(client: Client, notice: Notice, name: str = "list") -> str:
    return client.get(reverse(f"screening:{name}", args=[notice.code])).content.decode()


def test_the_public_reads_the_list_with_its_act_reasons_and_remedies(
    client: Client, closed: Notice, listed: AdmissionList, organization: Organization
) -> None:
    text = page(client, closed)
    assert organization.name in text
    assert REASON in text
    assert str(listed.act) in text
    assert "60 giorni" in text
    assert "120 giorni" in text
    assert "1 domanda ammessa e 1 non ammessa, su 2 arrivate." in text
    for word in ("punteggio totale", "aggiudic"):
        assert word not in text


@pytest.mark.parametrize("name", ["list", "list_csv", "list_json", "list_pdf"])
def test_until_it_is_published_there_is_no_list(
    client: Client, closed: Notice, decided: tuple[ScreeningCase, ScreeningCase], name: str
) -> None:
    assert client.get(reverse(f"screening:{name}", args=[closed.code])).status_code == 404


def test_the_list_waits_for_every_outcome(case: ScreeningCase, closed: Notice, elena: User) -> None:
    with pytest.raises(ActRefused, match="ne mancano 1"):
        lifecycle.publish_list(closed, act=act_of_today(), actor=elena)
    assert not AdmissionList.objects.exists()


def test_a_refused_publication_leaves_no_act_behind(
    case: ScreeningCase, closed: Notice, elena: User
) -> None:
    with pytest.raises(ActRefused):
        lifecycle.publish_list(closed, act=GivenAct("77", days_ago(0)), actor=elena)
    assert not Publication.objects.filter(duty=Duty.ADMISSION_LIST).exists()


def test_a_second_click_publishes_no_second_list(
    closed: Notice, listed: AdmissionList, elena: User
) -> None:
    with pytest.raises(ActRefused):
        lifecycle.publish_list(closed, act=act_of_today(), actor=elena)
    assert Publication.objects.filter(duty=Duty.ADMISSION_LIST).count() == 1


def test_the_list_stays_as_published_when_a_body_changes_name(
    client: Client, closed: Notice, listed: AdmissionList, organization: Organization
) -> None:
    Organization.objects.filter(pk=organization.pk).update(name="Tutt’altro nome")
    text = page(client, closed)
    assert organization.name in text
    assert "Tutt’altro nome" not in text


def test_the_database_itself_keeps_a_published_list(listed: AdmissionList) -> None:
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        AdmissionList.objects.update(rows=[])
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        connection.cursor().execute("DELETE FROM screening_admissionlist")


def test_the_csv_neutralises_formulas(
    client: Client, closed: Notice, application: Application, dario: User, elena: User
) -> None:
    Organization.objects.filter(pk=application.organization_id).update(name='=HYPERLINK("evil")')
    declared(seated(closed, dario, actor=elena), dario)
    refuse(ScreeningCase.objects.get(), dario, f"@SUM(1) {REASON}")
    listed_by(elena, closed)
    response = client.get(reverse("screening:list_csv", args=[closed.code]))
    text = response.content.decode("utf-8-sig")
    header, row = csv.reader(io.StringIO(text))
    assert header == ["entry", "name", "codice_fiscale", "outcome", "reasons"]
    assert row[1] == '\'=HYPERLINK("evil")'
    assert row[4].startswith("'@SUM")
    assert "attachment" in response["Content-Disposition"]


def test_the_json_says_what_the_page_says(
    client: Client, closed: Notice, listed: AdmissionList
) -> None:
    data = json.loads(page(client, closed, "list_json"))
    assert data["notice"] == closed.code
    assert [row["outcome"] for row in data["rows"]].count("admitted") == 1
    assert data["rows"] == listed.rows
    assert "Nota per il verbale." not in page(client, closed, "list_json")


def test_the_list_on_paper_is_made_once_and_leads_from_its_stable_address(
    client: Client, closed: Notice, listed: AdmissionList
) -> None:
    assert client.get(reverse("screening:list_pdf", args=[closed.code])).status_code == 404
    tasks.write_list(listed.pk)
    tasks.write_list(listed.pk)
    listed.refresh_from_db()
    assert listed.document is not None
    assert Publication.objects.filter(document=listed.document).count() == 1
    response = client.get(reverse("screening:list_pdf", args=[closed.code]), follow=True)
    assert b"".join(response).startswith(b"%PDF")


def test_each_body_is_told_its_outcome_once(
    listed: AdmissionList, decided: tuple[ScreeningCase, ScreeningCase], organization: Organization
) -> None:
    tasks.send_outcomes(listed.pk)
    tasks.send_outcomes(listed.pk)
    assert OutgoingMessage.objects.count() == 2
    yes = OutgoingMessage.objects.get(recipient=organization.pec)
    no = OutgoingMessage.objects.exclude(pk=yes.pk).get()
    assert "è ammessa" in yes.text
    assert "ai tavoli" in yes.text
    said = " ".join(no.text.split())
    assert REASON in said
    assert "Tribunale amministrativo regionale entro 60 giorni" in said


def test_a_body_without_any_address_stays_to_be_told(
    listed: AdmissionList, decided: tuple[ScreeningCase, ScreeningCase]
) -> None:
    Organization.objects.update(pec="", email="")
    tasks.send_outcomes(listed.pk)
    assert not OutgoingMessage.objects.exists()
    assert not ScreeningCase.objects.filter(told_at__isnull=False).exists()


def test_the_notice_shows_the_list_once_it_is_out(
    client: Client, closed: Notice, listed: AdmissionList
) -> None:
    text = client.get(reverse("notices:detail", args=[closed.code])).content.decode()
    assert reverse("screening:list", args=[closed.code]) in text
