"""The notice as data for its PDF: only plain lists and texts, in Italian, as the act is."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from trama.core import moments
from trama.core.glossary import Marker, vocabulary
from trama.notices.formats.prose import blocks
from trama.notices.models import Channel, Notice, NoticeSection
from trama.notices.queries.summary import (
    how_to_apply,
    if_missing,
    kind_of_answer,
    letters,
    pec_counts,
    verified_by,
    yes_or_no,
)
from trama.notices.queries.window import window_history


def paper(notice: Notice, themes: dict[str, str]) -> dict[str, Any]:
    """From a notice fetched with `contents`; `themes`: code → label."""
    with override("it"):
        words = Marker(vocabulary(notice.published_at))
        said = words.runs
        return {
            "owner": settings.PLATFORM["owner"],
            "code": notice.code,
            "title": notice.title,
            "summary": said(notice.summary),
            "kicker": _(
                "Avviso pubblico di %(type)s, %(code)s, art. 55 del Codice del Terzo settore"
            )
            % {"type": notice.get_type_display(), "code": notice.code},
            "facts": [[str(label), str(value)] for label, value in _facts(notice)],
            "sections": [_section(section, words) for section in notice.sections.all()],
            "requirements": [
                [said(row.text), said(verified_by(row, themes)), said(if_missing(row))]
                for row in notice.requirements.all()
            ],
            "questions": [
                [said(row.label), kind_of_answer(row), yes_or_no(row.required)]
                for row in notice.questions.all()
            ],
            "documents": [
                [said(row.label), yes_or_no(row.required)] for row in notice.document_slots.all()
            ],
            "window": _window(notice),
            "words": {
                "window": _("Come è cambiata la finestra"),
                "window_columns": [_("Quando"), _("Che cosa")],
                "requirements": _("Requisiti"),
                "requirement_columns": [_("Requisito"), _("Come si verifica"), _("Se manca")],
                "questions": _("Le domande del modulo"),
                "question_columns": [_("Domanda"), _("Risposta"), _("Obbligatoria")],
                "documents": _("Documenti da allegare"),
                "document_columns": [_("Documento"), _("Obbligatorio")],
            },
            "notes": words.closing,
        }


def _facts(notice: Notice) -> list[tuple[str, str]]:
    facts = [(_("Ufficio"), notice.office.name)]
    if notice.act:
        facts.append((_("Atto"), str(notice.act)))
    if notice.officer:
        facts.append((_("Responsabile del procedimento"), notice.officer.name))
    if notice.contact:
        facts.append((_("Chi risponde"), notice.contact))
    if notice.closes_at:
        facts.append((_("Scadenza"), moments.instant(notice.closes_at)))
    if notice.questions_until:
        facts.append((_("Quesiti fino a"), moments.instant(notice.questions_until)))
    facts.append((_("Come si presenta"), how_to_apply(notice)))
    if Channel.PEC in notice.channels:
        facts.append((_("Indirizzo PEC"), notice.pec_address))
        facts.append((_("Per la PEC conta"), pec_counts(notice)))
    if notice.cup:
        facts.append((_("CUP"), notice.cup))
    facts.append((_("Attività dell’art. 5"), letters(notice.art5_letters)))
    return facts


def _window(notice: Notice) -> list[list[str]]:
    """The acts that moved the window; nothing for one that has stayed as it was published."""
    history = window_history(notice)
    if len(history) < 2:
        return []
    return [[moments.instant(entry.at), entry.words] for entry in history]


def _section(section: NoticeSection, words: Marker) -> dict[str, Any]:
    """Its text in pieces, some with a note: the words of the glossary, at their first use."""
    body = [
        {"kind": block.kind, "items": [words.runs(item) for item in block.items]}
        for block in blocks(section.body)
    ]
    return {"title": section.title or str(section.get_kind_display()), "blocks": body}
