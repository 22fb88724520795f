"""Remarks on minutes and answers to them, by who was there and within the term."""

from datetime import timedelta

import pytest

from trama.accounts.models import User
from trama.core.workflow import ActRefused, MoveRefused, OutdatedError
from trama.ledger.models import Event
from trama.mailbox.models import OutgoingMessage
from trama.tables.lifecycle import minutes as acts
from trama.tables.models import (
    Approval,
    Meeting,
    MinutesEntry,
    Participant,
    Path,
    Remark,
)
from trama.tables.queries.minutes import answers_words, minutes_of
from trama.tables.tests.factories import (
    AttendanceFactory,
    ParticipantFactory,
)

pytestmark = pytest.mark.django_db


# ---------------------------------------------------------------- remarks


def test_a_remark_accepted_corrects_the_text_and_keeps_what_it_said(
    paragraph: MinutesEntry, his: Participant, bruno: User, anna: User
) -> None:
    made = acts.remark(paragraph, participant=his, text="Erano quattro.", actor=bruno)
    acts.decide_remark(
        made, accept=True, answer="È vero.", text="Mancano quattro posti.", actor=anna
    )
    paragraph.refresh_from_db()
    assert paragraph.text == "Mancano quattro posti."
    assert [one.text for one in paragraph.versions.all()] == ["Mancano tre posti."]
    letter = OutgoingMessage.objects.get(purpose="tables.remark_decided")
    assert letter.recipient == his.email
    with pytest.raises(MoveRefused):
        acts.decide_remark(made, accept=False, answer="Tardi.", actor=anna)


def test_a_remark_kept_as_an_objection_stays_with_its_body_and_wants_a_reason(
    paragraph: MinutesEntry, his: Participant, other: Participant, anna: User
) -> None:
    made = acts.remark(paragraph, participant=his, text="Il bisogno è maggiore.", actor=None)
    acts.join_remark(made, participant=other, actor=None)
    acts.join_remark(made, participant=other, actor=None)
    with pytest.raises(ActRefused, match="perché il testo resta"):
        acts.decide_remark(made, accept=False, answer=" ", actor=anna)
    acts.decide_remark(made, accept=False, answer="È un’altra stima.", actor=anna)
    kept = minutes_of(paragraph.meeting).lines[0].remarks[0]
    assert (kept.status, kept.participant, list(kept.joined_by.all())) == (
        "objection", his, [other],
    )  # fmt: skip
    paragraph.refresh_from_db()
    assert paragraph.version == 1


def test_a_remark_from_who_was_not_there_is_refused_with_a_sentence(
    paragraph: MinutesEntry, path: Path
) -> None:
    absent = ParticipantFactory.create(path=path)
    with pytest.raises(ActRefused, match="le osservazioni le fa chi c’era"):
        acts.remark(paragraph, participant=absent, text="Secondo me no.", actor=None)
    made = acts.remark(
        paragraph,
        participant=paragraph.meeting.attendances.order_by("pk")[0].participant,
        text="Qui no.",
        actor=None,
    )
    with pytest.raises(ActRefused, match="le osservazioni le fa chi c’era"):
        acts.join_remark(made, participant=absent, actor=None)
    assert Remark.objects.count() == 1


def test_a_remark_sent_twice_is_one(paragraph: MinutesEntry, his: Participant) -> None:
    first = acts.remark(paragraph, participant=his, text="Erano quattro.", actor=None)
    assert acts.remark(paragraph, participant=his, text="Erano quattro. ", actor=None) == first


def test_a_remark_is_withdrawn_by_its_body_alone_and_not_once_others_joined(
    paragraph: MinutesEntry, his: Participant, other: Participant
) -> None:
    made = acts.remark(paragraph, participant=his, text="Erano quattro.", actor=None)
    with pytest.raises(ActRefused, match="chi l’ha fatta"):
        acts.withdraw_remark(made, participant=other, actor=None)
    acts.join_remark(made, participant=other, actor=None)
    with pytest.raises(ActRefused, match="anche loro"):
        acts.withdraw_remark(made, participant=his, actor=None)
    alone = acts.remark(paragraph, participant=other, text="Erano cinque.", actor=None)
    acts.withdraw_remark(alone, participant=other, actor=None)
    assert [one.text for one in minutes_of(paragraph.meeting).lines[0].remarks] == [made.text]


