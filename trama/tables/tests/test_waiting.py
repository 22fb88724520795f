"""What the path's page has for whoever reads it: what waits for a body, what came out of it all."""

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Enter
from trama.accounts.models import User
from trama.tables.lifecycle.invitations import answer_invitation, invite
from trama.tables.lifecycle.minutes import approve
from trama.tables.lifecycle.paths import exclude
from trama.tables.models import Attendance, Invitation, Meeting, Participant, Path
from trama.tables.tests import votes_factories as votes
from trama.tables.tests.synthesis_factories import consulted, heard, told

pytestmark = pytest.mark.django_db
NOTHING = "Nulla aspetta il vostro ente."


def page(client: Client, path: Path) -> str:
    return client.get(reverse("paths:path", args=[path.code])).content.decode()


def test_an_invitation_waits_until_it_is_answered(
    path: Path, meeting: Meeting, his: Participant, anna: User, bruno: User, enter: Enter
) -> None:
    assert NOTHING in page(enter(bruno), path)
    invite(meeting, actor=anna)
    mine = Invitation.objects.get(meeting=meeting, participant=his)
    where = reverse("paths:invitation", args=[mine.uid])
    assert f'href="{where}"' in page(enter(bruno), path)
    answer_invitation(mine, "coming", actor=bruno)
    assert NOTHING in page(enter(bruno), path)


def test_minutes_wait_until_who_was_there_says_whether_they_agree(
    path: Path, opened: Meeting, his: Participant, bruno: User, enter: Enter
) -> None:
    there = Attendance.objects.get(meeting=opened, participant=his)
    where = reverse("paths:minutes_answer", args=[there.uid])
    assert f'href="{where}"' in page(enter(bruno), path)
    approve(there, agrees=True, note="", actor=bruno)
    assert NOTHING in page(enter(bruno), path)


def test_a_vote_waits_until_one_has_voted_and_never_for_who_is_only_heard(
    path: Path, his: Participant, bruno: User, enter: Enter
) -> None:
    vote = votes.opened(votes.VoteFactory.create(path=path))
    where = f'href="{reverse("paths:ballot", args=[vote.uid, his.uid])}"'
    assert where in page(enter(bruno), path)
    Participant.objects.filter(pk=his.pk).update(kind="heard")
    assert where not in page(enter(bruno), path)
    Participant.objects.filter(pk=his.pk).update(kind="admitted")
    votes.ballot(vote, his, 1)
    assert NOTHING in page(enter(bruno), path)


def test_the_draft_waits_until_its_term(
    path: Path, his: Participant, anna: User, bruno: User, enter: Enter
) -> None:
    told(path)
    consulted(path, anna)
    where = reverse("paths:consultation", args=[his.uid])
    assert f'href="{where}"' in page(enter(bruno), path)
    heard(path)
    assert NOTHING in page(enter(bruno), path)


def test_who_was_excluded_reads_it_with_why_and_nobody_else_does(
    path: Path, his: Participant, anna: User, bruno: User, enter: Enter
) -> None:
    exclude(his, reason="Non è più iscritto al RUNTS.", actor=anna)
    text = page(enter(bruno), path)
    assert f"{his.name} non partecipa più" in text
    assert "Non è più iscritto al RUNTS." in text
    assert "Porta un contributo" not in text
    assert "Non è più iscritto al RUNTS." not in page(Client(), path)


def test_of_a_counted_vote_the_path_tells_what_was_chosen_by_name(
    client: Client, path: Path, his: Participant
) -> None:
    vote = votes.VoteFactory.create(path=path, over=True, options=["Sportello", "Doposcuola"])
    assert "Doposcuola</li>" not in page(client, path)
    votes.counted(vote, {his: [2]})
    text = page(client, path)
    assert "<li>Doposcuola</li>" in text
    assert "<li>Sportello</li>" not in text


def test_once_it_is_over_what_came_of_it_is_told_before_its_meetings(
    client: Client, path: Path, his: Participant
) -> None:
    vote = votes.VoteFactory.create(path=path, over=True)
    votes.counted(vote, {his: [1]})
    text = page(client, path)
    assert text.index('id="calendario"') < text.index('id="priorita-h"')
    assert "Nessun incontro in programma." in text
    Path.objects.filter(pk=path.pk).update(status="closed_without_act", closing_reason="Basta.")
    text = page(client, path)
    assert text.index('id="priorita-h"') < text.index('id="calendario"')
    assert "Nessun incontro in programma." not in text
