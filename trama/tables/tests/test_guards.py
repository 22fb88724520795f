"""What an act at the tables refuses, and what it leaves alone: other votes, bodies, minutes."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from trama.accounts.models import User
from trama.core import clock
from trama.core.workflow import ActRefused
from trama.ledger.models import Event
from trama.mailbox.models import OutgoingMessage, SignedLink
from trama.tables.lifecycle import votes
from trama.tables.lifecycle.minutes import remarks, steps
from trama.tables.lifecycle.votes import OptionDraft, cast
from trama.tables.models import (
    Attendance,
    Ballot,
    EntryKind,
    Meeting,
    MeetingStatus,
    MinutesEntry,
    Participant,
    Path,
    PathStatus,
    PriorityVote,
    Remark,
    RemarkStatus,
    VoteStatus,
    WorkingTable,
)
from trama.tables.tests.factories import (
    ContributionFactory,
    EntryFactory,
    MeetingFactory,
    ParticipantFactory,
)
from trama.tables.tests.votes_factories import VoteFactory, opened, picked

pytestmark = pytest.mark.django_db


def link_to(thing: Any) -> SignedLink:
    now = clock.now()
    return SignedLink.objects.create(
        purpose="prova",
        token_hash="0" * 64,
        addressee="ente@posta.example",
        object_label=thing._meta.label_lower,
        object_uid=thing.uid,
        created_at=now,
        expires_at=now + timedelta(days=1),
    )


def choosing(path: Path) -> None:
    Path.objects.filter(pk=path.pk).update(status=PathStatus.PRIORITISING)


# ---------------------------------------------------------------- a vote that is prepared


def test_a_draft_is_changed_within_its_rules_and_each_change_is_written_down(
    path: Path, anna: User
) -> None:
    draft = VoteFactory.create(path=path, equal_shares=True)
    with pytest.raises(ActRefused, match="chiude prima di aprire"):
        votes.change_vote(draft, {"closes_at": draft.opens_at}, actor=anna)
    votes.change_vote(draft, {"title": "Altro"}, actor=anna)
    assert set(draft.options.values_list("cost", flat=True)) == {Decimal(100_000)}
    votes.change_vote(draft, {"method": "approval", "budget": None, "seats": 1}, actor=anna)
    assert set(draft.options.values_list("cost", flat=True)) == {Decimal(1)}
    assert Event.objects.filter(verb="change_vote", actor_id=anna.pk).count() == 2


def test_an_option_is_worded_anew_and_costs_only_where_a_budget_is_shared(
    path: Path, anna: User
) -> None:
    draft = VoteFactory.create(path=path, options=2)
    first = draft.options.order_by("position")[0]
    votes.put_option(draft, OptionDraft("Nuova", "", Decimal(9), []), actor=anna, option=first)
    assert draft.options.count() == 2
    first.refresh_from_db()
    assert (first.title, first.cost) == ("Nuova", Decimal(1))


@pytest.mark.parametrize("cost", [None, Decimal(0), Decimal(-1)])
def test_where_a_budget_is_shared_an_option_costs_something(
    path: Path, anna: User, cost: Decimal | None
) -> None:
    draft = VoteFactory.create(path=path, equal_shares=True)
    with pytest.raises(ActRefused, match="non ha un costo"):
        votes.put_option(draft, OptionDraft("Nuova", "", cost, []), actor=anna)


def test_an_option_comes_from_its_own_path_alone(path: Path, anna: User) -> None:
    draft = VoteFactory.create(path=path)
    ours, theirs = ContributionFactory.create(path=path), ContributionFactory.create()
    with pytest.raises(ActRefused, match="altro percorso"):
        votes.put_option(draft, OptionDraft("Nuova", "", None, [ours, theirs]), actor=anna)
    assert draft.options.count() == 3


def test_that_a_vote_is_prepared_is_written_down(path: Path, anna: User) -> None:
    now = clock.now()
    votes.prepare(
        path, title="Prima", method="approval", secrecy="open", seats=1, opens_at=now,
        closes_at=now + timedelta(days=5), actor=anna,
    )  # fmt: skip
    assert Event.objects.filter(verb="prepare", actor_id=anna.pk).count() == 1


# ---------------------------------------------------------------- open, over, cancelled


def test_opening_a_vote_opens_no_other(path: Path, anna: User) -> None:
    choosing(path)
    one, other = VoteFactory.create_batch(2, path=path)
    votes.open_vote(one, actor=anna)
    other.refresh_from_db()
    assert one.seed_commitment
    assert (other.status, other.seed_commitment) == (VoteStatus.DRAFT, "")


def test_bodies_are_written_to_while_that_vote_is_open(path: Path, anna: User) -> None:
    opened(VoteFactory.create(path=path))
    for still in (VoteFactory.create(path=path), opened(VoteFactory.create(path=path, over=True))):
        with pytest.raises(ActRefused, match="finché il voto è aperto"):
            votes.write_again(still, actor=anna)
    assert not OutgoingMessage.objects.exists()


def test_writing_again_to_nobody_new_is_no_act(path: Path, anna: User) -> None:
    choosing(path)
    vote = VoteFactory.create(path=path)
    votes.open_vote(vote, actor=anna)
    votes.write_again(vote, actor=anna)
    assert not Event.objects.filter(verb="write_again").exists()
    ParticipantFactory.create(path=path)
    votes.write_again(vote, actor=anna)
    assert Event.objects.filter(verb="write_again").count() == 1


def test_a_draft_is_dropped_even_when_its_term_is_over_and_nobody_is_told(
    path: Path, anna: User
) -> None:
    draft = VoteFactory.create(path=path, over=True)
    votes.cancel_vote(draft, reason="Si rifà.", actor=anna)
    assert draft.status == VoteStatus.CANCELLED
    assert not OutgoingMessage.objects.exists()


def test_a_vote_called_off_is_told_to_who_has_an_address(path: Path, anna: User) -> None:
    ParticipantFactory.create(path=path, by_voice=True)
    votes.cancel_vote(opened(VoteFactory.create(path=path)), reason="Si rifà.", actor=anna)
    told = set(OutgoingMessage.objects.values_list("recipient", flat=True))
    assert told == set(path.participants.exclude(email="").values_list("email", flat=True))


def test_what_comes_late_is_kept_three_times_of_each_body_in_each_vote(
    path: Path, his: Participant, other: Participant
) -> None:
    choosing(path)
    over, before = (opened(VoteFactory.create(path=path, over=True)) for _ in range(2))
    for vote, body in ((before, his), (over, other)):
        for place in (1, 2, 3):
            cast(vote, participant=body, choices=picked(vote, place), channel="web")
    for places in ((1, 2), (1, 3), (2, 3), (2, 3)):
        cast(over, participant=his, choices=picked(over, *places), channel="web")
    with pytest.raises(ActRefused, match="non se ne aggiungono"):
        cast(over, participant=his, choices=picked(over, 1, 2, 3), channel="web")
    assert Ballot.objects.filter(is_late=True).count() == 9


def test_at_the_desk_a_ballot_is_collected_whoever_has_voted_from_the_site(
    path: Path, his: Participant, anna: User
) -> None:
    choosing(path)
    vote = opened(VoteFactory.create(path=path))
    voice = ParticipantFactory.create(path=path, by_voice=True)
    cast(vote, participant=his, choices=picked(vote, 1), channel="web")
    cast(vote, participant=voice, choices=picked(vote, 2), channel="desk", actor=anna)
    with pytest.raises(ActRefused, match="vota da sé"):
        cast(vote, participant=his, choices=picked(vote, 2), channel="desk", actor=anna)
    assert vote.ballots.count() == 2


def test_a_ballot_in_time_is_not_one_of_those_that_come_late(path: Path, his: Participant) -> None:
    choosing(path)
    vote: PriorityVote = opened(VoteFactory.create(path=path))
    link = link_to(his)
    cast(vote, participant=his, choices=picked(vote, 1), channel="link", link=link)
    link.refresh_from_db()
    assert link.used_at is not None
    PriorityVote.objects.filter(pk=vote.pk).update(status=VoteStatus.COUNTED)
    for place in (1, 2, 3):
        cast(vote, participant=his, choices=picked(vote, place), channel="web")
    assert vote.ballots.filter(is_late=True).count() == 3


# ---------------------------------------------------------------- remarks


def test_the_same_remark_of_another_body_or_on_another_paragraph_is_another(
    opened: Meeting, paragraph: MinutesEntry, his: Participant, other: Participant
) -> None:
    elsewhere = EntryFactory.create(meeting=opened)
    link = link_to(opened)
    for entry, body in ((paragraph, his), (paragraph, other), (elsewhere, his)):
        made = remarks.remark(
            entry, participant=body, text="Mancano due posti.", actor=None, link=link
        )
        assert (made.entry, made.participant) == (entry, body)
    assert Event.objects.filter(verb="remark").count() == 3
    link.refresh_from_db()
    assert link.used_at is not None


def test_what_was_withdrawn_may_be_said_again(paragraph: MinutesEntry, his: Participant) -> None:
    first = remarks.remark(paragraph, participant=his, text="Due posti.", actor=None)
    remarks.withdraw_remark(first, participant=his, actor=None)
    again = remarks.remark(paragraph, participant=his, text="Due posti.", actor=None)
    assert again.pk != first.pk
    assert again.status == RemarkStatus.OPEN


def test_who_was_at_another_meeting_makes_no_remark_here(
    opened: Meeting, paragraph: MinutesEntry, table: WorkingTable
) -> None:
    late = ParticipantFactory.create(path=table.path)
    MeetingFactory.create(table=table, number=9, present=[late])
    with pytest.raises(ActRefused, match="non risulta tra i presenti"):
        remarks.remark(paragraph, participant=late, text="Due posti.", actor=None)


def test_a_body_joins_the_remark_of_others_once_and_while_it_stands(
    opened: Meeting, paragraph: MinutesEntry, his: Participant, other: Participant, anna: User
) -> None:
    third = ParticipantFactory.create(path=opened.table.path)
    Attendance.objects.create(meeting=opened, participant=third, recorded_at=opened.starts_at)
    made = remarks.remark(paragraph, participant=his, text="Due posti.", actor=None)
    with pytest.raises(ActRefused, match="già vostra"):
        remarks.join_remark(made, participant=his, actor=None)
    for body in (other, other, third):
        remarks.join_remark(made, participant=body, actor=None)
    assert set(made.joined_by.all()) == {other, third}
    assert Event.objects.filter(verb="join_remark").count() == 2
    Remark.objects.filter(pk=made.pk).update(status=RemarkStatus.ACCEPTED)
    with pytest.raises(ActRefused, match="accolta o ritirata"):
        remarks.join_remark(made, participant=other, actor=None)


def test_on_behalf_of_a_body_only_what_was_written_so_is_withdrawn(
    paragraph: MinutesEntry, his: Participant, anna: User
) -> None:
    Participant.objects.filter(pk=his.pk).update(email="")
    his.refresh_from_db()
    own = remarks.remark(paragraph, participant=his, text="Due posti.", actor=None)
    said = remarks.remark(paragraph, participant=his, text="Tre.", actor=anna, acted_for=True)
    with pytest.raises(ActRefused, match="chi l’ha fatta"):
        remarks.withdraw_remark(own, participant=his, actor=anna, acted_for=True)
    remarks.withdraw_remark(said, participant=his, actor=anna, acted_for=True)
    assert said.status == RemarkStatus.WITHDRAWN


def test_once_minutes_are_closed_no_remark_is_decided(
    opened: Meeting, paragraph: MinutesEntry, his: Participant, anna: User
) -> None:
    made = remarks.remark(paragraph, participant=his, text="Due posti.", actor=None)
    Meeting.objects.filter(pk=opened.pk).update(
        status=MeetingStatus.MINUTES_APPROVED, approved_at=clock.now()
    )
    with pytest.raises(ActRefused, match="non si decidono più"):
        remarks.decide_remark(made, accept=False, answer="Erano tre.", actor=anna)


# ---------------------------------------------------------------- minutes


@pytest.mark.parametrize(("in_favor", "opens"), [(1, True), (2, False)])
def test_a_decision_counts_as_many_positions_as_were_there_at_most(
    live: Meeting, anna: User, in_favor: int, opens: bool
) -> None:
    """One body was there; what is no decision counts nobody."""
    EntryFactory.create(
        meeting=live, kind=EntryKind.DECISION, number="D1", in_favor=in_favor, with_reserve=None,
        against=None,
    )  # fmt: skip
    if opens:
        assert steps.open_to_remarks(live, actor=anna) == (1, 0)
    else:
        with pytest.raises(ActRefused, match="conta 2 posizioni, ma i presenti sono 1"):
            steps.open_to_remarks(live, actor=anna)


def test_the_night_closes_only_minutes_that_are_open_and_whose_term_is_over(
    draft: Meeting, opened: Meeting, asked: Meeting, paragraph: MinutesEntry, his: Participant
) -> None:
    """The remark that waits on some minutes keeps no others open."""
    remarks.remark(paragraph, participant=his, text="Due posti.", actor=None)
    assert steps.close_due_remarks() == 0
    over = {"remarks_until": clock.now() - timedelta(seconds=2)}
    Meeting.objects.filter(pk__in=[opened.pk, asked.pk]).update(**over)
    assert steps.close_due_remarks() == 1
    status = dict(Meeting.objects.values_list("pk", "status"))
    assert status[asked.pk] == MeetingStatus.MINUTES_APPROVED
    assert status[opened.pk] == MeetingStatus.MINUTES_OPEN
    assert status[draft.pk] == MeetingStatus.MINUTES_DRAFT
    asked.refresh_from_db()
    assert not steps.close_remarks(asked)


def test_published_minutes_are_told_to_who_was_there_and_has_an_address(
    approved: Meeting, table: WorkingTable, his: Participant, other: Participant, anna: User
) -> None:
    voice = ParticipantFactory.create(path=table.path, by_voice=True)
    Attendance.objects.create(meeting=approved, participant=voice, recorded_at=clock.now())
    MeetingFactory.create(table=table, number=9, present=[other])
    steps.publish_minutes(approved, actor=anna)
    told = OutgoingMessage.objects.values_list("recipient", flat=True)
    assert list(told) == [his.email]


def test_the_paper_of_minutes_is_kept_once_and_only_when_they_are_published(
    approved: Meeting, table: WorkingTable, anna: User
) -> None:
    other = MeetingFactory.create(table=table, number=9, approved=True)
    assert not steps.keep_minutes_document(approved, b"%PDF-")
    steps.publish_minutes(approved, actor=anna)
    assert steps.keep_minutes_document(approved, b"%PDF-")
    assert not steps.keep_minutes_document(approved, b"%PDF-")
    approved.refresh_from_db()
    other.refresh_from_db()
    assert approved.minutes_document is not None
    assert other.minutes_document is None
