"""Letters to the members of a network: an invitation, an answer, the round of ties."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from trama.core.deadlines import day_of
from trama.mailbox.lifecycle import create_link, post
from trama.networks.models import NetworkMembership, TieQuestionnaire

JOIN = "networks.join"
TIES = "networks.ties"
OUTCOME = "networks.outcome"
JOIN_DAYS = 60
MARGIN = timedelta(days=2)
"""A letter may be late: the link is good a little beyond the last day, when the page says no."""


def recipient_of(member: NetworkMembership) -> str:
    """Where a member's letters go; empty when nobody has said."""
    if member.email:
        return member.email
    return member.organization.email if member.organization else ""


def invite(member: NetworkMembership, *, at: datetime) -> None:
    recipient = recipient_of(member)
    with override("it"):
        url = create_link(JOIN, addressee=recipient, thing=member, at=at, days=JOIN_DAYS)
        post(
            "networks/emails/invitation",
            recipient=recipient,
            context={"member": member, "network": member.network, "url": url},
            purpose=JOIN,
            at=at,
            dossier=member.dossier,
        )


def tell_outcome(member: NetworkMembership, *, at: datetime) -> None:
    """Whoever asked to join learns whether it has, and if not why."""
    with override("it"):
        path = reverse("networks:detail", args=[member.network.code])
        post(
            "networks/emails/outcome",
            recipient=recipient_of(member),
            context={
                "member": member,
                "network": member.network,
                "url": f"{settings.BASE_URL}{path}",
            },
            purpose=OUTCOME,
            at=at,
            dossier=member.dossier,
        )


def ask_ties(questionnaire: TieQuestionnaire, *, at: datetime, is_reminder: bool) -> None:
    """The round of ties: one link, the same form for the first answer and for corrections."""
    survey, member = questionnaire.survey, questionnaire.member
    recipient = recipient_of(member)
    days = (survey.closes_on - day_of(at) + MARGIN).days
    with override("it"):
        url = create_link(TIES, addressee=recipient, thing=questionnaire, at=at, days=days)
        post(
            "networks/emails/ties",
            recipient=recipient,
            context={
                "member": member,
                "network": survey.network,
                "survey": survey,
                "is_reminder": is_reminder,
                "url": url,
            },
            purpose=TIES,
            at=at,
            dossier=survey.dossier,
        )
