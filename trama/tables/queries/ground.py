"""Questions about the common ground: what was answered, what is still to be, how it is shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trama.core.ui import Badge, Bar, Tone
from trama.organizations.models import LegalType
from trama.tables.models import (
    OpinionReading,
    Participant,
    ParticipantKind,
    ParticipantStatus,
    Path,
    Statement,
    StatementStatus,
    StatementVote,
)
from trama.tables.rules.opinion import Answer, Counts, Mark, marks, sides, too_few
from trama.tables.rules.readings import ANSWERS, CHOICES, Gathered

UNITING, DIVIDING = ("unites", "unites_against"), ("divides",)
SETTLED = timedelta(minutes=1)
"""An act that began before a reading may end after it: until then the reading is made again."""


def statements_of(path: Path) -> QuerySet[Statement]:
    return path.statements.select_related("author", "contribution").order_by("number")


def open_statements(path: Path) -> list[Statement]:
    return list(statements_of(path).filter(status=StatementStatus.OPEN))


def standing_statements(path: Path) -> QuerySet[Statement]:
    """Those that were not taken away."""
    return path.statements.exclude(status=StatementStatus.HIDDEN).order_by("number")


def answers_by(participant: Participant) -> dict[int, Answer]:
    """What a body has answered, by the statement's key."""
    votes = StatementVote.objects.filter(participant=participant)
    return {key: ANSWERS[value] for key, value in votes.values_list("statement", "value")}


def by_voice(path: Path) -> QuerySet[Participant]:
    """Bodies without an e-mail: somebody asks them, and writes what they say."""
    return voters_of(path).filter(email="")


def voters_of(path: Path) -> QuerySet[Participant]:
    """Who may answer: bodies, admitted or heard; the administration listens."""
    active = path.participants.filter(status=ParticipantStatus.ACTIVE)
    return active.exclude(kind=ParticipantKind.OFFICE).order_by("name", "pk")


# ---------------------------------------------------------------- what a reading is made of


def gathered(path: Path) -> Gathered:
    """Every answer to what was not taken away, whoever gave it and wherever it is today."""
    votes = StatementVote.objects.filter(statement__path=path).exclude(
        statement__status=StatementStatus.HIDDEN
    )
    answers: dict[str, dict[str, Answer]] = {}
    kinds: dict[str, str] = {}
    for number, voter, value, kind, legal_type in votes.values_list(
        "statement__number",
        "participant",
        "value",
        "participant__kind",
        "participant__organization__legal_type",
    ):
        answers.setdefault(str(voter), {})[str(number)] = ANSWERS[value]
        kinds[str(voter)] = legal_type or kind
    kept = path.statements.exclude(status=StatementStatus.HIDDEN).order_by("number")
    return Gathered([str(n) for n in kept.values_list("number", flat=True)], answers, kinds)


def to_read() -> QuerySet[Path]:
    """The paths where something has changed since their last reading."""
    last = OpinionReading.objects.filter(path=OuterRef("pk")).order_by("-computed_at")
    paths = Path.objects.annotate(
        read_at=Subquery(last.values("computed_at")[:1]),
        # Postgres leaves out of GREATEST what is null.
        changed_at=Greatest(Max("statements__votes__voted_at"), Max("statements__changed_at")),
    ).filter(changed_at__isnull=False)
    return paths.filter(Q(read_at=None) | Q(read_at__lte=F("changed_at") + SETTLED)).order_by("pk")


def latest_reading(path: Path) -> OpinionReading | None:
    return path.opinion_readings.order_by("-computed_at", "-pk").first()


def how_many(path: Path) -> tuple[int, int]:
    """Statements that unite the kinds of body, and that divide them, when they were last read."""
    latest = latest_reading(path)
    found = [row["verdict"] for row in latest.content["statements"]] if latest else []
    return sum(one in UNITING for one in found), sum(one in DIVIDING for one in found)


# ---------------------------------------------------------------- as it is shown


@dataclass(frozen=True)
class Group:
    label: str
    bars: Sequence[Bar]
    total: int


