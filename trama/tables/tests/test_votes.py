"""Votes on priorities: prepared, opened, voted in; who may, when, and what is fixed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from trama.accounts.models import User
from trama.core import clock
from trama.core.workflow import ActRefused, MoveRefused
from trama.ledger.models import Event
from trama.ledger.queries import payload_of
from trama.mailbox.models import OutgoingMessage
from trama.needs.models import EvidenceGrade
from trama.needs.tests.factories import NeedFactory
from trama.tables.lifecycle import votes
from trama.tables.lifecycle.paths import advance, exclude, readmit, suspend
from trama.tables.lifecycle.votes import OptionDraft, cast
from trama.tables.models import (
    Ballot,
    Participant,
    ParticipantStatus,
    Path,
    PathStatus,
    PriorityVote,
    VoteStatus,
)
from trama.tables.queries.votes import grounded, lacks_to_open, turnout
from trama.tables.tests.factories import ContributionFactory, MeetingFactory, ParticipantFactory
from trama.tables.tests.votes_factories import VoteFactory, add_option, opened, picked

pytestmark = pytest.mark.django_db

StopClock = Callable[[datetime | None], None]


@pytest.fixture
def vote(path: Path, his: Participant) -> PriorityVote:
    """Open on the path of Bruno's body, for a week."""
    Path.objects.filter(pk=path.pk).update(status=PathStatus.PRIORITISING)
    path.refresh_from_db()
    return opened(VoteFactory.create(path=path))


@pytest.fixture
def draft(path: Path) -> PriorityVote:
    return VoteFactory.create(path=path)


# ---------------------------------------------------------------- what may be voted on


def test_a_priority_rests_on_a_need_with_evidence(path: Path) -> None:
    firm = NeedFactory.create(evidence=EvidenceGrade.COUNTED)
    supposed = NeedFactory.create(evidence=EvidenceGrade.SUPPOSED)
    proposal = ContributionFactory.create(path=path, needs=[firm])
    itself = ContributionFactory.create(path=path, need=True)
    for wrong in (
        {},
        {"needs": [supposed]},
        {"need": True, "evidence": EvidenceGrade.SUPPOSED},
        {"objection": True, "needs": [firm]},
        {"needs": [firm], "status": "not_accepted"},
        {"needs": [firm], "status": "merged", "merged_into": itself},
    ):
        ContributionFactory.create(path=path, **wrong)
    assert set(grounded(path)) == {proposal, itself}


def test_a_vote_is_prepared_with_options_and_costs(path: Path, anna: User) -> None:
    need = ContributionFactory.create(path=path, need=True)
    now = clock.now()
    facts: dict[str, Any] = {
        "title": "Prima", "method": "equal_shares", "secrecy": "open",
        "opens_at": now, "closes_at": now + timedelta(days=5), "actor": anna,
    }  # fmt: skip
    for wrong in ({"seats": 2, "budget": Decimal(9)}, {}, {"seats": 0}):
        with pytest.raises(ActRefused, match="uno dei due"):
            votes.prepare(path, **{**facts, **wrong})
    with pytest.raises(ActRefused, match="non ha un costo"):
        votes.prepare(
            path, budget=Decimal(9), options=[OptionDraft("A", "", None, [need])], **facts
        )
    with pytest.raises(ActRefused, match="chiude prima di aprire"):
        votes.prepare(path, seats=1, **{**facts, "closes_at": now})
    made = votes.prepare(
        path, budget=Decimal(9), options=[OptionDraft("A", "", Decimal(4), [need])], **facts
    )
    assert [(one.title, one.cost) for one in made.options.all()] == [("A", Decimal(4))]


def test_a_draft_says_what_it_lacks_and_does_not_open(draft: PriorityVote, anna: User) -> None:
    assert lacks_to_open(draft, clock.now()) == []
    ungrounded = ContributionFactory.create(path=draft.path)
    votes.put_option(draft, OptionDraft("Sospesa", "", None, [ungrounded]), actor=anna)
    with pytest.raises(ActRefused, match="«Sospesa» non nasce da un bisogno"):
        votes.open_vote(draft, actor=anna)
    votes.change_vote(draft, {"budget": Decimal(5), "seats": None}, actor=anna)
    draft.refresh_from_db()
    votes.put_option(
        draft, OptionDraft("Cara", "", Decimal(6), [draft.path.contributions.get(number=1)]),
        actor=anna,
    )  # fmt: skip
    assert any("Cara» costa più del bilancio" in one for one in lacks_to_open(draft, clock.now()))
    late = lacks_to_open(draft, draft.closes_at + timedelta(seconds=1))
    assert any("già passata" in one for one in late)


