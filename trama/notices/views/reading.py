"""What of a notice's page is the same for whoever reads it, drawn once and kept in memory.

Nothing of the person who asks, of the clock, or of a notice that is not public is kept. What is
kept belongs to the notice's row as it is, to the acts on it and to a language: any act makes
another. It lasts a minute at most, which is how late a label of a code list may be corrected.
"""

from dataclasses import dataclass
from functools import partial

from django.db.models import prefetch_related_objects
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from trama.core.keeping import kept, nobody
from trama.core.ui import Link
from trama.ledger.models import Publication
from trama.ledger.queries import checklist, edition, timeline
from trama.notices.models import Channel, Notice
from trama.notices.queries import (
    PARTS,
    PublishedDays,
    Standing,
    expected,
    published_days,
    standing,
)
from trama.notices.queries.page import questions, requirements, sections
from trama.notices.queries.summary import (
    how_to_apply,
    pec_counts,
    signing,
    theme_labels,
    what_one_gets,
    who_can,
)
from trama.notices.queries.window import papers

SECONDS = 60


@dataclass(frozen=True)
class Reading:
    """Pieces of the page in their order, and what its other pieces need to know."""

    opening: SafeString  # the notice in a sentence
    facts: SafeString  # who can take part, how, with what
    aside: SafeString  # index, PDF, calendar
    text: SafeString  # sections, questions, documents, what upper apps add for everybody
    record: SafeString  # acts published, story, who answers
    standing: Standing | None
    days: PublishedDays


def reading(notice: Notice) -> Reading:
    """A public notice's is kept; that of a draft, which changes under one's hands, is not."""
    if notice.published_at is None or notice.unpublished_at is not None:
        return _read(notice)
    row = [getattr(notice, field.attname) for field in notice._meta.concrete_fields]
    facts = ("notice", get_language(), edition(notice.dossier), row)
    return kept("public", facts, SECONDS, lambda: _read(notice))


def _read(notice: Notice) -> Reading:
    prefetch_related_objects([notice], *PARTS)
    text = sections(notice)
    asked = questions(notice)
    context = {
        "notice": notice,
        "sections": text,
        "index": _index(notice, [(part.anchor, part.title) for part in text]),
        "requirements": requirements(notice, theme_labels()),
        "questions": asked,
        "slots": notice.document_slots.all(),
        "who_can": who_can(notice),
        "how": how_to_apply(notice),
        "gets": what_one_gets(notice),
        "signing": signing(notice),
        "by_web": Channel.WEB in notice.channels,
        "by_pec": Channel.PEC in notice.channels,
        "pec_counts": pec_counts(notice),
        "rows": checklist(notice.dossier, expected(notice)),
        "pdf": paper(notice),
        "entries": timeline(notice.dossier, public=True),
    }
    draw = partial(render_to_string, context=context, request=nobody())
    return Reading(
        opening=draw("notices/_opening.html"),
        facts=draw("notices/_facts.html"),
        aside=draw("notices/_aside.html"),
        text=draw("notices/_text.html"),
        record=draw("notices/_record.html"),
        standing=standing(notice),
        days=published_days(notice),
    )


def _index(notice: Notice, text: list[tuple[str, str]]) -> list[Link]:
    places = list(text)
    if notice.questions.all():
        places.append(("modulo", _("Le domande del modulo")))
    if notice.document_slots.all():
        places.append(("documenti", _("Documenti da allegare")))
    places += [
        ("atti", _("Atti pubblicati")),
        ("percorso", _("Storia del procedimento")),
        ("contatto", _("Chi risponde")),
    ]
    return [Link(label, f"#{anchor}") for anchor, label in places]


def paper(notice: Notice) -> Publication | None:
    """The notice on paper, as it stands now, once the job has made it."""
    return papers(notice).last()
