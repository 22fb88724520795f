"""Pages of votes on priorities: the office's, a body's ballot, everybody's outcome."""

import csv
import io
import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conftest import Enter
from trama.accounts.models import User
from trama.core import clock
from trama.core.deadlines import ROME
from trama.mailbox.models import OutgoingMessage
from trama.tables.lifecycle.paths import exclude
from trama.tables.lifecycle.votes import write_again
from trama.tables.models import Ballot, Participant, Path, PathStatus, PriorityVote, VoteStatus
from trama.tables.panels.votes import terms
from trama.tables.tests.factories import ContributionFactory, MeetingFactory, ParticipantFactory
from trama.tables.tests.votes_factories import (
    VoteFactory,
    add_option,
    ballot,
    counted,
    opened,
    picked,
)

pytestmark = pytest.mark.django_db

StopClock = Callable[[datetime | None], None]


@pytest.fixture
def choosing(path: Path) -> Path:
    Path.objects.filter(pk=path.pk).update(status=PathStatus.PRIORITISING)
    path.refresh_from_db()
    return path


@pytest.fixture
def vote(choosing: Path, his: Participant) -> PriorityVote:
    return opened(VoteFactory.create(path=choosing))


def of(vote: PriorityVote, name: str = "vote", *more: object) -> str:
    return reverse(f"paths:{name}", args=[vote.path.code, vote.uid, *more])


def ballot_of(vote: PriorityVote, participant: Participant) -> str:
    return reverse("paths:ballot", args=[vote.uid, participant.uid])


