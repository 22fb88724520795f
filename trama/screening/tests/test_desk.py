from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from trama.accounts.models import User
from trama.applications.models import Application
from trama.ledger.models import Event
from trama.notices.models import Notice
from trama.organizations.models import MembershipStatus, Organization
from trama.organizations.tests.factories import MembershipFactory
from trama.screening import lifecycle
from trama.screening.models import AdmissionList, Panel, PanelMember, ScreeningCase
from trama.screening.tests.factories import (
    close,
    days_ago,
    declared,
    judge_all,
    minuted,
    received,
    seated,
)

pytestmark = pytest.mark.django_db

Enter = Callable[..., Client]


def url(notice: Notice, name: str = "desk") -> str:
    return reverse(f"screening:{name}", args=[notice.code])


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_before_the_deadline_the_office_reads_a_number_and_no_name(
    enter: Enter, notice: Notice, application: Application, anna: User, organization: Organization
) -> None:
    page = text(enter(anna), url(notice))
    assert "È arrivata <b>1</b> domanda." in page
    assert organization.name not in page


def test_after_the_deadline_the_executive_is_asked_to_appoint(
    enter: Enter, closed: Notice, elena: User, organization: Organization
) -> None:
    page = text(enter(elena), url(closed))
    assert url(closed, "appoint") in page
    assert organization.name not in page


@pytest.mark.parametrize("name", ["desk", "appoint", "declare", "publish"])
def test_whoever_has_nothing_to_do_with_the_office_stays_out(
    enter: Enter, closed: Notice, carla: User, bruno: User, name: str
) -> None:
    for person in (carla, bruno):
        assert enter(person).get(url(closed, name)).status_code == 403


def test_a_draft_does_not_exist_for_who_is_not_of_its_office(
    enter: Enter, closed: Notice, carla: User
) -> None:
    Notice.objects.update(published_at=None)
    assert enter(carla).get(url(closed)).status_code == 404


def form_of_appointment(anna: User, dario: User, **changes: object) -> dict[str, object]:
    return {
        "kind": "DD",
        "number": "1234",
        "adopted_on": str(days_ago(0)),
        "chair": str(anna.uid),
        "members": [str(dario.uid)],
        **changes,
    }


def test_the_executive_appoints_by_an_act(
    enter: Enter, closed: Notice, anna: User, dario: User, elena: User
) -> None:
    response = enter(elena).post(url(closed, "appoint"), form_of_appointment(anna, dario))
    assert response.status_code == 303
    panel = Panel.objects.get()
    assert panel.act.number == "1234"
    assert {(m.user, m.duty) for m in panel.members.all()} == {(anna, "chair"), (dario, "member")}


def test_an_officer_does_not_appoint(enter: Enter, closed: Notice, anna: User, dario: User) -> None:
    response = enter(anna).post(url(closed, "appoint"), form_of_appointment(anna, dario))
    assert response.status_code == 403
    assert not Panel.objects.exists()


def test_who_signed_in_long_ago_proves_it_again_before_appointing(
    enter: Enter, closed: Notice, anna: User, dario: User, elena: User
) -> None:
    client = enter(elena, recently=False)
    client.post(url(closed, "appoint"), form_of_appointment(anna, dario))
    assert not Panel.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"chair": "not-a-uid"},
        {"adopted_on": "31/02/2026"},
        {"number": ""},
        {"members": ["x"]},
        {"adopted_on": "2020-01-01"},
    ],
)
def test_a_wrong_appointment_says_what_is_wrong_and_keeps_what_was_written(
    enter: Enter,
    closed: Notice,
    anna: User,
    dario: User,
    elena: User,
    changes: dict[str, object],
) -> None:
    response = enter(elena).post(
        url(closed, "appoint"), form_of_appointment(anna, dario, **changes)
    )
    assert response.status_code == 422
    assert "da correggere" in response.content.decode()
    assert not Panel.objects.exists()


def test_a_stranger_to_the_offices_cannot_be_appointed(
    enter: Enter, closed: Notice, anna: User, dario: User, elena: User, carla: User
) -> None:
    data = form_of_appointment(anna, dario, chair=str(carla.uid))
    assert enter(elena).post(url(closed, "appoint"), data).status_code == 422


