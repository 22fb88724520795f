"""Presenting by web, as tests do it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from trama.accounts.models import User
from trama.applications import lifecycle
from trama.applications.models import Application
from trama.notices.models import Notice, SigningMode

NOON = datetime(2023, 5, 15, 12, 0, tzinfo=ZoneInfo("Europe/Rome"))


def submit(application: Application, person: User, **facts: object) -> None:
    given = {"mode": SigningMode.DIGITAL_IDENTITY, "digital_identity": True, **facts}
    lifecycle.submit(application, actor=person, **given)  # type: ignore[arg-type] # facts of tests


def close_at(notice: Notice, instant: datetime) -> None:
    opens_at = instant - timedelta(days=20)
    Notice.objects.filter(pk=notice.pk).update(opens_at=opens_at, closes_at=instant)
