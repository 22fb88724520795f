"""Who runs campaigns and who moderates. Pure questions."""

from django.contrib.auth.models import AnonymousUser

from trama.accounts.models import Office, User
from trama.accounts.queries import holds, offices_of
from trama.listening.models import (
    DUTIES,
    Campaign,
    NeedSignal,
    PaperRound,
    listens_to_the_city,
)
from trama.networks.models import Network
from trama.networks.queries.networks import coordinated_by
from trama.organizations.models import Organization
from trama.organizations.queries import organizations_of

Promoter = Office | Organization | Network


def listens_for_an_office(user: User | AnonymousUser) -> bool:
    """Has the queue in the office's menu."""
    return holds(user, *DUTIES)


def promoters_of(user: User | AnonymousUser) -> list[Promoter]:
    """For whom the person may open a campaign."""
    return [
        *offices_of(user, *DUTIES).order_by("name", "pk"),
        *organizations_of(user).order_by("name_key", "pk"),
        *coordinated_by(user).order_by("name_key", "pk"),
    ]


def may_listen(user: User | AnonymousUser) -> bool:
    """Runs a campaign or may open one: has signals to read, or will have."""
    return (
        listens_for_an_office(user)
        or organizations_of(user).exists()
        or coordinated_by(user).exists()
    )


def may_run(user: User | AnonymousUser, campaign: Campaign) -> bool:
    return Campaign.objects.of(user).filter(pk=campaign.pk).exists()


def may_moderate(user: User | AnonymousUser, signal: NeedSignal) -> bool:
    return NeedSignal.objects.moderated_by(user).filter(pk=signal.pk).exists()


def may_see_round(user: User | AnonymousUser, handed: PaperRound) -> bool:
    """Who brought it, and whoever moderates where it goes."""
    if handed.author_id == getattr(user, "pk", None):
        return True
    return may_run(user, handed.campaign) if handed.campaign else listens_to_the_city(user)
