"""Questions about contributions: which there are, what one says and said, who thinks what of it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from trama.core import moments
from trama.core.text import ItalianQuery
from trama.core.ui import Badge, Tone
from trama.needs.models import Need, Resource
from trama.needs.queries import cards
from trama.needs.queries.search import clean_words
from trama.programming.models import Theme
from trama.tables.models import (
    Contribution,
    ContributionStatus,
    ContributionVersion,
    Meeting,
    Participant,
    Path,
    Position,
    Stance,
)
from trama.territory.models import Zone
from trama.territory.queries.grounds import Group, zone_filter_choices

ON_A_PAGE = 25
SIMILAR = 5
ALIKE = 0.3  # trigram similarity of titles
VERSIONS = 10
ZONES_IN_A_ROW = 3

TONES: dict[str, Tone] = {
    ContributionStatus.DISCUSSED: "now",
    ContributionStatus.ACCEPTED: "done",
    ContributionStatus.MERGED: "",
    ContributionStatus.DEFERRED: "wait",
    ContributionStatus.NOT_ACCEPTED: "stop",
}
STANCE_TONES: dict[str, Tone] = {
    Stance.AGREE: "done",
    Stance.RESERVE: "due",
    Stance.DISAGREE: "stop",
}
NAMES_OF_ZONES = Prefetch("zones", Zone.objects.only("kind", "code", "name"))


def badge_of(contribution: Contribution) -> Badge:
    return Badge(contribution.get_status_display(), TONES[contribution.status])


# ---------------------------------------------------------------- the list


@dataclass(frozen=True)
class Wanted:
    """What a list of contributions is narrowed to; nothing: all of them."""

    words: str = ""
    kind: str = ""
    status: str = ""
    table: str = ""  # its identifier
    theme: str = ""  # its code
    zone: str = ""  # «nil/57»
    author: Participant | None = None

    @property
    def filter(self) -> Q:
        zone_kind, _slash, zone_code = self.zone.partition("/")
        exact = {
            "kind": self.kind, "status": self.status, "table__uid": self.table,
            "themes__code": self.theme, "zones__kind": zone_kind, "zones__code": zone_code,
            "authors": self.author,
        }  # fmt: skip
        found = Q(**{name: value for name, value in exact.items() if value})
        return found & Q(search=ItalianQuery(self.words)) if self.words.strip() else found


@dataclass(frozen=True)
class Offers:
    """What a list may be narrowed to, as the choices of a form."""

    tables: Sequence[tuple[str, str]]
    themes: Sequence[tuple[str, str]]
    zones: Sequence[Group]


def offers(path: Path) -> Offers:
    themes = Theme.objects.filter(retired=False)
    return Offers(
        [(str(one.uid), one.title) for one in path.tables.order_by("pk")],
        [(one.code, str(one)) for one in themes],
        zone_filter_choices(),
    )


def listed(path: Path, wanted: Wanted) -> QuerySet[Contribution]:
    """The last brought first; one query for any number of rows."""
    rows = Contribution.objects.filter(wanted.filter, path=path)
    return _in_a_list(rows).order_by("-number")


def _in_a_list(rows: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """`dressed`, with no more columns than a list shows."""
    shown = ("path_id", "number", "kind", "title", "status", "merged_into__number")
    return dressed(rows.select_related("merged_into").only(*shown))


def dressed(rows: QuerySet[Contribution]) -> QuerySet[Contribution]:
    """With what a list shows beside a title, gathered by the query itself: the names of bodies,
    themes and zones, how many agree and do not."""
    authors = Participant.objects.filter(contributions=OuterRef("pk")).order_by("name", "pk")
    zones = Zone.objects.filter(contribution=OuterRef("pk")).order_by("kind", "number", "pk")
    themes = Theme.objects.filter(contribution=OuterRef("pk"))
    label = "label_en" if get_language() == "en" else "label_it"
    stances = Position.objects.filter(contribution=OuterRef("pk")).order_by("pk")
    return rows.annotate(
        names=ArraySubquery(authors.values("name")),
        theme_names=ArraySubquery(themes.values(label)),
        zone_names=ArraySubquery(zones.values("name")),
        stances=ArraySubquery(stances.values("stance")),
    )


@dataclass(frozen=True)
class Row:
    contribution: Contribution
    badge: Badge
    authors: str
    themes: Sequence[str]
    zones: str
    positions: str  # «4 d’accordo, 1 contrario»; empty: nobody has said


def rows_of(contributions: Iterable[Contribution]) -> list[Row]:
    """Of contributions that are `dressed`."""
    found = []
    for one in contributions:
        known = vars(one)  # with what was annotated
        found.append(
            Row(
                one,
                badge_of(one),
                ", ".join(known["names"]),
                known["theme_names"],
                ", ".join(known["zone_names"][:ZONES_IN_A_ROW]),
                stances_in_words(Counter(known["stances"])),
            )
        )
    return found


def stances_in_words(counts: Mapping[str, int]) -> str:
    against = counts.get(Stance.DISAGREE, 0)
    words = {
        Stance.AGREE: _("%(n)d d’accordo"),
        Stance.RESERVE: _("%(n)d con riserva"),
        Stance.DISAGREE: ngettext("%(n)d contrario", "%(n)d contrari", against),
    }
    return ", ".join(said % {"n": counts[one]} for one, said in words.items() if counts.get(one))


@dataclass(frozen=True)
class Tally:
    """How many contributions a path has, and at what point they are."""

    counts: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def undecided(self) -> int:
        return self.counts.get(ContributionStatus.DISCUSSED, 0)

    @property
    def words(self) -> str:
        """«312 contributi: 40 in discussione, 200 accolti, 1 unito.»"""
        if not self.total:
            return _("Ancora nessun contributo.")
        words = ngettext("Un contributo", "%(n)d contributi", self.total) % {"n": self.total}
        parts = [
            _of_status(status, count)
            for status in ContributionStatus
            if (count := self.counts.get(status))
        ]
        return f"{words}: {', '.join(parts)}."


def _of_status(status: ContributionStatus, count: int) -> str:
    words = {
        ContributionStatus.DISCUSSED: _("%(n)d in discussione"),
        ContributionStatus.ACCEPTED: ngettext("%(n)d accolto", "%(n)d accolti", count),
        ContributionStatus.MERGED: ngettext("%(n)d unito", "%(n)d uniti", count),
        ContributionStatus.DEFERRED: ngettext("%(n)d rinviato", "%(n)d rinviati", count),
        ContributionStatus.NOT_ACCEPTED: ngettext("%(n)d non accolto", "%(n)d non accolti", count),
    }
    return words[status] % {"n": count}


def tally(rows: QuerySet[Contribution]) -> Tally:
    return Tally(dict(rows.order_by("status").values_list("status").annotate(n=Count("pk"))))


def latest(rows: QuerySet[Contribution], limit: int) -> list[Row]:
    return rows_of(_in_a_list(rows).order_by("-number")[:limit])


def of_meeting(meeting: Meeting) -> QuerySet[Contribution]:
    return Contribution.objects.filter(meeting=meeting)


def similar(path: Path, title: str) -> list[Contribution]:
    """Those of the path whose title is most like the one that somebody is writing."""
    words = clean_words(title)
    if not words:
        return []
    near = (
        Contribution.objects.filter(path=path, title_key__trigram_similar=words.lower())
        .annotate(likeness=TrigramSimilarity("title_key", words.lower()))
        .filter(likeness__gte=ALIKE)
        .order_by("-likeness", "number")
    )
    return list(near.defer("search").prefetch_related("authors")[:SIMILAR])


# ---------------------------------------------------------------- one of them


@dataclass(frozen=True)
class Said:
    """A version of the words, beside the one before it; the first has none."""

    version: ContributionVersion
    before: ContributionVersion | None
    told: Sequence[Participant]


@dataclass(frozen=True)
class Whole:
    """A contribution as its page shows it, with what was joined to it."""

    contribution: Contribution
    badge: Badge
    authors: Sequence[Participant]
    joined: Sequence[Contribution]
    positions: Sequence[tuple[Position, Badge]]
    sentence: str
    objections: Sequence[Contribution]
    versions: Sequence[Said]
    needs: Sequence[Need]
    resources: Sequence[Resource]
    aloud: Sequence[Participant]  # authors without an address

    @property
    def written_at(self) -> datetime:
        """When it began to say what it says now."""
        changes = self.versions
        return changes[0].version.written_at if changes else self.contribution.brought_at


def whole(contribution: Contribution) -> Whole:
    joined = list(
        Contribution.objects.filter(merged_into=contribution)
        .defer("search")
        .prefetch_related("authors")
        .order_by("number")
    )
    own = list(contribution.authors.all())
    others = [body for one in joined for body in one.authors.all() if body not in own]
    authors = [*own, *dict.fromkeys(others)]
    positions = _positions([contribution, *joined])
    return Whole(
        contribution=contribution,
        badge=badge_of(contribution),
        authors=authors,
        joined=joined,
        positions=positions,
        sentence=stances_in_words(Counter(position.stance for position, _badge in positions)),
        objections=list(contribution.objections.defer("search").prefetch_related("authors")),
        versions=_versions(contribution),
        needs=list(contribution.needs.defer(*cards.HEAVY).order_by("title_key", "pk")),
        resources=list(contribution.resources.defer(*cards.HEAVY).order_by("title_key", "pk")),
        aloud=[body for body in authors if not body.email],
    )


def _positions(contributions: Sequence[Contribution]) -> list[tuple[Position, Badge]]:
    """Who disagrees is not hidden behind who agrees: reserves and disagreements come first."""
    rows = Position.objects.filter(contribution__in=[one.pk for one in contributions])
    rows = rows.select_related("participant", "contribution").prefetch_related("earlier")
    order = [Stance.DISAGREE, Stance.RESERVE, Stance.AGREE]
    found = sorted(rows, key=lambda p: (order.index(Stance(p.stance)), p.taken_at, p.pk))
    return [(one, Badge(one.get_stance_display(), STANCE_TONES[one.stance])) for one in found]


def _versions(contribution: Contribution) -> list[Said]:
    """The last ones, the newest first; one version is no change, and shows nothing."""
    rows = contribution.versions.prefetch_related("told").order_by("-number")
    kept = list(rows[: VERSIONS + 1])
    return [Said(new, old, list(new.told.all())) for new, old in pairwise(kept)]


def candidates(contribution: Contribution, words: str) -> tuple[list[Need], list[Resource]]:
    """The cards tied to it, then those most like its title, or like some words."""
    asked = words.strip() or contribution.title

    def together(model: Any, tied: QuerySet[Any]) -> list[Any]:
        mine = list(tied.defer(*cards.HEAVY).order_by("title_key", "pk"))
        known = {card.pk for card in mine}
        return mine + [card for card in cards.similar(model, asked) if card.pk not in known]

    return (
        together(Need, contribution.needs.all()),
        together(Resource, contribution.resources.all()),
    )


# ---------------------------------------------------------------- open data

COLUMNS = (
    "codice", "tipo", "titolo", "testo", "enti", "tavolo", "temi", "zone", "evidenza",
    "su che cosa si fonda", "portato il", "canale", "scritto per conto", "versione", "esito",
    "unito a", "motivo dell’esito", "deciso il", "d’accordo", "con riserva", "contrari",
    "indirizzo",
)  # fmt: skip


def csv_rows(path: Path, base_url: str) -> Iterator[list[str]]:
    """Public fields only: bodies, never people."""
    yield list(COLUMNS)
    every = path.contributions.select_related("table", "merged_into")
    for one in dressed(every.defer("search", "merged_into__search")).order_by("number"):
        known = vars(one)  # with what was annotated
        yield [
            one.code,
            one.get_kind_display(),
            one.title,
            one.text,
            "; ".join(known["names"]),
            one.table.title if one.table else "",
            "; ".join(known["theme_names"]),
            "; ".join(known["zone_names"]),
            one.get_evidence_display(),
            one.evidence_note,
            moments.local(one.brought_at).date().isoformat(),
            one.get_channel_display(),
            _("sì") if one.acted_for else _("no"),
            str(one.version),
            one.get_status_display(),
            one.merged_into.code if one.merged_into else "",
            one.outcome_reason,
            moments.local(one.decided_at).date().isoformat() if one.decided_at else "",
            *(str(known["stances"].count(stance)) for stance in Stance.values),
            base_url + reverse("paths:contribution", args=[path.code, one.number]),
        ]
