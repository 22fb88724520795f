"""Networks of the access matrix: one that Bruno coordinates, one that invites his body."""

from itertools import combinations
from typing import Any
from uuid import uuid4

from trama.accounts.models import User
from trama.core import clock
from trama.networks.models import HandoverPack, HandoverStatus, NetworkMembership, TieSurvey
from trama.networks.tasks.jobs import read_ties
from trama.networks.tests.factories import (
    MeetingFactory,
    NetworkMembershipFactory,
    NetworkRoleFactory,
    ThematicGroupFactory,
    TieFactory,
    TieSurveyFactory,
)
from trama.organizations.models import Organization


def places(bruno: User, body: Organization) -> dict[str, dict[str, Any]]:
    """Its members are asked of their ties, and some have told."""
    his = NetworkMembershipFactory.create(network__code="sua-rete", organization=body)
    role = NetworkRoleFactory.create(membership=his, user=bruno)
    network = his.network
    parish, *others = NetworkMembershipFactory.create_batch(4, network=network)
    survey = TieSurveyFactory.create(network=network)
    _tell(survey, [parish, *others])
    read_ties(str(network.uid))
    pack = HandoverPack.objects.create(
        network=network, asked_by=bruno, asked_at=clock.now(), status=HandoverStatus.FAILED
    )
    invited = NetworkMembershipFactory.create(organization=body, invited=True)
    return {
        "his network": {
            "code": network.code,
            "name": "ferma",
            "membership_uid": parish.uid,
            "role_uid": role.uid,
            "questionnaire_uid": survey.questionnaires.get(member=his).uid,
            "group_uid": ThematicGroupFactory.create(network=network).uid,
            "meeting_uid": MeetingFactory.create(network=network).uid,
            "pack_uid": pack.uid,
        },
        "his invitation": {"membership_uid": invited.uid},
        "no network": {
            "code": "non-esiste",
            "name": "ferma",
            **dict.fromkeys(
                ("membership_uid", "role_uid", "group_uid", "meeting_uid", "pack_uid"), uuid4()
            ),
        },
    }


def _tell(survey: TieSurvey, members: list[NetworkMembership]) -> None:
    """Everybody knows everybody."""
    for first, second in combinations(sorted(members, key=lambda one: one.pk), 2):
        TieFactory.create(survey=survey, first=first, second=second)
    told = survey.questionnaires.filter(member__in=members)
    told.update(answered_at=clock.now())
