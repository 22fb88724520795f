"""Terms come in from a file, or with the platform: explanations to start from, of neither side."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core.workflow import ActRefused
from trama.learning.formats.skos import Concept, Meaning, Problem, Read
from trama.learning.lifecycle.writing import (
    LONGEST_FORM,
    ROWS_AT_ONCE,
    Beginning,
    Entry,
    TakenNames,
    slug_of,
    start_all,
)
from trama.learning.models import Definition, Term
from trama.learning.queries.exchange import FRAGMENTS

STARTING = Path(__file__).parent.parent / "starting" / "terms.json"
MOST_FORMS = 100
VOICES = 2 + 1  # the two sides, and one for who says whose words they are


@dataclass(frozen=True)
class Outcome:
    """What became, or would become, of a file: all of it comes in, or nothing."""

    added: Sequence[str]
    known: Sequence[str]
    problems: Sequence[Problem]


@transaction.atomic
def take_in(handed: Read, *, actor: User, trial: bool) -> Outcome:
    """The terms of a file that the glossary has not; in a trial nothing is kept."""
    taken = TakenNames()
    new: list[Beginning] = []
    keys: list[str] = []
    known: list[str] = []
    problems = list(handed.problems)
    for concept in handed.concepts:
        begun = _begun(concept)
        if begun.slug in taken.slugs:
            known.append(concept.label)
            continue
        try:
            _refuse_too_long(begun)
            taken.take(begun)
        except ActRefused as refusal:
            problems.append(Problem(concept.line, f"{concept.label}: {refusal}"))
        else:
            new.append(begun)
            keys.append(concept.key)
    if not (trial or problems):
        try:
            terms = start_all(new, actor=actor)
        except ActRefused as refusal:  # somebody has put one of them in meanwhile
            return Outcome([], known, [Problem(1, str(refusal))])
        _relate(handed.concepts, dict(zip(keys, terms, strict=True)))
    added = [begun.entry.label for begun in new]
    return Outcome(added, known, sorted(problems, key=lambda problem: problem.line))


def _begun(concept: Concept) -> Beginning:
    entry = Entry(
        label=concept.label,
        english=concept.english,
        identifier=concept.notation,
        forms=concept.forms,
        legal_source=concept.source,
    )
    example = " ".join(one.example for one in concept.meanings if one.example)
    return Beginning(entry=entry, text=_text(concept.meanings), example=example)


def _relate(concepts: Sequence[Concept], made: Mapping[str, Term]) -> None:
    """Once all are there: a concept may come before those that it is related to."""
    slugs = {concept.key: slug_of(concept.label) for concept in concepts}
    named = {
        made[concept.key].pk: {slugs.get(key, key) for key in concept.related}
        for concept in concepts
        if concept.key in made
    }
    found = dict(Term.objects.values_list("slug", "pk"))
    pairs = {(one, found[name]) for one, names in named.items() for name in names & found.keys()}
    both_ways = sorted({way for a, b in pairs if a != b for way in ((a, b), (b, a))})
    tie = Term.related.through
    ties = [tie(from_term_id=a, to_term_id=b) for a, b in both_ways]
    tie.objects.bulk_create(ties, ROWS_AT_ONCE)


def _refuse_too_long(begun: Beginning) -> None:
    """As the forms of the pages do. The words of both sides come in as one text."""
    facts = begun.entry.columns
    forms = facts.pop("forms")
    if len(forms) > MOST_FORMS:
        raise ActRefused(_("Ha troppe forme: al massimo %(n)d.") % {"n": MOST_FORMS})
    limits = [
        *((words, _longest(Term, name)) for name, words in facts.items()),
        *((form, LONGEST_FORM) for form in forms),
        (begun.text, VOICES * _longest(Definition, "text")),
        (begun.example, VOICES * _longest(Definition, "example")),
    ]
    for words, limit in limits:
        if len(words) > limit:
            raise ActRefused(
                _("«%(text)s…» è troppo lungo: al massimo %(n)d caratteri.")
                % {"text": words[:40], "n": limit}
            )


def _longest(model: type[Model], name: str) -> int:
    return int(getattr(model._meta.get_field(name), "max_length", 0))


def _text(meanings: Iterable[Meaning]) -> str:
    """One explanation: the sides' own definitions keep their name, and bind no side here."""
    names = {fragment: str(side.label) for side, fragment in FRAGMENTS.items()}
    said = [f"{names[one.by]}: {one.text}" if one.by in names else one.text for one in meanings]
    return "\n".join(said)


def load_starting() -> list[str]:
    """The terms that come with the platform and are not there yet; their labels."""
    taken = TakenNames()
    begun = []
    for row in json.loads(STARTING.read_text()):
        said = {name: row.pop(name, "") for name in ("text", "example")}
        begun.append(Beginning(entry=Entry(**row), **said))
    new = [one for one in begun if one.slug not in taken.slugs]
    return [term.label for term in start_all(new)]
