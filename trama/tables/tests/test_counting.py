"""The end of a vote: closed at its term, counted, told, recomputed by anybody."""

import json
import random
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path as File
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override
from procrastinate.contrib.django.models import ProcrastinateJob

import trama.tables
from trama.accounts.models import User
from trama.core import clock
from trama.core.workflow import ActRefused
from trama.ledger.models import Event
from trama.ledger.queries import payload_of, read_document
from trama.mailbox.models import OutgoingMessage
from trama.tables.formats.ballots import from_json
from trama.tables.lifecycle.counting import close_due_votes, close_vote, count_vote
from trama.tables.lifecycle.paths import exclude, suspend
from trama.tables.lifecycle.votes import cast
from trama.tables.models import (
    Ballot,
    Participant,
    Path,
    PathStatus,
    PriorityVote,
    VoteMethod,
    VoteStatus,
)
from trama.tables.queries.outcomes import electorate_words, fate, sentence, standings
from trama.tables.queries.votes import dissents, options_of
from trama.tables.rules.voting import closing_record, verify
from trama.tables.tests.factories import (
    ContributionFactory,
    ParticipantFactory,
    PathFactory,
    PositionFactory,
)
from trama.tables.tests.votes_factories import VoteFactory, ballot, counted, opened, picked

pytestmark = pytest.mark.django_db

SCRIPT = File(trama.tables.__file__).parent / "static/trama/tables/recompute.py"
StopClock = Callable[[datetime | None], None]


@pytest.fixture
def voters(path: Path) -> list[Participant]:
    """Three bodies at the priorities."""
    Path.objects.filter(pk=path.pk).update(status=PathStatus.PRIORITISING)
    path.refresh_from_db()
    return list(path.participants.order_by("pk"))


def file_of(vote: PriorityVote) -> bytes:
    assert vote.published is not None
    with read_document(vote.published) as content:
        return content.read()


