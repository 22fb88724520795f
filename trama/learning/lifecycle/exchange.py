"""Terms come in from a file, or with the platform: explanations to start from, of neither side."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core.workflow import ActRefused
from trama.learning.formats.skos import Concept, Meaning, Problem, Read
from trama.learning.lifecycle.writing import Entry, start
from trama.learning.models import Term
from trama.learning.queries.exchange import FRAGMENTS

STARTING = Path(__file__).parent.parent / "starting" / "terms.json"


@dataclass(frozen=True)
class Outcome:
    """What became, or would become, of a file: all of it comes in, or nothing."""

    added: Sequence[str]
    known: Sequence[str]
    problems: Sequence[Problem]


def take_in(handed: Read, *, actor: User, trial: bool) -> Outcome:
    """The terms of a file that the glossary has not; in a trial nothing is kept."""
    made: dict[str, Term] = {}
    known: list[str] = []
    problems = list(handed.problems)
    with transaction.atomic():
        for concept in handed.concepts:
            if Term.objects.filter(slug=_slug(concept.label)).exists():
                known.append(concept.label)
                continue
            try:
                made[concept.key] = _start(concept, actor)
            except ActRefused as refusal:
                problems.append(Problem(concept.line, f"{concept.label}: {refusal}"))
        _relate(handed.concepts, made)
        if trial or problems:
            transaction.set_rollback(True)
    added = [term.label for term in made.values()]
    return Outcome(added, known, sorted(problems, key=lambda problem: problem.line))


def _slug(label: str) -> str:
    return slugify(label)[:80]


def _start(concept: Concept, actor: User) -> Term:
    entry = Entry(
        label=concept.label,
        english=concept.english,
        identifier=concept.notation,
        forms=concept.forms,
        legal_source=concept.source,
    )
    _refuse_too_long(entry)
    example = " ".join(one.example for one in concept.meanings if one.example)
    return start(entry, text=_text(concept.meanings), example=example, actor=actor)


def _relate(concepts: Sequence[Concept], made: dict[str, Term]) -> None:
    """Once all are there: a concept may come before those that it is related to."""
    slugs = {concept.key: _slug(concept.label) for concept in concepts}
    for concept in concepts:
        if concept.key in made and concept.related:
            names = [slugs.get(key, key) for key in concept.related]
            others = Term.objects.filter(slug__in=names).exclude(pk=made[concept.key].pk)
            made[concept.key].related.add(*others)


def _refuse_too_long(entry: Entry) -> None:
    for name, text in entry.columns.items():
        limit = getattr(Term._meta.get_field(name), "max_length", None)
        if isinstance(text, str) and limit and len(text) > limit:
            raise ActRefused(
                _("«%(text)s…» è troppo lungo: al massimo %(n)d caratteri.")
                % {"text": text[:40], "n": limit}
            )


def _text(meanings: Iterable[Meaning]) -> str:
    """One explanation: the sides' own definitions keep their name, and bind no side here."""
    names = {fragment: str(side.label) for side, fragment in FRAGMENTS.items()}
    said = [f"{names[one.by]}: {one.text}" if one.by in names else one.text for one in meanings]
    return "\n".join(said)


def load_starting() -> list[str]:
    """The terms that come with the platform and are not there yet; their labels."""
    added = []
    for row in json.loads(STARTING.read_text()):
        label = row["label"]
        if Term.objects.filter(slug=_slug(label)).exists():
            continue
        text, example = row.pop("text"), row.pop("example", "")
        start(Entry(**row), text=text, example=example)
        added.append(label)
    return added
