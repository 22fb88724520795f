"""Today: a notice open now, one in screening, a draft that does not pass; mail that waits."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings

from trama.demo.lifecycle.applicants import Applicants, Mail, write, write_mail
from trama.demo.lifecycle.letters import UNKNOWN, Post
from trama.demo.lifecycle.notices import draft, hour, noon, take_to_the_public
from trama.demo.lifecycle.panels import Judgement, Work
from trama.demo.lifecycle.people import Cast, ask_to_represent
from trama.demo.lifecycle.stage import at
from trama.demo.queries import DRAFT, OPEN, READY, SCREENING
from trama.notices.lifecycle import close_due, send_to_legal_check
from trama.notices.models import Notice
from trama.screening.models import Verdict

FRIDAY = 4


def open_until(today: date) -> date:
    """The first Friday at least five days away."""
    day = today + timedelta(days=5)
    return day + timedelta(days=(FRIDAY - day.weekday()) % 7)


def closed_on(today: date) -> date:
    """The last Friday at least fourteen days ago."""
    day = today - timedelta(days=14)
    return day - timedelta(days=(day.weekday() - FRIDAY) % 7)


# ---------------------------------------------------------------- in screening


def live_screening(cast: Cast, post: Post, today: date) -> None:
    """Its panel is at work: some cases are decided, some half-way, one waits for an answer."""
    end = closed_on(today)

    def day(after: int, hours: int, minutes: int = 0, seconds: int = 0) -> datetime:
        return hour(end + timedelta(days=after), hours, minutes, seconds)

    notice = draft(SCREENING, cast, written=day(-44, 10), opens=day(-25, 9), closes=noon(end))
    take_to_the_public(notice, cast, act="8841", adopted=day(-28, 15, 30))
    sent = {
        "chiavi": day(-9, 17, 22, 40),
        "terzopiano": day(-7, 20, 11, 5),
        "gelsi": day(-4, 19, 30, 51),
        "ponte": day(-2, 12, 1, 13),
        "mercato": day(-1, 22, 45, 30),
        "ballatoio": day(0, 11, 48, 2),
    }
    days = Applicants(notice, cast, "housing")
    for key, when in sent.items():
        days.by_web(key, when - timedelta(days=2), when)
    for key, accepted in (("pane", day(-1, 9, 15, 22)), ("cortili", day(0, 12, 0, 31))):
        days.by_mail(post, Mail(key, accepted, f"{SCREENING}: domanda"))
    days.agenda.add(day(0, 12, 1), close_due)
    days.agenda.live()
    notice.refresh_from_db()
    _work(Work(notice, cast), day)


def _work(work: Work, day: Callable[..., datetime]) -> None:
    work.appoint("9203", day(4, 11))
    work.declare("dario", {"ponte": "Mia sorella ci lavora come educatrice."}, day(4, 12, 10))
    work.declare("lia", {}, day(4, 12, 40))
    for key, who, when in (("chiavi", "dario", day(5, 9, 20)), ("terzopiano", "lia", day(5, 10))):
        work.judge(key, who, when)
        work.admit(key, who, when + timedelta(minutes=14))
    work.judge("pane", "dario", day(6, 15, 5), leave=2)
    work.judge("ponte", "lia", day(6, 16, 40), leave=1)
    months = "Tre rate è cominciato nel febbraio 2025: alla scadenza sono meno di 24 mesi interi."
    missing = {"r-esperienza": Judgement(Verdict.MISSING, months)}
    work.judge("mercato", "lia", day(6, 11), said=missing)
    reasons = (
        "Alla scadenza dell’avviso i mesi di esperienza sull’abitare fragile sono 21: "
        "l’avviso ne chiede almeno 24."
    )
    work.give_notice("mercato", "lia", reasons, day(7, 9, 30))


# ---------------------------------------------------------------- open now


def live_open(cast: Cast, post: Post, today: date) -> None:
    """Bruno is half-way, Carla has sent, two certified messages wait for a person."""
    closes = noon(open_until(today))
    opens = hour(closes.date() - timedelta(days=25), 9)

    def ago(days: int, hours: int, minutes: int = 0, seconds: int = 0) -> datetime:
        return hour(today - timedelta(days=days), hours, minutes, seconds)

    notice = draft(OPEN, cast, written=opens - timedelta(days=20), opens=opens, closes=closes)
    take_to_the_public(notice, cast, act="9011", adopted=opens - timedelta(days=3))
    days = Applicants(notice, cast, "parenting")
    days.by_web("passo", ago(6, 20), ago(5, 9, 12, 33))
    days.agenda.add(ago(4, 18, 40), lambda: write(notice, cast, "gelsi", theme="parenting"))
    for mail in (
        Mail("pane", ago(3, 16, 2, 9), f"Domanda {OPEN}"),
        Mail("officina", ago(2, 22, 41, 30), f"Domanda {OPEN}", provider=UNKNOWN),
        Mail("ringhiera", ago(1, 18, 3, 17), "invio documenti", sender="studio@pec.studio.example"),
    ):
        days.by_mail(post, mail)
    days.agenda.add(ago(3, 12), ask_to_represent)
    days.agenda.live()
    _leave_samples(notice, cast, post, ago(0, 0, 1))


def _leave_samples(notice: Notice, cast: Cast, post: Post, accepted: datetime) -> None:
    """Messages nobody has read yet, to be tried with `import_pec`."""
    folder = Path(settings.VAR_DIR) / "demo/posta"
    folder.mkdir(parents=True, exist_ok=True)
    mails = {
        "terzo-piano.eml": Mail("terzopiano", accepted, f"Domanda {OPEN}"),
        "campanella-gestore-ignoto.eml": Mail(
            "campanella", accepted, f"Domanda {OPEN}", provider=UNKNOWN
        ),
    }
    for name, mail in mails.items():
        (folder / name).write_bytes(write_mail(notice, cast, post, mail))


# ---------------------------------------------------------------- not yet public


def live_ready(cast: Cast, today: date) -> None:
    """It passed the legal check: Elena may adopt it, with her act's number."""
    monday = today + timedelta(days=14 - today.weekday())
    notice = draft(
        READY,
        cast,
        written=hour(today - timedelta(days=9), 11, 30),
        opens=hour(monday, 9),
        closes=noon(monday + timedelta(days=32)),
    )
    with at(hour(today - timedelta(days=2), 12, 40)):
        send_to_legal_check(notice, actor=cast.people["anna"])


def live_draft(cast: Cast, today: date) -> None:
    """It asks for turnover, names prices, has no CUP: the linter says so, and stops it."""
    written = hour(today - timedelta(days=2), 17, 15)
    draft(DRAFT, cast, written=written, opens=None, closes=None)
