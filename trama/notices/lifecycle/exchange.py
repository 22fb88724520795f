"""A notice as a file, and a file as a notice: exact both ways (`formats.notice_file`)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from trama.accounts.models import Office, User
from trama.core.deadlines import ROME
from trama.core.workflow import ActRefused
from trama.notices.formats.notice_file import FORMAT, NoticeFile, dump
from trama.notices.lifecycle.drafting import create
from trama.notices.models import (
    DocumentSlot,
    FormQuestion,
    Notice,
    NoticeSection,
    Requirement,
)
from trama.notices.queries import contents, people_in_charge
from trama.programming.models import ProgrammingAct, Strand, Theme

PLAIN = (
    "code", "type", "title", "short_title", "summary", "programming_reason", "art5_letters",
    "contact", "cup", "channels", "signing_modes", "pec_address", "pec_instant", "opens_at",
    "closes_at", "questions_until", "urgency_reason", "answer_days",
)  # fmt: skip
"""The keys of the file that are the model's fields, as they are."""


class ImportRefused(ActRefused):
    """The file is well formed, but names what is not here; nothing was created."""

    def __init__(self, errors: list[dict[str, str]]) -> None:
        super().__init__("; ".join(f"{error['path']}: {error['reason']}" for error in errors))
        self.errors = errors


def export_file(notice: Notice) -> NoticeFile:
    """What the notice says and asks, in the exchange format."""
    read = contents(Notice.objects.filter(pk=notice.pk)).get()
    plain = {name: getattr(read, name) for name in PLAIN}
    return NoticeFile.model_validate(
        {
            **plain,
            **{
                name: _instant(plain[name]) for name in ("opens_at", "closes_at", "questions_until")
            },
            "format": FORMAT,
            "strand": read.strand.code if read.strand else None,
            "programming_acts": sorted(act.code for act in read.programming_acts.all()),
            "office": read.office.code,
            "officer": read.officer.email if read.officer else None,
            "sections": [_row(row, "kind", "title", "body") for row in read.sections.all()],
            "requirements": [
                _row(row, "code", "kind", "parameters", "text", "remediable")
                for row in read.requirements.all()
            ],
            "questions": [
                _row(row, "code", "kind", "label", "hint", "options", "required", "max_length")
                for row in read.questions.all()
            ],
            "documents": [
                _row(row, "code", "label", "hint", "required") for row in read.document_slots.all()
            ],
        }
    )


@transaction.atomic
def import_file(file: NoticeFile, *, actor: User | None) -> tuple[Notice, bool]:
    """The draft that the file says, and whether it is new. The same file again changes nothing."""
    known = Notice.objects.filter(code__iexact=file.code).first()
    if known:
        return _unchanged(known, file), False
    office = Office.objects.filter(code=file.office).first()
    errors = _unknown(file, office)
    if errors or office is None:
        raise ImportRefused(errors)
    officer = people_in_charge(office).filter(email=file.officer).first()
    fields = {name: getattr(file, name) for name in PLAIN if name not in {"code", "title"}}
    strand = Strand.objects.filter(code=file.strand).first()
    _check(Notice(office=office, code=file.code, title=file.title, **fields))
    notice = create(
        office,
        code=file.code,
        title=file.title,
        actor=actor,
        strand=strand,
        officer=officer,
        **fields,
    )
    notice.programming_acts.set(ProgrammingAct.objects.filter(code__in=file.programming_acts))
    _add_parts(notice, file)
    return notice, True


def _unchanged(known: Notice, file: NoticeFile) -> Notice:
    if dump(export_file(known)) != dump(file):
        reason = _("c’è già un avviso con questo codice, e dice altro")
        raise ImportRefused([{"path": "code", "reason": reason}])
    return known


def _unknown(file: NoticeFile, office: Office | None) -> list[dict[str, str]]:
    """Every code of the file that names nothing here."""
    errors: list[tuple[str, str]] = []
    if office is None:
        errors.append(("office", _("nessun ufficio ha questo codice")))
    elif file.officer and not people_in_charge(office).filter(email=file.officer).exists():
        errors.append(
            ("officer", _("oggi nessuno, con questo indirizzo, può esserne responsabile"))
        )
    if file.strand and not Strand.objects.filter(code=file.strand).exists():
        errors.append(("strand", _("nessun filone ha questo codice")))
    acts = set(
        ProgrammingAct.objects.filter(code__in=file.programming_acts).values_list("code", flat=True)
    )
    errors += [
        (f"programming_acts/{place}", _("nessun atto di programmazione ha questo codice"))
        for place, code in enumerate(file.programming_acts)
        if code not in acts
    ]
    if file.programming_acts != sorted(file.programming_acts):
        errors.append(("programming_acts", _("i codici vanno in ordine alfabetico")))
    errors += _unknown_parameters(file)
    return [{"path": path, "reason": reason} for path, reason in errors]


def _unknown_parameters(file: NoticeFile) -> list[tuple[str, str]]:
    themes = set(Theme.objects.values_list("code", flat=True))
    slots = {slot.code for slot in file.documents}
    errors = []
    for place, requirement in enumerate(file.requirements):
        path = f"requirements/{place}/parameters"
        if requirement.kind == "experience" and requirement.parameters.theme not in themes:
            errors.append((f"{path}/theme", _("nessun tema ha questo codice")))
        if requirement.kind == "document" and requirement.parameters.slot not in slots:
            errors.append((f"{path}/slot", _("nessun documento del modulo ha questo codice")))
    return errors


def _check(notice: Notice) -> None:
    """The model's own validators (addresses, lengths), said by path."""
    try:
        notice.clean_fields(exclude=["created_at", "office", "officer", "strand", "act"])
    except ValidationError as problem:
        raise ImportRefused(
            [
                {"path": name, "reason": reason}
                for name, reasons in problem.message_dict.items()
                for reason in reasons
            ]
        ) from None


def _add_parts(notice: Notice, file: NoticeFile) -> None:
    NoticeSection.objects.bulk_create(
        NoticeSection(notice=notice, position=place, **section.model_dump())
        for place, section in enumerate(file.sections, start=1)
    )
    Requirement.objects.bulk_create(
        Requirement(notice=notice, position=place, **requirement.model_dump())
        for place, requirement in enumerate(file.requirements, start=1)
    )
    FormQuestion.objects.bulk_create(
        FormQuestion(notice=notice, position=place, **question.model_dump())
        for place, question in enumerate(file.questions, start=1)
    )
    DocumentSlot.objects.bulk_create(
        DocumentSlot(notice=notice, position=place, **slot.model_dump())
        for place, slot in enumerate(file.documents, start=1)
    )


def _instant(value: datetime | None) -> str | None:
    """On Rome's clock, to the second: parts of a second decide nothing (`rules.in_time`)."""
    return value.astimezone(ROME).replace(microsecond=0).isoformat() if value else None


def _row(row: Model, *names: str) -> dict[str, object]:
    return {name: getattr(row, name) for name in names}
