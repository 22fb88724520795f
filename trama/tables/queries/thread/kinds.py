"""The things of a path on the golden thread: what anybody may see of them, and in what words."""

from collections.abc import Iterable
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, Model, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trama.core.thread import Kind, Node
from trama.core.ui import Badge
from trama.ledger.models import AdministrativeAct
from trama.tables.models import (
    Contribution,
    EntryKind,
    Meeting,
    MeetingStatus,
    MinutesEntry,
    Participant,
    ParticipantStatus,
    Path,
    PathDocument,
    PathDocumentKind,
    PathPriority,
    PathStatus,
    PriorityVote,
    SynthesisParagraph,
    VoteOption,
    VoteStatus,
)
from trama.tables.queries.contributions import badge_of
from trama.tables.queries.minutes import address_of
from trama.tables.queries.outcomes import fate

M = TypeVar("M", bound=Model)

CONCLUDED = (PathStatus.ACT_ADOPTED, PathStatus.FEEDS_PLAN)
FINAL = (PathStatus.SYNTHESIS_FINAL, PathStatus.RDP_REPORT, *CONCLUDED)
WRITTEN = (PathStatus.CONSULTATION, *FINAL)
WORDS = 24
"""Of a text without a title: its first words."""


def _title(text: str) -> str:
    return Truncator(text).words(WORDS, truncate=" […]")


def _with_code(rows: QuerySet[M], path: str, *columns: str) -> QuerySet[M]:
    """Some columns, and the code of the path that `path` leads to: a step has hundreds of rows,
    and what a notice says is long."""
    return rows.select_related(f"{path}__notice").only(*columns, f"{path}__notice__code")


# ---------------------------------------------------------------- the path and who takes part


def _paths(rows: QuerySet[Path]) -> Iterable[Node]:
    for path in rows.select_related("notice"):
        yield Node(
            uid=path.uid,
            title=path.title,
            code=path.code,
            url=reverse("paths:path", args=[path.code]),
            badge=Badge(path.get_status_display()),
        )


def _bodies(rows: QuerySet[Participant]) -> Iterable[Node]:
    columns = ("uid", "name", "kind", "status", "organization__uid")
    for one in _with_code(rows.select_related("organization"), "path", *columns):
        body = one.organization
        is_there = one.status == ParticipantStatus.ACTIVE
        yield Node(
            uid=one.uid,
            title=one.name,
            url=reverse("organizations:detail", args=[body.uid])
            if body
            else reverse("paths:path", args=[one.path.code]),
            line=one.get_kind_display(),
            badge=None if is_there else Badge(one.get_status_display(), "wait"),
        )


def _meetings(rows: QuerySet[Meeting]) -> Iterable[Node]:
    columns = ("uid", "title", "status", "table__title")
    for meeting in _with_code(rows, "table__path", *columns):
        is_over = meeting.status == MeetingStatus.PUBLISHED
        yield Node(
            uid=meeting.uid,
            title=meeting.title,
            url=reverse("paths:meeting", args=[meeting.table.path.code, meeting.uid]),
            line=meeting.table.title,
            badge=Badge(meeting.get_status_display(), "done" if is_over else "now"),
        )


# ---------------------------------------------------------------- what is said and chosen


def _contributions(rows: QuerySet[Contribution]) -> Iterable[Node]:
    columns = ("uid", "title", "number", "outcome_reason", "status")
    for one in _with_code(rows, "path", *columns):
        yield Node(
            uid=one.uid,
            title=one.title,
            code=one.code,
            url=reverse("paths:contribution", args=[one.path.code, one.number]),
            line=one.outcome_reason,
            badge=badge_of(one),
        )


def _decisions(rows: QuerySet[MinutesEntry]) -> Iterable[Node]:
    meetings = ("meeting__uid", "meeting__title")
    for entry in _with_code(rows, "meeting__table__path", "uid", "text", "number", *meetings):
        meeting = entry.meeting
        yield Node(
            uid=entry.uid,
            title=_title(entry.text),
            code=entry.number,
            url=address_of(entry, meeting.table.path.code),
            line=meeting.title,
        )


def with_votes(rows: QuerySet[VoteOption]) -> QuerySet[VoteOption]:
    """Each vote is read once, whatever its options: an outcome explains them all."""
    votes = PriorityVote.objects.select_related("path__notice__office")
    return rows.prefetch_related(Prefetch("vote", votes))


def _options(rows: QuerySet[VoteOption]) -> Iterable[Node]:
    for option in with_votes(rows):
        vote = option.vote
        chosen, why = fate(option)
        yield Node(
            uid=option.uid,
            title=option.title,
            url=reverse("paths:vote", args=[vote.path.code, vote.uid]),
            line=why or vote.title,
            badge=_choice(vote, is_chosen=chosen),
        )


def _choice(vote: PriorityVote, *, is_chosen: bool) -> Badge:
    if vote.status != VoteStatus.COUNTED:
        return Badge(vote.get_status_display(), "now")
    return Badge(_("scelta"), "done") if is_chosen else Badge(_("non scelta"), "wait")


def _public_options() -> QuerySet[VoteOption]:
    seen = PriorityVote.objects.visible_to(AnonymousUser()).exclude(status=VoteStatus.CANCELLED)
    return VoteOption.objects.filter(vote__in=seen)


# ---------------------------------------------------------------- what is concluded


