"""Who may act, for whom, and when: what somebody careless, or in bad faith, would try."""

from datetime import timedelta
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Enter
from trama.accounts.models import User
from trama.core import clock
from trama.core.workflow import ActRefused
from trama.organizations.tests.factories import MembershipFactory, OrganizationFactory
from trama.tables.lifecycle import actions, attendance, contributions, ground, meetings, minutes
from trama.tables.lifecycle import invitations as calls
from trama.tables.lifecycle import paths as lifecycle
from trama.tables.lifecycle.survey import reply_survey
from trama.tables.lifecycle.synthesis import remark_synthesis
from trama.tables.lifecycle.votes import OptionDraft, cast, put_option
from trama.tables.models import (
    Attendance,
    Ballot,
    Invitation,
    Meeting,
    MeetingStatus,
    MinutesEntry,
    Participant,
    ParticipantKind,
    Path,
    PathStatus,
    Statement,
    SurveyAnswer,
    WorkingTable,
)
from trama.tables.queries.votes import electors
from trama.tables.tests.factories import (
    ContributionFactory,
    MeetingFactory,
    ParticipantFactory,
    PathFactory,
)
from trama.tables.tests.synthesis_factories import consulted, told, voted
from trama.tables.tests.votes_factories import VoteFactory, opened, picked

pytestmark = pytest.mark.django_db


# ---------------------------------------------------------------- who takes part


@pytest.mark.parametrize("kind", [ParticipantKind.HEARD, ParticipantKind.OFFICE])
def test_who_never_applied_is_not_admitted_by_going_out_and_in_again(
    path: Path, anna: User, kind: str
) -> None:
    body = OrganizationFactory.create()
    heard = lifecycle.add_heard(path, name="Comitato", kind=kind, organization=body, actor=anna)
    lifecycle.exclude(heard, reason="Per errore.", actor=anna)
    lifecycle.readmit(path, participant=heard, reason="Era un errore.", actor=anna)
    heard.refresh_from_db()
    assert (heard.kind, heard.status) == (kind, "active")
    assert (heard in electors(path)) is (kind == ParticipantKind.OFFICE)


def test_an_excluded_body_no_longer_reads_the_address_to_connect(
    client: Client, enter: Enter, meeting: Meeting, his: Participant, bruno: User, anna: User
) -> None:
    calls.invite(meeting, actor=anna)
    mine = Invitation.objects.get(meeting=meeting, participant=his)
    enter(bruno)
    page = reverse("paths:invitation", args=[mine.uid])
    assert meeting.online_url in client.get(page).content.decode()
    lifecycle.exclude(his, reason="Non ha i requisiti.", actor=anna)
    assert meeting.online_url not in client.get(page).content.decode()


# ---------------------------------------------------------------- the office for a body


def test_the_office_never_writes_over_what_a_body_thinks(
    path: Path, his: Participant, other: Participant, bruno: User, anna: User
) -> None:
    about = ContributionFactory.create(path=path, authors=[other])
    say = partial(contributions.take_position, about, participant=his)
    say(stance="disagree", reason="Toglie ore.", actor=bruno)
    with pytest.raises(ActRefused, match="da sé"):
        say(stance="agree", reason="", actor=anna, acted_for=True)
    assert about.positions.get().stance == "disagree"
    say(stance="agree", reason="", actor=bruno)


def test_the_office_never_writes_over_the_approval_of_a_body(
    opened: Meeting, his: Participant, bruno: User, anna: User
) -> None:
    Participant.objects.filter(pk=his.pk).update(email="")
    there = Attendance.objects.select_related("participant").get(meeting=opened, participant=his)
    minutes.approve(there, agrees=False, note="Manca una voce.", actor=bruno)
    with pytest.raises(ActRefused, match="da sé"):
        minutes.approve(there, agrees=True, actor=anna, acted_for=True)
    there.approval.refresh_from_db()
    assert not there.approval.agrees


def test_the_office_never_takes_back_the_remark_of_a_body(
    paragraph: MinutesEntry, his: Participant, bruno: User, anna: User
) -> None:
    Participant.objects.filter(pk=his.pk).update(email="")
    made = minutes.remark(paragraph, participant=his, text="Erano quattro.", actor=bruno)
    with pytest.raises(ActRefused, match="chi l’ha fatta"):
        minutes.withdraw_remark(made, participant=his, actor=anna, acted_for=True)
    minutes.withdraw_remark(made, participant=his, actor=bruno)


