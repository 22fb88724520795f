"""Minutes as data for their PDF: only plain lists and texts, in Italian, as the act is."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from trama.core import moments
from trama.core.deadlines import day_of
from trama.core.glossary import Marker, vocabulary
from trama.tables.models import EntryKind, Remark, RemarkStatus
from trama.tables.queries.meetings import access_words
from trama.tables.queries.minutes import (
    Answer,
    Line,
    Minutes,
    answers_words,
    count_words,
    late_words,
    title_of,
)


def minutes_paper(minutes: Minutes) -> dict[str, Any]:
    """What the page says, for everybody: who spoke only where they agree to be named."""
    meeting = minutes.meeting
    path = meeting.table.path
    words = Marker(vocabulary(meeting.published_at))
    return {
        "owner": settings.PLATFORM["owner"],
        "code": path.code,
        "title": title_of(meeting),
        "kicker": _("Percorso di co-programmazione «%(path)s», %(table)s")
        % {"path": path.title, "table": meeting.table.title},
        "facts": [[str(label), str(value)] for label, value in _facts(minutes)],
        "sections": [
            {"title": section.heading, "lines": [_line(line, words) for line in section.lines]}
            for section in minutes.sections
        ],
        "answers": {
            "title": _("Chi approva"),
            "sentence": words.runs(answers_words(minutes)),
            "refused": [
                {"text": words.lines(one.approval.note), "by": _refusing(one)}
                for one in minutes.refused
                if one.approval
            ],
            "lists": [
                [_("Approvano"), _those(minutes.agreed, before_correction=False)],
                [
                    _("Approvano, con la risposta data prima dell’ultima correzione"),
                    _those(minutes.agreed, before_correction=True),
                ],
                [_("Non hanno risposto"), [_named(one) for one in minutes.silent]],
            ],
        },
        "note": _("Partecipare non dà diritti, precedenze o pagamenti. Il tavolo propone, decide "
                  "l’Amministrazione."),
        "notes": words.closing,
    }  # fmt: skip


def _facts(minutes: Minutes) -> list[tuple[str, str]]:
    meeting = minutes.meeting
    hours = f"{moments.instant(meeting.starts_at)} – {moments.hour(meeting.ends_at)}"
    facts = [(_("Quando"), hours)]
    if meeting.venue:
        place = ", ".join(part for part in (meeting.venue, meeting.address) if part)
        facts.append((_("Dove"), f"{place}. {access_words(meeting)}"))
    if meeting.online_url:
        facts.append((_("A distanza"), _("sì")))
    facts.append((_("Presenti"), ", ".join(_present(one) for one in minutes.answers)))
    if meeting.remarks_from:
        late = late_words(meeting, day_of(meeting.remarks_from))
        facts += [(_("Ritardo"), late)] if late else []
    return facts


def _present(one: Answer) -> str:
    return f"{one.name} ({one.attendance.get_mode_display()})"


def _named(one: Answer) -> str:
    said = one.name
    if one.approval and one.approval.acted_for:
        said += " " + _("(scritto dall’ufficio per suo conto)")
    return said


def _those(answers: Iterable[Answer], *, before_correction: bool) -> list[str]:
    return [_named(one) for one in answers if one.before_correction == before_correction]


def _refusing(one: Answer) -> str:
    said = _named(one)
    if one.before_correction:
        said += " " + _("(prima dell’ultima correzione)")
    return said + " " + _("non approva")


def _line(line: Line, words: Marker) -> dict[str, Any]:
    entry = line.entry
    by = [line.speaker]
    if entry.kind == EntryKind.DISSENT:
        by = [line.speaker or _("Un presente"), _("posizione diversa")]
    if entry.contribution:
        by.append(_("contributo %(code)s") % {"code": entry.contribution.code})
    if entry.kind == EntryKind.DECISION:
        by = [count_words(entry)]
    return {
        "kind": entry.kind,
        "number": _("Decisione %(number)s") % {"number": entry.number} if entry.number else "",
        "text": words.lines(entry.text),
        "by": ", ".join(part for part in by if part),
        "before": [_("Prima diceva: «%(text)s»") % {"text": text} for text in line.before],
        "remarks": [_remark(one, words) for one in line.remarks],
    }


def _remark(remark: Remark, words: Marker) -> dict[str, Any]:
    names = [remark.participant.name, *(one.name for one in remark.joined_by.all())]
    by = ", ".join(names)
    if remark.acted_for:
        by += " " + _("(scritta dall’ufficio per suo conto)")
    return {
        "is_objection": remark.status == RemarkStatus.OBJECTION,
        "text": words.lines(remark.text),
        "by": f"{by}: {remark.get_status_display()}",
        "answer": words.lines(_("Risposta: %(answer)s") % {"answer": remark.answer})
        if remark.answer
        else [],
    }