def recompute(folder: File, content: bytes) -> subprocess.CompletedProcess[str]:
    """As a citizen would: Python alone, nothing of the platform in reach."""
    file = folder / "esito.json"
    file.write_bytes(content)
    return subprocess.run(
        [sys.executable, "-I", "-X", "utf8", str(SCRIPT), str(file)],
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip


# ---------------------------------------------------------------- closed


def test_a_vote_closes_at_its_term_however_late_the_job_runs(
    path: Path, voters: list[Participant], stop_clock: StopClock
) -> None:
    vote = opened(VoteFactory.create(path=path))
    cast(vote, participant=voters[0], choices=picked(vote, 1), channel="web")
    stop_clock(vote.closes_at + timedelta(seconds=5))
    assert close_due_votes() == []  # who arrived in time may still be waiting
    stop_clock(vote.closes_at + timedelta(hours=7))
    assert close_due_votes() == [vote]
    assert close_due_votes() == []
    vote.refresh_from_db()
    assert (vote.status, vote.closed_at) == (VoteStatus.CLOSED, vote.closes_at)
    assert Event.objects.get(verb="close").occurred_at == vote.closes_at
    assert ProcrastinateJob.objects.filter(task_name="tables.count_vote").count() == 1


def test_nothing_closes_before_its_term(path: Path, voters: list[Participant]) -> None:
    vote = opened(VoteFactory.create(path=path))
    assert close_due_votes() == []
    with pytest.raises(ActRefused, match="non è ancora finito"):
        close_vote(vote)


def test_the_record_is_of_the_bodies_ballots_and_not_of_the_offices(
    path: Path, voters: list[Participant]
) -> None:
    office = ParticipantFactory.create(path=path, office=True)
    vote = counted(VoteFactory.create(path=path, over=True), {voters[0]: [2], office: [1, 3]})
    published = from_json(file_of(vote))
    assert vote.closing_record == closing_record(vote.closes_at, published.election.bodies)
    assert vote.closing_record.split()[1] == "1"
    assert verify(published.secret, vote.seed_commitment)


def test_the_ballot_of_who_no_longer_takes_part_at_the_close_is_kept_and_not_counted(
    path: Path, voters: list[Participant], elena: User, stop_clock: StopClock
) -> None:
    vote = opened(VoteFactory.create(path=path))
    for one, places in zip(voters, ([1], [1], [2]), strict=True):
        cast(vote, participant=one, choices=picked(vote, *places), channel="web")
    exclude(voters[0], reason="Revoca.", actor=elena)
    stop_clock(vote.closes_at + timedelta(minutes=1))
    exclude(voters[1], reason="Revoca, dopo la chiusura.", actor=elena)
    close_vote(vote)
    count_vote(vote.pk)
    vote.refresh_from_db()
    assert (vote.result["voters"], vote.result["electorate"]["bodies"]) == (2, 2)
    assert Ballot.objects.get(participant=voters[0]).pseudonym == ""
    words = dict(electorate_words(vote))
    assert words["Di chi non partecipava più alla chiusura"] == "1, conservata e non contata"


def test_a_vote_of_a_path_that_was_stopped_is_called_off_and_who_votes_is_told(
    path: Path, voters: list[Participant], elena: User, stop_clock: StopClock
) -> None:
    vote = opened(VoteFactory.create(path=path))
    suspend(path, reason="Un ricorso.", actor=elena)
    stop_clock(vote.closes_at + timedelta(minutes=1))
    close_due_votes()
    vote.refresh_from_db()
    assert (vote.status, vote.seed_secret != "") == (VoteStatus.CANCELLED, True)
    assert "si vota di nuovo" in vote.reason
    assert OutgoingMessage.objects.filter(purpose="tables.vote_cancelled").count() == 3


def test_after_the_close_the_database_refuses_to_touch_a_ballot_and_lets_a_late_one_in(
    path: Path, voters: list[Participant]
) -> None:
    vote = counted(VoteFactory.create(path=path, over=True), {voters[0]: [2]})
    for touch in (
        lambda: vote.ballots.update(choices=picked(vote, 1)),
        lambda: vote.ballots.all().delete(),
        lambda: ballot(vote, voters[1], 1),
        lambda: PriorityVote.objects.filter(pk=vote.pk).update(result={}),
        lambda: PriorityVote.objects.filter(pk=vote.pk).update(closing_record="x"),
    ):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            touch()
    assert cast(vote, participant=voters[1], choices=picked(vote, 1), channel="web").is_late
    assert dict(electorate_words(vote))["Fuori tempo"] == "1, conservata e non contata"


# ---------------------------------------------------------------- counted


def test_counting_twice_counts_once(path: Path, voters: list[Participant]) -> None:
    vote = counted(VoteFactory.create(path=path, over=True), {voters[0]: [2]})
    assert count_vote(vote.pk) is False
    assert Event.objects.filter(verb="count").count() == 1


def test_the_offices_are_counted_apart_and_decide_nothing(
    path: Path, voters: list[Participant]
) -> None:
    offices = ParticipantFactory.create_batch(2, path=path, office=True)
    vote = counted(
        VoteFactory.create(path=path, over=True),
        {voters[0]: [2], **dict.fromkeys(offices, (1,))},
    )
    first, *others = standings(vote, list(options_of(vote)))
    assert (first.option.title, first.position) == ("Proposta 2", 1)
    assert "il sostegno di 1 ente su 1" in first.why
    preferred = next(one for one in others if one.option.title == "Proposta 1")
    assert "È la preferita degli uffici, ma il loro voto non conta." in preferred.why
    assert [bar.value for bar in preferred.bars] == ["0 su 1", "2 su 2"]
    assert "Ha votato un ente su 3." in sentence(vote)


def test_explanations_are_kept_in_every_language(path: Path, voters: list[Participant]) -> None:
    vote = counted(VoteFactory.create(path=path, over=True, equal_shares=True), {voters[0]: [2]})
    option = vote.options.get(position=2)
    chosen, why = fate(option)
    assert chosen
    assert "100.000\N{NO-BREAK SPACE}€" in why
    with override("en"):
        assert "100,000\N{NO-BREAK SPACE}€" in fate(option)[1]
    assert fate(opened(VoteFactory.create(path=path)).options.all()[0]) == (False, "")


def test_a_tie_is_broken_by_the_draw_and_says_so(path: Path, voters: list[Participant]) -> None:
    vote = counted(VoteFactory.create(path=path, over=True), {voters[0]: [1], voters[1]: [2]})
    told = [one.why for one in standings(vote, list(options_of(vote)))[:2]]
    assert all("alla pari" in why and "sorteggio" in why for why in told)


def test_with_no_ballot_nothing_is_chosen(path: Path, voters: list[Participant]) -> None:
    for trait in ("borda", "equal_shares"):
        vote = counted(VoteFactory.create(path=path, over=True, **{trait: True}), {})
        assert all(one.position is None for one in standings(vote, list(options_of(vote))))


def test_pseudonyms_are_given_anew_at_every_vote_and_names_only_in_open_ones(
    path: Path, voters: list[Participant]
) -> None:
    chosen = dict.fromkeys(voters, (1,))
    hidden = [counted(VoteFactory.create(path=path, over=True), chosen) for _ in range(12)]
    orders = set()
    for vote in hidden:
        published = from_json(file_of(vote)).election.ballots
        assert [(one.id, one.name) for one in published] == [
            ("S-0001", ""), ("S-0002", ""), ("S-0003", ""),
        ]  # fmt: skip
        orders.add(tuple(vote.ballots.order_by("pseudonym").values_list("participant", flat=True)))
    assert len(orders) > 1
    shown = counted(VoteFactory.create(path=path, over=True, open_ballots=True), chosen)
    names = {one.name for one in from_json(file_of(shown)).election.ballots}
    assert names == {one.name for one in voters}


def test_objections_and_contrary_positions_are_told_with_the_options(
    path: Path, voters: list[Participant]
) -> None:
    vote = VoteFactory.create(path=path)
    option = vote.options.get(position=1)
    source = option.contributions.get()
    objection = ContributionFactory.create(
        path=path, objection=True, objects_to=source, authors=[voters[1]], title="Non per tutti"
    )
    PositionFactory.create(contribution=source, participant=voters[2], disagree=True)
    found = dissents(options_of(vote))
    assert [(one.option, one.contribution, one.who) for one in found] == [
        (option, objection, voters[1].name),
        (option, source, voters[2].name),
    ]


# ---------------------------------------------------------------- recomputed


@pytest.mark.parametrize("method", VoteMethod)
def test_the_outcome_on_the_page_is_the_one_that_anybody_computes(
    method: VoteMethod, tmp_path: File
) -> None:
    rng = random.Random(method)
    for _round in range(3):
        path = PathFactory.create(bodies=rng.randint(1, 9), status=PathStatus.PRIORITISING)
        vote = VoteFactory.create(
            path=path, over=True, options=5, seats=rng.randint(1, 4), method=method
        )
        chosen = {
            one: rng.sample(range(1, 6), rng.randint(0, 5)) for one in path.participants.all()
        }
        counted(vote, chosen)
        done = recompute(tmp_path, file_of(vote))
        assert done.returncode == 0, done.stderr
        shown = [one for one in standings(vote, list(options_of(vote))) if one.position]
        assert done.stdout.splitlines() == [
            *(f"{one.position}. {one.option.title} ({one.option.uid})" for one in shown),
            "Uguale all’esito pubblicato.",
        ]


def _change_a_ballot(content: dict[str, Any]) -> None:
    content["ballots"][0]["choices"] = content["ballots"][1]["choices"]


def _take_one_away(content: dict[str, Any]) -> None:
    content["ballots"].pop()


def _make_one_an_office(content: dict[str, Any]) -> None:
    content["ballots"][0]["elector"] = "administration"


@pytest.mark.parametrize("touch", [_change_a_ballot, _take_one_away, _make_one_an_office])
def test_whoever_touches_the_published_file_is_found_out(
    touch: Callable[[dict[str, Any]], None],
    path: Path,
    voters: list[Participant],
    tmp_path: File,
) -> None:
    chosen = {voters[0]: [1], voters[1]: [2], voters[2]: [2, 3]}
    vote = counted(VoteFactory.create(path=path, over=True), chosen)
    content = json.loads(file_of(vote))
    touch(content)
    done = recompute(tmp_path, json.dumps(content).encode())
    assert done.returncode == 1
    assert "NON VALIDO: le schede" in done.stderr


def test_the_close_tells_no_partial_result_in_the_book(
    path: Path, voters: list[Participant]
) -> None:
    vote = counted(VoteFactory.create(path=path, over=True), {voters[0]: [2]})
    told = str([payload_of(event) for event in Event.objects.filter(verb__in=["close", "count"])])
    assert vote.seed_secret not in told
    assert voters[0].name not in told
    assert clock.now() > vote.closes_at
