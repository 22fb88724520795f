"""Where the thread of a path is broken: what is owed, by whom, since when, what follows."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from trama.core.deadlines import day_of
from trama.core.thread import Gap
from trama.notices.models import Notice, NoticeStatus, NoticeType
from trama.tables.models import (
    Contribution,
    ContributionStatus,
    Meeting,
    MeetingStatus,
    Path,
    PathStatus,
    SynthesisParagraph,
    VoteOption,
    VoteStatus,
)
from trama.tables.queries.minutes import owed_on
from trama.tables.queries.outcomes import fate
from trama.tables.queries.synthesis import unreferenced
from trama.tables.queries.thread.kinds import CONCLUDED, WRITTEN, with_votes
from trama.tables.queries.votes import is_grounded


def without_path(uids: Sequence[UUID], now: datetime) -> Iterable[Gap]:
    """Bodies were admitted to the tables, and nobody has opened them."""
    waiting = Notice.objects.filter(
        uid__in=uids, status=NoticeStatus.TABLES, type=NoticeType.COPROGRAMMING, path=None
    )
    for notice in waiting.select_related("office"):
        yield Gap(
            of=notice.uid,
            words=_("Gli enti sono ammessi, ma il percorso non è ancora aperto."),
            owed_by=notice.office.name,
            follows=_("Finché non si apre, i tavoli non si incontrano."),
        )


def without_act(uids: Sequence[UUID], now: datetime) -> Iterable[Gap]:
    """Stopped or closed halfway: what was said has led to no act."""
    off = Path.objects.filter(
        uid__in=uids, status__in=[PathStatus.SUSPENDED, PathStatus.CLOSED_WITHOUT_ACT]
    )
    for path in off.select_related("notice__office"):
        is_closed = path.status == PathStatus.CLOSED_WITHOUT_ACT
        yield Gap(
            of=path.uid,
            words=_("Il percorso è chiuso senza un atto.")
            if is_closed
            else _("Il percorso è sospeso."),
            owed_by=path.notice.office.name,
            follows=path.closing_reason or _("Quello che è stato detto resta."),
        )


def without_minutes(uids: Sequence[UUID], now: datetime) -> Iterable[Gap]:
    """Minutes are due within the days that the path has set (R-CP-01)."""
    over = (MeetingStatus.PUBLISHED, MeetingStatus.CANCELLED)
    begun = Meeting.objects.filter(uid__in=uids, ends_at__lt=now).exclude(status__in=over)
    for meeting in begun.select_related("table__path__notice__office"):
        due_on = owed_on(meeting)
        if due_on < day_of(now):
            yield Gap(
                of=meeting.uid,
                words=_("Manca il verbale di «%(title)s».") % {"title": meeting.title},
                owed_by=meeting.table.path.notice.office.name,
                since=due_on,
                follows=_("Il tavolo non convoca l’incontro dopo senza dire perché."),
            )


def without_outcome(uids: Sequence[UUID], now: datetime) -> Iterable[Gap]:
    """Each contribution ends with an outcome and a reason: nothing disappears (R-CP-02)."""
    open_ones = Contribution.objects.filter(
        uid__in=uids, status=ContributionStatus.DISCUSSED, path__status__in=WRITTEN
    )
    for one in open_ones.select_related("path__notice__office"):
        yield Gap(
            of=one.uid,
            words=_("Il contributo %(code)s non ha un esito.") % {"code": one.code},
            owed_by=one.path.notice.office.name,
            since=day_of(one.brought_at),
            follows=_("Chi l’ha portato non sa ancora se è accolto, e perché."),
        )


def without_need(uids: Sequence[UUID], now: datetime) -> Iterable[Gap]:
    """What is voted on comes from needs with evidence (R-CP-03)."""
    firm = Contribution.objects.filter(is_grounded(), options=OuterRef("pk"))
    bare = VoteOption.objects.filter(~Exists(firm), uid__in=uids)
    for option in with_votes(bare):
        yield Gap(
            of=option.uid,
            words=_("«%(title)s» non nasce da un bisogno con le sue prove.")
            % {"title": option.title},
            owed_by=option.vote.path.notice.office.name,
            follows=_("Non si sa a quale bisogno risponde."),
            is_behind=True,
        )


def unwritten(uids: Sequence[UUID], now: datetime) -> Iterable[Gap]:
    """Chosen by the tables, and the synthesis that everybody reads says nothing of it."""
    told = SynthesisParagraph.objects.filter(option=OuterRef("pk"), removed_at=None)
    counted = VoteOption.objects.filter(
        ~Exists(told),
        uid__in=uids,
        vote__status=VoteStatus.COUNTED,
        vote__path__status__in=WRITTEN,
    )
    for option in with_votes(counted):
        if fate(option)[0]:
            counted_at = option.vote.counted_at
            yield Gap(
                of=option.uid,
                words=_("«%(title)s» è stata scelta, ma la sintesi non ne parla.")
                % {"title": option.title},
                owed_by=option.vote.path.notice.office.name,
                since=day_of(counted_at) if counted_at else None,
            )


def without_source(uids: Sequence[UUID], now: datetime) -> Iterable[Gap]:
    """A paragraph that nobody said: it is flagged, and can't be made final."""
    bare = unreferenced(SynthesisParagraph.objects.filter(uid__in=uids))
    for one in bare.select_related("section__path__notice__office"):
        yield Gap(
            of=one.uid,
            words=_("Questo capoverso non dice da dove viene."),
            owed_by=one.section.path.notice.office.name,
            since=day_of(one.written_at),
            follows=_("Senza una fonte la sintesi non può diventare definitiva."),
            is_behind=True,
        )


def unprogrammed(uids: Sequence[UUID], now: datetime) -> Iterable[Gap]:
    """Adopted, and no co-design notice can rest on it yet (CTS art. 55, co. 3)."""
    paths = Path.objects.filter(act__uid__in=uids, status__in=CONCLUDED, programming_act=None)
    for path in paths.select_related("act", "notice__office"):
        if path.act is not None:
            yield Gap(
                of=path.act.uid,
                words=_("L’atto non è ancora nella programmazione."),
                owed_by=path.notice.office.name,
                since=path.act.adopted_on,
                follows=_("Nessun avviso di co-progettazione può ancora fondarsi su di esso."),
            )


GAPS = (
    ("avviso", without_path),
    ("percorso", without_act),
    ("incontro", without_minutes),
    ("contributo", without_outcome),
    ("opzione", without_need),
    ("opzione", unwritten),
    ("capoverso", without_source),
    ("atto", unprogrammed),
)
