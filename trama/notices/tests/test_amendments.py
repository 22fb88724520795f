"""Rettifiche: prepared apart, adopted by an act, public in what they change, frozen afterwards."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given as holds
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

from conftest import Enter
from trama.accounts.models import User
from trama.core import clock
from trama.core.deadlines import day_of
from trama.core.workflow import ActRefused, MoveRefused
from trama.ledger.models import Event, Publication
from trama.ledger.queries import payload_of
from trama.notices import lifecycle
from trama.notices.models import (
    Amendment,
    DocumentSlot,
    JudgedOn,
    Notice,
    NoticeStatus,
    NoticeType,
    Requirement,
)
from trama.notices.queries import contents, judged_at, standing_at
from trama.notices.queries.amendments import proposed, reading
from trama.notices.rules.changes import Piece, changes
from trama.notices.tests.amending import adopt, prepared, today
from trama.notices.tests.factories import NoticeFactory
from trama.programming.models import Strand
from trama.programming.tests.factories import ProgrammingActFactory

pytestmark = pytest.mark.django_db
Stop = Callable[[datetime | None], None]


def test_an_amendment_changes_the_notice_and_says_what(
    notice: Notice, anna: User, elena: User
) -> None:
    kept = notice.requirements.get(code="runts").pk
    draft = prepared(notice, anna)
    amendment = adopt(draft, elena)
    assert notice.requirements.get(code="esperienza").parameters["months"] == 12
    assert notice.requirements.get(code="runts").pk == kept  # what says the same is the same
    assert not notice.document_slots.filter(code="statuto").exists()
    assert notice.questions.last() == notice.questions.get(code="spazi")
    found = {(one["label"], bool(one["before"]), bool(one["after"])) for one in amendment.changes}
    assert found == {
        ("Requisito", True, True),
        ("Documento da allegare", True, False),
        ("Domanda del modulo", False, True),
    }
    draft.refresh_from_db()
    assert (draft.status, draft.act) == (NoticeStatus.MERGED, amendment.act)


def test_an_amendment_is_as_public_as_the_notice_and_owes_a_new_paper(
    notice: Notice, anna: User, elena: User, client: Client
) -> None:
    adopt(prepared(notice, anna), elena)
    assert Publication.objects.filter(dossier=notice.code, title__startswith="Rettifica").exists()
    told = payload_of(Event.objects.get(verb="amend", subject_id=str(notice.pk)))
    assert (told["reason"], told["judged_on"]) == ("Requisito troppo stretto", "earlier")
    assert ProcrastinateJob.objects.filter(task_name="notices.make_pdf").count() == 1
    page = client.get(reverse("notices:detail", args=[notice.code])).content.decode()
    for words in [
        "Che cosa è cambiato",
        "Almeno 24 mesi",  # before
        "Almeno 12 mesi",
        "Avete spazi da offrire?",
        "giudicato sul testo di quando l’ha presentata",
    ]:
        assert words in page, words
    assert "COP" not in page.split("rettifiche-t")[1].split("atti-t")[0]  # never the draft's code


def test_an_amendment_may_also_give_more_time_and_never_less(
    notice: Notice, anna: User, elena: User
) -> None:
    old = notice.closes_at
    assert old is not None
    draft = lifecycle.begin_amendment(notice, actor=anna)
    sooner, later = old - timedelta(days=1), old + timedelta(days=5)
    lifecycle.update_notice(draft, actor=anna, version=draft.version, closes_at=sooner)
    lifecycle.send_to_legal_check(draft, actor=anna)
    with pytest.raises(ActRefused, match="allungare"):
        adopt(draft, elena)
    lifecycle.return_to_draft(draft, reason="Data", actor=anna)
    lifecycle.update_notice(draft, actor=anna, version=draft.version, closes_at=later)
    lifecycle.send_to_legal_check(draft, actor=anna)
    amendment = adopt(draft, elena)
    notice.refresh_from_db()
    assert notice.closes_at == later
    assert [one["label"] for one in amendment.changes] == ["Scadenza"]


def test_an_extension_moves_the_deadline_of_the_amendment_being_written(
    notice: Notice, anna: User, elena: User
) -> None:
    draft = prepared(notice, anna)
    assert notice.closes_at is not None
    later = notice.closes_at + timedelta(days=5)
    lifecycle.extend(
        notice, reason="Ponte", closes_at=later, actor=elena, number="309", adopted_on=today()
    )
    draft.refresh_from_db()
    assert draft.closes_at == later
    adopt(draft, elena)
    notice.refresh_from_db()
    assert notice.closes_at == later


def test_an_amendment_never_changes_the_kind_of_procedure(
    notice: Notice, anna: User, elena: User
) -> None:
    draft = prepared(notice, anna)
    Notice.objects.filter(pk=draft.pk).update(type=NoticeType.EOI)
    with pytest.raises(ActRefused, match="non cambia tipo"):
        adopt(Notice.objects.get(pk=draft.pk), elena)
    notice.refresh_from_db()
    assert notice.type != NoticeType.EOI


def test_one_amendment_is_prepared_at_a_time(notice: Notice, anna: User) -> None:
    first = lifecycle.begin_amendment(notice, actor=anna)
    with pytest.raises(ActRefused, match="già una rettifica"):
        lifecycle.begin_amendment(notice, actor=anna)
    lifecycle.drop_amendment(first, reason="Non serve", actor=anna)
    second = lifecycle.begin_amendment(notice, actor=anna)
    assert first.status == NoticeStatus.DROPPED
    assert second.code != first.code


def test_no_code_of_another_notice_stands_in_the_way_of_an_amendment(
    notice: Notice, anna: User
) -> None:
    NoticeFactory.create(code=f"{notice.code}-r1")
    assert lifecycle.begin_amendment(notice, actor=anna).code == f"{notice.code}-R2"
    other = NoticeFactory.create(code="C" * 60, office=notice.office, published=True, complete=True)
    assert len(lifecycle.begin_amendment(other, actor=anna).code) <= 60


def test_two_clicks_adopt_one_amendment(notice: Notice, anna: User, elena: User) -> None:
    draft = prepared(notice, anna)
    stale = Notice.objects.get(pk=draft.pk)
    adopt(draft, elena)
    with pytest.raises(ActRefused):
        adopt(stale, elena)
    assert Amendment.objects.count() == 1


def test_an_amendment_that_changes_nothing_is_refused(
    notice: Notice, anna: User, elena: User
) -> None:
    draft = lifecycle.begin_amendment(notice, actor=anna)
    lifecycle.send_to_legal_check(draft, actor=anna)
    with pytest.raises(ActRefused, match="già"):
        adopt(draft, elena)
    assert not Amendment.objects.exists()


def test_after_the_deadline_a_notice_is_neither_amended_nor_prepared_to_be(
    notice: Notice, anna: User, elena: User, stop_clock: Stop
) -> None:
    draft = prepared(notice, anna)
    assert notice.closes_at is not None
    stop_clock(notice.closes_at + timedelta(seconds=1))
    with pytest.raises(MoveRefused, match="prima della scadenza"):
        adopt(draft, elena, adopted_on=day_of(notice.closes_at))
    with pytest.raises(MoveRefused):
        lifecycle.begin_amendment(notice, actor=anna)
    assert notice.requirements.get(code="esperienza").parameters["months"] == 24


def test_the_draft_of_an_amendment_is_never_a_notice_of_its_own(
    notice: Notice, anna: User, elena: User
) -> None:
    draft = prepared(notice, anna)
    with pytest.raises(ActRefused, match="rettifica"):
        lifecycle.adopt(draft, number="1", adopted_on=today(), actor=elena)
    with pytest.raises(ActRefused, match="non è una rettifica"):
        lifecycle.adopt_amendment(
            notice,
            reason="x",
            judged_on=JudgedOn.EARLIER,
            number="1",
            adopted_on=today(),
            actor=elena,
        )


@pytest.mark.parametrize(
    ("changes", "says"), [({"reason": " "}, "motivo"), ({"adopted_on": None}, "futuro")]
)
def test_an_amending_act_has_a_reason_and_a_day_already_come(
    notice: Notice, anna: User, elena: User, changes: dict[str, Any], says: str
) -> None:
    if "adopted_on" in changes:
        changes = {"adopted_on": today() + timedelta(days=1)}
    with pytest.raises(ActRefused, match=says):
        adopt(prepared(notice, anna), elena, **changes)


def test_outside_an_amendment_the_text_stays_frozen(
    notice: Notice, anna: User, elena: User
) -> None:
    amendment = adopt(prepared(notice, anna), elena)
    row = notice.requirements.get(code="esperienza")
    attempts: list[Callable[[], object]] = [
        lambda: Requirement.objects.filter(pk=row.pk).update(text="Altro"),
        lambda: Requirement.objects.filter(pk=row.pk).update(retired_by=amendment),
        lambda: Requirement.ever.filter(retired_by=amendment).update(retired_by=None),
        lambda: DocumentSlot.objects.create(notice=notice, code="z", introduced_by=amendment),
    ]
    for attempt in attempts:
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
            attempt()


def test_who_had_already_applied_is_judged_on_the_text_that_the_act_names(
    notice: Notice, anna: User, elena: User
) -> None:
    before = clock.now()
    adopt(prepared(notice, anna), elena)
    assert judged_at(notice, before) == before
    assert months(notice, before) == 24
    draft = lifecycle.begin_amendment(notice, actor=anna)
    lifecycle.update_notice(draft, actor=anna, version=draft.version, title="Altro titolo")
    lifecycle.send_to_legal_check(draft, actor=anna)
    second = adopt(draft, elena, judged_on=JudgedOn.AMENDED, number="311")
    notice.refresh_from_db()
    # The last one that counts for them brings the first along.
    assert judged_at(notice, before) == second.adopted_at
    assert months(notice, judged_at(notice, before)) == 12
    after = clock.now()
    assert judged_at(notice, after) == after


def months(notice: Notice, instant: datetime) -> int:
    found = standing_at(Requirement, notice, instant).get(code="esperienza")
    return int(found.parameters["months"])


PIECES = st.dictionaries(
    st.tuples(st.just("x"), st.sampled_from("abcde")),
    st.builds(Piece, st.just("Parte"), st.sampled_from(["uno", "due"])),
)


@holds(before=PIECES, after=PIECES)
def test_the_changes_lead_from_one_reading_to_the_other(
    before: dict[Any, Piece], after: dict[Any, Piece]
) -> None:
    found = changes(before, after)
    assert (not found) == (before == after)
    assert sum(not one.before for one in found) == len(after.keys() - before.keys())
    assert sum(not one.after for one in found) == len(before.keys() - after.keys())


# ---------------------------------------------------------------- pages


def act(notice: Notice, name: str) -> str:
    return reverse("notices:act", args=[notice.code, name])


ACT = {"kind": "DD", "number": "310", "adopted_on": "2026-01-01", "reason": "Requisito stretto"}


def test_from_the_desk_the_officer_prepares_and_the_executive_adopts(
    enter: Enter, notice: Notice, anna: User, elena: User
) -> None:
    client = enter(anna)
    response = client.post(act(notice, "nuova-rettifica"))
    draft = Notice.objects.get(amends=notice)
    desk = reverse("notices:desk", args=[draft.code])
    assert (response.status_code, response["Location"]) == (303, desk)
    assert client.post(act(notice, "nuova-rettifica")).status_code == 422  # clicked twice
    assert draft.code in client.get(reverse("notices:desk", args=[notice.code])).content.decode()
    said = {"version": draft.version, "kind": "object", "title": "", "body": "Un testo nuovo."}
    part = reverse("notices:edit_part", args=[draft.code, "testo", 1])
    assert client.post(part, said).status_code == 303
    assert "Un testo nuovo." in client.get(desk).content.decode()
    assert client.get(act(draft, "adozione")).status_code == 403
    assert client.get(act(draft, "rettifica")).status_code == 403
    assert client.post(act(draft, "controllo")).status_code == 303
    client = enter(elena)
    assert client.get(act(draft, "adozione")).status_code == 409  # not in this way
    assert client.post(act(draft, "rettifica"), ACT).status_code == 422  # judged on what?
    said = {**ACT, "judged_on": "amended"}
    response = client.post(act(draft, "rettifica"), said)
    assert response["Location"] == reverse("notices:desk", args=[notice.code])
    assert client.post(act(draft, "rettifica"), said).status_code == 409
    assert notice.sections.get(kind="object").body == "Un testo nuovo."


def test_the_draft_of_an_amendment_is_its_office_s_alone(
    enter: Enter, notice: Notice, anna: User, carla: User, client: Client
) -> None:
    draft = lifecycle.begin_amendment(notice, actor=anna)
    detail = reverse("notices:detail", args=[draft.code])
    assert client.get(detail).status_code == 404
    assert enter(carla).get(detail).status_code == 404
    assert enter(carla).get(act(notice, "nuova-rettifica")).status_code == 403
    assert draft.code not in Client().get(reverse("notices:list")).content.decode()


# ---------------------------------------------------------------- nothing changes in silence


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("type", "CODESIGN"),
        ("short_title", "Altro breve"),
        ("programming_reason", "Piano di zona 2024"),
        ("urgency_reason", "Fondi in scadenza"),
        ("answer_days", 61),
        ("cup", "B49E19001440009"),
    ],
)
def test_each_datum_that_an_amendment_may_change_is_told(
    notice: Notice, anna: User, name: str, value: object
) -> None:
    draft = lifecycle.begin_amendment(notice, actor=anna)
    Notice.objects.filter(pk=draft.pk).update(**{name: value})
    assert proposed(Notice.objects.get(pk=draft.pk)), name


def test_the_strand_and_the_programming_acts_that_an_amendment_changes_are_told(
    notice: Notice, anna: User
) -> None:
    draft = lifecycle.begin_amendment(notice, actor=anna)
    draft.programming_acts.add(ProgrammingActFactory.create())
    Notice.objects.filter(pk=draft.pk).update(strand=Strand.objects.earliest("pk"))
    found = proposed(contents(Notice.objects.filter(pk=draft.pk)).get())
    assert [one.label for one in found] == ["Filone", "Atti di programmazione"]


@pytest.mark.parametrize(
    ("kind", "parameters", "other"),
    [
        ("experience", {"theme": "housing", "months": 24}, {"theme": "housing", "months": 2}),
        ("document", {"slot": "statuto"}, {"slot": "bilancio"}),
        ("legal_type", {"types": ["APS"]}, {"types": ["ODV"]}),
        ("art5", {"letters": ["a"]}, {"letters": ["l"]}),
    ],
)
def test_what_is_checked_does_not_change_under_the_same_words(
    kind: str, parameters: dict[str, Any], other: dict[str, Any]
) -> None:
    notice = NoticeFactory.create()
    row = Requirement.objects.create(
        notice=notice, code="r", kind=kind, text="Requisito", parameters=parameters
    )
    before = reading(contents(Notice.objects.filter(pk=notice.pk)).get())
    Requirement.objects.filter(pk=row.pk).update(parameters=other)
    assert changes(before, reading(contents(Notice.objects.filter(pk=notice.pk)).get()))


def test_an_adopted_amendment_stays_as_it_was_adopted(
    notice: Notice, anna: User, elena: User
) -> None:
    amendment = adopt(prepared(notice, anna), elena)
    mine = Amendment.objects.filter(pk=amendment.pk)
    attempts: list[Callable[[], object]] = [
        lambda: mine.update(adopted_at=None),  # it would thaw the text
        lambda: mine.update(judged_on=JudgedOn.AMENDED),
        lambda: mine.update(changes=[]),
        lambda: mine._raw_delete("default"),
    ]
    for attempt in attempts:
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
            attempt()