def test_after_the_term_remarks_and_answers_are_refused_to_the_second(
    opened: Meeting, paragraph: MinutesEntry, his: Participant, stop_clock: object
) -> None:
    until = opened.remarks_until
    assert until is not None
    there = opened.attendances.get(participant=his)
    stop_clock(until.replace(microsecond=0) + timedelta(seconds=1))  # type: ignore[operator]  # a fixture
    with pytest.raises(ActRefused, match="termine"):
        acts.remark(paragraph, participant=his, text="Tardi.", actor=None)
    with pytest.raises(ActRefused, match="fino al termine"):
        acts.approve(there, agrees=True, actor=None)
    stop_clock(until)  # type: ignore[operator]  # a fixture
    acts.approve(there, agrees=True, actor=None)


def test_two_decisions_on_one_paragraph_overwrite_nothing(
    paragraph: MinutesEntry, his: Participant, other: Participant, anna: User, dario: User
) -> None:
    first = acts.remark(paragraph, participant=his, text="Erano quattro.", actor=None)
    second = acts.remark(paragraph, participant=other, text="Il sabato.", actor=None)
    acts.decide_remark(first, accept=True, answer="", text="Quattro posti.", version=1, actor=anna)
    with pytest.raises(OutdatedError):
        acts.decide_remark(
            second, accept=True, answer="", text="Tre posti il sabato.", version=1, actor=dario
        )
    with pytest.raises(ActRefused, match="uguale a prima"):
        acts.decide_remark(second, accept=True, answer="", text="Quattro posti.", actor=dario)
    second.refresh_from_db()
    assert second.status == "open"


# ---------------------------------------------------------------- answers


def test_who_was_there_answers_and_may_change_it_until_the_term(
    opened: Meeting, his: Participant
) -> None:
    there = opened.attendances.get(participant=his)
    with pytest.raises(ActRefused, match="perché non approvi"):
        acts.approve(there, agrees=False, note=" ", actor=None)
    acts.approve(there, agrees=False, note="Manca la nostra stima.", actor=None)
    acts.approve(there, agrees=True, actor=None)
    acts.approve(there, agrees=True, actor=None)
    assert (Approval.objects.get().agrees, Approval.objects.get().note) == (True, "")
    assert Event.objects.filter(verb="approve_minutes").count() == 1


def test_silence_is_called_silence(opened: Meeting, his: Participant) -> None:
    acts.approve(opened.attendances.get(participant=his), agrees=True, actor=None)
    said = answers_words(minutes_of(opened))
    assert said == (
        "Presenti 2: uno approva, 0 non approvano, uno non ha risposto. Il silenzio non è consenso."
    )


def test_an_answer_given_before_a_correction_says_so(
    opened: Meeting, paragraph: MinutesEntry, his: Participant, other: Participant, anna: User
) -> None:
    acts.approve(opened.attendances.get(participant=other), agrees=True, actor=None)
    made = acts.remark(paragraph, participant=his, text="Erano quattro.", actor=None)
    acts.decide_remark(made, accept=True, answer="", text="Quattro posti.", actor=anna)
    acts.approve(opened.attendances.get(participant=his), agrees=True, actor=None)
    read = {one.name: one.before_correction for one in minutes_of(opened).answers}
    assert read == {other.name: True, his.name: False}


def test_the_office_answers_only_for_who_has_no_email_and_it_shows(
    opened: Meeting, paragraph: MinutesEntry, his: Participant, anna: User
) -> None:
    with pytest.raises(ActRefused, match="risponde da sé"):
        acts.approve(
            opened.attendances.get(participant=his), agrees=True, actor=anna, acted_for=True
        )
    aloud = ParticipantFactory.create(path=opened.table.path, heard=True, by_voice=True)
    there = AttendanceFactory.create(meeting=opened, participant=aloud)
    acts.approve(there, agrees=True, actor=anna, acted_for=True)
    acts.remark(paragraph, participant=aloud, text="Anche noi.", actor=anna, acted_for=True)
    assert Approval.objects.get().acted_for
    assert Remark.objects.get().acted_for


def test_a_body_excluded_afterwards_was_there_all_the_same(
    opened: Meeting, paragraph: MinutesEntry, his: Participant
) -> None:
    Participant.objects.filter(pk=his.pk).update(status="excluded")
    acts.remark(paragraph, participant=his, text="Erano quattro.", actor=None)
    acts.approve(opened.attendances.get(participant=his), agrees=True, actor=None)
    assert Approval.objects.count() == 1
