"""Two paths at the tables: the one of 2023, lived to its act and into the plan, and one half-way,
with its disagreements."""

from datetime import date, datetime, timedelta

from trama.core.deadlines import ROME
from trama.demo.formats.paths import stories
from trama.demo.lifecycle.applicants import Applicants
from trama.demo.lifecycle.letters import Post
from trama.demo.lifecycle.notices import draft, hour, noon, take_to_the_public
from trama.demo.lifecycle.panels import Work
from trama.demo.lifecycle.paths.choices import conclude, vote
from trama.demo.lifecycle.paths.meetings import hold_all, look_ahead
from trama.demo.lifecycle.paths.stand import Stand
from trama.demo.lifecycle.people import Cast
from trama.demo.lifecycle.stage import at
from trama.demo.queries import AFTERNOONS
from trama.notices.lifecycle import close_due
from trama.notices.models import Notice
from trama.screening.lifecycle import GivenAct, publish_list

OPENED = 77  # days ago, or two more: the last meeting is of five days ago, or of the Friday before
MET = 72  # days after the opening
FRIDAY = 4
APPLIED = ("gelsi", "cortili", "ringhiera", "altalena", "officina", "passo", "campanella", "parete")


def live_past(notice: Notice, cast: Cast, opened: date) -> None:
    """From its tables to the city's plan."""
    stand = _settle(notice, cast, opened)
    hold_all(stand)
    stand.live()
    vote(stand)
    conclude(stand)


def live_half_way(cast: Cast, post: Post, today: date) -> None:
    """At its fifth meeting: minutes under remarks, contributions still discussed."""
    opened = today - timedelta(days=OPENED)
    opened -= timedelta(days=max(0, (opened + timedelta(days=MET)).weekday() - FRIDAY))
    notice = _admitted(cast, opened)
    stand = _settle(notice, cast, opened)
    hold_all(stand)
    look_ahead(stand, today)
    stand.live()


def _admitted(cast: Cast, opened: date) -> Notice:
    """Eight bodies apply, and all are admitted."""
    end = opened - timedelta(days=26)

    def day(after: int, hours: int, minutes: int = 0) -> datetime:
        return hour(end + timedelta(days=after), hours, minutes)

    notice = draft(AFTERNOONS, cast, written=day(-60, 11), opens=day(-40, 9), closes=noon(end))
    take_to_the_public(notice, cast, act="7102", adopted=day(-43, 16))
    days = Applicants(notice, cast, "edu-support")
    for place, key in enumerate(APPLIED):
        days.by_web(key, day(-12 + place, 18, 5 * place), day(-9 + place, 9 + place, 7 * place))
    days.agenda.add(noon(end) + timedelta(minutes=1), close_due)
    days.agenda.live()
    notice.refresh_from_db()
    work = Work(notice, cast)
    work.appoint("7466", day(3, 11))
    for who, minute in (("dario", 10), ("lia", 30)):
        work.declare(who, {}, day(3, 12, minute))
    for place, key in enumerate(APPLIED):
        who = "lia" if place % 2 else "dario"
        work.judge(key, who, day(6, 9 + place // 2, 30 * (place % 2)))
        work.admit(key, who, day(6, 9 + place // 2, 30 * (place % 2) + 12))
    work.record("Il seggio ha controllato otto domande: tutte conformi.", day(10, 11))
    with at(day(13, 15)):
        publish_list(
            notice,
            act=GivenAct("7611", day(13, 15).astimezone(ROME).date()),
            actor=cast.people["elena"],
        )
    return notice


def _settle(notice: Notice, cast: Cast, opened: date) -> Stand:
    stand = Stand(notice, cast, opened, stories()[notice.code])
    stand.open()
    stand.bring_all()
    stand.ask_all()
    return stand
