"""Terms come into the glossary, and what is said of them besides their definitions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils.text import slugify
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events
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


@transaction.atomic
def propose(entry: Entry, *, text: str, example: str = "", speaker: Speaker) -> Term:
    """A new term, with what the proposer's side means by it."""
    at = clock.now()
    term = _create(entry, speaker.actor, at)
    write_definition(term, text, example, speaker.columns, at)
    events.record(events.Act("propose", term, speaker.actor, at, speaker.facts))
    return term


@transaction.atomic
def start(entry: Entry, *, text: str, example: str = "", actor: User | None = None) -> Term:
    """A term with an explanation to start from, of neither side: it explains the word as such until
    the two sides have published their own. With no actor it comes with the platform."""
    at = clock.now()
    term = _create(entry, actor, at)
    nobody = {"side": Side.PLATFORM, "author": actor}
    starting = write_definition(term, text, example, nobody, at)
    put_in_force(term, actor, at, basis=Basis.STARTING, starting=starting)
    events.record(events.Act("start", term, actor, at, {"label": term.label}))
    return term


def _create(entry: Entry, actor: User | None, at: datetime) -> Term:
    slug = slugify(entry.label)[:80]
    if not slug:
        raise ActRefused(_("Scrivi una parola con almeno una lettera."))
    if Term.objects.filter(slug=slug).exists():
        raise ActRefused(
            _("«%(label)s» è già nel glossario. Cercala: puoi aggiungere la tua definizione.")
            % {"label": entry.label}
        )
    _refuse_taken(entry, None)
    known = {"author": actor, "proposed_at": at, "updated_at": at}
    try:
        with transaction.atomic():
            term = Term.objects.create(slug=slug, **known, **entry.columns)
    except IntegrityError:
        raise ActRefused(_taken_name()) from None
    term.related.set(entry.related)
    return term


def _taken_name() -> str:
    return _("Quella parola, o quel nome nel codice, è già di un’altra voce. Nulla è cambiato.")


def _refuse_taken(entry: Entry, term: Term | None) -> None:
    """A form leads to one term: the same word in two senses is told apart by longer forms."""
    mine = {_as_looked_for(form): form for form in entry.columns["forms"]}
    others = Term.objects.exclude(status=TermStatus.WITHDRAWN).exclude(pk=term.pk if term else 0)
    for label, forms in others.values_list("label", "forms"):
        for form in forms:
            if _as_looked_for(form) in mine:
                raise ActRefused(
                    _(
                        "La forma «%(form)s» è già della voce «%(label)s». Usa una forma più "
                        "lunga, che dica quale delle due si intende."
                    )
                    % {"form": form, "label": label}
                )


def _as_looked_for(form: str) -> str:
    """Two forms are the same when no text could tell them apart."""
    return folded(form) if form.islower() else form


def write_definition(
    term: Term, text: str, example: str, speaker: Mapping[str, Any], at: datetime
) -> Definition:
    if not text.strip():
        raise ActRefused(_("Scrivi la definizione: che cosa intende la tua parte."))
    refuse_personal_data({"text": text, "example": example}, contacts_are_public=False)
    known = term.definitions.filter(side=speaker["side"])
    number = (known.aggregate(last=Max("number"))["last"] or 0) + 1
    columns = {"text": text.strip(), "example": example.strip(), "written_at": at}
    made = Definition.objects.create(term=term, number=number, **columns, **speaker)
    said = (one.text for one in current(term).values())
    Term.objects.filter(pk=term.pk).update(
        words=" ".join([*term.forms, *said]), updated_at=at, changes=F("changes") + 1
    )
    term.refresh_from_db()
    return made


def put_in_force(term: Term, actor: User | None, at: datetime, **parts: Any) -> TermVersion:
    last = term.versions.aggregate(last=Max("number"))["last"] or 0
    return TermVersion.objects.create(
        term=term,
        number=last + 1,
        label=term.label,
        english=term.english,
        legal_source=term.legal_source,
        author=actor,
        in_force_at=at,
        **parts,
    )


def lock(term: Term) -> None:
    """The term as it is, nobody else’s until the act is done: two consents at once are two."""
    Term.objects.select_for_update().get(pk=term.pk)
    term.refresh_from_db()


@transaction.atomic
def describe(term: Term, entry: Entry, *, actor: User) -> None:
    """Label, forms, English, source: forms count at once, the rest from the next version on."""
    at = clock.now()
    lock(term)
    _refuse_taken(entry, term)
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
