from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from trama.accounts.models import User
from trama.applications.models import Application, Attachment, Experience
from trama.applications.tests.factories import ExperienceFactory
from trama.ledger.models import DocumentPage
from trama.ledger.tests.factories import DocumentFactory
from trama.notices.models import Notice
from trama.organizations.models import Organization
from trama.screening import lifecycle
from trama.screening.models import (
    CaseStatus,
    ContentOpening,
    RejectionNotice,
    ScreeningCase,
    ScreeningItem,
    Verdict,
)
from trama.screening.queries.experience import experience_bars
from trama.screening.tests.factories import (
    REASON,
    close,
    days_ago,
    declared,
    judge_all,
    judge_one,
    received,
    seated,
)

pytestmark = pytest.mark.django_db

Enter = Callable[..., Client]


def at(case: ScreeningCase, name: str = "case", *more: object) -> str:
    return reverse(f"screening:{name}", args=[case.uid, *more])


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


@pytest.fixture
def sealed(member: None, application: Application) -> ScreeningCase:
    """Nobody has opened it yet."""
    return ScreeningCase.objects.get(application=application)


ANSWER = "Dopo la scuola i bambini restano soli."


def test_contents_are_read_only_after_a_recorded_opening(
    enter: Enter, sealed: ScreeningCase, dario: User
) -> None:
    client = enter(dario)
    assert ANSWER not in text(client, at(sealed))
    assert "Apri la domanda" in text(client, at(sealed))
    assert not ContentOpening.objects.exists()
    for _click in range(2):
        assert client.post(at(sealed, "open")).status_code == 303
    assert ContentOpening.objects.count() == 1
    page = text(client, at(sealed))
    assert ANSWER in page
    assert "In co-programmazione non si danno punteggi." in page
    assert "Essere iscritti al RUNTS" in page


def test_to_everybody_else_the_case_does_not_exist(
    enter: Enter,
    sealed: ScreeningCase,
    anna: User,
    elena: User,
    bruno: User,
    carla: User,
) -> None:
    """Anna sits on the panel but has not declared; Elena does not sit on it."""
    for person in (anna, elena, bruno, carla):
        client = enter(person)
        assert client.get(at(sealed)).status_code == 404
        assert client.post(at(sealed, "open")).status_code == 404
    assert not ContentOpening.objects.exists()


def test_a_conflict_that_came_up_later_closes_the_case(
    enter: Enter, case: ScreeningCase, member: object, dario: User, organization: Organization
) -> None:
    client = enter(dario)
    text(client, at(case))
    lifecycle.add_conflict(case.application.notice.panel.members.get(user=dario),
                           {organization: "novità"}, actor=dario)  # fmt: skip
    assert client.get(at(case)).status_code == 404


def test_a_point_is_judged_in_its_row(enter: Enter, case: ScreeningCase, dario: User) -> None:
    client = enter(dario)
    item = case.items.get(code="r-runts")
    said = {"verdict": "ok", "reason": "Visto sul registro nazionale.", "stamp": ""}
    response = client.post(at(case, "judge", item.uid), said)
    assert response["Location"].endswith(f"#punto-{item.position}")
    page = text(client, at(case))
    assert "Giudicato da Dario Conti" in page
    assert "Visto sul registro nazionale." in page


@pytest.mark.parametrize(
    "said",
    [
        {"verdict": "missing", "reason": "breve", "stamp": ""},
        {"verdict": "", "reason": REASON, "stamp": ""},
        {"verdict": "ok", "reason": "", "stamp": ""},
        {"verdict": "ok", "reason": "visto", "stamp": "2020-01-01"},
    ],
)
def test_a_refused_judgement_keeps_what_was_written(
    enter: Enter, case: ScreeningCase, dario: User, said: dict[str, str]
) -> None:
    item = case.items.get(code="r-runts")
    response = enter(dario).post(at(case, "judge", item.uid), said)
    assert response.status_code == 422
    assert said["reason"] in response.content.decode()
    item.refresh_from_db()
    assert item.judged == ""


def test_the_points_of_another_case_are_not_judged_through_this_one(
    enter: Enter, closed: Notice, application: Application, dario: User, elena: User
) -> None:
    received(closed)
    declared(seated(closed, dario, actor=elena), dario)
    mine, other = ScreeningCase.objects.order_by("pk")
    lifecycle.open_contents(mine, actor=dario)
    item = other.items.all()[0]
    said = {"verdict": "ok", "reason": "visto", "stamp": ""}
    assert enter(dario).post(at(mine, "judge", item.uid), said).status_code == 404


