"""Notices of the city, from the draft to the day they are public."""

from datetime import date, datetime, timedelta

from trama.core.deadlines import ROME
from trama.demo.formats import city
from trama.demo.lifecycle.people import OFFICE, OFFICE_PEC, Cast
from trama.demo.lifecycle.stage import at
from trama.notices.formats.notice_file import parse
from trama.notices.lifecycle import adopt, import_file, publish, send_to_legal_check
from trama.notices.lifecycle.template import MODEL
from trama.notices.models import Notice


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=ROME)


def hour(day: date, hours: int, minutes: int = 0, seconds: int = 0) -> datetime:
    """An instant of that day on the office's clock."""
    return datetime(day.year, day.month, day.day, hours, minutes, seconds, tzinfo=ROME)


def draft(
    code: str, cast: Cast, *, written: datetime, opens: datetime | None, closes: datetime | None
) -> Notice:
    """Anna writes it, from our model."""
    anna = cast.people["anna"]
    file = parse(
        city.notice_file(
            code,
            MODEL.read_bytes(),
            office=OFFICE,
            officer=anna.email if closes else None,
            pec_address=OFFICE_PEC,
            opens_at=opens.isoformat() if opens else None,
            closes_at=closes.isoformat() if closes else None,
            questions_until=(closes - timedelta(days=4)).isoformat() if closes else None,
        )
    )
    with at(written):
        return import_file(file, actor=anna)[0]


def take_to_the_public(notice: Notice, cast: Cast, *, act: str, adopted: datetime) -> None:
    """Checked, adopted by the executive's act, published when its window opens."""
    opens = notice.opens_at
    if opens is None:
        raise ValueError("a notice is published when its window opens")
    elena = cast.people["elena"]
    with at(adopted - timedelta(days=1)):
        send_to_legal_check(notice, actor=cast.people["anna"])
    with at(adopted):
        adopt(notice, number=act, adopted_on=adopted.date(), actor=elena)
    with at(opens):
        publish(notice, actor=cast.people["anna"])
