from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from trama.accounts.models import User
from trama.applications import lifecycle
from trama.applications.models import Answer, Application, ApplicationStatus, DeclarationCode
from trama.applications.tests.addresses import url
from trama.applications.tests.factories import (
    AnswerFactory,
    ApplicationFactory,
    ExperienceFactory,
)
from trama.core import clock
from trama.core.workflow import ActRefused
from trama.ledger.models import Event
from trama.notices.models import Channel, Notice, NoticeStatus
from trama.notices.tests.factories import NoticeFactory
from trama.organizations.models import Organization, OrganizationStatus

pytestmark = pytest.mark.django_db
StopClock = Callable[[datetime | None], None]


# ---------------------------------------------------------------- beginning


def test_bruno_begins_and_whoever_begins_again_finds_the_same_draft(
    client: Client, notice: Notice, organization: Organization, bruno: User, chiara: User
) -> None:
    where = reverse("applications:start", args=[notice.code])
    for person in (bruno, bruno, chiara):
        client.force_login(person)
        response = client.post(where, {"organization": str(organization.uid)})
        draft = Application.objects.get()
        assert response.headers["Location"] == url("detail", draft)
    assert draft.created_by == bruno
    assert Event.objects.filter(verb="start").count() == 1


def test_a_draft_is_in_no_procedures_file_until_it_is_presented(
    notice: Notice, organization: Organization, bruno: User
) -> None:
    lifecycle.start(notice, organization, actor=bruno)
    assert not Event.objects.filter(dossier=notice.code).exists()


def test_a_body_that_has_closed_does_not_begin(
    client: Client, notice: Notice, organization: Organization, bruno: User
) -> None:
    Organization.objects.update(status=OrganizationStatus.CLOSED)
    client.force_login(bruno)
    where = reverse("applications:start", args=[notice.code])
    response = client.post(where, {"organization": str(organization.uid)}, follow=True)
    assert "non è più attivo" in response.content.decode()
    assert not Application.objects.exists()


def test_a_body_that_closed_since_the_draft_began_presents_nothing_and_keeps_what_it_wrote(
    client: Client, ready: Application, bruno: User, identity: None
) -> None:
    Organization.objects.update(status=OrganizationStatus.CLOSED)
    client.force_login(bruno)
    declared = {code.value: "on" for code in DeclarationCode}
    response = client.post(url("sign", ready), {"mode": "digital_identity", **declared})
    ready.refresh_from_db()
    assert response.status_code == 422
    assert "non è più attivo" in response.content.decode()
    assert (ready.status, ready.entry) == (ApplicationStatus.DRAFT, None)


@pytest.mark.parametrize("state", ["closed", "not open yet", "by mail alone"])
def test_where_no_application_begins_its_page_says_so(
    client: Client, notice: Notice, organization: Organization, bruno: User, state: str
) -> None:
    later = clock.now() + timedelta(hours=1)
    changes: dict[str, dict[str, object]] = {
        "closed": {"status": NoticeStatus.CLOSED, "closed_at": later},
        "not open yet": {"opens_at": later},
        "by mail alone": {"channels": [Channel.PEC]},
    }
    Notice.objects.filter(pk=notice.pk).update(**changes[state])
    client.force_login(bruno)
    where = reverse("applications:start", args=[notice.code])
    for response in (
        client.get(where),
        client.post(where, {"organization": str(organization.uid)}),
    ):
        assert response.status_code == 409
        assert reverse("notices:detail", args=[notice.code]) in response.content.decode()
    assert not Application.objects.exists()


def test_carla_cannot_begin_for_a_body_that_is_not_hers(
    client: Client, notice: Notice, organization: Organization, carla: User
) -> None:
    client.force_login(carla)
    where = reverse("applications:start", args=[notice.code])
    response = client.post(where, {"organization": str(organization.uid)})
    assert response.status_code == 422
    assert not Application.objects.exists()


