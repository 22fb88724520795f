"""The page of an act that is not lawful now says so, and shows no form that would be refused."""

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Enter
from trama.accounts.models import User
from trama.tables.models import (
    Contribution,
    Meeting,
    Participant,
    Path,
    PathStatus,
    PriorityVote,
    VoteStatus,
    WorkingTable,
)
from trama.tables.tests.factories import ContributionFactory, MeetingFactory
from trama.tables.tests.votes_factories import VoteFactory

pytestmark = pytest.mark.django_db


def told(client: Client, name: str, *args: object) -> str:
    response = client.get(reverse(f"paths:{name}", args=args))
    assert response.status_code == 409, name
    return response.content.decode()


def stopped(path: Path, status: PathStatus) -> None:
    Path.objects.filter(pk=path.pk).update(status=status)


@pytest.mark.parametrize("status", ["suspended", "synthesis_final", "closed_without_act"])
def test_what_ends_with_the_gathering_names_the_phase_of_now(
    path: Path, table: WorkingTable, his: Participant, anna: User, enter: Enter, status: PathStatus
) -> None:
    contribution = ContributionFactory.create(path=path)
    stopped(path, status)
    client, code = enter(anna), path.code
    phase = str(PathStatus(status).label)
    for name, *args in (
        ("ground_new",),
        ("participant_new",),
        ("participant_readmit",),
        ("participant_move", his.uid, "riammetti"),
        ("table_new",),
        ("table_edit", table.uid),
        ("meeting_new", table.uid),
        ("vote_new",),
        ("contributions_decide",),
        ("contribution_decide", contribution.number),
        ("contribution_cards", contribution.number),
    ):
        assert phase in told(client, name, code, *args), name


def test_a_contribution_of_a_stopped_path_is_not_said_to_have_an_outcome(
    path: Path, brought: Contribution, anna: User, enter: Enter
) -> None:
    stopped(path, PathStatus.SUSPENDED)
    page = told(enter(anna), "contribution_decide", path.code, brought.number)
    assert "ha già un esito" not in page


def test_what_is_sent_too_late_is_refused_in_its_form_with_all_that_was_typed(
    path: Path, table: WorkingTable, anna: User, enter: Enter
) -> None:
    stopped(path, PathStatus.SUSPENDED)
    url = reverse("paths:table_edit", args=[path.code, table.uid])
    data = {"kind": table.kind, "title": table.title, "ground_rules": "Si parla uno alla volta."}
    response = enter(anna).post(url, data)
    assert response.status_code == 422
    assert "Si parla uno alla volta." in response.content.decode()
    assert "sospeso" in response.content.decode()


@pytest.mark.parametrize("status", [VoteStatus.CLOSED, VoteStatus.CANCELLED])
def test_a_vote_that_is_over_is_neither_called_off_nor_collected(
    path: Path, his: Participant, anna: User, enter: Enter, status: VoteStatus
) -> None:
    vote: PriorityVote = VoteFactory.create(path=path)
    PriorityVote.objects.filter(pk=vote.pk).update(status=status, seed_commitment="a" * 64)
    Participant.objects.filter(pk=his.pk).update(email="")
    client = enter(anna)
    assert str(status.label) in told(client, "vote_cancel", path.code, vote.uid)
    assert str(status.label) in told(client, "vote_collect", path.code, vote.uid, his.uid)


def test_a_meeting_still_to_come_has_nothing_to_park_and_one_that_is_over_does_not_move(
    path: Path, meeting: Meeting, table: WorkingTable, anna: User, enter: Enter
) -> None:
    client, code = enter(anna), path.code
    for name in ("park", "action_new"):
        assert "convocato" in told(client, name, code, meeting.uid)
    over = MeetingFactory.create(table=table, published=True)
    for name in ("meeting_edit", "meeting_cancel", "attendance"):
        assert "verbale pubblicato" in told(client, name, code, over.uid)


def test_a_path_that_is_over_is_neither_stopped_nor_left(
    path: Path, his: Participant, elena: User, enter: Enter
) -> None:
    stopped(path, PathStatus.CLOSED_WITHOUT_ACT)
    client = enter(elena)
    for name in ("sospendi", "chiudi"):
        assert "chiuso senza atto" in told(client, "stop", path.code, name)
    for name in ("escludi", "esce"):
        assert "chiuso senza atto" in told(client, "participant_move", path.code, his.uid, name)
