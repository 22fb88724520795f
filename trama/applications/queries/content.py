"""What an application says: answers in the order of the questions, experiences, documents."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from trama.applications.models import (
    Answer,
    Application,
    Attachment,
    AttachmentPurpose,
    Experience,
)
from trama.applications.rules import Asked, months_covered
from trama.core.prepared import Prepared
from trama.ledger.models import DocumentStatus
from trama.notices.models import (
    DocumentSlot,
    FormQuestion,
    QuestionKind,
    RequirementKind,
)
from trama.notices.queries import Form, form_at
from trama.programming.models import Theme


@dataclass(frozen=True)
class AnswerTo:
    """A question of the notice and what was answered, if anything."""

    question: FormQuestion
    text: str = ""
    choices: list[str] = field(default_factory=list)

    @property
    def given(self) -> bool:
        return bool(self.text.strip() or self.choices)

    @property
    def words(self) -> str:
        return self.text or "\n".join(self.choices)


@dataclass(frozen=True)
class Content:
    """Everything in an application: each part is one query, asked when it is first looked at.

    What the notice asks is read once a process. Read it again after a change.
    """

    application: Application

    @cached_property
    def form(self) -> Form:
        return form_at(self.application.notice, self.application.presented_at)

    @cached_property
    def answers(self) -> list[AnswerTo]:
        """To every question but the table of experiences."""
        given = {answer.question_id: answer for answer in _ANSWERS(self.application)}
        return [_answer_to(blank.question, given.get(blank.question.pk)) for blank in self.blank]

    @property
    def blank(self) -> list[AnswerTo]:
        """The same questions, as they are asked: without looking at what was answered."""
        questions = self.form.questions
        return [AnswerTo(q) for q in questions if q.kind != QuestionKind.EXPERIENCES]

    @cached_property
    def experiences(self) -> list[Experience]:
        return _EXPERIENCES(self.application)

    @cached_property
    def themes(self) -> list[Theme]:
        """All of them, those that are not used any more too."""
        return _THEMES()

    @cached_property
    def attachments(self) -> list[Attachment]:
        """In the order of the documents that were asked, then the others."""
        slots = {slot.pk: slot for slot in self.slots}
        place = {pk: position for position, pk in enumerate(slots)}
        given = _ATTACHMENTS(self.application)
        for attachment in given:
            if attachment.slot_id in slots:
                attachment.slot = slots[attachment.slot_id]
        return sorted(given, key=lambda a: place.get(a.slot_id or 0, len(place)))

    @property
    def slots(self) -> tuple[DocumentSlot, ...]:
        return self.form.slots

    @property
    def experience_question(self) -> FormQuestion | None:
        tables = (q for q in self.form.questions if q.kind == QuestionKind.EXPERIENCES)
        return next(tables, None)

    def in_slot(self, slot: DocumentSlot) -> list[Attachment]:
        return [given for given in self.attachments if given.slot_id == slot.pk]

    def of(self, purpose: AttachmentPurpose) -> list[Attachment]:
        return [given for given in self.attachments if given.purpose == purpose]

    @property
    def answered(self) -> int:
        """Answers given, the table of experiences counted as one."""
        return sum(answer.given for answer in self.answers) + bool(self.experiences)


def _answer_to(question: FormQuestion, answer: Answer | None) -> AnswerTo:
    if answer is None:
        return AnswerTo(question)
    return AnswerTo(question, answer.text, list(answer.choices))


_ANSWERS = Prepared(lambda whose: Answer.objects.filter(application=whose), Application)
_EXPERIENCES = Prepared(
    lambda whose: Experience.objects.filter(application=whose).select_related("theme"),
    Application,
)
_THEMES = Prepared(Theme.objects.all)
_ATTACHMENTS = Prepared(
    lambda whose: (
        Attachment.objects.filter(application=whose)
        .select_related("document")
        .defer("document__text")  # what a document says is for its own page
        .order_by("id")
    ),
    Application,
)


def content(application: Application) -> Content:
    return Content(application)


def asked(found: Content) -> list[Asked]:
    """Each thing the notice asks, and whether it is there."""
    items = [
        Asked("answers", a.question.label, f"id_{a.question.code}", a.question.required, a.given)
        for a in found.answers
    ]
    table = found.experience_question
    if table is not None:
        given = bool(found.experiences)
        items.append(Asked("experiences", table.label, "", table.required, given))
    return items + [_asked_document(slot, found.in_slot(slot)) for slot in found.slots]


def _asked_document(slot: DocumentSlot, given: list[Attachment]) -> Asked:
    broken = [a for a in given if a.document.status == DocumentStatus.REFUSED]
    problem = ""
    if broken:
        problem = _("il file «%(name)s» non si apre; toglilo e caricane un altro.") % {
            "name": broken[0].document.name
        }
    return Asked("documents", slot.label, f"slot-{slot.code}", slot.required, bool(given), problem)


# ---------------------------------------------------------------- what is hashed


def form_content(application: Application, found: Content) -> dict[str, Any]:
    """What the PDF to sign carries: answers, experiences, and the documents that were asked."""
    return {
        "notice": application.notice.code,
        "organization": str(application.organization.uid),
        "answers": {
            a.question.code: {"text": a.text, "choices": a.choices}
            for a in found.answers
            if a.given
        },
        "experiences": [
            {
                "theme": e.theme.code,
                "title": e.title,
                "partner": e.partner,
                "started_on": e.started_on,
                "ended_on": e.ended_on,
            }
            for e in found.experiences
        ],
        "documents": _hashes(found.of(AttachmentPurpose.SLOT)),
    }


def signed_content(application: Application, found: Content) -> dict[str, Any]:
    """What a signature on the PDF is for: the answers, to the questions as the notice asks them."""
    notice = application.notice
    amended = {"version": notice.version} if notice.amended_at else {}
    return {**form_content(application, found), **amended}


def frozen_content(
    application: Application, found: Content, declarations: Iterable[str]
) -> dict[str, Any]:
    """What freezes when an application is presented: all of it, the signed form too.

    `Application.digest` is the SHA-256 of its canonical JSON (RFC 8785).
    """
    return {
        **form_content(application, found),
        "documents": _hashes(found.attachments),
        "declarations": sorted(declarations),
    }


def _hashes(attachments: Iterable[Attachment]) -> list[dict[str, Any]]:
    rows = [
        {
            "purpose": a.purpose,
            "slot": a.slot.code if a.slot else "",
            "name": a.document.name,
            "sha256": a.document.sha256,
            "size": a.document.size,
        }
        for a in attachments
    ]
    return sorted(rows, key=lambda row: (row["purpose"], row["slot"], row["sha256"], row["name"]))


# ---------------------------------------------------------------- experience so far


@dataclass(frozen=True)
class MonthsOn:
    """Months of experience on a theme: those declared so far, and those the notice requires."""

    theme: Theme
    required: int
    covered: int

    @property
    def enough(self) -> bool:
        return self.covered >= self.required


def months_by_theme(found: Content, until: date) -> list[MonthsOn]:
    """For each theme on which the notice requires months: R-APP-04, on `until`'s calendar."""
    months: dict[str, int] = {}
    for requirement in found.form.requirements:
        if requirement.kind != RequirementKind.EXPERIENCE:
            continue
        code = str(requirement.parameters.get("theme", ""))
        months[code] = max(months.get(code, 0), int(requirement.parameters.get("months", 0)))
    return [
        MonthsOn(
            theme,
            months[theme.code],
            months_covered(
                (e.started_on, min(e.ended_on or until, until))
                for e in found.experiences
                if e.theme_id == theme.pk
            ),
        )
        for theme in (found.themes if months else ())
        if theme.code in months
    ]
