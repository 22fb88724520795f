"""Two people at the same instant, on two connections: one thing happens, and both are told."""

from collections.abc import Callable, Iterable

import pytest

from tests.database import Elsewhere
from trama.accounts.models import User
from trama.core.workflow import ActRefused
from trama.tables.lifecycle import contributions, minutes, votes
from trama.tables.lifecycle.attendance import strike_attendance
from trama.tables.lifecycle.invitations import answer_invitation
from trama.tables.lifecycle.votes import OptionDraft
from trama.tables.models import (
    Approval,
    Ballot,
    BallotChannel,
    Contribution,
    Invitation,
    Meeting,
    Participant,
    Path,
    PathStatus,
    PriorityVote,
    Remark,
)
from trama.tables.tests.factories import ContributionFactory
from trama.tables.tests.votes_factories import VoteFactory, opened

pytestmark = pytest.mark.django_db(transaction=True)


def refused(elsewhere: Elsewhere, acts: Iterable[Callable[[], object]]) -> int:
    """All at once: how many were refused; what else goes wrong is raised."""
    count = 0
    for one in [elsewhere(act) for act in acts]:
        try:
            one.result(timeout=20)
        except ActRefused:
            count += 1
    return count


def test_of_two_who_want_the_last_chair_one_has_it(
    on_another_connection: Elsewhere, path: Path, meeting: Meeting
) -> None:
    Meeting.objects.update(capacity=1, online_url="")
    asked = [
        Invitation.objects.create(meeting=meeting, participant=one)
        for one in path.participants.all()
    ]
    acts = [lambda one=one: answer_invitation(one, "coming", actor=None) for one in asked]
    assert refused(on_another_connection, acts) == len(asked) - 1
    assert Invitation.objects.filter(answer="coming").count() == 1


def test_a_contribution_is_joined_once_and_a_ballot_is_one(
    on_another_connection: Elsewhere, path: Path, his: Participant, anna: User
) -> None:
    one, two, three = ContributionFactory.create_batch(3, path=path, authors=[his])
    joins = [
        lambda into=into: contributions.merge(
            Contribution.objects.get(pk=one.pk), into, reason="Dicono lo stesso.", actor=anna
        )
        for into in (two, three)
    ]
    assert refused(on_another_connection, joins) == 1
    vote = opened(VoteFactory.create(path=path))
    chosen = [str(uid) for uid in vote.options.order_by("pk").values_list("uid", flat=True)[:2]]
    cast = [
        lambda uid=uid: votes.cast(
            vote, participant=his, choices=[uid], channel=BallotChannel.WEB, actor=None
        )
        for uid in chosen * 2
    ]
    assert refused(on_another_connection, cast) == 0
    assert Ballot.objects.count() == 1


def test_what_is_written_while_a_vote_opens_is_on_the_ballot_or_is_refused(
    on_another_connection: Elsewhere, path: Path, anna: User
) -> None:
    Path.objects.update(status=PathStatus.PRIORITISING)
    vote = VoteFactory.create(path=path)
    option = vote.options.order_by("pk")[0]
    draft = OptionDraft("Altre parole", "", None, list(option.contributions.all()))
    acts = [
        lambda: votes.open_vote(vote, actor=anna),
        lambda: votes.put_option(vote, draft, option=option, actor=anna),
        lambda: votes.open_vote(PriorityVote.objects.get(pk=vote.pk), actor=anna),
    ]
    assert refused(on_another_connection, acts) in {1, 2}
    vote.refresh_from_db()
    assert vote.status == "open"


def test_minutes_approved_and_remarked_twice_at_once_are_so_once(
    on_another_connection: Elsewhere, opened: Meeting, his: Participant
) -> None:
    there = opened.attendances.get(participant=his)
    entry = opened.entries.get()
    acts: list[Callable[[], object]] = [
        lambda: minutes.approve(there, agrees=True, actor=None),
        lambda: minutes.remark(entry, participant=his, text="Erano cinque.", actor=None),
    ]
    assert refused(on_another_connection, acts * 2) == 0
    assert Approval.objects.count() == Remark.objects.count() == 1


def test_who_is_struck_off_while_approving_is_told(
    his: Participant, anna: User, opened: Meeting
) -> None:
    there = opened.attendances.get(participant=his)
    strike_attendance(opened, his, actor=anna)
    with pytest.raises(ActRefused, match="tra i presenti"):
        minutes.approve(there, agrees=True, actor=None)
    assert not Approval.objects.exists()
