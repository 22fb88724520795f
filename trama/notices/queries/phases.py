"""The seven phases of a procedure, with their dates: past ones from records, others computed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from django.db.models import Min
from django.utils.translation import gettext as _

from trama.core import clock, moments
from trama.core.deadlines import day_of, is_in_time, term, working_term
from trama.core.ui import Badge, Step, Timeline
from trama.ledger.models import Duty, Publication
from trama.notices.models import Notice, NoticeStatus

StepState = Literal["done", "now", "off", ""]

_BROKEN = {
    NoticeStatus.REVOKED,
    NoticeStatus.VOID_NO_APPLICANTS,
    NoticeStatus.ANNULLED_BY_COURT,
}
# How many of the seven phases lie behind a notice in this state.
_BEHIND = {
    NoticeStatus.DRAFT: 0,
    NoticeStatus.LEGAL_CHECK: 0,
    NoticeStatus.ADOPTED: 0,
    NoticeStatus.PUBLISHED: 1,
    NoticeStatus.SUSPENDED: 1,
    NoticeStatus.CLOSED: 2,
    NoticeStatus.SCREENING: 2,
    NoticeStatus.EVALUATION: 2,
    NoticeStatus.TABLES: 4,
    NoticeStatus.CONCLUDED: 7,
    NoticeStatus.MERGED: 0,
    NoticeStatus.DROPPED: 0,
}


@dataclass(frozen=True)
class PublishedDays:
    """What is known of the phases' days: day published per duty."""

    published: Mapping[str, date]

    def of(self, duty: Duty) -> date | None:
        return self.published.get(duty)


def steps(notice: Notice, at: datetime | None = None) -> list[Step]:
    """From Avviso to Atto, always seven: in one query (two without `at`)."""
    now = at or clock.now()
    return _steps(notice, published_days(notice), now)


def timelines(notices: Sequence[Notice], at: datetime) -> dict[int, Timeline]:
    """The phases of each notice, by its key: in one query for all of them."""
    dates = _dates(notices)
    return {
        one.pk: Timeline(
            _("Fasi di %(name)s") % {"name": one.name}, _steps(one, dates[one.dossier], at)
        )
        for one in notices
    }


def _steps(notice: Notice, dates: PublishedDays, now: datetime) -> list[Step]:
    labels = (
        (_("Avviso"), _notice_day(notice)),
        (_("Domande"), _window(notice, now)),
        (_("Istruttoria"), _screening(notice)),
        (_("Elenco"), _list_day(notice, dates)),
        (_("Tavoli"), _since(dates.of(Duty.TABLE_MINUTES))),
        (_("Sintesi"), _on(dates.of(Duty.SYNTHESIS))),
        (_("Atto"), _on(notice.closing_act.adopted_on if notice.closing_act else None)),
    )
    behind = _behind(notice, dates, now)
    broken = notice.status in _BROKEN
    return [
        Step(label, "" if broken and place > behind else when, _place(place, behind, broken=broken))
        for place, (label, when) in enumerate(labels)
    ]


def phases(
    notice: Notice, at: datetime | None = None, days: PublishedDays | None = None
) -> Timeline:
    """`days`: what `published_days` says of the notice, for whoever knows it already."""
    known = days or published_days(notice)
    return Timeline(_("Fasi del procedimento"), _steps(notice, known, at or clock.now()))


def published_days(notice: Notice) -> PublishedDays:
    return _dates([notice])[notice.dossier]


def _dates(notices: Sequence[Notice]) -> Mapping[str, PublishedDays]:
    published: dict[str, dict[str, date]] = {one.dossier: {} for one in notices}
    rows = Publication.objects.filter(dossier__in=published).order_by().values("dossier", "duty")
    for row in rows.annotate(first=Min("published_at")):
        published[row["dossier"]][row["duty"]] = day_of(row["first"])
    return {dossier: PublishedDays(days) for dossier, days in published.items()}


def _behind(notice: Notice, dates: PublishedDays, now: datetime) -> int:
    status = NoticeStatus(notice.status)
    if status in _BROKEN:
        return _reached(notice, dates)
    if status == NoticeStatus.PUBLISHED and _is_past(notice, now):
        return 2
    if status == NoticeStatus.SCREENING and dates.of(Duty.ADMISSION_LIST):
        return 4
    if status == NoticeStatus.TABLES and dates.of(Duty.SYNTHESIS):
        return 6
    return _BEHIND[status]


def _reached(notice: Notice, dates: PublishedDays) -> int:
    """Where a procedure that will not go on was broken off."""
    if dates.of(Duty.ADMISSION_LIST):
        return 4
    if notice.closed_at:
        return 2
    return 1 if notice.published_at else 0


