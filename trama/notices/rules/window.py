"""The window: one rule of time for every channel. Terms are to the second."""

from datetime import date, datetime, time, timedelta

from django.db.models import Q

from trama.core.clock import ToTheSecond, TramaNow
from trama.core.deadlines import ROME, day_of
from trama.notices.models import NoticeStatus


def in_time(presented_at: datetime | TramaNow) -> Q:
    """The notices still open to an act of that instant, by web as by certified mail.

    Terms are to the second: with “ore 12:00”, 12:00:00.900 is in time, 12:00:01 is late.
    """
    return Q(closes_at__gte=ToTheSecond(presented_at))


def open_at(instant: datetime | TramaNow) -> Q:
    """The notices that take applications at that instant: published, begun, not yet ended."""
    return Q(status=NoticeStatus.PUBLISHED, opens_at__lte=instant) & in_time(instant)


def overdue(instant: datetime | TramaNow) -> Q:
    """The published notices whose window has ended: what the closing job closes."""
    return Q(status=NoticeStatus.PUBLISHED, closes_at__lt=ToTheSecond(instant))


def suspension_ends_at(until: date) -> datetime:
    """The instant from which a notice suspended until a day, included, is suspended no more."""
    return datetime.combine(until + timedelta(days=1), time(), tzinfo=ROME)


def suspension_over(instant: datetime) -> Q:
    """The notices whose suspension has run out: what the job takes up again."""
    return Q(status=NoticeStatus.SUSPENDED, suspended_until__lt=day_of(instant))


def later_deadline(old: datetime | None, new: datetime) -> bool:
    """A window is only ever lengthened: who prepared for the deadline that was written is safe."""
    return old is None or new >= old
