"""Terms come into the glossary, and what is said of them besides their definitions."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.text import slugify
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events
from trama.core.models import next_number
from trama.core.personal_data import refuse_personal_data
from trama.core.vocabulary import folded
from trama.core.workflow import ActRefused
from trama.learning.models import (
    Basis,
    Definition,
    Side,
    Speaker,
    Term,
    TermStatus,
    TermVersion,
)
from trama.learning.queries.terms import current

LONGEST_FORM = 120
ROWS_AT_ONCE = 1000
"""A statement takes at most 65,535 values."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """What is said of a term besides its definitions."""

    label: str
    english: str = ""
    identifier: str = ""
    forms: Sequence[str] = ()
    legal_source: str = ""
    related: Sequence[Term] = field(default_factory=tuple)

    @property
    def columns(self) -> dict[str, Any]:
        names = ("label", "english", "identifier", "legal_source")
        written = [" ".join(form.split()) for form in self.forms if form.strip()]
        if all(form.casefold() != self.label.strip().casefold() for form in written):
            written.insert(0, _as_form(self.label))
        forms = list(dict.fromkeys(written))
        return {**{name: getattr(self, name).strip() for name in names}, "forms": forms}


def _as_form(label: str) -> str:
    """A name begins with a capital by habit: that one is asked of no text, unless it is written
    among the forms too («Direzione»)."""
    plain = " ".join(label.split())
    return plain.lower() if plain[1:].islower() else plain


def slug_of(label: str) -> str:
    return slugify(label)[:80]


@dataclass(frozen=True, kw_only=True)
class Beginning:
    """A term that comes in, with the first thing that is said of it."""

    entry: Entry
    text: str
    example: str = ""

    @property
    def slug(self) -> str:
        return slug_of(self.entry.label)


@transaction.atomic
def propose(entry: Entry, *, text: str, example: str = "", speaker: Speaker) -> Term:
    """A new term, with what the proposer's side means by it."""
    at = clock.now()
    begun = Beginning(entry=entry, text=text, example=example)
    (said,) = _enter([begun], speaker.columns, speaker.actor, at)
    events.record(events.Act("propose", said.term, speaker.actor, at, speaker.facts))
    return said.term


def start(entry: Entry, *, text: str, example: str = "", actor: User | None = None) -> Term:
    (term,) = start_all([Beginning(entry=entry, text=text, example=example)], actor=actor)
    return term


@transaction.atomic
def start_all(begun: Sequence[Beginning], *, actor: User | None = None) -> list[Term]:
    """Terms with an explanation to start from, of neither side: it explains the word as such until
    the two sides have published their own. With no actor they come with the platform."""
    at = clock.now()
    nobody = {"side": Side.PLATFORM, "author": actor}
    said = _enter(begun, nobody, actor, at)
    versions = [
        _version(one.term, 1, actor, at, basis=Basis.STARTING, starting=one) for one in said
    ]
    TermVersion.objects.bulk_create(versions, ROWS_AT_ONCE)
    for one in said:
        events.record(events.Act("start", one.term, actor, at, {"label": one.term.label}))
    return [one.term for one in said]


def _enter(
    begun: Sequence[Beginning], speaker: Mapping[str, Any], actor: User | None, at: datetime
) -> list[Definition]:
    """The terms with their first definitions: as many queries for thousands as for one."""
    taken = TakenNames()
    for one in begun:
        taken.take(one)
    rows = [_term(one, actor, at) for one in begun]
    try:
        with transaction.atomic():
            terms = Term.objects.bulk_create(rows, ROWS_AT_ONCE)
    except IntegrityError:
        raise ActRefused(_taken_name()) from None
    for term, one in zip(terms, begun, strict=True):
        if one.entry.related:
            term.related.set(one.entry.related)
    said = [
        Definition(term=term, number=1, **_said(one.text, one.example, at), **speaker)
        for term, one in zip(terms, begun, strict=True)
    ]
    return Definition.objects.bulk_create(said, ROWS_AT_ONCE)


def _term(one: Beginning, actor: User | None, at: datetime) -> Term:
    columns = one.entry.columns
    words = " ".join([*columns["forms"], one.text.strip()])
    known = {"author": actor, "proposed_at": at, "updated_at": at}
    return Term(slug=one.slug, words=words, **known, **columns)


def _taken_name() -> str:
    return _("Quella parola, o quel nome nel codice, è già di un’altra voce. Nulla è cambiato.")