def test_without_a_choice_to_make_there_is_no_vote(path: Path, anna: User) -> None:
    alone = VoteFactory.create(path=path, options=1)
    assert lacks_to_open(alone, clock.now()) == [
        "Servono almeno due opzioni.",
        "Le opzioni sono tante quante le priorità da scegliere, o meno.",
    ]


# ---------------------------------------------------------------- opened


def test_opening_takes_the_path_to_the_priorities_and_writes_to_who_votes(
    path: Path, draft: PriorityVote, anna: User
) -> None:
    ParticipantFactory.create(path=path, heard=True)
    ParticipantFactory.create(path=path, by_voice=True)
    with pytest.raises(ActRefused, match="Nessun incontro"):
        votes.open_vote(draft, actor=anna)
    MeetingFactory.create(table__path=path, published=True)
    assert votes.open_vote(draft, actor=anna) == (3, 1)
    path.refresh_from_db()
    assert (path.status, draft.status) == (PathStatus.PRIORITISING, VoteStatus.OPEN)
    assert set(OutgoingMessage.objects.values_list("recipient", flat=True)) == set(
        path.participants.filter(kind="admitted").exclude(email="").values_list("email", flat=True)
    )
    with pytest.raises(ActRefused, match="già stato aperto"):
        votes.open_vote(draft, actor=anna)


def test_the_secret_of_the_draw_is_in_no_book(path: Path, draft: PriorityVote, anna: User) -> None:
    MeetingFactory.create(table__path=path, published=True)
    votes.open_vote(draft, actor=anna)
    assert len(draft.seed_secret) == 64
    told = [str(payload_of(event)) for event in Event.objects.all()]
    assert any(draft.seed_commitment in one for one in told)
    assert not any(draft.seed_secret in one for one in told)


def test_who_comes_in_while_it_is_open_is_written_to_and_nobody_twice(
    vote: PriorityVote, anna: User
) -> None:
    assert votes.write_again(vote, actor=anna) == (3, 0)
    assert votes.write_again(vote, actor=anna) == (0, 0)
    late = ParticipantFactory.create(path=vote.path)
    assert votes.write_again(vote, actor=anna) == (1, 0)
    assert OutgoingMessage.objects.filter(recipient=late.email).count() == 1


def test_of_a_path_that_is_stopped_nobody_is_written_to(vote: PriorityVote, anna: User) -> None:
    suspend(vote.path, reason="Un ricorso.", actor=anna)
    with pytest.raises(ActRefused, match="sospeso"):
        votes.write_again(vote, actor=anna)
    assert not OutgoingMessage.objects.exists()


def test_two_who_write_at_once_take_turns(vote: PriorityVote, anna: User) -> None:
    with CaptureQueriesContext(connection) as asked:
        votes.write_again(vote, actor=anna)
    held = [one["sql"] for one in asked if "FOR UPDATE" in one["sql"]]
    assert any('"tables_path"' in sql for sql in held)


@pytest.mark.parametrize(
    "change",
    [
        {"method": "borda"},
        {"seats": 2},
        {"secrecy": "open"},
        {"title": "Altro"},
        {"seed_commitment": "a" * 64},
        {"seed_secret": "a" * 64},
        {"closes_at": datetime.fromisoformat("2030-01-01T00:00:00+00:00")},
    ],
)
def test_the_database_itself_refuses_to_change_an_open_vote(
    vote: PriorityVote, change: dict[str, object]
) -> None:
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        PriorityVote.objects.filter(pk=vote.pk).update(**change)