# ---------------------------------------------------------------- declaration


def test_a_member_reads_the_names_to_declare_and_then_the_board(
    enter: Enter, panel: Panel, closed: Notice, dario: User, organization: Organization
) -> None:
    client = enter(dario)
    assert organization.name not in text(client, url(closed))
    assert organization.name in text(client, url(closed, "declare"))
    client.post(url(closed, "declare"), {"declares": "none"})
    assert PanelMember.objects.get(user=dario).declared_at is not None
    assert organization.name in text(client, url(closed))


def test_nobody_off_the_panel_reads_the_names(
    enter: Enter, panel: Panel, closed: Notice, elena: User, organization: Organization
) -> None:
    client = enter(elena)
    assert client.get(url(closed, "declare")).status_code == 403
    assert organization.name not in text(client, url(closed))


def test_a_conflict_is_declared_with_its_reason_and_closes_that_row(
    enter: Enter, panel: Panel, closed: Notice, dario: User, organization: Organization
) -> None:
    client = enter(dario)
    said = {"declares": "some", "conflicts": [str(organization.uid)], "reason": "sono socio"}
    assert client.post(url(closed, "declare"), said).status_code == 303
    page = text(client, url(closed))
    assert "In conflitto: non la apri" in page
    case = ScreeningCase.objects.get()
    assert reverse("screening:case", args=[case.uid]) not in page
    assert client.get(reverse("screening:case", args=[case.uid])).status_code == 404
    assert "sono socio" not in page


def test_a_conflict_already_declared_is_told_and_not_asked_again(
    enter: Enter, panel: Panel, closed: Notice, dario: User, organization: Organization
) -> None:
    declared(panel, dario, organization)
    page = text(enter(dario), url(closed, "declare"))
    assert organization.name in page
    assert f'value="{organization.uid}"' not in page


def test_the_pages_of_the_screening_are_under_its_own_entry_of_the_menu(
    enter: Enter, panel: Panel, closed: Notice, elena: User
) -> None:
    page = text(enter(elena), url(closed))
    assert f'<a href="{reverse("screening:home")}" aria-current="true">' in page
    assert f'<a href="{reverse("notices:office_list")}">' in page


def test_the_bodies_one_worked_for_are_proposed_and_stay_closed_whatever_one_declares(
    enter: Enter, panel: Panel, closed: Notice, dario: User, organization: Organization
) -> None:
    MembershipFactory.create(
        user=dario,
        organization=organization,
        status=MembershipStatus.ENDED,
        since=days_ago(900),
        until=days_ago(400),
    )
    client = enter(dario)
    page = text(client, url(closed, "declare"))
    assert "le loro domande restano chiuse" in page
    ticked = [tag for tag in page.split("<input")[1:] if "checked" in tag.split(">")[0]]
    assert any(str(organization.uid) in tag for tag in ticked)
    client.post(url(closed, "declare"), {"declares": "none"})
    assert "In conflitto: non la apri" in text(client, url(closed))


def test_the_board_tells_nothing_of_how_a_case_in_conflict_stands(
    enter: Enter,
    closed: Notice,
    application: Application,
    anna: User,
    dario: User,
    elena: User,
    organization: Organization,
) -> None:
    panel = seated(closed, anna, dario, actor=elena)
    declared(panel, anna)
    declared(panel, dario, organization)
    client = enter(dario)
    assert "non visibile" in text(client, url(closed))
    assert organization.name not in text(client, url(closed) + "?solo=da-giudicare")
    case = ScreeningCase.objects.get()
    judge_all(case, anna)
    lifecycle.admit(case, actor=anna)
    assert organization.name not in text(client, url(closed) + "?stato=admitted")
    assert organization.name in text(client, url(closed))


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"declares": "some"},
        {"declares": "some", "reason": "perché sì"},
        {"declares": "none", "conflicts": "it"},
        {"declares": "some", "conflicts": "it"},
        {"declares": "some", "conflicts": "nobody", "reason": "x"},
    ],
)
def test_a_declaration_that_contradicts_itself_is_not_recorded(
    enter: Enter,
    panel: Panel,
    closed: Notice,
    dario: User,
    organization: Organization,
    said: dict[str, str],
) -> None:
    if said.get("conflicts") == "it":
        said = {**said, "conflicts": str(organization.uid)}
    assert enter(dario).post(url(closed, "declare"), said).status_code == 422
    assert PanelMember.objects.get(user=dario).declared_at is None