def _public_paragraphs() -> QuerySet[SynthesisParagraph]:
    """Those of the final synthesis; in the consultation, as they stand in the draft that is read.

    What is corrected after it is nobody's until it is final.
    """
    there = Q(section__path__status__in=FINAL)
    off = Q(section__path__status=PathStatus.SUSPENDED)
    final = there | off & Q(section__path__suspended_from__in=FINAL)
    consulted = Q(section__path__status=PathStatus.CONSULTATION) | off & Q(
        section__path__suspended_from=PathStatus.CONSULTATION
    )
    read = PathDocument.objects.filter(
        path=OuterRef("section__path"),
        kind=PathDocumentKind.SYNTHESIS_DRAFT,
        made_at__gte=OuterRef("written_at"),
    )
    return SynthesisParagraph.objects.filter(final | consulted & Exists(read), removed_at=None)


def threaded(uids: Iterable[str]) -> set[str]:
    """Of some paragraphs, by what a document writes of them, those that have a thread."""
    found = _public_paragraphs().filter(uid__in=uids)
    return {str(uid) for uid in found.values_list("uid", flat=True)}


def _paragraphs(rows: QuerySet[SynthesisParagraph]) -> Iterable[Node]:
    columns = ("uid", "text", "is_dissent", "section__title")
    for one in _with_code(rows, "section__path", *columns):
        yield Node(
            uid=one.uid,
            title=_title(one.text),
            url=f"{reverse('paths:synthesis', args=[one.section.path.code])}#{one.uid}",
            line=one.section.title,
            badge=Badge(_("posizione diversa"), "stop") if one.is_dissent else None,
        )


def _public_priorities() -> QuerySet[PathPriority]:
    return PathPriority.objects.filter(path__status__in=CONCLUDED)


def _priorities(rows: QuerySet[PathPriority]) -> Iterable[Node]:
    for one in _with_code(rows, "path", "uid", "title", "dropped_because"):
        left = one.dropped_because
        yield Node(
            uid=one.uid,
            title=one.title,
            url=reverse("paths:synthesis", args=[one.path.code]),
            line=left,
            badge=Badge(_("lasciata fuori"), "stop") if left else Badge(_("accolta"), "done"),
        )


def _public_acts() -> QuerySet[AdministrativeAct]:
    concluding = Path.objects.filter(status__in=CONCLUDED, act__isnull=False)
    return AdministrativeAct.objects.filter(pk__in=concluding.values("act"))


def _acts(rows: QuerySet[AdministrativeAct]) -> Iterable[Node]:
    acts = {act.pk: act for act in rows}
    for path in Path.objects.filter(act__in=acts).select_related("notice").order_by("pk"):
        act = acts[path.act_id or 0]
        yield Node(
            uid=act.uid,
            title=str(act),
            url=reverse("paths:path", args=[path.code]),
            line=act.title,
        )


KINDS = (
    Kind(
        slug="percorso",
        one=gettext_lazy("percorso"),
        many=gettext_lazy("percorsi"),
        public=Path.objects.all,
        nodes=_paths,
        order=("opened_at", "pk"),
        day="opened_at",
    ),
    Kind(
        slug="ente",
        one=gettext_lazy("partecipante"),
        many=gettext_lazy("partecipanti"),
        public=Participant.objects.all,
        nodes=_bodies,
        order=("name", "pk"),
        day="since",
        end=gettext_lazy("Non ha ancora portato contributi."),
    ),
    Kind(
        slug="incontro",
        one=gettext_lazy("incontro"),
        many=gettext_lazy("incontri"),
        public=lambda: Meeting.objects.exclude(status=MeetingStatus.CANCELLED),
        nodes=_meetings,
        order=("starts_at", "pk"),
        day="starts_at",
        end=gettext_lazy("Non ne sono ancora nati contributi o decisioni pubblicate."),
    ),
    Kind(
        slug="contributo",
        one=gettext_lazy("contributo"),
        many=gettext_lazy("contributi"),
        public=Contribution.objects.all,
        nodes=_contributions,
        order=("brought_at", "number", "pk"),
        day="brought_at",
        end=gettext_lazy("Non è ancora entrato in una decisione, in un voto o nella sintesi."),
    ),
    Kind(
        slug="decisione",
        one=gettext_lazy("decisione"),
        many=gettext_lazy("decisioni"),
        public=lambda: MinutesEntry.objects.filter(
            kind=EntryKind.DECISION, meeting__status=MeetingStatus.PUBLISHED
        ),
        nodes=_decisions,
        order=("meeting__starts_at", "position", "pk"),
        day="meeting__starts_at",
        end=gettext_lazy("La sintesi non ne parla ancora."),
    ),
    Kind(
        slug="opzione",
        one=gettext_lazy("opzione di voto"),
        many=gettext_lazy("opzioni di voto"),
        public=_public_options,
        nodes=_options,
        order=("vote__opens_at", "position", "pk"),
        day="vote__opens_at",
        end=gettext_lazy("La sintesi non ne parla ancora."),
    ),
    Kind(
        slug="capoverso",
        one=gettext_lazy("capoverso della sintesi"),
        many=gettext_lazy("capoversi della sintesi"),
        public=_public_paragraphs,
        nodes=_paragraphs,
        order=("section__position", "position", "pk"),
        day="written_at",
        end=gettext_lazy("L’Amministrazione non ha ancora adottato l’atto conclusivo."),
    ),
    Kind(
        slug="priorita-scelta",
        one=gettext_lazy("priorità dei tavoli"),
        many=gettext_lazy("priorità dei tavoli"),
        public=_public_priorities,
        nodes=_priorities,
        order=("position", "pk"),
        day="path__act__adopted_on",
    ),
    Kind(
        slug="atto",
        one=gettext_lazy("atto conclusivo"),
        many=gettext_lazy("atti conclusivi"),
        public=_public_acts,
        nodes=_acts,
        order=("adopted_on", "pk"),
        day="adopted_on",
    ),
)
