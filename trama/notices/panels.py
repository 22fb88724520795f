"""What notices offer to the pages of others: global search, terms for the desk."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from trama.accounts.models import User
from trama.core import clock
from trama.core.deadlines import day_of, working_days_between
from trama.core.moments import hour
from trama.core.panels import Panel
from trama.core.search import Result
from trama.core.ui import Due, urgency
from trama.ledger.models import Duty, Publication
from trama.notices.models import Notice, NoticeStatus
from trama.notices.queries import amendments, list_due_on, of_offices, search
from trama.programming.models import ProgrammingAct

LINKED_SHOWN = 50
RUNNING = [
    NoticeStatus.ADOPTED,
    NoticeStatus.PUBLISHED,
    NoticeStatus.CLOSED,
    NoticeStatus.SCREENING,
]


def found(words: str, limit: int) -> Sequence[Result]:
    return [
        Result(
            kind=gettext_lazy("Avviso"),
            title=notice.title,
            url=reverse("notices:detail", args=[notice.code]),
            line=f"{notice.code}, {notice.get_status_display()}",
        )
        for notice in search(words, limit)
    ]


def resting_on(request: HttpRequest, act: ProgrammingAct) -> Panel | None:
    """On the page of an act of programming: the public notices that rest on it."""
    rows = Notice.objects.public().filter(programming_acts=act).order_by("-published_at", "pk")
    notices = list(rows[:LINKED_SHOWN])
    return Panel("notices/_resting.html", {"notices": notices}) if notices else None


def amended(request: HttpRequest, notice: Notice) -> Panel | None:
    """On the public page: every amendment, and what it changed."""
    adopted = list(amendments(notice))
    return Panel("notices/_amendments.html", {"amendments": adopted}) if adopted else None


def terms(user: User) -> Iterable[Due]:
    """The deadline of each open notice, and the end of each screening, of the person's offices."""
    at = clock.now()
    listed = Publication.objects.filter(duty=Duty.ADMISSION_LIST).values("dossier")
    for notice in of_offices(user).filter(status__in=RUNNING).exclude(code__in=listed):
        due = _term(notice, at)
        if due is not None:
            yield due


def _term(notice: Notice, at: datetime) -> Due | None:
    if notice.closes_at is None:
        return None
    open_still = notice.status == NoticeStatus.PUBLISHED and notice.closes_at >= at
    if notice.status == NoticeStatus.ADOPTED:
        return _publish(notice, at)
    return _closing(notice, at) if open_still else _conclusion(notice, at)


def _publish(notice: Notice, at: datetime) -> Due:
    on = day_of(notice.opens_at or at)
    return Due(
        on=on,
        title=_("Pubblicare l’avviso «%(name)s»") % {"name": notice.name},
        why=_("L’atto è adottato: senza pubblicazione non ha effetto (DM 72/2021)."),
        url=reverse("notices:desk", args=[notice.code]),
        action=_("Pubblica"),
        left=_left(on, at),
        state=urgency(on, day_of(at)),
    )


def _closing(notice: Notice, at: datetime) -> Due:
    on = day_of(notice.closes_at or at)
    return Due(
        on=on,
        title=_("Scadenza delle domande, «%(name)s»") % {"name": notice.name},
        why=_("Ore %(hour)s. La chiusura è automatica; il seggio si nomina dopo (DM 72/2021).")
        % {"hour": hour(notice.closes_at or at)},
        url=reverse("notices:desk", args=[notice.code]),
        left=_left(on, at),
        state=urgency(on, day_of(at)),
    )


def _conclusion(notice: Notice, at: datetime) -> Due | None:
    on = list_due_on(notice)
    if on is None:
        return None
    return Due(
        on=on,
        title=_("Concludere l’istruttoria, «%(name)s»") % {"name": notice.name},
        why=_("L. 241/1990, art. 2: %(n)d giorni dalla scadenza delle domande, il primo escluso.")
        % {"n": notice.answer_days},
        url=reverse("notices:desk", args=[notice.code]),
        action=_("Esamina"),
        left=_left(on, at),
        state=urgency(on, day_of(at)),
    )


def _left(on: date, at: datetime) -> str:
    """The time left in working days, or how many a term is late."""
    days = working_days_between(day_of(at), on)
    if on < day_of(at):
        return ngettext(
            "%(n)d giorno lavorativo di ritardo", "%(n)d giorni lavorativi di ritardo", -days
        ) % {"n": -days}
    if on == day_of(at):
        return _("entro le 24:00")
    return ngettext("fra %(n)d giorno lavorativo", "fra %(n)d giorni lavorativi", days) % {
        "n": days
    }