class TakenNames:
    """The names that terms have already (`besides` one): read once, however many come in."""

    def __init__(self, besides: Term | None = None) -> None:
        rows = Term.objects.exclude(pk=besides.pk if besides else 0)
        self.slugs: set[str] = set()
        self.identifiers: set[str] = set()
        self.forms: dict[str, tuple[str, str]] = {}  # with the form as it is written, and its term
        for slug, label, identifier, forms, status in rows.values_list(
            "slug", "label", "identifier", "forms", "status"
        ):
            self._add(slug, label, identifier, forms if status != TermStatus.WITHDRAWN else ())

    def _add(self, slug: str, label: str, identifier: str, forms: Iterable[str]) -> None:
        self.slugs.add(slug)
        self.identifiers.add(identifier)
        for form in forms:
            self.forms.setdefault(_as_looked_for(form), (form, label))

    def take(self, one: Beginning) -> None:
        """For a new term, if it may have them and what is said of it may be said."""
        if not one.slug:
            raise ActRefused(_("Scrivi una parola con almeno una lettera."))
        if one.slug in self.slugs:
            raise ActRefused(
                _("«%(label)s» è già nel glossario. Cercala: puoi aggiungere la tua definizione.")
                % {"label": one.entry.label}
            )
        self.refuse(one.entry)
        _refuse_definition(one.text, one.example)
        columns = one.entry.columns
        self._add(one.slug, columns["label"], columns["identifier"], columns["forms"])

    def refuse(self, entry: Entry) -> None:
        """A form leads to one term: the same word in two senses is told apart by longer forms."""
        columns = entry.columns
        for form in map(_as_looked_for, columns["forms"]):
            if form in self.forms:
                written, label = self.forms[form]
                raise ActRefused(
                    _(
                        "La forma «%(form)s» è già della voce «%(label)s». Usa una forma più "
                        "lunga, che dica quale delle due si intende."
                    )
                    % {"form": written, "label": label}
                )
        if columns["identifier"] and columns["identifier"] in self.identifiers:
            raise ActRefused(_taken_name())


def _as_looked_for(form: str) -> str:
    """Two forms are the same when no text could tell them apart."""
    return folded(form) if form.islower() else form


def _refuse_definition(text: str, example: str) -> None:
    if not text.strip():
        raise ActRefused(_("Scrivi la definizione: che cosa intende la tua parte."))
    refuse_personal_data({"text": text, "example": example}, contacts_are_public=False)


def _said(text: str, example: str, at: datetime) -> dict[str, Any]:
    return {"text": text.strip(), "example": example.strip(), "written_at": at}


def write_definition(
    term: Term, text: str, example: str, speaker: Mapping[str, Any], at: datetime
) -> Definition:
    _refuse_definition(text, example)
    number = next_number(term.definitions.filter(side=speaker["side"]))
    made = Definition.objects.create(
        term=term, number=number, **_said(text, example, at), **speaker
    )
    said = (one.text for one in current(term).values())
    Term.objects.filter(pk=term.pk).update(
        words=" ".join([*term.forms, *said]), updated_at=at, changes=F("changes") + 1
    )
    term.refresh_from_db()
    return made


def put_in_force(term: Term, actor: User | None, at: datetime, **parts: Any) -> TermVersion:
    version = _version(term, next_number(term.versions), actor, at, **parts)
    version.save()
    return version


def _version(
    term: Term, number: int, actor: User | None, at: datetime, **parts: Any
) -> TermVersion:
    return TermVersion(
        term=term,
        number=number,
        label=term.label,
        english=term.english,
        legal_source=term.legal_source,
        author=actor,
        in_force_at=at,
        **parts,
    )


def lock(term: Term) -> None:
    """The term as it is, nobody else’s until the act is done: two consents at once are two."""
    term.refresh_from_db(from_queryset=Term.objects.select_for_update())


@transaction.atomic
def describe(term: Term, entry: Entry, *, actor: User) -> None:
    """Label, forms, English, source: forms count at once, the rest from the next version on."""
    at = clock.now()
    lock(term)
    TakenNames(besides=term).refuse(entry)
    columns = entry.columns
    said = (one.text for one in current(term).values())
    words = " ".join([*columns["forms"], *said])
    try:
        with transaction.atomic():
            Term.objects.filter(pk=term.pk).update(
                **columns, words=words, updated_at=at, changes=F("changes") + 1
            )
    except IntegrityError:
        raise ActRefused(_taken_name()) from None
    term.refresh_from_db()
    term.related.set(entry.related)
    events.record(events.Act("describe", term, actor, at, {"forms": columns["forms"]}))