def test_the_database_itself_refuses_to_change_the_options_of_an_open_vote(
    vote: PriorityVote, anna: User
) -> None:
    option = vote.options.first()
    assert option is not None
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        vote.options.update(cost=2)
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        add_option(vote, "Un’altra")
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        option.contributions.clear()
    for act in (
        lambda: votes.change_vote(vote, {"method": "borda"}, actor=anna),
        lambda: votes.drop_option(option, actor=anna),
        lambda: votes.put_option(vote, OptionDraft("B", "", None, []), actor=anna),
    ):
        with pytest.raises(ActRefused, match="non cambiano più"):
            act()


# ---------------------------------------------------------------- voted in


def test_the_last_ballot_before_the_close_counts(
    vote: PriorityVote, his: Participant, bruno: User
) -> None:
    for places in ([1], [1], [2, 3]):
        cast(vote, participant=his, choices=picked(vote, *places), channel="web", actor=bruno)
    one = Ballot.objects.get()
    assert (one.choices, one.user, one.is_late) == (picked(vote, 2, 3), bruno, False)
    assert turnout(vote).voted == 1


def test_a_ballot_says_nothing_of_how_it_was_ticked(vote: PriorityVote, his: Participant) -> None:
    cast(vote, participant=his, choices=picked(vote, 3, 1), channel="web")
    assert Ballot.objects.get().choices == picked(vote, 1, 3)


def test_a_ranking_keeps_its_order_and_a_blank_ballot_is_a_ballot(
    path: Path, his: Participant
) -> None:
    ranked = opened(VoteFactory.create(path=path, borda=True))
    cast(ranked, participant=his, choices=picked(ranked, 3, 1), channel="web")
    assert Ballot.objects.get().choices == picked(ranked, 3, 1)
    cast(ranked, participant=his, choices=[], channel="web")
    assert Ballot.objects.get().choices == []


def test_what_arrives_within_the_last_second_is_in_time_and_then_late_is_kept(
    vote: PriorityVote, his: Participant, stop_clock: StopClock
) -> None:
    stop_clock(vote.closes_at.replace(microsecond=900_000))
    assert not cast(vote, participant=his, choices=picked(vote, 1), channel="web").is_late
    stop_clock(vote.closes_at + timedelta(seconds=1))
    assert cast(vote, participant=his, choices=picked(vote, 2), channel="link").is_late
    assert cast(vote, participant=his, choices=picked(vote, 2), channel="link").is_late
    in_time, late = Ballot.objects.order_by("is_late")
    assert (in_time.choices, late.choices) == (picked(vote, 1), picked(vote, 2))


def test_before_it_opens_or_once_cancelled_nothing_is_kept(
    path: Path, his: Participant, anna: User
) -> None:
    soon = opened(VoteFactory.create(path=path, opens_at=clock.now() + timedelta(days=1)))
    with pytest.raises(ActRefused, match="non è ancora aperto"):
        cast(soon, participant=his, choices=[], channel="web")
    votes.cancel_vote(soon, reason="Manca un’opzione.", actor=anna)
    with pytest.raises(ActRefused, match="annullato: Manca un’opzione"):
        cast(soon, participant=his, choices=[], channel="web")
    assert not Ballot.objects.exists()


def test_who_is_heard_or_of_another_path_or_no_longer_does_not_vote(
    vote: PriorityVote, his: Participant, anna: User
) -> None:
    heard = ParticipantFactory.create(path=vote.path, heard=True)
    for stranger in (heard, ParticipantFactory.create()):
        with pytest.raises(ActRefused, match="Votano gli enti ammessi"):
            cast(vote, participant=stranger, choices=[], channel="web")
    exclude(his, reason="Revoca.", actor=anna)
    with pytest.raises(ActRefused, match="non partecipa più"):
        cast(vote, participant=his, choices=[], channel="web")


def test_a_ballot_names_options_of_its_vote_each_once(vote: PriorityVote, his: Participant) -> None:
    other = VoteFactory.create(path=vote.path)
    for wrong in (picked(other, 1), picked(vote, 1, 1), ["?"]):
        with pytest.raises(ActRefused, match="ricarica"):
            cast(vote, participant=his, choices=wrong, channel="web")