@pytest.mark.parametrize("organization_uid", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_a_body_that_is_none_is_said_in_a_sentence(
    client: Client, notice: Notice, bruno: User, organization_uid: str
) -> None:
    client.force_login(bruno)
    where = reverse("applications:start", args=[notice.code])
    assert client.post(where, {"organization": organization_uid}).status_code == 422


def test_giulia_who_is_of_no_body_is_told_how_to_be(
    client: Client, notice: Notice, giulia: User
) -> None:
    client.force_login(giulia)
    response = client.get(reverse("applications:start", args=[notice.code]))
    assert "Non risulti ancora in nessun ente" in response.content.decode()


def test_whoever_is_not_signed_in_signs_in_and_comes_back(client: Client, notice: Notice) -> None:
    where = reverse("applications:start", args=[notice.code])
    response = client.get(where)
    assert response.status_code == 302
    assert where in response.headers["Location"].replace("%2F", "/")


@pytest.mark.parametrize("days", [-30, 60])
def test_before_opening_and_after_closing_nobody_begins(
    notice: Notice, organization: Organization, bruno: User, stop_clock: StopClock, days: int
) -> None:
    stop_clock(clock.now() + timedelta(days=days))
    with pytest.raises(ActRefused, match="non è aperto"):
        lifecycle.start(notice, organization, actor=bruno)


def test_nobody_begins_a_suspended_notice_nor_one_by_mail_only(
    notice: Notice, organization: Organization, bruno: User
) -> None:
    Notice.objects.update(status=NoticeStatus.SUSPENDED)
    with pytest.raises(ActRefused):
        lifecycle.start(notice, organization, actor=bruno)
    by_mail = NoticeFactory.create(published=True, channels=[Channel.PEC])
    with pytest.raises(ActRefused, match="PEC"):
        lifecycle.start(by_mail, organization, actor=bruno)


def test_the_database_refuses_a_second_draft(draft: Application) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ApplicationFactory.create(notice=draft.notice, organization=draft.organization)


# ---------------------------------------------------------------- answers


def answers_of(application: Application) -> dict[str, str | list[str]]:
    rows = Answer.objects.filter(application=application).select_related("question")
    return {row.question.code: row.choices or row.text for row in rows}


def test_half_an_application_is_saved_and_found_again(
    client: Client, draft: Application, chiara: User
) -> None:
    client.force_login(chiara)
    data = {"bisogno": "Le sere vuote.\r\nE l’estate.", "tavoli": ["casa", "reti"], "forma": ""}
    assert client.post(url("answers", draft), data).status_code == 303
    assert answers_of(draft)["bisogno"] == "Le sere vuote.\nE l’estate."
    assert answers_of(draft)["tavoli"] == ["casa", "reti"]
    page = client.get(url("answers", draft)).content.decode()
    assert "E l’estate." in page


def test_an_answer_too_long_is_given_back_whole_with_how_much_to_cut(
    client: Client, draft: Application, bruno: User
) -> None:
    client.force_login(bruno)
    response = client.post(url("answers", draft), {"bisogno": "è" * 1510})
    page = response.content.decode()
    assert response.status_code == 422
    assert "accorcia di 10" in page
    assert "è" * 1510 in page


def test_line_ends_of_the_browser_do_not_count_twice(
    client: Client, draft: Application, bruno: User
) -> None:
    client.force_login(bruno)
    text = "a\r\n" * 750  # 1,500 characters as we keep them, 2,250 as a browser sends them
    assert client.post(url("answers", draft), {"bisogno": text}).status_code == 303


@pytest.mark.parametrize(
    "data", [{"forma": "in tre"}, {"tavoli": ["casa", "luna"]}, {"bisogno": "a\x00b"}]
)
def test_a_choice_or_a_character_that_is_not_offered_is_refused_in_the_form(
    client: Client, draft: Application, bruno: User, data: dict[str, object]
) -> None:
    client.force_login(bruno)
    assert client.post(url("answers", draft), data).status_code == 422


@pytest.mark.parametrize(
    "values",
    [{"ignota": "x"}, {"bisogno": "x" * 1501}, {"forma": ["in tre"]}, {"forma": "da soli"}],
)
def test_the_verb_refuses_what_the_form_would(
    draft: Application, bruno: User, values: dict[str, str | list[str]]
) -> None:
    with pytest.raises(ActRefused):
        lifecycle.save_answers(draft, values, actor=bruno)
    assert not Answer.objects.exists()


def seen_by(client: Client, application: Application) -> str:
    version = client.get(url("answers", application)).context["form"]["_seen"].value()
    assert isinstance(version, str)
    return version


def test_who_saves_over_anothers_words_sees_both_and_loses_none(
    client: Client, draft: Application, bruno: User, chiara: User
) -> None:
    AnswerFactory.create(
        application=draft, question=draft.notice.questions.get(code="bisogno"), text="prima"
    )
    client.force_login(bruno)
    opened = seen_by(client, draft)
    lifecycle.save_answers(draft, {"bisogno": "di Chiara"}, actor=chiara)

    response = client.post(url("answers", draft), {"bisogno": "di Bruno", "_seen": opened})
    page = response.content.decode()
    assert response.status_code == 409
    assert "di Bruno" in page
    assert "di Chiara" in page
    assert answers_of(draft)["bisogno"] == "di Chiara"

    again = response.context["form"]["_seen"].value()
    client.post(url("answers", draft), {"bisogno": "di tutti e due", "_seen": again})
    assert answers_of(draft)["bisogno"] == "di tutti e due"


def test_the_same_words_saved_by_two_are_no_conflict(
    client: Client, draft: Application, bruno: User
) -> None:
    client.force_login(bruno)
    opened = seen_by(client, draft)
    data = {"bisogno": "uguale", "_seen": opened}
    assert client.post(url("answers", draft), data).status_code == 303
    assert client.post(url("answers", draft), data).status_code == 303


def test_a_presented_application_cannot_be_written(
    client: Client, notice: Notice, organization: Organization, bruno: User
) -> None:
    sent = ApplicationFactory.create(
        notice=notice, organization=organization, submitted=True, complete=True
    )
    before = answers_of(sent)
    with pytest.raises(ActRefused, match="già stata presentata"):
        lifecycle.save_answers(sent, {"bisogno": "dopo"}, actor=bruno)
    client.force_login(bruno)
    response = client.post(url("answers", sent), {"bisogno": "dopo"})
    assert response.headers["Location"] == url("detail", sent)
    assert answers_of(sent) == before


# ---------------------------------------------------------------- experiences


def test_months_are_added_to_the_table_and_counted(
    client: Client, draft: Application, bruno: User
) -> None:
    client.force_login(bruno)
    theme = ExperienceFactory.create(application=draft, ended_on=date(2020, 2, 29)).theme
    data = {
        "theme": theme.pk,
        "title": "Spazio compiti",
        "partner": "",
        "started_on": "2020-03",
        "ended_on": "08/2020",
    }
    assert client.post(url("experiences", draft), data).status_code == 303
    page = client.get(url("experiences", draft))
    assert "Spazio compiti" in page.content.decode()
    assert [(row.covered, row.required) for row in page.context["months"]] == [(12, 24)]


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        ("2020-13", "", "mese e anno"),
        ("maggio", "", "mese e anno"),
        ("", "", "obbligatorio"),
        ("2021-01", "2020-01", "prima di cominciare"),
        ("2099-01", "", "futuro"),
        ("0000-01", "", "mese e anno"),
    ],
)
def test_months_that_are_not_are_said_beside_the_field(
    client: Client, draft: Application, bruno: User, start: str, end: str, said: str
) -> None:
    client.force_login(bruno)
    data = {"title": "X", "started_on": start, "ended_on": end}
    response = client.post(url("experiences", draft), data)
    assert response.status_code == 422
    assert said in response.content.decode()