@dataclass(frozen=True)
class Shown:
    """A statement with what is known of it; without `bars`, too few have answered."""

    statement: Statement
    verdict: str
    badge: Badge | None
    bars: Sequence[Bar]
    groups: Sequence[Group]
    note: str
    sides: str = ""

    @property
    def is_standing(self) -> bool:
        return self.statement.status != StatementStatus.HIDDEN

    @property
    def anchor(self) -> str:
        return f"affermazione-{self.statement.number}"


@dataclass(frozen=True)
class Board:
    """The common ground of a path: every statement, those that unite, those that divide."""

    statements: Sequence[Shown]
    unite: Sequence[Shown]
    divide: Sequence[Shown]
    read_at: datetime | None
    voters: int
    why_no_groups: str
    by_voice: int
    opinions: "Opinions | None"
    has_matrix: bool

    @property
    def unplaced(self) -> int:
        """Who answered too little to be in a group of opinion."""
        return self.voters - self.opinions.placed if self.opinions else 0

    @property
    def has_groups(self) -> bool:
        """Of at least one statement, some kind of body is large enough to be shown."""
        return any(one.groups for one in self.statements)


@dataclass(frozen=True)
class Told:
    """A statement that sets a group of opinion apart, and by how much."""

    shown: Shown
    words: str


@dataclass(frozen=True)
class Opinions:
    """Groups of opinion: how many are in each, what sets each apart, what unites and divides."""

    groups: Sequence[Bar]
    apart: Sequence[tuple[str, Sequence[Told]]]
    unite: Sequence[Shown]
    divide: Sequence[Shown]
    placed: int
    method: str
    seed: int


def board(path: Path) -> Board:
    statements = list(statements_of(path))
    found = latest_reading(path)
    content: Mapping[str, Any] = found.content if found else {"statements": []}
    shown = _shown(statements, content["statements"], kind_label)
    asked = [one for one in statements if one.status != StatementStatus.HIDDEN]
    groups = content.get("clusters")
    return Board(
        statements=[shown[one.number] for one in statements],
        unite=_ranked(content["statements"], shown, "unity", UNITING),
        divide=_ranked(content["statements"], shown, "divisiveness", DIVIDING),
        read_at=found.computed_at if found else None,
        voters=content.get("voters", 0),
        why_no_groups="" if groups else too_few(content.get("mapped", 0), len(asked)) or _alike(),
        by_voice=_by_voice(path),
        opinions=_opinions(statements, groups) if groups else None,
        has_matrix=bool(content.get("matrix")),
    )


def _alike() -> str:
    return _("Le risposte non distinguono gruppi di opinione di almeno cinque enti ciascuno.")


def _by_voice(path: Path) -> int:
    """How many bodies answered by voice, through the office."""
    votes = StatementVote.objects.filter(statement__path=path, acted_for=True)
    return votes.values("participant").distinct().count()


def _ranked(
    rows: Sequence[Mapping[str, Any]],
    shown: Mapping[int, Shown],
    score: str,
    verdicts: Sequence[str],
) -> list[Shown]:
    found = [row for row in rows if row["verdict"] in verdicts and row["number"] in shown]
    ranked = sorted(found, key=lambda row: (-row[score], row["number"]))
    taken = (shown[row["number"]] for row in ranked)
    return [one for one in taken if one.is_standing]


def _opinions(statements: Sequence[Statement], groups: Mapping[str, Any]) -> Opinions:
    rows = groups["statements"]
    shown = _shown(statements, rows, opinion_label)
    total = sum(groups["sizes"].values())
    return Opinions(
        groups=[
            Bar(opinion_label(name), size, 100 * size / total)
            for name, size in sorted(groups["sizes"].items())
        ],
        apart=[
            (opinion_label(name), _apart(rows, shown, name)) for name in sorted(groups["sizes"])
        ],
        unite=_ranked(rows, shown, "unity", UNITING),
        divide=_ranked(rows, shown, "divisiveness", DIVIDING),
        placed=total,
        method=groups["version"],
        seed=groups["seed"],
    )