def test_nothing_is_judged_before_opening(enter: Enter, sealed: ScreeningCase, dario: User) -> None:
    item = sealed.items.all()[0]
    said = {"verdict": "ok", "reason": "visto", "stamp": ""}
    client = enter(dario)
    assert client.post(at(sealed, "judge", item.uid), said).status_code == 404
    assert client.post(at(sealed, "act", "ammetti"), {}).status_code == 404


def test_closed_acts_say_why(enter: Enter, case: ScreeningCase, dario: User) -> None:
    assert "aspetta un giudizio" in text(enter(dario), at(case)) or "aspettano" in text(
        enter(dario), at(case)
    )


def test_a_case_is_admitted_from_its_page(enter: Enter, case: ScreeningCase, dario: User) -> None:
    judge_all(case, dario)
    client = enter(dario)
    assert client.post(at(case, "act", "ammetti"), {"motivation": ""}).status_code == 303
    case.refresh_from_db()
    assert case.status == CaseStatus.ADMITTED
    again = client.post(at(case, "act", "ammetti"), {"motivation": ""}, follow=True)
    assert "già deciso" in again.content.decode()
    client.post(at(case, "act", "riapri"), {"reason": REASON})
    case.refresh_from_db()
    assert case.status == CaseStatus.IN_SCREENING


def test_the_way_of_a_rejection_from_the_page(
    enter: Enter, case: ScreeningCase, dario: User
) -> None:
    judge_one(case, dario, Verdict.MISSING)
    client = enter(dario)
    page = text(client, at(case))
    assert REASON in page  # proposed as the reasons of the notice
    short = client.post(at(case, "act", "preavviso"), {"reasons": "no"})
    assert short.status_code == 422
    assert client.post(at(case, "act", "preavviso"), {"reasons": REASON}).status_code == 303
    said = {"delivered_on": str(days_ago(0)), "note": "ricevuta delle 10:04"}
    assert client.post(at(case, "act", "consegna"), said).status_code == 303
    observed = {"observations": "Arrivate per PEC."}
    assert client.post(at(case, "act", "osservazioni"), observed).status_code == 303
    early = client.post(at(case, "act", "non-ammetti"), {"motivation": REASON}, follow=True)
    assert "si decide dopo" in early.content.decode()
    RejectionNotice.objects.update(delivered_on=days_ago(12), due_on=days_ago(1))
    unanswered = client.post(at(case, "act", "non-ammetti"), {"motivation": REASON})
    assert unanswered.status_code == 422
    final = {"motivation": REASON, "answer": "Non cambiano l’esito."}
    assert client.post(at(case, "act", "non-ammetti"), final).status_code == 303
    page = text(client, at(case))
    assert "ricevuta delle 10:04" in page
    assert "Arrivate per PEC." in page
    assert "registrate da Dario Conti" in page
    assert RejectionNotice.objects.get().answer == "Non cambiano l’esito."


def test_a_notice_of_rejection_is_taken_back_from_the_page(
    enter: Enter, case: ScreeningCase, dario: User
) -> None:
    judge_one(case, dario, Verdict.MISSING)
    first = lifecycle.notify_rejection(case, REASON, actor=dario)
    lifecycle.judge(case.items.get(position=1), Verdict.MISSING, REASON, actor=dario)
    client = enter(dario)
    page = text(client, at(case))
    assert "non era nel preavviso" in page
    assert "Ritira il preavviso" in page
    assert client.post(at(case, "act", "riapri"), {"reason": REASON}).status_code == 303
    assert client.post(at(case, "act", "preavviso"), {"reasons": REASON}).status_code == 303
    assert case.rejection_notices.exclude(pk=first.pk).get().points == [
        item.code for item in case.items.filter(position__in=[1, 3])
    ]
    assert "Preavvisi precedenti" in text(client, at(case))


@pytest.mark.parametrize("name", ["consegna", "osservazioni"])
def test_an_answer_to_no_notice_is_refused(
    enter: Enter, case: ScreeningCase, dario: User, name: str
) -> None:
    said = {"delivered_on": str(days_ago(0)), "note": "x", "observations": "x"}
    page = enter(dario).post(at(case, "act", name), said, follow=True)
    assert "Non c’è un preavviso di rigetto" in page.content.decode()


def test_after_the_outcome_the_page_says_that_no_judgement_was_recorded(
    enter: Enter, case: ScreeningCase, dario: User
) -> None:
    judge_all(case, dario)
    lifecycle.admit(case, actor=dario)
    item = case.items.get(code="r-runts")
    said = {"verdict": "missing", "reason": REASON, "stamp": item.stamp}
    page = enter(dario).post(at(case, "judge", item.uid), said, follow=True)
    assert "il giudizio non è stato registrato" in page.content.decode()


def test_an_unknown_act_is_not_found(enter: Enter, case: ScreeningCase, dario: User) -> None:
    assert enter(dario).post(at(case, "act", "boh")).status_code == 404


