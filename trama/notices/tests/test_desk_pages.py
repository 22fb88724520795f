"""The office's pages: whose they are, what is refused and said, two tabs, who you are again."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Enter
from trama.accounts.models import OfficeDuty, User
from trama.accounts.tests.factories import OfficeRoleFactory
from trama.core import clock
from trama.core.deadlines import day_of
from trama.notices.models import Notice, NoticeStatus, SectionKind
from trama.notices.tests.factories import NoticeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(notice: Notice) -> Notice:
    """A complete draft of Anna's office."""
    return NoticeFactory.create(office=notice.office, complete=True)


def url(name: str, *args: object) -> str:
    return reverse(f"notices:{name}", args=args)


PAGES = [
    ("desk", []),
    ("edit", []),
    ("act", ["controllo"]),
    ("add_part", ["testo"]),
    ("edit_part", ["requisiti", 1]),
]


@pytest.mark.parametrize(("name", "more"), PAGES)
@pytest.mark.parametrize(("person", "status"), [("anna", 200), ("carla", 404), ("dario", None)])
def test_who_enters_a_draft(
    enter: Enter,
    draft: Notice,
    name: str,
    more: list[object],
    person: str,
    status: int | None,
    request: pytest.FixtureRequest,
) -> None:
    client = enter(request.getfixturevalue(person))
    # Dario works in the office, but does not write notices.
    expected = status or (200 if name == "desk" else 403)
    assert client.get(url(name, draft.code, *more)).status_code == expected


@pytest.mark.parametrize(("name", "more"), PAGES)
def test_of_a_public_notice_a_stranger_gets_a_403_at_the_desk(
    enter: Enter, notice: Notice, carla: User, name: str, more: list[object]
) -> None:
    assert enter(carla).get(url(name, notice.code, *more)).status_code == 403


def test_nobody_enters_without_signing_in(client: Client, draft: Notice) -> None:
    response = client.get(url("desk", draft.code))
    assert response.status_code == 302
    assert "/desk" not in response["Location"]


def test_the_officer_does_not_adopt(enter: Enter, notice: Notice, anna: User) -> None:
    checked = NoticeFactory.create(
        office=notice.office, status=NoticeStatus.LEGAL_CHECK, complete=True
    )
    assert enter(anna).get(url("act", checked.code, "adozione")).status_code == 403
    assert "Spetta al dirigente" in enter(anna).get(url("desk", checked.code)).content.decode()


def test_adopting_asks_who_one_is_again(enter: Enter, notice: Notice, elena: User) -> None:
    checked = NoticeFactory.create(
        office=notice.office, status=NoticeStatus.LEGAL_CHECK, complete=True
    )
    client = enter(elena, recently=False)
    act = {"kind": "DD", "number": "1", "adopted_on": "2026-01-01"}
    response = client.post(url("act", checked.code, "adozione"), act)
    assert response.status_code in {302, 303}
    checked.refresh_from_db()
    assert checked.status == NoticeStatus.LEGAL_CHECK


ACT = {"kind": "DD", "number": "5", "adopted_on": "2026-01-01", "reason": "Ricorso al TAR"}


def given(name: str, **changes: str) -> dict[str, str]:
    """What the page of an act asks: a suspension also until when."""
    term = {"until": day_of(clock.now()).isoformat()} if name == "sospensione" else {}
    return {**ACT, **term, **changes}


@pytest.mark.parametrize("name", ["sospensione", "ripresa", "revoca"])
def test_stopping_a_notice_is_the_executive_s_who_proves_again_who_they_are(
    enter: Enter, notice: Notice, anna: User, elena: User, name: str
) -> None:
    if name == "ripresa":
        Notice.objects.filter(pk=notice.pk).update(status=NoticeStatus.SUSPENDED)
        notice.refresh_from_db()
    before = notice.status
    address = url("act", notice.code, name)
    assert enter(anna).post(address, given(name)).status_code == 403
    enter(elena, recently=False).post(address, given(name))
    notice.refresh_from_db()
    assert notice.status == before
    assert enter(elena).post(address, given(name)).status_code == 303
    notice.refresh_from_db()
    assert notice.status != before


