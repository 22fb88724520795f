"""The pages of the minutes: who reads them, writes them, approves them."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from trama.accounts.models import User
from trama.applications.models import Application
from trama.core.workflow import ActRefused
from trama.notices.models import Notice, NoticeStatus
from trama.organizations.models import Organization
from trama.screening import lifecycle
from trama.screening.models import (
    AdmissionList,
    Attendance,
    MinutesStatus,
    PanelMember,
    ScreeningCase,
    VerificationMinutes,
)
from trama.screening.tests.factories import (
    REASON,
    approve,
    days_ago,
    declared,
    judge_all,
    received,
    seated,
    write,
)

pytestmark = pytest.mark.django_db

Enter = Callable[..., Client]


def url(notice: Notice, name: str = "minutes_list") -> str:
    return reverse(f"screening:{name}", args=[notice.code])


def at(minutes: VerificationMinutes, name: str = "minutes") -> str:
    return reverse(f"screening:{name}", args=[minutes.uid])


def sitting(*present: PanelMember, **changes: object) -> dict[str, object]:
    uids = [str(one.uid) for one in present]
    return {"held_on": str(days_ago(0)), "present": uids, "remarks": "Tutto regolare.", **changes}


def test_the_panel_writes_and_approves_from_the_pages(
    enter: Enter, both: list[PanelMember], closed: Notice, anna: User, dario: User
) -> None:
    client = enter(dario)
    page = client.get(url(closed, "minutes_write")).content.decode()
    body = Organization.objects.get(applications__notice=closed).name
    assert body in page
    response = client.post(url(closed, "minutes_write"), sitting(*both))
    assert response.status_code == 303
    minutes = VerificationMinutes.objects.get()
    assert response["Location"] == at(minutes)
    for person in (dario, anna):
        page = enter(person).get(at(minutes)).content.decode()
        assert "Tutto regolare." in page
        assert "Approva il verbale" in page
        assert (
            enter(person).post(at(minutes, "minutes_approve"), {"stamp": minutes.stamp}).status_code
            == 303
        )
    minutes.refresh_from_db()
    assert minutes.status == MinutesStatus.APPROVED
    assert "Approva il verbale" not in enter(dario).get(at(minutes)).content.decode()


def test_a_refused_approval_says_why(
    enter: Enter, both: list[PanelMember], closed: Notice, dario: User
) -> None:
    minutes = write(closed, both, dario)
    client = enter(dario)
    for stamp in ("", "x"):
        response = client.post(at(minutes, "minutes_approve"), {"stamp": stamp}, follow=True)
        assert "riscritto" in response.content.decode()
    assert not Attendance.objects.filter(approved_at__isnull=False).exists()


@pytest.mark.parametrize(
    "changes",
    [{"held_on": ""}, {"held_on": "2020-01-01"}, {"present": []}, {"present": ["x"]},
     {"remarks": "x" * 10_001}],
)  # fmt: skip
def test_wrong_minutes_say_what_is_wrong_and_keep_what_was_written(
    enter: Enter, both: list[PanelMember], closed: Notice, dario: User, changes: dict[str, object]
) -> None:
    response = enter(dario).post(url(closed, "minutes_write"), sitting(*both, **changes))
    assert response.status_code == 422
    assert "da correggere" in response.content.decode()
    assert not VerificationMinutes.objects.exists()


def test_the_office_reads_how_far_the_minutes_are_and_no_name_of_a_body(
    enter: Enter, both: list[PanelMember], closed: Notice, elena: User, dario: User
) -> None:
    minutes = write(closed, both, dario)
    page = enter(elena).get(url(closed)).content.decode()
    assert "Verbale n. 1" in page
    assert Organization.objects.get(applications__notice=closed).name not in page
    assert enter(elena).get(at(minutes)).status_code == 404
    assert enter(elena).get(url(closed, "minutes_write")).status_code == 403
    assert enter(elena).post(at(minutes, "minutes_approve")).status_code == 404


@pytest.mark.parametrize("person", ["bruno", "carla", "giulia"])
def test_nobody_else_reads_or_writes_them(
    enter: Enter,
    both: list[PanelMember],
    closed: Notice,
    dario: User,
    person: str,
    request: pytest.FixtureRequest,
) -> None:
    minutes = write(closed, both, dario)
    client = enter(request.getfixturevalue(person))
    assert client.get(url(closed)).status_code == 403
    assert client.post(url(closed, "minutes_write"), sitting(*both)).status_code == 403
    assert client.get(at(minutes)).status_code == 404


def test_who_is_in_conflict_with_a_body_does_not_read_its_outcome_there_either(
    enter: Enter, closed: Notice, application: Application, anna: User, dario: User, elena: User
) -> None:
    panel = seated(closed, anna, dario, actor=elena)
    declared(panel, dario)
    declared(panel, anna, application.organization)
    case = ScreeningCase.objects.get()
    lifecycle.open_contents(case, actor=dario)
    judge_all(case, dario)
    lifecycle.admit(case, actor=dario)
    minutes = write(closed, list(panel.members.all()), dario)
    for page in (at(minutes), url(closed, "minutes_write")):
        assert "Ammesso" in enter(dario).get(page).content.decode()
        text = enter(anna).get(page).content.decode()
        assert "Ammesso" not in text
        assert "Sei in conflitto" in text


def test_before_the_panel_and_after_the_screening_the_pages_say_so(
    enter: Enter, closed: Notice, application: Application, elena: User
) -> None:
    assert enter(elena).get(url(closed)).status_code == 409
    assert enter(elena).get(url(closed, "minutes_write")).status_code == 403


def test_after_the_screening_no_minutes_are_written(
    enter: Enter, both: list[PanelMember], closed: Notice, dario: User
) -> None:
    Notice.objects.filter(pk=closed.pk).update(status=NoticeStatus.TABLES)
    assert enter(dario).get(url(closed, "minutes_write")).status_code == 409
    with pytest.raises(ActRefused, match="non è in istruttoria"):
        write(closed, both, dario)


def test_the_publication_page_asks_why_only_while_minutes_are_owed(
    enter: Enter, admitted: ScreeningCase, closed: Notice, elena: User
) -> None:
    client = enter(elena)
    address = reverse("screening:publish", args=[closed.code])
    assert "Manca il verbale" in client.get(address).content.decode()
    act = {"kind": "DD", "number": "2001", "adopted_on": str(days_ago(0))}
    refused = client.post(address, act)
    assert refused.status_code == 422
    assert "non c’è un verbale approvato" in refused.content.decode()
    assert client.post(address, {**act, "without_minutes": REASON}).status_code == 303
    assert AdmissionList.objects.get().status == "published"


def test_the_list_of_minutes_asks_as_much_for_one_as_for_many(
    enter: Enter, both: list[PanelMember], closed: Notice, dario: User,
    django_assert_num_queries: Callable[..., object],
    django_assert_max_num_queries: Callable[..., object],
) -> None:  # fmt: skip
    client = enter(dario)
    approve(write(closed, both[-1:], dario), *[both[-1].user])
    with django_assert_max_num_queries(60) as once:  # type: ignore[attr-defined] # a context
        client.get(url(closed))
    for number in range(6):
        approve(write(closed, both[-1:], dario, remarks=f"Seduta {number}."), both[-1].user)
    with django_assert_num_queries(len(once)):  # type: ignore[attr-defined] # a context
        client.get(url(closed))


def test_writing_minutes_of_many_cases_costs_no_query_each(
    both: list[PanelMember], closed: Notice, dario: User,
    django_assert_max_num_queries: Callable[..., object],
) -> None:  # fmt: skip
    for _one in range(5):
        received(closed)
    lifecycle.compute_cases(closed)
    for case in ScreeningCase.objects.filter(status="in_screening"):
        judge_all(case, dario)
        lifecycle.admit(case, actor=dario)
    with django_assert_max_num_queries(22):  # type: ignore[attr-defined] # a context
        assert len(write(closed, both, dario).rows) == 6
