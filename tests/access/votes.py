"""Votes on the priorities of a path where Bruno's body takes part: in draft, open, counted."""

from typing import Any
from uuid import uuid4

from trama.accounts.models import Office
from trama.notices.tests.factories import NoticeFactory
from trama.organizations.models import Organization
from trama.tables.models import PathStatus, PriorityVote
from trama.tables.tests.factories import ParticipantFactory, PathFactory
from trama.tables.tests.votes_factories import VoteFactory, counted, opened


def places(office: Office, body: Organization) -> dict[str, dict[str, Any]]:
    notice = NoticeFactory.create(code="PRIORITA", office=office, published=True)
    path = PathFactory.create(notice=notice, status=PathStatus.PRIORITISING, bodies=[body])
    his = path.participants.get()
    silent = ParticipantFactory.create(path=path, by_voice=True)

    def of(vote: PriorityVote, participant: object) -> dict[str, Any]:
        option = vote.options.first()
        assert option is not None
        return {
            "code": path.code,
            "vote_uid": vote.uid,
            "option_uid": option.uid,
            "participant_uid": participant,
        }

    draft = VoteFactory.create(path=path)
    on = opened(VoteFactory.create(path=path))
    over = counted(VoteFactory.create(path=path, over=True), {his: (1,)})
    nowhere = dict.fromkeys(("vote_uid", "option_uid", "participant_uid"), uuid4())
    return {
        "his draft vote": of(draft, his.uid),
        "his open vote": of(on, his.uid),
        "his silent vote": of(on, silent.uid),
        "his counted vote": of(over, his.uid),
        "no vote": {**nowhere, "code": "nessuno"},
    }
