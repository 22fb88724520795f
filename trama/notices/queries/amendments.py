"""The amendments of a notice, and the notice as it stood at an instant."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from trama.core import moments
from trama.notices.models import Amendment, JudgedOn, Notice, NoticeStatus, Requirement
from trama.notices.models.parts import Part
from trama.notices.queries.contents import contents
from trama.notices.queries.summary import (
    how_to_apply,
    if_missing,
    kind_of_answer,
    letters,
    pec_counts,
    signing,
    theme_labels,
    verified_by,
    yes_or_no,
)
from trama.notices.rules.changes import Change, Key, Piece, Reading, changes

P = TypeVar("P", bound=Part)


def amendments(notice: Notice, *, since: datetime | None = None) -> QuerySet[Amendment]:
    """The amendments adopted (after `since`), the latest first."""
    adopted = Amendment.objects.filter(notice=notice, adopted_at__isnull=False)
    if since is not None:
        adopted = adopted.filter(adopted_at__gt=since)
    return adopted.select_related("act").order_by("-number")


def proposal(notice: Notice) -> Notice | None:
    """The amendment that is being written, if there is one: a draft of the office."""
    under_way = [NoticeStatus.DRAFT, NoticeStatus.LEGAL_CHECK]
    return Notice.objects.filter(amends=notice, status__in=under_way).first()


def proposed(draft: Notice) -> list[Change]:
    """What an amendment would change as it is now written; nothing for a notice of its own."""
    if draft.amends is None or draft.status in {NoticeStatus.MERGED, NoticeStatus.DROPPED}:
        return []
    amended = contents(Notice.objects.filter(pk=draft.amends.pk)).get()
    return changes(reading(amended), reading(draft))


def standing_at(model: type[P], notice: Notice, instant: datetime) -> QuerySet[P]:
    """The parts of a notice as they stood at an instant, in order."""
    brought = Q(introduced_by=None) | Q(introduced_by__adopted_at__lte=instant)
    kept = Q(retired_by=None) | Q(retired_by__adopted_at__gt=instant)
    return model.ever.filter(brought & kept, notice=notice).order_by("position", "pk")


def judged_at(notice: Notice, presented_at: datetime) -> datetime:
    """The instant whose text judges what was presented, or confirmed, at `presented_at`.

    Each amendment that came after says whether it counts for whoever had already applied: the last
    that does brings along all that came before it.
    """
    if notice.amended_at is None or presented_at >= notice.amended_at:
        return presented_at
    binding = [
        one.adopted_at
        for one in amendments(notice, since=presented_at)
        if one.judged_on == JudgedOn.AMENDED and one.adopted_at is not None
    ]
    return max(binding, default=presented_at)


def reading(notice: Notice) -> Reading:
    """A notice fetched with `contents`, piece by piece, in Italian as the act is."""
    with override("it"):
        return dict([*_data(notice), *_parts(notice, theme_labels())])


def _data(notice: Notice) -> Iterator[tuple[Key, Piece]]:
    pec = f"{notice.pec_address} ({pec_counts(notice)})" if notice.pec_address else ""
    rows: list[tuple[str, str, Any]] = [
        ("type", _("Tipo"), notice.get_type_display()),
        ("title", _("Titolo"), notice.title),
        ("short_title", _("Titolo breve"), notice.short_title),
        ("summary", _("In breve"), notice.summary),
        ("officer", _("Responsabile del procedimento"), notice.officer),
        ("contact", _("Chi risponde"), notice.contact),
        ("strand", _("Filone"), notice.strand),
        ("programming_acts", _("Atti di programmazione"), _programming(notice)),
        ("programming_reason", _("Perché nessun atto"), notice.programming_reason),
        ("art5_letters", _("Attività dell’art. 5"), letters(notice.art5_letters)),
        ("channels", _("Come si presenta"), how_to_apply(notice)),
        ("signing_modes", _("Come si firma"), "; ".join(signing(notice))),
        ("pec", _("PEC"), pec),
        ("closes_at", _("Scadenza"), _instant(notice.closes_at)),
        ("urgency_reason", _("Perché è urgente"), notice.urgency_reason),
        ("questions_until", _("Quesiti fino a"), _instant(notice.questions_until)),
        ("answer_days", _("Giorni per concludere"), notice.answer_days),
        ("cup", _("CUP"), notice.cup),
    ]
    for name, label, value in rows:
        if value:
            yield ("data", name), Piece(label, str(value))


def _programming(notice: Notice) -> str:
    return "; ".join(sorted(str(act) for act in notice.programming_acts.all()))


def _instant(value: datetime | None) -> str:
    return moments.instant(value) if value else ""


def _parts(notice: Notice, themes: Mapping[str, str]) -> Iterator[tuple[Key, Piece]]:
    for section in notice.sections.all():
        yield key_of(section), Piece(str(section), section.body)
    for requirement in notice.requirements.all():
        words = [requirement.text, verified_by(requirement, themes)]
        words += [*_measure(notice, requirement), if_missing(requirement)]
        yield key_of(requirement), Piece(_("Requisito"), ". ".join(words))
    for question in notice.questions.all():
        words = [question.label, question.hint, kind_of_answer(question)]
        words.append(f"{_('obbligatoria')}: {yes_or_no(question.required)}")
        yield key_of(question), Piece(_("Domanda del modulo"), ". ".join(filter(None, words)))
    for slot in notice.document_slots.all():
        words = [slot.label, slot.hint, f"{_('obbligatorio')}: {yes_or_no(slot.required)}"]
        yield key_of(slot), Piece(_("Documento da allegare"), ". ".join(filter(None, words)))


def _measure(notice: Notice, requirement: Requirement) -> Iterator[str]:
    """What else is checked, whatever the requirement's own words say: how many months, which
    document."""
    if months := requirement.parameters.get("months"):
        yield ngettext("%(n)d mese", "%(n)d mesi", months) % {"n": months}
    if code := requirement.parameters.get("slot"):
        labels = {slot.code: slot.label for slot in notice.document_slots.all()}
        yield labels.get(code, code)


def key_of(part: Model) -> Key:
    """The same piece, in a notice and in the draft that amends it: by its code; a section by its
    kind, a free one by its title."""
    name = str(part._meta.model_name)
    code = getattr(part, "code", None)
    if code is None:
        code = f"{part.kind}:{part.title if part.kind == 'other' else ''}"  # type: ignore[attr-defined]  # a section
    return name, str(code)
