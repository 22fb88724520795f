"""What the mailbox knows of notices: whose mail a person sorts, and which are still sealed."""

from collections.abc import Sequence

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from trama.accounts.models import OfficeDuty, User
from trama.accounts.queries import offices_of
from trama.core.clock import TramaNow
from trama.mailbox.handlers import Dossier
from trama.notices.models import Notice, NoticeStatus
from trama.notices.rules import in_time

SORTERS = (OfficeDuty.EXECUTIVE, OfficeDuty.OFFICER, OfficeDuty.STAFF)


def handled_by(user: User | AnonymousUser) -> Sequence[Dossier]:
    """The published notices of the person's offices, those that close last first."""
    offices = offices_of(user, *SORTERS)
    notices = Notice.objects.filter(office__in=offices, published_at__isnull=False)
    return [_dossier(notice) for notice in notices.order_by("-closes_at", "code")]


def sealed() -> Sequence[Dossier]:
    """Before closing the offices know how many applied, never who: open, or suspended."""
    not_over = Q(status=NoticeStatus.PUBLISHED) & in_time(TramaNow())
    notices = Notice.objects.filter(not_over | Q(status=NoticeStatus.SUSPENDED))
    return [_dossier(notice) for notice in notices.order_by("-closes_at", "code")]


def _dossier(notice: Notice) -> Dossier:
    return Dossier(notice.code, notice.name, notice.pec_address)


def code_of(words: str) -> str:
    """The code of the notice that somebody typed, as it is written; empty when there is none."""
    found = Notice.objects.filter(code__iexact=words).values_list("code", flat=True).first()
    return found or ""
