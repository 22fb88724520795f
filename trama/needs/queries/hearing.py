"""Questions about signals and need cards."""

from django.db.models import Q, QuerySet

from trama.accounts.models import User
from trama.listening.models import NeedSignal
from trama.needs.models import CardStatus, Need, NeedHearing

NEAR = 50


def heard(need: Need) -> int:
    """How many signals say it, to this card and to those joined to it: what one source repeats is
    one."""
    return NeedHearing.objects.filter(Q(need=need) | Q(need__merged_into=need)).count()


def open_to(user: User) -> "QuerySet[Need]":
    """The cards that a signal may be tied to: those that are public, one's own drafts."""
    rows = Need.objects.visible_to(user)
    return rows.filter(status__in=[CardStatus.PUBLISHED, CardStatus.DRAFT])


def near(signal: NeedSignal, user: User) -> list[Need]:
    """Those about the same theme or place: what a person chooses from."""
    about = Q(theme=signal.theme_id) if signal.theme_id else Q(pk__in=[])
    if signal.zone_id:
        about |= Q(reach__contains=[signal.zone_id])
    rows = open_to(user).filter(about)
    return list(rows.only("uid", "title").order_by("title_key", "pk")[:NEAR])