def test_the_office_never_writes_over_the_answers_of_a_body(
    path: Path, his: Participant, bruno: User, anna: User
) -> None:
    Participant.objects.filter(pk=his.pk).update(email="")
    one = ground.add_statement(path, text="Il sabato serve.", actor=anna)
    against, agrees = {one: "disagree"}, {one: "agree"}
    ground.vote_statements(path, participant=his, choices=against, actor=bruno)
    with pytest.raises(ActRefused, match="da sé"):
        ground.vote_statements(path, participant=his, choices=agrees, actor=anna, acted_for=True)
    assert Statement.objects.get(pk=one.pk).votes.get().value == -1


def test_the_office_remarks_on_a_draft_only_for_who_has_no_address(
    path: Path, his: Participant, anna: User
) -> None:
    told(path)
    voted(path)
    consulted(path, anna)
    with pytest.raises(ActRefused, match="risponde da sé"):
        remark_synthesis(path, participant=his, text="Va bene.", actor=anna, acted_for=True)


def test_what_the_minutes_take_down_says_that_another_wrote_it(
    draft: Meeting, his: Participant, anna: User
) -> None:
    entry = minutes.take_down(
        draft, kind="proposal", title="Aprire prima", text="Alle sette.", authors=[his], actor=anna
    )
    assert entry.contribution is not None
    assert entry.contribution.acted_for


# ---------------------------------------------------------------- the wrong moment


def test_nothing_happens_at_a_meeting_of_a_path_that_is_stopped(
    path: Path, table: WorkingTable, his: Participant, anna: User, elena: User
) -> None:
    soon = MeetingFactory.create(table=table, number=1)
    calls.invite(soon, actor=anna)
    begun = MeetingFactory.create(table=table, number=2, now=True)
    invited = Invitation.objects.select_related("participant").get(meeting=soon, participant=his)
    lifecycle.suspend(path, reason="Ricorso pendente.", actor=elena)
    for act in (
        lambda: calls.invite(soon, actor=anna),
        lambda: calls.answer_invitation(invited, "coming", actor=None),
        lambda: attendance.attend_by_code(begun, his, "TELAIO 47", online=False, actor=None),
        lambda: attendance.record_attendance(begun, his, "room", actor=anna),
        lambda: meetings.hold(begun, actor=anna),
        lambda: minutes.begin(begun, actor=anna),
    ):
        with pytest.raises(ActRefused, match="sospeso"):
            act()
    assert not begun.attendances.exists()


def test_minutes_of_what_was_held_go_on_while_a_path_is_stopped(
    path: Path, table: WorkingTable, anna: User, elena: User
) -> None:
    held = MeetingFactory.create(table=table, number=1, held=True)
    lifecycle.suspend(path, reason="Ricorso pendente.", actor=elena)
    minutes.begin(held, actor=anna)
    minutes.write_entry(held, kind="narrative", text="Si comincia alle dieci.", actor=anna)
    assert held.status == MeetingStatus.MINUTES_DRAFT
    assert held.entries.get().text == "Si comincia alle dieci."


@pytest.mark.parametrize("status", [PathStatus.SUSPENDED, PathStatus.CLOSED_WITHOUT_ACT])
def test_nobody_votes_in_a_path_that_is_stopped(
    path: Path, his: Participant, status: PathStatus
) -> None:
    vote = opened(VoteFactory.create(path=path))
    Path.objects.filter(pk=path.pk).update(status=status, suspended_from="")
    with pytest.raises(ActRefused):
        cast(vote, participant=his, choices=picked(vote, 1), channel="web")
    assert not vote.ballots.exists()


def test_a_draft_vote_of_a_path_that_is_stopped_does_not_change(
    path: Path, anna: User, elena: User
) -> None:
    Path.objects.filter(pk=path.pk).update(status=PathStatus.PRIORITISING)
    path.refresh_from_db()
    vote = VoteFactory.create(path=path)
    lifecycle.suspend(path, reason="Ricorso pendente.", actor=elena)
    with pytest.raises(ActRefused, match="sospeso"):
        put_option(vote, OptionDraft("Altro", "", None, []), actor=anna)


def test_late_ballots_are_kept_and_not_without_end(path: Path, his: Participant) -> None:
    vote = opened(VoteFactory.create(path=path, over=True, options=6))
    for place in (1, 2, 3):
        cast(vote, participant=his, choices=picked(vote, place), channel="web")
    cast(vote, participant=his, choices=picked(vote, 3), channel="web")  # the same again
    with pytest.raises(ActRefused, match="conservate"):
        cast(vote, participant=his, choices=picked(vote, 4), channel="web")
    assert Ballot.objects.filter(vote=vote, is_late=True).count() == 3