def _is_past(notice: Notice, now: datetime) -> bool:
    return notice.closes_at is not None and not is_in_time(now, notice.closes_at)


def _place(place: int, behind: int, *, broken: bool) -> StepState:
    if place < behind:
        return "done"
    if broken:
        return "off"
    return "now" if place == behind else ""


def _notice_day(notice: Notice) -> str:
    if notice.published_at:
        return moments.short_day(notice.published_at)
    return _("in preparazione")


def _window(notice: Notice, now: datetime) -> str:
    if notice.closes_at is None:
        return ""
    if notice.opens_at and notice.opens_at > now and notice.published_at:
        return _("dal %(day)s") % {"day": moments.short_day(notice.opens_at)}
    return _("fino al %(day)s") % {"day": moments.short_day(notice.closes_at)}


def _screening(notice: Notice) -> str:
    """From the working day after the deadline: the panel is appointed after it, never before."""
    if notice.closes_at is None:
        return ""
    first = working_term(day_of(notice.closes_at), 1)
    return _("dal %(day)s") % {"day": moments.short_day(first)}


def list_due_on(notice: Notice) -> date | None:
    """The last day to conclude the screening (L. 241/1990, art. 2), counted from the deadline."""
    return term(day_of(notice.closes_at), notice.answer_days) if notice.closes_at else None


def _list_day(notice: Notice, dates: PublishedDays) -> str:
    if published := dates.of(Duty.ADMISSION_LIST):
        return moments.short_day(published)
    due = list_due_on(notice)
    return _("entro il %(day)s") % {"day": moments.short_day(due)} if due else ""


def _on(day: date | None) -> str:
    return moments.short_day(day) if day else ""


def _since(day: date | None) -> str:
    return _("dal %(day)s") % {"day": moments.short_day(day)} if day else ""


def expected(notice: Notice) -> dict[str, str]:
    """When each act that is not public yet is to be expected, in words, for the checklist."""
    due = list_due_on(notice)
    words = {
        Duty.PANEL: _("solo dopo la scadenza"),
        Duty.TABLE_MINUTES: _("dopo ogni incontro"),
        Duty.SYNTHESIS: _("alla fine dei tavoli"),
    }
    if due:
        words[Duty.VERIFICATION_MINUTES] = _("con l’elenco")
        words[Duty.ADMISSION_LIST] = _("entro il %(day)s") % {"day": moments.short_day(due)}
    return {str(duty): said for duty, said in words.items()}


def state(notice: Notice, at: datetime) -> Badge:
    """The notice's state for whoever reads it: open or closed is computed from the window."""
    status = NoticeStatus(notice.status)
    if status == NoticeStatus.PUBLISHED:
        return _published(notice, at)
    shown: dict[NoticeStatus, Badge] = {
        NoticeStatus.DRAFT: Badge(_("Bozza"), "wait", "it-pencil"),
        NoticeStatus.LEGAL_CHECK: Badge(_("Controllo legale"), "wait", "it-search"),
        NoticeStatus.ADOPTED: Badge(_("Adottato, da pubblicare"), "due"),
        NoticeStatus.SUSPENDED: Badge(_("Sospeso"), "due"),
        NoticeStatus.CLOSED: Badge(_("Termine scaduto"), "", "it-lock"),
        NoticeStatus.SCREENING: Badge(_("In istruttoria"), "", "it-search"),
        NoticeStatus.EVALUATION: Badge(_("In valutazione"), "", "it-search"),
        NoticeStatus.TABLES: Badge(_("Ai tavoli"), "", "it-user"),
        NoticeStatus.CONCLUDED: Badge(_("Concluso"), "done"),
        NoticeStatus.MERGED: Badge(_("Rettifica adottata"), "done"),
        NoticeStatus.DROPPED: Badge(_("Rettifica abbandonata"), "wait"),
        NoticeStatus.REVOKED: Badge(_("Revocato"), "stop"),
        NoticeStatus.VOID_NO_APPLICANTS: Badge(_("Senza domande"), "wait"),
        NoticeStatus.ANNULLED_BY_COURT: Badge(_("Annullato dal giudice"), "stop"),
    }
    return shown[status]


def _published(notice: Notice, at: datetime) -> Badge:
    if _is_past(notice, at):
        return Badge(_("Termine scaduto"), "", "it-lock")
    if notice.opens_at and notice.opens_at > at:
        return Badge(_("Apre presto"), "wait")
    if notice.closes_at and notice.closes_at - at < timedelta(days=3):
        return Badge(_("Aperto, scade presto"), "due")
    return Badge(_("Aperto"), "now", "it-unlocked")
