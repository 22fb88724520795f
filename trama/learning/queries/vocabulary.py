"""The glossary as pages and documents use it: the words, as they were explained at an instant.

Making it costs more than any page: each process keeps what it has made as long as nothing in the
glossary changes, and asks that in one query.
"""

from bisect import bisect_right
from datetime import datetime
from functools import lru_cache

from django.db.models import Count, Max, Sum
from django.urls import reverse_lazy

from trama.core.vocabulary import Vocabulary, Voice, Word
from trama.learning.models import Basis, Side, Term, TermStatus, TermVersion

Edition = tuple[int, int, int]
KEPT = 32  # vocabularies in memory: as many instants at which a document in use was approved


def edition() -> Edition:
    """Every change of a term makes another."""
    found = Term.objects.aggregate(terms=Count("pk"), last=Max("pk"), changes=Sum("changes"))
    return found["terms"], found["last"] or 0, found["changes"] or 0


def vocabulary(at: datetime | None = None) -> Vocabulary:
    """What was in force at `at`; of a term that came later, its first explanation."""
    now = edition()
    versions = _versions(now)
    if at is None:
        return _vocabulary(now, len(versions))
    return _vocabulary(now, bisect_right([one.in_force_at for one in versions], at))


@lru_cache(maxsize=1)
def _versions(now: Edition) -> tuple[TermVersion, ...]:
    parts = ("term", "starting", "administration", "third_sector")
    standing = TermVersion.objects.exclude(term__status=TermStatus.WITHDRAWN)
    return tuple(standing.select_related(*parts).order_by("in_force_at", "pk"))


@lru_cache(maxsize=KEPT)
def _vocabulary(now: Edition, count: int) -> Vocabulary:
    versions = _versions(now)
    chosen: dict[int, TermVersion] = {}
    for version in versions[:count]:
        chosen[version.term_id] = version
    for version in versions[count:]:
        chosen.setdefault(version.term_id, version)
    return Vocabulary([_word(version) for version in chosen.values()])


def _word(version: TermVersion) -> Word:
    term = version.term
    disputed = version.basis == Basis.CONTESTED or term.status == TermStatus.CONTESTED
    return Word(
        key=term.slug,
        label=version.label,
        english=version.english,
        forms=tuple(term.forms),
        voices=tuple(
            Voice("" if one.side == Side.PLATFORM else Side(one.side).label, one.text, one.example)
            for one in version.voices
        ),
        source=version.legal_source,
        state=Basis(version.basis).label,
        since=version.in_force_at,
        url=reverse_lazy("learning:term", args=[term.slug]),
        is_contested=disputed,
    )