@pytest.mark.parametrize("missing", ["number", "adopted_on", "reason"])
@pytest.mark.parametrize("name", ["sospensione", "ripresa"])
def test_without_its_act_or_its_reason_a_notice_neither_stops_nor_resumes(
    enter: Enter, notice: Notice, elena: User, name: str, missing: str
) -> None:
    if name == "ripresa":
        Notice.objects.filter(pk=notice.pk).update(status=NoticeStatus.SUSPENDED)
    said = given(name, **{missing: "", "closes_at": "2027-11-30T12:00"})
    response = enter(elena).post(url("act", notice.code, name), said)
    assert response.status_code == 422
    again = Notice.objects.get(pk=notice.pk)
    assert again.closes_at == notice.closes_at
    assert again.status == (NoticeStatus.SUSPENDED if name == "ripresa" else NoticeStatus.PUBLISHED)


def test_a_deadline_gone_by_while_suspended_is_said_at_the_desk(
    enter: Enter, notice: Notice, elena: User
) -> None:
    Notice.objects.filter(pk=notice.pk).update(status=NoticeStatus.SUSPENDED)
    says = "La scadenza è passata durante la sospensione"
    assert says not in enter(elena).get(url("desk", notice.code)).content.decode()
    Notice.objects.filter(pk=notice.pk).update(closes_at=clock.now() - timedelta(hours=1))
    assert says in enter(elena).get(url("desk", notice.code)).content.decode()


def test_the_desk_lists_what_is_missing_with_a_link_to_each_place(
    enter: Enter, notice: Notice, anna: User
) -> None:
    empty = NoticeFactory.create(office=notice.office, officer=None)
    text = enter(anna).get(url("desk", empty.code)).content.decode()
    assert "Manca la sezione «Di che cosa si tratta»." in text
    assert f"{url('add_part', empty.code, 'testo')}?tipo=object" in text
    assert f"{url('edit', empty.code)}#id_officer" in text
    assert "Mancano ancora" in text  # why the next act is closed
    fields = enter(anna).get(url("edit", empty.code)).content.decode()
    anchors = re.findall(rf"{re.escape(url('edit', empty.code))}#([\w]+)", text)
    assert anchors
    assert all(f'id="{anchor}"' in fields for anchor in anchors)


def test_a_refused_act_says_why_and_keeps_the_state(
    enter: Enter, notice: Notice, anna: User
) -> None:
    empty = NoticeFactory.create(office=notice.office)
    response = enter(anna).post(url("act", empty.code, "controllo"))
    assert response.status_code == 422
    assert "L’avviso non è completo" in response.content.decode()


def test_a_double_click_on_the_act_is_told_and_does_nothing(
    enter: Enter, draft: Notice, anna: User
) -> None:
    client = enter(anna)
    statuses = [client.post(url("act", draft.code, "controllo")).status_code for _ in range(2)]
    assert statuses == [303, 409]


def section(draft: Notice, **changes: Any) -> dict[str, Any]:
    return {"version": draft.version, "kind": "object", "title": "", "body": "Nuovo", **changes}


def test_of_two_tabs_the_second_keeps_its_text_and_may_save_knowing(
    enter: Enter, draft: Notice, anna: User
) -> None:
    client = enter(anna)
    address = url("edit_part", draft.code, "testo", 1)
    assert client.post(address, section(draft, body="Prima scheda")).status_code == 303
    second = client.post(address, section(draft, body="Seconda scheda"))
    assert second.status_code == 409
    text = second.content.decode()
    assert "qualcun altro ha salvato" in text
    assert "Seconda scheda" in text
    draft.refresh_from_db()
    assert f'name="version" value="{draft.version}"' in text
    assert draft.sections.get(kind=SectionKind.OBJECT).body == "Prima scheda"