def page(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def wall(days: int) -> str:
    return (clock.now() + timedelta(days=days)).astimezone(ROME).strftime("%Y-%m-%dT%H:%M")


# ---------------------------------------------------------------- prepared by the office


def test_an_officer_prepares_a_vote_from_contributions_and_opens_it(
    path: Path, anna: User, enter: Enter
) -> None:
    MeetingFactory.create(table__path=path, published=True)
    by = {"path": path, "need": True, "authors": path.participants.all()[:1]}
    first = ContributionFactory.create(title="Manca il sabato", cost=900, **by)
    second = ContributionFactory.create(title="Manca la mensa", **by)
    client = enter(anna)
    assert "Prepara un voto" in page(client, reverse("paths:desk", args=[path.code]))
    fields = {
        "title": "Prima", "method": "equal_shares", "secrecy": "open", "budget": "1000",
        "opens_at": wall(0), "closes_at": wall(5),
    }  # fmt: skip
    new = reverse("paths:vote_new", args=[path.code])
    refused = client.post(new, {**fields, "seats": "2"})
    assert refused.status_code == 422
    assert "uno dei due" in refused.content.decode()
    assert client.post(new, fields).status_code == 303
    vote = PriorityVote.objects.get()
    assert "Servono almeno due opzioni" in page(client, of(vote))
    option_new = of(vote, "option_new")
    assert 'value="C-0001"' in page(client, f"{option_new}?da={first.number}")
    assert 'value="C-' not in page(client, f"{option_new}?da={'9' * 5000}")
    put = {"title": "Sabato", "cost": "900", "sources": "c-0001 12"}
    wrong = client.post(option_new, put)
    assert wrong.status_code == 422
    assert "si possa votare: 12" in wrong.content.decode()
    assert client.post(option_new, {**put, "sources": "C-0001, 2"}).status_code == 303
    client.post(option_new, {"title": "Mensa", "cost": "300", "sources": second.code})
    sabato = vote.options.get(title="Sabato")
    client.post(
        of(vote, "option_edit", sabato.uid), {"title": "Sabato", "cost": "800", "sources": "1"}
    )
    assert "Apri il voto" in page(client, of(vote))
    client.post(of(vote, "vote_open"))
    vote.refresh_from_db()
    assert vote.status == VoteStatus.OPEN
    assert OutgoingMessage.objects.count() == 3
    assert client.get(of(vote, "vote_edit")).status_code == 409


def test_a_new_vote_may_start_from_the_method_of_an_earlier_one(
    vote: PriorityVote, anna: User, enter: Enter
) -> None:
    url = reverse("paths:vote_new", args=[vote.path.code])
    text = page(enter(anna), f"{url}?da={vote.uid}")
    assert f'value="{vote.title}"' in text


def test_who_may_not_run_the_vote_reads_its_draft_and_finds_no_act(
    choosing: Path, anna: User, dario: User, enter: Enter
) -> None:
    draft = VoteFactory.create(path=choosing)
    acts = [of(draft, act) for act in ("vote_edit", "vote_cancel", "option_new")]
    hers = page(enter(anna), of(draft))
    assert all(act in hers for act in acts)
    his = page(enter(dario), of(draft))
    assert draft.title in his
    assert not any(act in his for act in [*acts, of(draft, "vote_open")])


def test_a_draft_is_the_offices_alone(
    choosing: Path, client: Client, bruno: User, anna: User, enter: Enter
) -> None:
    draft = VoteFactory.create(path=choosing)
    listed = reverse("paths:path", args=[choosing.code])
    assert client.get(of(draft)).status_code == 404
    assert enter(bruno).get(of(draft)).status_code == 404
    assert draft.title not in page(enter(bruno), listed)
    assert enter(anna).get(of(draft)).status_code == 200


def test_a_vote_is_cancelled_and_its_page_says_why(
    vote: PriorityVote, client: Client, anna: User, enter: Enter
) -> None:
    enter(anna)
    assert client.post(of(vote, "vote_cancel"), {"reason": ""}).status_code == 422
    client.post(of(vote, "vote_cancel"), {"reason": "Un costo era sbagliato."})
    client.logout()
    assert "Un costo era sbagliato." in page(client, of(vote))


# ---------------------------------------------------------------- the ballot


def test_a_body_votes_and_changes_its_ballot_until_the_close(
    vote: PriorityVote, his: Participant, bruno: User, enter: Enter
) -> None:
    client = enter(bruno)
    assert ballot_of(vote, his) in page(client, of(vote))
    assert ballot_of(vote, his) in page(client, reverse("accounts:profile"))
    url = ballot_of(vote, his)
    assert "si può indovinare" in page(client, url)
    assert client.post(url, {}).status_code == 422
    both = client.post(url, {"choices": picked(vote, 1), "blank": "on"})
    assert "una delle due" in both.content.decode()
    for places in ((1,), (1,), (2, 3)):  # twice the same, then from another tab
        assert client.post(url, {"choices": picked(vote, *places)}).status_code == 303
    kept = Ballot.objects.get()
    assert (kept.choices, kept.channel) == (picked(vote, 2, 3), "web")
    assert "Proposta 3" in page(client, url)
    client.post(url, {"blank": "on"})
    assert "Scheda bianca." in page(client, url)


def test_a_ranking_is_chosen_place_by_place_and_a_place_goes_to_one(
    choosing: Path, his: Participant, bruno: User, enter: Enter
) -> None:
    ranked = opened(VoteFactory.create(path=choosing, borda=True))
    first, second, third = picked(ranked, 1, 2, 3)
    client, url = enter(bruno), ballot_of(ranked, his)
    twice = client.post(url, {f"place-{first}": "1", f"place-{third}": "1"})
    assert twice.status_code == 422
    assert "Al posto 1 c’è già «Proposta 1»" in twice.content.decode()
    client.post(url, {f"place-{first}": "3", f"place-{third}": "1"})
    assert Ballot.objects.get().choices == [third, first]
    assert f'name="place-{second}"' in page(client, url)


def test_a_body_without_an_account_votes_from_the_letter(
    client: Client, vote: PriorityVote, his: Participant, anna: User
) -> None:
    write_again(vote, actor=anna)
    url = ballot_of(vote, his)
    assert client.get(url).status_code == 404
    letter = OutgoingMessage.objects.get(recipient=his.email)
    door = next(word for word in letter.text.split() if word.startswith("http"))
    assert client.get(door, follow=True).redirect_chain[-1][0] == url
    assert client.post(url, {"choices": picked(vote, 1)}).status_code == 303
    kept = Ballot.objects.get()
    assert (kept.channel, kept.participant) == ("link", his)
    other = opened(VoteFactory.create(path=vote.path))
    assert client.get(ballot_of(other, his)).status_code == 404


def test_nobody_votes_for_a_body_that_is_not_theirs(
    vote: PriorityVote, his: Participant, carla: User, anna: User, enter: Enter
) -> None:
    for stranger in (carla, anna):
        client = enter(stranger)
        url = ballot_of(vote, his)
        assert client.post(url, {"choices": picked(vote, 1)}).status_code == 404
    assert not Ballot.objects.exists()


def test_a_page_left_open_past_the_close_is_kept_as_late(
    vote: PriorityVote, his: Participant, bruno: User, enter: Enter, stop_clock: StopClock
) -> None:
    client, url = enter(bruno), ballot_of(vote, his)
    assert 'name="choices"' in page(client, url)
    ballot(vote, his, 1)
    stop_clock(vote.closes_at + timedelta(seconds=2))
    answer = client.post(url, {"choices": picked(vote, 2)}, follow=True).content.decode()
    assert "dopo la chiusura: è conservata e non si conta" in answer
    assert 'name="choices"' not in answer
    assert Ballot.objects.get(is_late=False).choices == picked(vote, 1)


def test_an_excluded_body_reads_why_its_ballot_is_refused(
    vote: PriorityVote, his: Participant, bruno: User, elena: User, enter: Enter
) -> None:
    exclude(his, reason="Revoca.", actor=elena)
    answer = enter(bruno).post(ballot_of(vote, his), {"choices": picked(vote, 1)})
    assert answer.status_code == 422
    assert "non partecipa più al percorso" in answer.content.decode()


def test_the_office_collects_at_the_desk_without_seeing_what_was_said_before(
    vote: PriorityVote, anna: User, enter: Enter
) -> None:
    silent = ParticipantFactory.create(path=vote.path, by_voice=True)
    client = enter(anna)
    url = of(vote, "vote_collect", silent.uid)
    assert url in page(client, of(vote))
    assert client.post(url, {"choices": picked(vote, 2)}).status_code == 303
    kept = Ballot.objects.get()
    assert (kept.channel, kept.user) == ("desk", anna)
    assert "checked" not in page(client, url)


# ---------------------------------------------------------------- no partial results


def test_while_it_is_open_nobody_reads_more_than_how_many_have_voted(
    vote: PriorityVote, client: Client, anna: User, elena: User, bruno: User, enter: Enter
) -> None:
    others = list(vote.path.participants.exclude(organization__memberships__user=bruno))
    before = {}
    for person in (anna, elena, bruno):
        before[person.pk] = page(enter(person), of(vote))
    for one in others:
        ballot(vote, one, 3)
    for person in (anna, elena, bruno):
        text = page(enter(person), of(vote))
        assert f"{len(others)} su 3" in text
        assert text.replace(f"{len(others)} su 3", "0 su 3") == _same_token(text, before[person.pk])
    for name in ("vote_file", "ballots_file"):
        assert client.get(of(vote, name)).status_code == 404


def _same_token(text: str, before: str) -> str:
    """The page as it was, with the tokens and instants of the page as it is."""
    token = re.compile(r'(name="csrfmiddlewaretoken" value="|nonce=")[^"]+')
    found = iter(match[0] for match in token.finditer(text))
    return token.sub(lambda _match: next(found), before)


# ---------------------------------------------------------------- the outcome


def test_everybody_reads_the_outcome_why_and_how_to_count_again(
    choosing: Path, client: Client
) -> None:
    voters = list(choosing.participants.order_by("pk"))
    over = VoteFactory.create(path=choosing, over=True, equal_shares=True)
    vote = counted(over, {voters[0]: (1, 2), voters[1]: (1,)})
    text = page(client, of(vote))
    assert "Hanno votato 2 enti su 3, un voto ciascuno." in text
    assert "100.000\N{NO-BREAK SPACE}€" in text
    assert "Uguale all’esito pubblicato." in text
    assert vote.seed_secret in text
    assert vote.closing_record in text
    assert reverse("paths:path", args=[choosing.code]) in text
    rows = list(csv.reader(io.StringIO(client.get(of(vote, "ballots_file")).content.decode())))
    assert [row[0] for row in rows] == ["scheda", "S-0001", "S-0002"]
    assert client.get(of(vote, "vote_file"))["Content-Type"] == "application/json"


def test_a_body_finds_its_own_ballot_among_those_published(
    choosing: Path, his: Participant, bruno: User, enter: Enter
) -> None:
    vote = counted(VoteFactory.create(path=choosing, over=True), {his: (1,)})
    assert "<b>S-0001</b>" in page(enter(bruno), ballot_of(vote, his))


def test_the_desk_says_what_ends_soon_and_what_waits_for_the_synthesis(
    vote: PriorityVote, his: Participant, anna: User, elena: User
) -> None:
    over = counted(VoteFactory.create(path=vote.path, over=True), {his: (1,)})
    assert [one.url for one in terms(anna)] == [
        reverse("paths:desk", args=[over.path.code]),
        of(vote),
    ]
    Path.objects.filter(pk=vote.path_id).update(status=PathStatus.SYNTHESIS_DRAFT)
    assert [one.url for one in terms(anna)] == [of(vote)]


@pytest.mark.parametrize("is_counted", [False, True])
def test_a_vote_costs_the_same_with_three_options_and_with_thirty(
    is_counted: bool, choosing: Path, his: Participant, anna: User, enter: Enter
) -> None:
    client = enter(anna)

    def cost(options: int) -> int:
        vote = VoteFactory.create(path=choosing, over=is_counted, options=options)
        for n in range(options):
            add_option(vote, f"Altra {n}")
        _done = counted(vote, {his: (1,)}) if is_counted else opened(vote)
        page(client, of(vote))
        with CaptureQueriesContext(connection) as found:
            page(client, of(vote))
        return len(found)

    few = cost(3)
    ParticipantFactory.create_batch(20, path=choosing)
    assert cost(30) == few
