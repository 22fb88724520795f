"""Who runs campaigns and who moderates. Pure questions."""

from django.contrib.auth.models import AnonymousUser

from trama.accounts.models import Office, User
from trama.accounts.queries import holds, offices_of
from trama.listening.models import (
    CITY_DUTIES,
    DUTIES,
    Campaign,
    NeedSignal,
    PaperRound,
    listens_to_the_city,
)
from trama.listening.queries.entrusting import entrusted_of, listening_office
from trama.networks.models import Network
from trama.networks.queries.networks import coordinated_by
from trama.organizations.models import Organization

Promoter = Office | Organization | Network


def listens_for_an_office(user: User | AnonymousUser) -> bool:
    """Has the queue in the office's menu."""
    return holds(user, *DUTIES)


def promoters_of(user: User | AnonymousUser) -> list[Promoter]:
    """For whom the person may open a campaign."""
    return [
        *offices_of(user, *DUTIES).order_by("name", "pk"),
        *entrusted_of(user).order_by("name_key", "pk"),
        *coordinated_by(user).order_by("name_key", "pk"),
    ]


def may_promote(user: User | AnonymousUser) -> bool:
    """For somebody at least, of `promoters_of`."""
    return (
        listens_for_an_office(user) or entrusted_of(user).exists() or coordinated_by(user).exists()
    )


def may_listen(user: User | AnonymousUser) -> bool:
    """Runs a campaign or may open one: has signals to read, or will have."""
    return may_promote(user) or Campaign.objects.of(user).exists()


def entrusts_for(user: User | AnonymousUser) -> Office | None:
    """The office of listening, for whoever says on its behalf which bodies listen in the city's
    name. While the city names none, nobody does (docs/adr/025)."""
    office = listening_office()
    return office if office and holds(user, *CITY_DUTIES, office=office.pk) else None


def may_run(user: User | AnonymousUser, campaign: Campaign) -> bool:
    return Campaign.objects.of(user).filter(pk=campaign.pk).exists()


def may_moderate(user: User | AnonymousUser, signal: NeedSignal) -> bool:
    return NeedSignal.objects.moderated_by(user).filter(pk=signal.pk).exists()


def may_see_round(user: User | AnonymousUser, handed: PaperRound) -> bool:
    """Whoever moderates where it goes; of what goes to no campaign who brought it too, as long as
    they listen for an office."""
    if handed.campaign:
        return may_run(user, handed.campaign)
    brought = handed.author_id == getattr(user, "pk", None)
    return listens_to_the_city(user) or (brought and listens_for_an_office(user))