def _apart(rows: Sequence[Mapping[str, Any]], shown: Mapping[int, Shown], name: str) -> list[Told]:
    standing = [row for row in rows if row["number"] in shown and shown[row["number"]].is_standing]
    counts = {str(row["number"]): _counts(row) for row in standing}
    return [Told(shown[int(one.statement)], _mark_words(one)) for one in marks(counts, name)]


def _counts(row: Mapping[str, Any]) -> dict[str, Counts]:
    return {group: Counts(*figures) for group, figures in row["groups"].items()}


def _sides(row: Mapping[str, Any], label: Callable[[str], str]) -> str:
    """Of what divides: who agrees and who does not."""
    if row["verdict"] not in DIVIDING:
        return ""
    for_it, against = (", ".join(map(label, names)) for names in sides(_counts(row)))
    return _("D’accordo: %(these)s. Contrari: %(those)s.") % {"these": for_it, "those": against}


def _mark_words(mark: Mark) -> str:
    agrees = mark.distance > 0
    words = (
        _("d’accordo %(n)d su %(total)d, fra gli altri %(m)d su %(rest)d")
        if agrees
        else _("contrari %(n)d su %(total)d, fra gli altri %(m)d su %(rest)d")
    )
    return words % {
        "n": mark.own.agree if agrees else mark.own.disagree,
        "total": mark.own.total,
        "m": mark.others.agree if agrees else mark.others.disagree,
        "rest": mark.others.total,
    }


def opinion_label(name: str) -> str:
    return _("gruppo %(name)s") % {"name": name}


def kind_label(kind: str) -> str:
    """A legal form, or how it takes part who has none."""
    if kind in LegalType.values:
        return str(LegalType(kind).label)
    return str(ParticipantKind(kind).label)


def _shown(
    statements: Sequence[Statement], rows: Sequence[Mapping[str, Any]], label: Callable[[str], str]
) -> dict[int, Shown]:
    known = {row["number"]: row for row in rows}
    found = {}
    for statement in statements:
        row = known.get(statement.number)
        if row is None or statement.status == StatementStatus.HIDDEN:
            found[statement.number] = Shown(statement, "", None, [], [], "")
            continue
        groups = [
            Group(label(name), _bars(figures), sum(figures))
            for name, figures in row["groups"].items()
        ]
        found[statement.number] = Shown(
            statement,
            row["verdict"],
            _badge(row["verdict"]),
            _bars(row["counts"]) if row["counts"] else [],
            groups,
            _note(row),
            _sides(row, label),
        )
    return found


def _bars(figures: Sequence[int]) -> list[Bar]:
    words = {"agree": _("d’accordo"), "pass": _("non si esprime"), "disagree": _("contrari")}
    total = sum(figures)
    return [
        Bar(words[choice], figure, 100 * figure / total if total else 0)
        for choice, figure in zip(CHOICES, figures, strict=True)
    ]


def _badge(verdict: str) -> Badge | None:
    tones: dict[str, tuple[str, Tone]] = {
        "unites": (_("unisce"), "done"),
        "unites_against": (_("unisce, contro"), "done"),
        "divides": (_("divide"), "due"),
        "open": (_("né unisce né divide"), ""),
    }
    return Badge(*tones[verdict]) if verdict in tones else None


def _note(row: Mapping[str, Any]) -> str:
    """What is not shown, and why."""
    if row["counts"] is None:
        return _(
            "Meno di cinque risposte: si mostrano da cinque in su, o si capirebbe di chi sono."
        )
    said = []
    if row["hidden"]:
        said.append(
            ngettext(
                "Un tipo di ente con meno di cinque risposte non si mostra da solo.",
                "%(n)d tipi di ente con meno di cinque risposte non si mostrano da soli.",
                row["hidden"],
            )
            % {"n": row["hidden"]}
        )
    if row["left_out"]:
        said.append(
            ngettext(
                "Una risposta resta fuori dal totale, o per differenza si capirebbe di chi è.",
                "%(n)d risposte restano fuori dal totale, o per differenza si capirebbe di chi "
                "sono.",
                row["left_out"],
            )
            % {"n": row["left_out"]}
        )
    return " ".join(said)
