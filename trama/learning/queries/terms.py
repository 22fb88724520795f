"""Questions about the terms of the glossary: bounded queries, however many terms there are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.postgres.search import SearchRank, TrigramSimilarity
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from trama.core.text import ItalianQuery, NameKey
from trama.core.ui import Badge, Text, Tone
from trama.learning.models import (
    SIDES,
    Basis,
    Consent,
    Definition,
    Term,
    TermStatus,
    TermVersion,
)

MAX_WORDS = 100  # characters of a search: more says nothing more
FAR = 0.3  # trigram similarity: below it, another word
CLOSEST = 10
SPEAKERS = ("office", "organization")


def current(term: Term) -> dict[str, Definition]:
    """What each side says now, by side: the last definition of each."""
    rows = term.definitions.select_related(*SPEAKERS).order_by("number")
    return {one.side: one for one in rows}


def versions(term: Term) -> list[TermVersion]:
    """From the first; the last is in force."""
    parts = [
        f"{side}__{speaker}"
        for side in ("starting", "administration", "third_sector")
        for speaker in SPEAKERS
    ]
    return list(term.versions.select_related(*parts).order_by("number"))


def consents(term: Term) -> dict[str, Consent]:
    """Those that hold, by side."""
    rows = term.consents.filter(ended_at=None).select_related(*SPEAKERS)
    return {one.side: one for one in rows}


TONES: dict[str, Tone] = {
    TermStatus.PROPOSED: "wait",
    TermStatus.DISCUSSED: "now",
    TermStatus.AGREED: "done",
    TermStatus.CONTESTED: "due",
    TermStatus.PUBLISHED: "done",
    TermStatus.REVISED: "now",
    TermStatus.WITHDRAWN: "stop",
}


BASIS_TONES: dict[str, Tone] = {
    Basis.STARTING: "wait",
    Basis.AGREED: "done",
    Basis.CONTESTED: "due",
}
IN_SHORT: dict[str, Text] = {
    Basis.STARTING: _("punto di partenza"),
    Basis.AGREED: _("concordata"),
    Basis.CONTESTED: _("contesa"),
}


def badge_of(term: Term) -> Badge:
    return Badge(term.get_status_display(), TONES[term.status])


def basis_badge(version: TermVersion) -> Badge:
    return Badge(version.get_basis_display(), BASIS_TONES[version.basis])


# ---------------------------------------------------------------- the list


@dataclass(frozen=True)
class Row:
    """A term in a list, with what is in force of it."""

    term: Term
    version: TermVersion | None

    @property
    def letter(self) -> str:
        return str(self.term.label_key)[:1].upper()

    @property
    def badge(self) -> Badge:
        """Of what is in force while nobody is changing it, on what it rests; else the state."""
        if self.version and self.term.status in {TermStatus.PROPOSED, TermStatus.PUBLISHED}:
            return Badge(IN_SHORT[self.version.basis], BASIS_TONES[self.version.basis])
        return badge_of(self.term)


@dataclass(frozen=True)
class Found:
    rows: Sequence[Row]
    nearest: bool = False  # none has the words: these are the closest


def listed() -> QuerySet[Term]:
    """Those that stand, with the versions that a row needs: two queries however many."""
    parts = ("starting", "administration", "third_sector")
    last = TermVersion.objects.order_by("number").select_related(*parts)
    standing = Term.objects.exclude(status=TermStatus.WITHDRAWN)
    return standing.prefetch_related(Prefetch("versions", last)).order_by("label_key", "pk")


def rows(terms: QuerySet[Term]) -> list[Row]:
    return [Row(term, next(reversed(term.versions.all()), None)) for term in terms]


def is_agreed(row: Row) -> bool:
    return row.version is not None and row.version.basis == Basis.AGREED


def without_agreement(rows: Iterable[Row]) -> list[Row]:
    """Those that the sides mean otherwise, or are talking about."""
    settled = {TermStatus.PROPOSED, TermStatus.PUBLISHED}
    return [
        row
        for row in rows
        if row.term.status not in settled or (row.version and row.version.basis == Basis.CONTESTED)
    ]


def clean_words(text: str) -> str:
    """What a person typed, without signs that no word has, and not endless."""
    kept = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(kept.split())[:MAX_WORDS].strip()


def search(words: str) -> Found:
    """The terms that have the words, in the name first; else those with the most similar name."""
    query, key = ItalianQuery(words), NameKey(Value(words))
    titled = Q(label_key__contains=key)
    found = rows(
        listed()
        .filter(Q(search=query) | titled)
        .annotate(rank=SearchRank(F("search"), query))
        .order_by("-rank", "label_key", "pk")
    )
    if found:
        return Found(found)
    likeness = TrigramSimilarity("label_key", key)  # type: ignore[arg-type]  # or an expression
    near = listed().annotate(likeness=likeness)
    near = near.filter(likeness__gte=FAR).order_by("-likeness", "label_key", "pk")[:CLOSEST]
    return Found(rows(near), nearest=True)


def waiting(side: str) -> list[Row]:
    """What a side has still to say: its definition, or its consent. First where a side has spoken:
    somebody waits for an answer there, and not at a starting point."""
    missing = Q(status__in=[TermStatus.PROPOSED, TermStatus.DISCUSSED, TermStatus.REVISED])
    defined = Definition.objects.filter(side=side).values("term")
    agreed = Consent.objects.filter(side=side, ended_at=None).values("term")
    to_define = Q(status=TermStatus.PROPOSED) & ~Q(pk__in=defined)
    to_agree = ~Q(status=TermStatus.PROPOSED) & ~Q(pk__in=agreed)
    spoken = Definition.objects.filter(side__in=SIDES, term=OuterRef("pk"))
    found = listed().filter(missing & (to_define | to_agree)).alias(is_silent=~Exists(spoken))
    return rows(found.order_by("is_silent", "label_key", "pk"))


def to_publish() -> list[Row]:
    decided = [TermStatus.AGREED, TermStatus.CONTESTED]
    return rows(listed().filter(status__in=decided))
