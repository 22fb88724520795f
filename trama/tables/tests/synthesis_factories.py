"""A path on its way to the act, for tests: what its records say, and each phase from there on."""

from datetime import timedelta
from typing import Any

from trama.accounts.models import User
from trama.core import clock
from trama.needs.tests.factories import NeedFactory
from trama.programming.models import Theme
from trama.tables.lifecycle import synthesis as acts
from trama.tables.models import (
    Contribution,
    ContributionStatus,
    EntryKind,
    Meeting,
    MeetingStatus,
    Participant,
    Path,
    PathDocumentKind,
    Synthesis,
    SynthesisParagraph,
    WorkingTable,
)
from trama.tables.tasks import synthesis as jobs
from trama.tables.tests.factories import (
    ContributionFactory,
    EntryFactory,
    MeetingFactory,
    PositionFactory,
    TableFactory,
)
from trama.tables.tests.votes_factories import VoteFactory, counted

ACCEPTED = ContributionStatus.ACCEPTED


def told(path: Path, table: WorkingTable | None = None) -> Meeting:
    """What the bodies of a path said: an accepted need with a card, a proposal that somebody has a
    reserve on, a resource of the third objective, an objection, a decision, a dissent."""
    first, second, *_rest = path.participants.filter(kind="admitted").order_by("pk")
    table = table or TableFactory.create(path=path)
    meeting = MeetingFactory.create(table=table, number=90, approved=True, present=[first, second])
    home = Theme.objects.get(code="housing")
    card = NeedFactory.create(title="Case per chi ha lo sfratto")
    need = accepted(path, first, kind="need", title="Mancano case", themes=[home], needs=[card])
    ours = accepted(path, first, title="Una porta sola", themes=[home], authors=[first, second])
    PositionFactory.create(
        contribution=ours, participant=_third(path), stance="reserve", reason="Costa troppo."
    )
    accepted(
        path, second, kind="resource", title="Un tavolo fisso",
        themes=[Theme.objects.get(code="networking-coordination")],
    )  # fmt: skip
    ContributionFactory.create(
        path=path, authors=[second], objection=True, objects_to=need, status="not_accepted",
        title="Non è il primo bisogno", text="Prima viene il lavoro.",
    )  # fmt: skip
    for kind, number, text in (
        (EntryKind.DECISION, "1.1", "Si apre uno sportello unico."),
        (EntryKind.DISSENT, "", "Lo sportello toglie tempo alle famiglie."),
        (EntryKind.NARRATIVE, "", "Si comincia alle dieci."),
    ):
        EntryFactory.create(
            meeting=meeting, kind=kind, number=number, text=text,
            speaker=second if kind == EntryKind.DISSENT else None,
        )  # fmt: skip
    meeting.status, meeting.published_at = MeetingStatus.PUBLISHED, clock.now()
    meeting.save(update_fields=["status", "published_at"])
    return meeting


def accepted(
    path: Path, author: Participant, *, authors: list[Participant] | None = None, **more: object
) -> Contribution:
    return ContributionFactory.create(
        path=path, authors=authors or [author], status=ACCEPTED, **more
    )


def _third(path: Path) -> Participant:
    return path.participants.filter(kind="admitted").order_by("pk")[2]


def voted(path: Path) -> None:
    """Two options, the first chosen; both come from accepted needs."""
    first = path.participants.filter(kind="admitted").order_by("pk")[0]
    vote = VoteFactory.create(path=path, over=True, options=["Sportello unico", "Più posti"])
    counted(vote, {first: [1]})
    Contribution.objects.filter(options__vote=vote).update(
        status=ACCEPTED, outcome_reason="È nelle priorità."
    )


# ---------------------------------------------------------------- phase by phase


def drafted(path: Path, actor: User) -> Synthesis:
    """Composed from the records."""
    acts.ask_composition(path, actor=actor)
    jobs.compose(str(path.uid))
    path.refresh_from_db()
    return Synthesis.objects.get(path=path)


def consulted(path: Path, actor: User) -> None:
    """In consultation, for ten working days."""
    drafted(path, actor)
    acts.open_consultation(path, days=10, actor=actor)


def heard(path: Path) -> None:
    """The term of the consultation is over."""
    Synthesis.objects.filter(path=path).update(consulted_until=clock.now() - timedelta(hours=1))


def final(path: Path, actor: User) -> None:
    consulted(path, actor)
    heard(path)
    acts.finalize(path, actor=actor)


def reported(path: Path, actor: User) -> None:
    """The report is written, and every document is on paper."""
    final(path, actor)
    acts.write_report(path, text="Il percorso ha raggiunto il suo scopo.", actor=actor)
    on_paper(path)


def on_paper(path: Path) -> None:
    for document in path.documents.filter(document=None).order_by("pk"):
        jobs.write_document(str(document.uid))


def adopted(path: Path, officer: User, executive: User) -> None:
    reported(path, officer)
    given = {"kind": "DD", "number": "4120", "adopted_on": clock.now().date()}
    acts.adopt_act(path, act=given, actor=executive)


def paragraph(path: Path, start: str) -> SynthesisParagraph:
    """The standing paragraph whose origin begins so."""
    rows = SynthesisParagraph.objects.filter(section__path=path, removed_at=None)
    return rows.filter(origin__startswith=start).order_by("position", "pk")[0]


def content(path: Path, kind: PathDocumentKind) -> dict[str, Any]:
    found = path.documents.filter(kind=kind).order_by("-made_at", "-pk")[0]
    said: dict[str, Any] = found.content
    return said