def test_the_office_collects_a_ballot_only_for_who_cannot_be_written_to(
    vote: PriorityVote, his: Participant, anna: User, bruno: User
) -> None:
    with pytest.raises(ActRefused, match="vota da sé"):
        cast(vote, participant=his, choices=[], channel="desk", actor=anna)
    silent = ParticipantFactory.create(path=vote.path, by_voice=True)
    for places in ([1], [2]):
        cast(vote, participant=silent, choices=picked(vote, *places), channel="desk", actor=anna)
    kept = Ballot.objects.get(participant=silent)
    assert (kept.channel, kept.user, kept.choices) == ("desk", anna, picked(vote, 2))
    cast(vote, participant=silent, choices=picked(vote, 3), channel="web", actor=bruno)
    with pytest.raises(ActRefused, match="vota da sé"):
        cast(vote, participant=silent, choices=picked(vote, 1), channel="desk", actor=anna)


def test_the_book_says_that_a_ballot_came_and_neither_whose_nor_what(
    vote: PriorityVote, his: Participant, bruno: User
) -> None:
    cast(vote, participant=his, choices=picked(vote, 1), channel="web", actor=bruno)
    event = Event.objects.get(verb="cast")
    assert event.actor_id is None
    told = str(payload_of(event))
    assert his.name not in told
    assert not any(uid in told for uid in picked(vote, 1, 2, 3))


def test_turnout_is_of_the_bodies_alone(vote: PriorityVote, his: Participant) -> None:
    office = ParticipantFactory.create(path=vote.path, office=True)
    for one in (his, office):
        cast(vote, participant=one, choices=picked(vote, 1), channel="link")
    assert (turnout(vote).voted, turnout(vote).entitled, turnout(vote).are_few) == (1, 3, True)


def test_of_a_suspended_path_nobody_votes_until_it_is_taken_up_again(
    vote: PriorityVote, his: Participant, elena: User
) -> None:
    suspend(vote.path, reason="Un ricorso.", actor=elena)
    with pytest.raises(ActRefused, match="sospeso"):
        cast(vote, participant=his, choices=[], channel="web")


# ---------------------------------------------------------------- cancelled


def test_a_vote_is_cancelled_with_why_and_its_ballots_are_kept(
    vote: PriorityVote, his: Participant, anna: User
) -> None:
    cast(vote, participant=his, choices=picked(vote, 1), channel="web")
    with pytest.raises(ActRefused, match="perché"):
        votes.cancel_vote(vote, reason=" ", actor=anna)
    votes.cancel_vote(vote, reason="Un costo era sbagliato.", actor=anna)
    assert (vote.status, Ballot.objects.count()) == (VoteStatus.CANCELLED, 1)
    letter = OutgoingMessage.objects.get(recipient=his.email)
    assert "Un costo era sbagliato." in letter.text
    with pytest.raises(MoveRefused):
        votes.cancel_vote(vote, reason="Di nuovo.", actor=anna)


def test_once_it_is_over_an_unwelcome_outcome_cannot_be_cancelled_away(
    vote: PriorityVote, anna: User, stop_clock: StopClock
) -> None:
    stop_clock(vote.closes_at + timedelta(seconds=5))
    with pytest.raises(ActRefused, match="si sta contando"):
        votes.cancel_vote(vote, reason="Non ci piace.", actor=anna)


def test_a_body_excluded_and_taken_back_before_the_close_votes_again(
    vote: PriorityVote, his: Participant, elena: User
) -> None:
    cast(vote, participant=his, choices=picked(vote, 1), channel="web")
    exclude(his, reason="Revoca.", actor=elena)
    assert turnout(vote).voted == 0
    readmit(vote.path, participant=his, reason="TAR.", actor=elena)
    assert his.status == ParticipantStatus.ACTIVE
    assert turnout(vote).voted == 1


def test_the_synthesis_waits_for_the_vote(vote: PriorityVote, anna: User) -> None:
    MeetingFactory.create(table__path=vote.path, published=True)
    with pytest.raises(ActRefused, match="ancora aperto"):
        advance(vote.path, PathStatus.SYNTHESIS_DRAFT, actor=anna)
    votes.cancel_vote(vote, reason="Si rifà.", actor=anna)
    advance(vote.path, PathStatus.SYNTHESIS_DRAFT, actor=anna)
    assert vote.path.status == PathStatus.SYNTHESIS_DRAFT