def test_a_row_is_corrected_and_taken_off_twice_is_once(
    client: Client, draft: Application, bruno: User
) -> None:
    client.force_login(bruno)
    row = ExperienceFactory.create(application=draft)
    data = {"theme": row.theme.pk, "title": "Altro", "started_on": "2020-01", "ended_on": ""}
    assert client.post(url("experience", draft, row.uid), data).status_code == 303
    row.refresh_from_db()
    assert (row.title, row.started_on, row.ended_on) == ("Altro", date(2020, 1, 1), None)
    for _ in range(2):
        assert client.post(url("remove_experience", draft, row.uid)).status_code == 303
    assert not draft.experiences.exists()


def test_a_row_of_another_body_is_not_found(
    client: Client, draft: Application, bruno: User
) -> None:
    row = ExperienceFactory.create()
    client.force_login(bruno)
    assert client.get(url("experience", draft, row.uid)).status_code == 404
    client.post(url("remove_experience", draft, row.uid))
    assert type(row).objects.filter(pk=row.pk).exists()


def test_experiences_of_the_last_application_are_taken_again(
    client: Client, draft: Application, bruno: User, organization: Organization
) -> None:
    other = NoticeFactory.create(published=True, complete=True, short_title="Del 2024")
    ApplicationFactory.create(
        notice=other, organization=organization, submitted=True, complete=True
    )
    client.force_login(bruno)
    assert "Del 2024" in client.get(url("experiences", draft)).content.decode()
    for _ in range(2):
        client.post(url("take_experiences", draft))
    assert [row.title for row in draft.experiences.all()] == ["Doposcuola del cortile"]


# ---------------------------------------------------------------- pages