def test_who_was_there_does_not_change_behind_minutes_that_have_closed(
    opened: Meeting, path: Path, anna: User
) -> None:
    """The list was read before the minutes closed, and is sent after."""
    late = ParticipantFactory.create(path=path)
    Meeting.objects.filter(pk=opened.pk).update(status="minutes_approved")
    present = opened.attendances.order_by("pk")[0].participant
    with pytest.raises(ActRefused, match="chiuso"):
        attendance.record_attendance(opened, late, "room", actor=anna)
    with pytest.raises(ActRefused, match="chiuso"):
        attendance.strike_attendance(opened, present, actor=anna)


# ---------------------------------------------------------------- what is public names nobody


def test_nothing_public_names_a_person_whatever_the_form(
    paragraph: MinutesEntry, opened: Meeting, his: Participant, path: Path, anna: User
) -> None:
    named = "Lo dice la signora Carla Bianchi."
    remark = minutes.remark(paragraph, participant=his, text="Erano quattro.", actor=None)
    day = clock.now().date() + timedelta(days=9)
    action = actions.add_action(opened, text="Sentire la scuola", owner=his, due_on=day, actor=anna)
    SurveyAnswer.objects.bulk_create(
        SurveyAnswer(meeting=opened, heard=4, useful=4) for _ in range(5)
    )
    vote = VoteFactory.create(path=path)
    for act in (
        lambda: minutes.decide_remark(remark, accept=False, answer=named, actor=anna),
        lambda: actions.add_action(opened, text=named, owner=his, due_on=day, actor=anna),
        lambda: actions.end_action(action, "done", said=named, actor=anna),
        lambda: reply_survey(opened, named, actor=anna),
        lambda: put_option(vote, OptionDraft("Altro", named, None, []), actor=anna),
    ):
        with pytest.raises(ActRefused, match="sembra il nome"):
            act()


def test_minutes_cite_no_contribution_of_another_path(draft: Meeting, anna: User) -> None:
    foreign = ContributionFactory.create(path=PathFactory.create(bodies=1))
    with pytest.raises(ActRefused, match="altro percorso"):
        minutes.write_entry(
            draft, kind="narrative", text="Se ne parla.", contribution=foreign, actor=anna
        )


# ---------------------------------------------------------------- what is kept in memory


def test_only_ones_own_contributions_are_ones_own_whoever_asked_just_before(
    client: Client, enter: Enter, path: Path, his: Participant, other: Participant, bruno: User
) -> None:
    """The list is kept in memory for whoever asks the same: another body's is another."""
    ContributionFactory.create(path=path, title="Di Bruno", authors=[his])
    ContributionFactory.create(path=path, title="Di un altro", authors=[other])
    somebody = MembershipFactory.create(organization=other.organization).user
    page = reverse("paths:contributions", args=[path.code]) + "?mine=on"
    enter(somebody)
    assert "Di un altro" in client.get(page).content.decode()
    client.logout()
    enter(bruno)
    mine = client.get(page).content.decode()
    assert "Di Bruno" in mine
    assert "Di un altro" not in mine


# ---------------------------------------------------------------- of two bodies


def test_who_works_for_two_bodies_says_for_which_they_speak(
    client: Client, enter: Enter, path: Path, his: Participant, other: Participant, bruno: User
) -> None:
    MembershipFactory.create(user=bruno, organization=other.organization)
    enter(bruno)
    page = reverse("paths:contribution_new", args=[path.code])
    sent = {"kind": "proposal", "title": "Il sabato", "text": "Aprire.", "evidence": "witnessed"}
    assert client.post(page, sent).status_code == 422
    assert client.post(page, {**sent, "participant": str(other.uid)}).status_code == 303
    brought = path.contributions.get()
    assert list(brought.authors.all()) == [other]
    said = reverse("paths:contribution_position", args=[path.code, brought.number])
    client.post(said, {"stance": "agree"})
    assert brought.positions.get().participant == his
    stranger = ParticipantFactory.create(path=path)
    assert client.post(page, {**sent, "participant": str(stranger.uid)}).status_code == 422
    ground_page = reverse("paths:ground_new", args=[path.code])
    client.post(ground_page, {"text": "Il sabato serve.", "participant": str(his.uid)})
    assert path.statements.get().author == his
