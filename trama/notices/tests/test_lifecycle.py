"""The acts: the right one, the wrong moment, the double click, the bad word."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from trama.accounts.models import User
from trama.core import clock
from trama.core.deadlines import day_of
from trama.core.workflow import ActRefused, MoveRefused, OutdatedError
from trama.ledger.lifecycle import publish as register_publication
from trama.ledger.models import Duty, Event, Publication
from trama.ledger.queries import payload_of
from trama.notices import lifecycle
from trama.notices.lifecycle import LintRefused
from trama.notices.models import DocumentSlot, Notice, NoticeSection, NoticeStatus, SectionKind
from trama.notices.tests.factories import NoticeFactory

pytestmark = pytest.mark.django_db
Stop = Callable[[datetime | None], None]


def today() -> date:
    return day_of(clock.now())


def stop(
    notice: Notice,
    actor: User,
    *,
    number: str = "7",
    reason: str = "Ricorso",
    days: int = 3,
    closes_at: datetime | None = None,
) -> None:
    lifecycle.suspend(
        notice,
        reason=reason,
        until=today() + timedelta(days=days),
        number=number,
        adopted_on=today(),
        actor=actor,
        closes_at=closes_at,
    )


def restart(
    notice: Notice, actor: User, *, closes_at: datetime | None = None, reason: str = "Deciso"
) -> None:
    lifecycle.resume(
        notice, reason=reason, number="8", adopted_on=today(), actor=actor, closes_at=closes_at
    )


def payload(notice: Notice, verb: str) -> dict[str, Any]:
    return payload_of(Event.objects.get(verb=verb, subject_id=str(notice.pk)))


def verbs(notice: Notice) -> list[str]:
    events = Event.objects.filter(subject_label="notices.notice", subject_id=str(notice.pk))
    return list(events.order_by("recorded_at").values_list("verb", flat=True))


@pytest.fixture
def draft() -> Notice:
    return NoticeFactory.create(complete=True)


@pytest.fixture
def checked() -> Notice:
    return NoticeFactory.create(status=NoticeStatus.LEGAL_CHECK, complete=True)


@pytest.fixture
def adopted() -> Notice:
    return NoticeFactory.create(adopted=True, complete=True)


def test_a_complete_draft_goes_to_the_legal_check_and_back_with_a_reason(
    draft: Notice, anna: User
) -> None:
    lifecycle.send_to_legal_check(draft, actor=anna)
    lifecycle.return_to_draft(draft, reason="Manca una data", actor=anna)
    assert draft.status == NoticeStatus.DRAFT
    assert verbs(draft) == ["send_to_legal_check", "return_to_draft"]


def test_a_notice_that_lacks_something_is_refused_and_told_what(anna: User) -> None:
    notice = NoticeFactory.create()
    with pytest.raises(LintRefused) as refusal:
        lifecycle.send_to_legal_check(notice, actor=anna)
    assert "section:object" in {finding.where for finding in refusal.value.findings}
    assert "Di che cosa si tratta" in str(refusal.value)
    notice.refresh_from_db()
    assert (notice.status, verbs(notice)) == (NoticeStatus.DRAFT, [])


def test_a_notice_that_lacks_something_is_not_adopted_even_after_the_check(
    checked: Notice, elena: User
) -> None:
    checked.sections.filter(kind=SectionKind.PRIVACY).delete()
    with pytest.raises(LintRefused):
        lifecycle.adopt(checked, number="1", adopted_on=today(), actor=elena)


def test_a_return_to_draft_needs_a_reason(checked: Notice, anna: User) -> None:
    with pytest.raises(ActRefused, match="motivo"):
        lifecycle.return_to_draft(checked, reason="  ", actor=anna)


def test_the_executive_adopts_by_an_act(checked: Notice, elena: User) -> None:
    lifecycle.adopt(checked, number="3120", adopted_on=today(), actor=elena)
    assert checked.status == NoticeStatus.ADOPTED
    assert checked.act is not None
    assert checked.act.number == "3120"


def test_two_clicks_adopt_once(checked: Notice, elena: User) -> None:
    stale = Notice.objects.get(pk=checked.pk)
    lifecycle.adopt(checked, number="3120", adopted_on=today(), actor=elena)
    with pytest.raises(MoveRefused):
        lifecycle.adopt(stale, number="3120", adopted_on=today(), actor=elena)
    assert verbs(checked) == ["adopt"]


def test_an_act_of_tomorrow_is_refused(checked: Notice, elena: User) -> None:
    with pytest.raises(ActRefused, match="futuro"):
        lifecycle.adopt(checked, number="1", adopted_on=today() + timedelta(days=1), actor=elena)


def test_a_draft_is_not_adopted_without_the_check(draft: Notice, elena: User) -> None:
    with pytest.raises(MoveRefused):
        lifecycle.adopt(draft, number="1", adopted_on=today(), actor=elena)


def test_publishing_opens_the_window_and_fills_the_register(adopted: Notice, anna: User) -> None:
    lifecycle.publish(adopted, actor=anna)
    assert adopted.status == NoticeStatus.PUBLISHED
    assert adopted.published_at is not None
    assert adopted.opens_at is not None
    assert adopted.opens_at >= adopted.published_at.replace(microsecond=0)
    duties = Publication.objects.filter(dossier=adopted.code).values_list("duty", flat=True)
    assert sorted(duties) == [Duty.DETERMINATION, Duty.NOTICE]
    owed = ProcrastinateJob.objects.filter(
        task_name="notices.make_pdf", args={"notice_id": adopted.pk}
    )
    assert owed.count() == 1


def test_a_window_to_come_keeps_its_day(adopted: Notice, anna: User) -> None:
    opens_at = (clock.now() + timedelta(days=2)).replace(microsecond=0)
    Notice.objects.update(opens_at=opens_at)
    adopted.refresh_from_db()
    lifecycle.publish(adopted, actor=anna)
    assert adopted.opens_at == opens_at


def test_two_clicks_publish_once(adopted: Notice, anna: User) -> None:
    stale = Notice.objects.get(pk=adopted.pk)
    lifecycle.publish(adopted, actor=anna)
    with pytest.raises(MoveRefused):
        lifecycle.publish(stale, actor=anna)
    assert Publication.objects.filter(dossier=adopted.code).count() == 2


def test_a_window_already_past_is_not_published(
    adopted: Notice, anna: User, stop_clock: Stop
) -> None:
    assert adopted.closes_at is not None
    stop_clock(adopted.closes_at)
    with pytest.raises(ActRefused, match="già passata"):
        lifecycle.publish(adopted, actor=anna)
    adopted.refresh_from_db()
    assert (adopted.status, adopted.published_at) == (NoticeStatus.ADOPTED, None)


def test_of_two_open_tabs_the_second_is_told_and_nothing_of_the_first_is_lost(
    draft: Notice, anna: User
) -> None:
    version = draft.version
    lifecycle.update_notice(draft, actor=anna, version=version, title="Primo")
    with pytest.raises(OutdatedError):
        lifecycle.update_notice(draft, actor=anna, version=version, title="Secondo")
    draft.refresh_from_db()
    assert (draft.title, draft.version) == ("Primo", version + 1)


def test_an_edit_after_the_linter_read_stops_the_move(
    draft: Notice, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def edit_meanwhile(notice: Notice) -> list[object]:
        Notice.objects.filter(pk=notice.pk).update(version=notice.version + 1)
        return []

    monkeypatch.setattr("trama.notices.lifecycle.procedure.findings", edit_meanwhile)
    with pytest.raises(MoveRefused):
        lifecycle.send_to_legal_check(draft, actor=anna)


def test_after_the_legal_check_begins_nobody_edits(checked: Notice, anna: User) -> None:
    section = checked.sections.get(kind=SectionKind.OBJECT)
    section.body = "Altro"
    with pytest.raises(ActRefused, match="bozza"):
        lifecycle.edit_part(checked, section, actor=anna, version=checked.version)


def test_parts_are_added_moved_and_removed(draft: Notice, anna: User) -> None:
    slot = DocumentSlot(code="bilancio", label="Bilancio")
    lifecycle.add_part(draft, slot, actor=anna, version=draft.version)
    assert [row.code for row in draft.document_slots.all()] == ["statuto", "patto", "bilancio"]
    lifecycle.move_part(draft, slot, up=True, actor=anna, version=draft.version)
    assert [row.code for row in draft.document_slots.all()] == ["statuto", "bilancio", "patto"]
    lifecycle.remove_part(draft, slot, actor=anna, version=draft.version)
    assert [row.code for row in draft.document_slots.all()] == ["statuto", "patto"]
    assert verbs(draft) == ["edit_documents"] * 3


def test_the_same_section_twice_is_refused_with_a_sentence(draft: Notice, anna: User) -> None:
    again = NoticeSection(kind=SectionKind.OBJECT, body="Di nuovo")
    with pytest.raises(ActRefused, match="già"):
        lifecycle.add_part(draft, again, actor=anna, version=draft.version)
    draft.refresh_from_db()
    assert (draft.version, verbs(draft)) == (0, [])


def test_a_copy_takes_the_text_and_leaves_the_acts(adopted: Notice, anna: User) -> None:
    copy = lifecycle.copy(adopted, adopted.office, code="COP-2027-01", title="Di nuovo", actor=anna)
    assert (copy.status, copy.act, copy.closes_at) == (NoticeStatus.DRAFT, None, None)
    assert copy.requirements.count() == adopted.requirements.count() == 5
    assert copy.questions.count() == 5


def test_a_code_is_used_once_whatever_its_case(draft: Notice, anna: User) -> None:
    with pytest.raises(ActRefused, match="già di un altro avviso"):
        lifecycle.create(draft.office, code=draft.code.lower(), title="X", actor=anna)


def test_a_suspended_notice_resumes_with_a_later_deadline(notice: Notice, elena: User) -> None:
    old = notice.closes_at
    assert old is not None
    later = old + timedelta(days=7)
    stop(notice, elena)
    restart(notice, elena, closes_at=later)
    assert (notice.status, notice.closes_at) == (NoticeStatus.PUBLISHED, later)
    told = payload(notice, "resume")
    kept = (told["earlier_deadline"], told["closes_at"])
    assert tuple(datetime.fromisoformat(one) for one in kept) == (old, later)
    assert told["reason"] == "Deciso"
    assert " 8 del " in told["act"]


def test_a_suspension_and_a_resumption_are_in_the_register_with_their_acts(
    notice: Notice, elena: User
) -> None:
    assert notice.closes_at is not None
    stop(notice, elena)
    restart(notice, elena, closes_at=notice.closes_at + timedelta(days=7))
    made = Publication.objects.filter(dossier=notice.code, duty=Duty.DETERMINATION)
    found = [(one.title.split(":")[0], one.act.number) for one in made.order_by("pk") if one.act]
    assert [number for _title, number in found] == ["7", "8"]
    assert found[0][0].startswith("Sospensione fino al")
    assert found[1][0].startswith("Riapertura, scadenza")
    assert str(notice.closes_at.year) in made.get(act__number="8").title


@pytest.mark.parametrize("verb", [stop, restart])
def test_to_suspend_and_to_resume_one_gives_a_reason_and_an_act_of_the_past(
    notice: Notice, elena: User, verb: Callable[..., None]
) -> None:
    if verb is restart:
        stop(notice, elena)
    status, deadline = notice.status, notice.closes_at
    with pytest.raises(ActRefused, match="motivo"):
        verb(notice, elena, reason="  ")
    tomorrow = today() + timedelta(days=1)
    term = {"until": tomorrow} if verb is stop else {}
    act: Callable[..., None] = lifecycle.suspend if verb is stop else lifecycle.resume
    with pytest.raises(ActRefused, match="futuro"):
        act(notice, reason="Ricorso", number="9", adopted_on=tomorrow, actor=elena, **term)
    notice.refresh_from_db()
    assert (notice.status, notice.closes_at) == (status, deadline)


def test_two_clicks_resume_once(notice: Notice, elena: User) -> None:
    stop(notice, elena)
    stale = Notice.objects.get(pk=notice.pk)
    restart(notice, elena)
    with pytest.raises(MoveRefused):
        restart(stale, elena)
    assert verbs(notice) == ["suspend", "resume"]


def test_a_page_left_open_since_an_earlier_suspension_does_not_shorten_the_window(
    notice: Notice, elena: User
) -> None:
    assert notice.closes_at is not None
    stop(notice, elena)
    stale = Notice.objects.get(pk=notice.pk)
    restart(notice, elena, closes_at=notice.closes_at + timedelta(days=7))
    stop(notice, elena, number="10")
    with pytest.raises(MoveRefused):
        restart(stale, elena, closes_at=notice.closes_at - timedelta(days=3))


def test_a_deadline_is_never_brought_forward(notice: Notice, elena: User) -> None:
    stop(notice, elena)
    assert notice.closes_at is not None
    with pytest.raises(ActRefused, match="allungare"):
        restart(notice, elena, closes_at=notice.closes_at - timedelta(hours=1))


def test_a_deadline_gone_by_while_suspended_asks_for_a_new_one(
    notice: Notice, elena: User, stop_clock: Stop
) -> None:
    stop(notice, elena)
    assert notice.closes_at is not None
    stop_clock(notice.closes_at + timedelta(days=1))
    assert lifecycle.close_due() == []
    with pytest.raises(ActRefused, match="nuova scadenza"):
        restart(notice, elena)


def test_a_revocation_is_public_with_its_act_and_final(notice: Notice, elena: User) -> None:
    lifecycle.revoke(notice, reason="Fondi tolti", number="9", adopted_on=today(), actor=elena)
    assert notice.status == NoticeStatus.REVOKED
    assert Publication.objects.filter(dossier=notice.code, title__startswith="Revoca").exists()
    with pytest.raises(MoveRefused):
        stop(notice, elena)


def test_tables_open_only_after_the_list_is_public(anna: User, elena: User) -> None:
    notice = NoticeFactory.create(closed=True)
    lifecycle.start_screening(notice, actor=anna)
    with pytest.raises(ActRefused, match="elenco"):
        lifecycle.open_tables(notice, actor=anna)
    register_publication(notice.code, Duty.ADMISSION_LIST, "Elenco", at=clock.now(), actor=anna)
    lifecycle.open_tables(notice, actor=anna)
    lifecycle.conclude(notice, number="77", adopted_on=today(), actor=elena)
    assert notice.status == NoticeStatus.CONCLUDED
    assert notice.closing_act is not None


def test_screening_does_not_start_before_the_deadline(notice: Notice, anna: User) -> None:
    with pytest.raises(MoveRefused):
        lifecycle.start_screening(notice, actor=anna)


def test_a_notice_without_applications_ends_by_a_public_act(elena: User) -> None:
    notice = NoticeFactory.create(closed=True)
    lifecycle.void_no_applicants(notice, number="12", adopted_on=today(), actor=elena)
    assert notice.status == NoticeStatus.VOID_NO_APPLICANTS
    assert notice.closing_act is not None
    published = Publication.objects.get(dossier=notice.code, act=notice.closing_act)
    assert published.title.startswith("Chiusura senza domande")
