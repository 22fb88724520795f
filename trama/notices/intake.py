"""What the mailbox knows of notices: whose mail a person sorts, and which are still sealed."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import AnonymousUser

from trama.accounts.models import OfficeDuty, User
from trama.accounts.queries import offices_of
from trama.core import clock
from trama.mailbox.handlers import Dossier
from trama.notices.models import Notice, NoticeStatus

SORTERS = (OfficeDuty.EXECUTIVE, OfficeDuty.OFFICER, OfficeDuty.STAFF)


def handled_by(user: User | AnonymousUser) -> Sequence[Dossier]:
    """The published notices of the person's offices, those that close last first."""
    offices = offices_of(user, *SORTERS)
    notices = Notice.objects.filter(office__in=offices, published_at__isnull=False)
    now = clock.now()
    return [
        Dossier(notice.code, notice.name, sealed=is_sealed(notice, now))
        for notice in notices.order_by("-closes_at", "code")
    ]


def is_sealed(notice: Notice, now: datetime) -> bool:
    """Before closing the office knows how many applied, never who."""
    if notice.status == NoticeStatus.SUSPENDED:
        return True
    is_open = notice.closes_at is not None and now.replace(microsecond=0) <= notice.closes_at
    return notice.status == NoticeStatus.PUBLISHED and is_open


def code_of(words: str) -> str:
    """The code of the notice that somebody typed, as it is written; empty when there is none."""
    found = Notice.objects.filter(code__iexact=words).values_list("code", flat=True).first()
    return found or ""
