"""The glossary where other pages are: in the search, beside a draft that uses a contested word, on
the profile of whoever speaks for a side."""

from collections.abc import Iterable, Sequence

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from trama.core.glossary import contested
from trama.core.panels import Panel
from trama.core.search import Result
from trama.learning.permissions.terms import may_speak
from trama.learning.queries.terms import search
from trama.needs.models import CardStatus, Need, Resource
from trama.notices.models import Notice, NoticeStatus
from trama.screening.queries.case import CaseView
from trama.tables.models import Contribution, SynthesisParagraph
from trama.tables.queries.minutes import Minutes

BEING_WRITTEN = (NoticeStatus.DRAFT, NoticeStatus.LEGAL_CHECK)


def found(words: str, limit: int) -> Sequence[Result]:
    hit = search(words)
    return [
        Result(
            _("Parola del glossario"),
            row.term.label,
            reverse("learning:term", args=[row.term.slug]),
            row.version.voices[0].text if row.version else "",
        )
        for row in hit.rows[:limit]
        if not hit.nearest
    ]


def contested_in_notice(request: HttpRequest, notice: Notice) -> Panel | None:
    """Its writer is told while the text can still be changed."""
    if notice.status not in BEING_WRITTEN:
        return None
    sections = [section.body for section in notice.sections.all()]
    requirements = [one.text for one in notice.requirements.all()]
    return warning([notice.title, notice.summary, *sections, *requirements])


def contested_in_card(request: HttpRequest, card: Need | Resource) -> Panel | None:
    """A draft is seen by whoever writes it alone."""
    if card.status != CardStatus.DRAFT:
        return None
    return warning([card.title, card.description])


def contested_in_minutes(request: HttpRequest, minutes: Minutes) -> Panel | None:
    """On the page where they are written."""
    return warning(line.entry.text for line in minutes.lines)


def contested_in_paragraphs(
    request: HttpRequest, paragraphs: Iterable[SynthesisParagraph]
) -> Panel | None:
    """Of a synthesis being written; a different position stays in the words it was said in."""
    return warning(one.text for one in paragraphs if not one.is_dissent)


def contested_in_contribution(request: HttpRequest, contribution: Contribution) -> Panel | None:
    """Its page, for whoever may still amend it."""
    return warning([contribution.title, contribution.text])


def contested_in_case(request: HttpRequest, view: CaseView) -> Panel | None:
    """Beside the acts of an outcome: the reasons that they begin from."""
    if view.case.decided_at is not None:
        return None
    return warning([view.rejection.reasons if view.rejection else view.draft_reasons])


def warning(texts: Iterable[str]) -> Panel | None:
    """For any draft: the words it uses on which the two sides do not agree."""
    words = contested(texts)
    return Panel("learning/_contested.html", {"words": words}) if words else None


def to_speak(request: HttpRequest, thing: object) -> Panel | None:
    return Panel("learning/_to_speak.html") if may_speak(request.user) else None
