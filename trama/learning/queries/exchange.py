"""The glossary in the shape in which it goes out."""

from collections.abc import Iterator

from trama.learning.formats.skos import Concept, Meaning
from trama.learning.models import Definition, Side, Term, TermVersion
from trama.learning.queries.terms import listed

FRAGMENTS = {Side.ADMINISTRATION: "amministrazione", Side.THIRD_SECTOR: "terzo-settore"}
"""Of the address that names each side in an export; the platform has none."""


def concepts() -> Iterator[Concept]:
    """Every term in force, as it is explained now."""
    for term in listed().prefetch_related("related"):
        version = next(reversed(term.versions.all()), None)
        if version is not None:
            yield _concept(term, version)


def _concept(term: Term, version: TermVersion) -> Concept:
    return Concept(
        key=term.slug,
        label=version.label,
        english=version.english,
        notation=term.identifier,
        forms=tuple(form for form in term.forms if form != version.label),
        meanings=tuple(_meaning(one) for one in version.voices),
        source=version.legal_source,
        note=". ".join(filter(None, [version.get_basis_display(), version.contest_reason])),
        related=tuple(one.slug for one in term.related.all()),
    )


def _meaning(definition: Definition) -> Meaning:
    by = FRAGMENTS.get(Side(definition.side), "")
    return Meaning(definition.text, definition.example, by)
