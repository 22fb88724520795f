"""The minutes of the panel: from the records, approved by who was there, out with the list."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from trama.accounts.models import User
from trama.core import clock
from trama.core.workflow import ActRefused
from trama.ledger.models import Duty, Event, Opening, Publication
from trama.ledger.queries import read_document
from trama.notices.models import Notice
from trama.screening import lifecycle, tasks
from trama.screening.models import (
    AdmissionList,
    Attendance,
    MinutesStatus,
    PanelMember,
    ScreeningCase,
    VerificationMinutes,
)
from trama.screening.queries import minutes_owed
from trama.screening.tests.factories import (
    REASON,
    act_of_today,
    approve,
    days_ago,
    declared,
    listed_by,
    minuted,
    write,
)

pytestmark = pytest.mark.django_db

Enter = Callable[..., Client]


# ---------------------------------------------------------------- written


def test_the_outcomes_come_from_the_records(
    both: list[PanelMember], admitted: ScreeningCase, closed: Notice, dario: User
) -> None:
    minutes = write(closed, both, dario)
    (row,) = minutes.rows
    body = admitted.application.organization
    assert (row["name"], row["entry"]) == (body.name, str(admitted.application.entry))
    assert (row["outcome"], row["decided_by"]) == ("admitted", dario.name)
    assert "Nota che resta" not in str(minutes.rows)
    assert (minutes.number, minutes.status) == (1, MinutesStatus.DRAFT)


def test_what_was_decided_after_the_sitting_is_not_in_it(
    both: list[PanelMember],
    admitted: ScreeningCase,
    closed: Notice,
    dario: User,
    stop_clock: Callable[..., None],
) -> None:
    tomorrow = clock.now() + timedelta(days=1)
    stop_clock(tomorrow)
    ScreeningCase.objects.update(decided_at=tomorrow)
    minutes = write(closed, both, dario, held_on=days_ago(1), remarks="Aperte le domande.")
    assert minutes.rows == []


def test_written_again_it_is_one_and_is_approved_again(
    both: list[PanelMember], closed: Notice, anna: User, dario: User
) -> None:
    minutes = write(closed, both, dario)
    stale = minutes.stamp
    approve(minutes, anna)
    assert write(closed, both, dario) == minutes  # a double click: Anna has approved
    assert Attendance.objects.filter(approved_at__isnull=False).count() == 1
    again = write(closed, both, anna, remarks="Anna chiede di aggiungere una riga.")
    assert (again, VerificationMinutes.objects.count()) == (minutes, 1)
    assert not Attendance.objects.filter(approved_at__isnull=False).exists()
    with pytest.raises(ActRefused, match="riscritto"):
        lifecycle.approve_minutes(again, actor=dario, stamp=stale)


def test_a_sitting_in_which_nothing_was_decided_says_what_was_done(
    case: ScreeningCase, member: PanelMember, closed: Notice, dario: User
) -> None:
    with pytest.raises(ActRefused, match="Non ci sono esiti"):
        write(closed, [member], dario, remarks="  ")
    assert write(closed, [member], dario, remarks="Aperte le domande.").rows == []


@pytest.mark.parametrize("days", [-1, 1])
def test_a_sitting_is_between_the_appointment_and_today(
    both: list[PanelMember], closed: Notice, dario: User, days: int
) -> None:
    with pytest.raises(ActRefused, match="tra la nomina"):
        write(closed, both, dario, held_on=days_ago(days))


def test_who_was_not_on_the_panel_or_has_not_declared_was_not_there(
    admitted: ScreeningCase, member: PanelMember, closed: Notice, anna: User, dario: User
) -> None:
    undeclared = PanelMember.objects.get(user=anna)
    for present in ([], [member, undeclared]):
        with pytest.raises(ActRefused, match=r"chi c’era|non aveva dichiarato"):
            write(closed, present, dario)
    with pytest.raises(ActRefused, match="chi è nel seggio"):
        write(closed, [member], anna)
    assert not VerificationMinutes.objects.exists()


def test_who_declared_after_the_sitting_was_not_there(
    admitted: ScreeningCase,
    member: PanelMember,
    closed: Notice,
    anna: User,
    dario: User,
    stop_clock: Callable[..., None],
) -> None:
    stop_clock(clock.now() + timedelta(days=1))
    late = declared(closed.panel, anna)
    with pytest.raises(ActRefused, match="non aveva dichiarato"):
        write(closed, [member, late], dario, held_on=days_ago(1))
    assert write(closed, [member, late], dario).pk


# ---------------------------------------------------------------- approved


def test_with_the_last_of_those_present_it_is_approved_for_ever(
    both: list[PanelMember], closed: Notice, anna: User, dario: User
) -> None:
    minutes = write(closed, both, dario)
    approve(minutes, anna)
    assert (minutes.status, minutes_owed(closed)) == (MinutesStatus.DRAFT, 1)
    approve(minutes, anna, dario)
    assert (minutes.status, minutes_owed(closed)) == (MinutesStatus.APPROVED, 0)
    verbs = Event.objects.filter(subject_label="screening.verificationminutes")
    assert sorted(verbs.values_list("verb", flat=True)) == [
        "approve_minutes", "approve_minutes", "conclude_minutes", "write_minutes",
    ]  # fmt: skip
    approve(minutes, dario)  # a double click
    for change in (
        lambda: VerificationMinutes.objects.update(remarks="altro"),
        lambda: VerificationMinutes.objects.all().delete(),
        lambda: Attendance.objects.update(approved_at=None),
        lambda: Attendance.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            change()


def test_who_was_not_there_does_not_approve(
    both: list[PanelMember], closed: Notice, anna: User, elena: User, dario: User
) -> None:
    minutes = write(closed, [one for one in both if one.user == dario], dario)
    for person in (anna, elena):
        with pytest.raises(ActRefused, match="non eri presente"):
            approve(minutes, person)
    approve(minutes, dario)
    assert minutes.status == MinutesStatus.APPROVED


def test_an_outcome_changed_meanwhile_stops_the_approval_and_wants_other_minutes(
    admitted: ScreeningCase, member: PanelMember, closed: Notice, dario: User
) -> None:
    minutes = write(closed, [member], dario)
    lifecycle.reopen(admitted, REASON, actor=dario)
    with pytest.raises(ActRefused, match="è cambiato"):
        approve(minutes, dario)
    lifecycle.admit(admitted, actor=dario)
    approve(write(closed, [member], dario), dario)
    assert minutes_owed(closed) == 0
    lifecycle.reopen(admitted, REASON, actor=dario)
    lifecycle.admit(admitted, actor=dario)
    assert minutes_owed(closed) == 1
    assert minuted(closed).number == 2


# ---------------------------------------------------------------- and published with the list


def test_without_minutes_there_is_no_list_unless_a_reason_is_written(
    admitted: ScreeningCase, closed: Notice, elena: User
) -> None:
    for reason in ("", "  "):
        with pytest.raises(ActRefused, match="non c’è un verbale approvato"):
            lifecycle.publish_list(closed, act=act_of_today(), actor=elena, without_minutes=reason)
    with pytest.raises(ActRefused, match="almeno 40"):
        lifecycle.publish_list(closed, act=act_of_today(), actor=elena, without_minutes="Fretta.")
    assert not AdmissionList.objects.exists()
    lifecycle.publish_list(closed, act=act_of_today(), actor=elena, without_minutes=REASON)
    event = Event.objects.get(verb="do_without_minutes")
    assert REASON in Opening.objects.get(event=event).payload


def test_a_draft_does_not_count_as_minutes(
    both: list[PanelMember], closed: Notice, dario: User, elena: User
) -> None:
    write(closed, both, dario)
    with pytest.raises(ActRefused, match="non c’è un verbale approvato"):
        lifecycle.publish_list(closed, act=act_of_today(), actor=elena)


def test_the_paper_is_made_once_and_waits_for_the_list(
    admitted: ScreeningCase, closed: Notice, elena: User
) -> None:
    minutes = minuted(closed)
    tasks.write_minutes(minutes.pk)
    tasks.write_minutes(minutes.pk)
    minutes.refresh_from_db()
    assert minutes.document is not None
    with read_document(minutes.document) as file:
        assert file.read().startswith(b"%PDF")
    published = Publication.objects.filter(duty=Duty.VERIFICATION_MINUTES)
    assert not published.exists()
    lifecycle.publish_list(closed, act=act_of_today(), actor=elena)
    assert published.get().document == minutes.document
    minutes.refresh_from_db()
    assert minutes.published_at is not None


def test_a_paper_made_after_the_list_is_published_at_once(
    admitted: ScreeningCase, closed: Notice, elena: User
) -> None:
    listed_by(elena, closed)
    published = Publication.objects.filter(duty=Duty.VERIFICATION_MINUTES)
    assert not published.exists()
    tasks.write_minutes(VerificationMinutes.objects.get().pk)
    assert published.get().title.startswith("Verbale di verifica n. 1, ")


def test_a_draft_has_no_paper(both: list[PanelMember], closed: Notice, dario: User) -> None:
    minutes = write(closed, both, dario)
    tasks.write_minutes(minutes.pk)
    minutes.refresh_from_db()
    assert minutes.document is None