@pytest.mark.parametrize(
    ("kind", "fields", "parameters"),
    [
        ("legal_type", {"types": ["APS", "ODV"]}, {"types": ["APS", "ODV"]}),
        ("runts", {}, {}),
        ("art5", {"letters": ["a", "l"]}, {"letters": ["a", "l"]}),
        ("experience", {"theme": "food", "months": 24}, {"theme": "food", "months": 24}),
        ("document", {"slot": "statuto"}, {"slot": "statuto"}),
        ("judged", {}, {}),
    ],
)
def test_a_requirement_is_written_with_real_fields(
    enter: Enter,
    draft: Notice,
    anna: User,
    kind: str,
    fields: dict[str, Any],
    parameters: dict[str, Any],
) -> None:
    client = enter(anna)
    said = {"version": draft.version, "text": "Nuovo", "code": "nuovo", **fields}
    address = f"{url('add_part', draft.code, 'requisiti')}?tipo={kind}"
    assert client.get(address).status_code == 200
    assert client.post(address, said).status_code == 303
    requirement = draft.requirements.get(code="nuovo")
    assert (requirement.kind, requirement.parameters) == (kind, parameters)
    number = draft.requirements.count()
    edit = client.get(url("edit_part", draft.code, "requisiti", number)).content.decode()
    for value in parameters.values():
        chosen = value if isinstance(value, list) else [value]
        for one in chosen:
            assert f'value="{one}"' in edit


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"kind": "one", "options": "una sola"}, "almeno due scelte"),
        ({"kind": "long", "options": "a\nb"}, "non ha scelte"),
        ({"kind": "long", "max_length": "0"}, "battute"),
        ({"kind": "long", "code": "bisogno"}, "c’è già"),
        ({"kind": "boh"}, "boh"),
    ],
)
def test_a_question_badly_written_is_sent_back_with_a_reason(
    enter: Enter, draft: Notice, anna: User, fields: dict[str, str], says: str
) -> None:
    said = {"version": draft.version, "label": "Perché?", "code": "perche", **fields}
    response = enter(anna).post(url("add_part", draft.code, "domande"), said)
    assert response.status_code == 422
    assert says in response.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "parti/altro/aggiungi/",
        "parti/requisiti/aggiungi/?tipo=astrologia",
        "parti/testo/99/",
        "parti/testo/0/",
        "atti/magia/",
    ],
)
def test_an_address_made_up_finds_nothing(
    enter: Enter, draft: Notice, anna: User, address: str
) -> None:
    client = enter(anna)
    assert client.get(url("desk", draft.code) + address).status_code == 404


def test_parts_change_place_and_go_with_plain_buttons(
    enter: Enter, draft: Notice, anna: User
) -> None:
    client = enter(anna)
    said = {"version": draft.version, "verso": "giu"}
    assert client.post(url("move_part", draft.code, "documenti", 1), said).status_code == 303
    assert [slot.code for slot in draft.document_slots.all()] == ["patto", "statuto"]
    stale = client.post(url("remove_part", draft.code, "documenti", 1), said)
    assert stale.status_code == 303  # read at an older version: nothing is removed
    assert draft.document_slots.count() == 2
    draft.refresh_from_db()
    client.post(url("remove_part", draft.code, "documenti", 1), {"version": draft.version})
    assert [slot.code for slot in draft.document_slots.all()] == ["statuto"]


@pytest.mark.parametrize("start", ["modello", "vuoto", "copia"])
def test_a_notice_begins_from_the_model_from_nothing_or_from_another(
    enter: Enter, notice: Notice, anna: User, start: str
) -> None:
    said = {
        "office": notice.office_id,
        "code": "COP-2027-09",
        "title": "Casa",
        "start": notice.code if start == "copia" else start,
    }
    client = enter(anna)
    assert client.post(url("new"), said).status_code == 303
    begun = Notice.objects.get(code="COP-2027-09")
    assert (begun.sections.count() > 0) == (start != "vuoto")
    again = client.post(url("new"), said)
    assert again.status_code == 422
    assert "già di un altro avviso" in again.content.decode()


def test_nobody_begins_a_notice_in_another_s_office(
    enter: Enter, notice: Notice, anna: User
) -> None:
    other = OfficeRoleFactory.create(duty=OfficeDuty.OFFICER).office
    said = {"office": other.pk, "code": "COP-2027-09", "title": "Casa", "start": "vuoto"}
    assert enter(anna).post(url("new"), said).status_code == 422
    assert not Notice.objects.filter(code="COP-2027-09").exists()


def test_the_office_sees_its_own_notices_only(enter: Enter, draft: Notice, anna: User) -> None:
    stranger = NoticeFactory.create(short_title="Di un altro ufficio")
    text = enter(anna).get(url("office_list")).content.decode()
    assert draft.code in text
    assert stranger.short_title not in text
