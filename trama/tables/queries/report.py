"""The officer's reasoned report and the annex of the act, gathered from the records (R-CP-05):
who came, to what, what was said, with what results."""

from collections.abc import Iterator, Sequence

from django.db.models import Count, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trama.core import moments
from trama.tables.models import (
    AttendanceMode,
    Contribution,
    ContributionKind,
    ContributionStatus,
    EntryKind,
    Meeting,
    MeetingStatus,
    MinutesEntry,
    ParticipantStatus,
    Path,
    PathDocument,
    Remark,
    RemarkStatus,
    VoteStatus,
)
from trama.tables.queries.ground_paper import ground_blocks
from trama.tables.queries.minutes import address_of, count_words
from trama.tables.queries.outcomes import standings
from trama.tables.queries.paper import Block, Content, entry, paper, tables, text
from trama.tables.queries.priorities import priorities_of
from trama.tables.queries.synthesis import remarks_of, synthesis_of
from trama.tables.queries.synthesis_paper import grounds, paragraph_blocks
from trama.tables.rules.synthesis import named


def report_paper(document: PathDocument) -> Content:
    """Relazione motivata del responsabile, with what the officer adds."""
    path = document.path
    blocks = [
        *_who(path),
        *_meetings(path),
        *_contributions(path),
        *ground_blocks(path),
        *_decisions(path),
        *_votes(path),
        *_priorities(path),
        *_dissent(path),
        *_remarks(path),
        *_effects(path),
    ]
    return paper(
        document,
        blocks,
        sentence=_("Chi ha partecipato, a che cosa, che cosa è stato detto e con quali risultati."),
        facts=[(_("Percorso aperto"), moments.day(path.opened_at))],
        note=_("La relazione è ricavata dai registri del percorso; la valutazione è del "
               "responsabile del procedimento."),
    )  # fmt: skip


def _who(path: Path) -> Iterator[Block]:
    section = _("Chi ha partecipato")
    came = Count("attendances", filter=Q(attendances__meeting__status=MeetingStatus.PUBLISHED))
    brought = Count("contributions", distinct=True)
    attended = dict(path.participants.annotate(n=came).values_list("pk", "n"))
    rows = []
    for one in path.participants.annotate(brought=brought).order_by("kind", "name", "pk"):
        how = one.get_kind_display()
        if one.status != ParticipantStatus.ACTIVE and one.ended_at:
            how += _(", %(status)s dal %(day)s") % {
                "status": one.get_status_display(),
                "day": moments.short_day(one.ended_at),
            }
        rows.append([one.name, how, str(attended[one.pk]), str(one.brought)])
    columns = {_("Partecipante"): 3, _("Come"): 2, _("Incontri"): 0.9, _("Contributi"): 1.1}
    yield from tables(section, _("Chi ha partecipato, a quanti incontri"), columns, rows)


def _meetings(path: Path) -> Iterator[Block]:
    section = _("A che cosa")
    meetings = (
        Meeting.objects.filter(table__path=path)
        .exclude(status=MeetingStatus.CANCELLED)
        .select_related("table")
        .annotate(
            there=Count("attendances"),
            through=Count("attendances", filter=Q(attendances__mode=AttendanceMode.REPRESENTED)),
        )
    )
    rows = [
        [
            f"{one.title}, {one.table.title}",
            moments.short_day(one.starts_at),
            str(one.there),
            one.get_status_display(),
        ]
        for one in meetings.order_by("starts_at", "pk")
    ]
    columns = {_("Incontro"): 3, _("Quando"): 1.1, _("Presenti"): 0.8, _("Verbale"): 1.6}
    yield from tables(section, _("Incontri tenuti"), columns, rows)


def _contributions(path: Path) -> Iterator[Block]:
    section = _("Che cosa è stato detto")
    counted = path.contributions.values_list("kind", "status").annotate(n=Count("pk"))
    counts = {(kind, status): n for kind, status, n in counted.order_by("kind", "status")}
    total = sum(counts.values())
    words = ngettext(
        "È stato portato un contributo.", "Sono stati portati %(n)d contributi.", total
    )
    yield text(
        section,
        words % {"n": total} + " " + _("Ognuno ha un esito con il motivo: sono nell’allegato."),
    )
    columns = {_("Che cosa è"): 1.4, **{str(one.label).capitalize(): 1 for one in OUTCOMES}}
    rows = [
        [str(kind.label).capitalize(), *(str(counts.get((kind, one), 0)) for one in OUTCOMES)]
        for kind in ContributionKind
    ]
    yield from tables(section, _("Contributi, per esito"), columns, rows)


OUTCOMES = (
    ContributionStatus.ACCEPTED,
    ContributionStatus.MERGED,
    ContributionStatus.DEFERRED,
    ContributionStatus.NOT_ACCEPTED,
)