# ---------------------------------------------------------------- board


def test_filters_live_in_the_address(
    enter: Enter, notice: Notice, application: Application, dario: User, elena: User
) -> None:
    received(notice, Organization.objects.create(name="Il Ponte d’Aria"))
    declared(seated(close(notice), dario, actor=elena), dario)
    client = enter(dario)
    page = text(client, url(notice) + "?cerca=PONTE")
    assert "Il Ponte d’Aria" in page
    assert application.organization.name not in page
    assert "Nessuna domanda con questi filtri" in text(client, url(notice) + "?stato=admitted")
    assert "Il Ponte" in text(client, url(notice) + "?solo=da-giudicare&pagina=99")
    assert "Nessuna domanda con questi filtri" in text(client, url(notice) + "?solo=tardive")
    assert "Il Ponte" in text(client, url(notice) + "?stato=boh")
    text(client, url(notice) + "?cerca=%00%27")


def test_the_board_costs_the_same_at_one_row_and_at_fifty(
    enter: Enter, notice: Notice, application: Application, dario: User, elena: User
) -> None:
    declared(seated(close(notice), dario, actor=elena), dario)
    client = enter(dario)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            page = text(client, url(notice))
        assert page.count(application.notice.code) >= 1
        return len(queries)

    cost()
    one = cost()
    for _row in range(49):
        received(notice)
    lifecycle.compute_cases(notice)
    assert cost() == one
    pages = "".join(text(client, f"{url(notice)}?pagina={number}") for number in (1, 2, 3))
    assert pages.count("Associazione Numero") == 49


def test_the_list_is_published_from_the_desk_when_nothing_is_missing(
    enter: Enter, case: ScreeningCase, closed: Notice, dario: User, elena: User
) -> None:
    client = enter(elena)
    assert "Mancano ancora 1 esiti" in text(client, url(closed))
    early = client.get(url(closed, "publish"))
    assert early.status_code == 409
    assert "Mancano ancora 1 esiti" in early.content.decode()
    judge_all(case, dario)
    lifecycle.admit(case, actor=dario)
    minuted(closed)
    page = text(client, url(closed, "publish"))
    assert case.application.organization.name in page
    assert "senza verbale" not in page
    said = {"kind": "DD", "number": "2001", "adopted_on": str(days_ago(0))}
    assert client.post(url(closed, "publish"), {**said, "number": ""}).status_code == 422
    response = client.post(url(closed, "publish"), said)
    assert response.status_code == 303
    assert response["Location"] == reverse("screening:list", args=[closed.code])
    assert AdmissionList.objects.get().act.number == "2001"  # type: ignore[union-attr] # published
    again = client.post(url(closed, "publish"), said)
    assert again.status_code == 409
    assert "già pubblicato" in again.content.decode()


def test_a_member_who_is_neither_officer_nor_executive_does_not_publish(
    enter: Enter, case: ScreeningCase, closed: Notice, dario: User
) -> None:
    assert enter(dario).get(url(closed, "publish")).status_code == 403


def test_who_screens_finds_their_notices(
    enter: Enter, panel: Panel, closed: Notice, dario: User, carla: User
) -> None:
    assert url(closed) in text(enter(dario), reverse("screening:home"))
    assert enter(carla).get(reverse("screening:home")).status_code == 403


def test_reading_writes_no_event(
    enter: Enter, case: ScreeningCase, closed: Notice, dario: User
) -> None:
    before = Event.objects.count()
    client = enter(dario)
    for address in (
        url(closed),
        url(closed, "declare"),
        reverse("screening:case", args=[case.uid]),
    ):
        text(client, address)
    assert Event.objects.count() == before