# ---------------------------------------------------------------- documents


@pytest.fixture
def attachment(notice: Notice, organization: Organization) -> Attachment:
    """A statute of two pages, given with the application."""
    application = received(notice, organization)
    attachment = application.attachments.select_related("document").first()
    assert attachment is not None
    picture = DocumentFactory.create(content=b"\x89PNG page")
    original = DocumentFactory.create(content=b"the statute")
    type(attachment.document).objects.filter(pk=attachment.document_id).update(
        sha256=original.sha256, name="Statuto.pdf"
    )
    for number in (1, 2):
        DocumentPage.objects.create(
            document=attachment.document,
            number=number,
            sha256=picture.sha256,
            width=600,
            height=800,
            text=f"articolo {number}",
        )
    return attachment


def test_documents_are_served_to_who_opened_the_case_alone(
    enter: Enter, attachment: Attachment, dario: User, anna: User, elena: User, bruno: User
) -> None:
    declared(seated(close(attachment.application.notice), dario, anna, actor=elena), dario)
    case = ScreeningCase.objects.get()
    original = at(case, "document", attachment.document.uid)
    page = at(case, "page", attachment.document.uid, 2)
    client = enter(dario)
    assert client.get(original).status_code == 404
    assert client.get(page).status_code == 404
    lifecycle.open_contents(case, actor=dario)
    answer = client.get(original)
    assert b"".join(answer) == b"the statute"
    assert "attachment" in answer["Content-Disposition"]
    assert b"".join(client.get(page)).startswith(b"\x89PNG")
    shown = text(client, f"{at(case)}?documento={attachment.document.uid}&pagina=2")
    assert page in shown
    assert "articolo 2" in shown
    assert client.get(at(case, "page", attachment.document.uid, 9)).status_code == 404
    assert client.get(at(case, "document", DocumentFactory.create().uid)).status_code == 404
    for person in (anna, elena, bruno):
        assert enter(person).get(original).status_code == 404


def test_the_page_costs_the_same_with_one_experience_and_with_twenty(
    enter: Enter, notice: Notice, organization: Organization, dario: User, elena: User
) -> None:
    first = received(notice, organization)
    rich = received(notice)
    Application.objects.filter(pk=rich.pk).update(status="draft", presented_at=None)
    ExperienceFactory.create_batch(20, application=rich)
    Application.objects.filter(pk=rich.pk).update(
        status="submitted", presented_at=first.presented_at
    )
    declared(seated(close(notice), dario, actor=elena), dario)
    client = enter(dario)

    def cost(application: Application) -> int:
        case = ScreeningCase.objects.get(application=application)
        lifecycle.open_contents(case, actor=dario)
        text(client, at(case))
        with CaptureQueriesContext(connection) as queries:
            text(client, at(case))
        return len(queries)

    small, large = cost(first), cost(rich)
    assert abs(small - large) <= 1  # the first has none before it, the last none after
    assert large < 60


def test_before_and_after_are_those_one_may_open(
    enter: Enter, closed: Notice, application: Application, dario: User, elena: User
) -> None:
    hidden = Organization.objects.create(name="In conflitto")
    received(closed, hidden)
    last = received(closed)
    declared(seated(closed, dario, actor=elena), dario, hidden)
    first, _between, third = ScreeningCase.objects.order_by("application_id")
    page = text(enter(dario), at(first))
    assert "<b>1</b> di 2" in page
    assert at(third) in page
    assert third.application == last


def test_evidence_leads_to_the_document_in_the_viewer(
    enter: Enter, case: ScreeningCase, dario: User
) -> None:
    item: ScreeningItem = case.items.get(code="r-patto")
    document = item.evidence[0]["ref"]
    page = text(enter(dario), at(case))
    assert f"?documento={document}#documento" in page


# ---------------------------------------------------------------- experience as bars


def test_bars_show_every_project_and_count_each_day_once() -> None:
    spans = [
        (date(2020, 1, 1), date(2020, 12, 31)),
        (date(2020, 6, 1), date(2021, 6, 30)),
        (date(2022, 1, 1), None),
        (date(2024, 1, 1), None),
    ]
    rows = [Experience(started_on=start, ended_on=end) for start, end in spans]
    bars = experience_bars(rows, date(2022, 12, 31))
    assert bars is not None
    assert len(bars.projects) == 3  # the last begins after the deadline
    assert len(bars.counted) == 2
    assert bars.words.endswith("gen 2020 – giu 2021, gen – dic 2022.")
    assert {bar.y for bar in bars.projects} == {"0.0", "3.0"}
    assert experience_bars([], date(2022, 12, 31)) is None