def _decisions(path: Path) -> Iterator[Block]:
    rows = MinutesEntry.objects.filter(
        kind=EntryKind.DECISION,
        meeting__table__path=path,
        meeting__status=MeetingStatus.PUBLISHED,
    ).select_related("meeting")
    for one in rows.order_by("meeting__starts_at", "meeting_id", "position", "pk"):
        yield entry(
            _("Decisioni dei tavoli"),
            _("%(meeting)s, decisione %(number)s")
            % {"meeting": one.meeting.title, "number": one.number},
            address_of(one, path.code),
            [one.text, count_words(one)],
        )


def _votes(path: Path) -> Iterator[Block]:
    votes = path.votes.filter(status=VoteStatus.COUNTED).prefetch_related("options")
    for vote in votes.order_by("closed_at", "pk"):
        voters = vote.result["voters"]
        who = ngettext("Ha votato un ente.", "Hanno votato %(n)d enti.", voters) % {"n": voters}
        lines = [_("Metodo: %(method)s.") % {"method": vote.get_method_display()} + f" {who}"]
        for one in standings(vote, list(vote.options.all())):
            fate = _("Scelta") if one.position else _("Non scelta")
            lines.append(f"{fate}: «{one.option.title}». {one.why}")
        page = reverse("paths:vote", args=[path.code, vote.uid])
        yield entry(_("Voti sulle priorità"), vote.title, page, lines)


def _priorities(path: Path) -> Iterator[Block]:
    section = _("Risultati: le priorità dell’atto")
    for one in priorities_of(path):
        if one.dropped_because:
            why = _("Non ripresa nell’atto: %(why)s") % {"why": one.dropped_because}
            yield entry(section, one.title, "", [why])
        else:
            yield entry(section, one.title, "", [one.text, grounds(one)])


def _dissent(path: Path) -> Iterator[Block]:
    yield from paragraph_blocks(path, dissent_only=True)
    kept = Remark.objects.filter(
        status=RemarkStatus.OBJECTION, entry__meeting__table__path=path
    ).select_related("participant", "entry__meeting")
    for one in kept.order_by("made_at", "pk"):
        title = _("%(name)s, sul verbale di «%(meeting)s»") % {
            "name": one.participant.name,
            "meeting": one.entry.meeting.title,
        }
        yield entry(_("Obiezioni ai verbali"), title, "", [f"«{one.text}»", one.answer])


def _remarks(path: Path) -> Iterator[Block]:
    section = _("Osservazioni alla bozza")
    remarks = list(remarks_of(path))
    if not remarks:
        yield text(section, _("Nella consultazione non sono arrivate osservazioni."))
    for one in remarks:
        outcome = f"{one.get_status_display().capitalize()}: {one.answer}"
        yield entry(section, one.participant.name, "", [f"«{one.text}»", outcome])


def _effects(path: Path) -> Iterator[Block]:
    synthesis = synthesis_of(path)
    if synthesis is not None and synthesis.report:
        yield text(_("Valutazioni del responsabile"), synthesis.report)
    section = _("Effetti")
    yield text(section, _(
        "Aver partecipato non dà diritti, precedenze o pagamenti. Le determinazioni spettano "
        "all’amministrazione (D.Lgs. 117/2017, art. 55; DM 72/2021)."
    ))  # fmt: skip
    yield text(section, _(
        "Se per questi bisogni l’amministrazione affiderà servizi con una gara anziché "
        "co-progettarli con gli enti del Terzo settore, dovrà dire perché."
    ))  # fmt: skip


# ---------------------------------------------------------------- the annex


def annex_paper(document: PathDocument) -> Content:
    """Every contribution, who brought it, what became of it and why: four queries, however many."""
    path = document.path
    whole = Prefetch("merged_into", Contribution.objects.only("number"))
    rows = path.contributions.defer("search", "title_key").prefetch_related("authors", whole)
    blocks = [_annexed(path, one) for one in rows.order_by("number").iterator(chunk_size=1000)]
    count = len(blocks)
    words = ngettext(
        "Un contributo, con il suo esito.", "%(n)d contributi, ognuno con il suo esito.", count
    ) % {"n": count}
    note = _("In ordine di arrivo. Il testo intero, le versioni e le posizioni di chi ha "
             "risposto sono alla pagina di ogni contributo.")  # fmt: skip
    return paper(document, blocks, sentence=words, note=note)


def _annexed(path: Path, one: Contribution) -> Block:
    authors: Sequence[str] = [author.name for author in one.authors.all()]
    outcome = one.get_status_display().capitalize()
    if one.merged_into is not None:
        outcome = _("Unito a %(code)s") % {"code": one.merged_into.code}
    if one.outcome_reason:
        outcome += f": {one.outcome_reason}"
    return entry(
        _("Contributi"),
        f"{one.code} {one.title}",
        reverse("paths:contribution", args=[path.code, one.number]),
        [
            _("%(kind)s, di %(who)s.")
            % {"kind": one.get_kind_display().capitalize(), "who": named(authors).rstrip(".")},
            outcome,
        ],
    )
