"""Jobs of the screening. A duplicate or late run changes nothing: each asks what is still to do."""

from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import override
from procrastinate.contrib.django import app

from trama.ledger.formats.pdf import compile_pdf
from trama.notices.models import Notice
from trama.screening import emails, formats, lifecycle
from trama.screening.models import (
    AdmissionList,
    AdmissionListStatus,
    RejectionNotice,
    VerificationMinutes,
)
from trama.screening.queries import cases_of, minutes_paper
from trama.screening.queries.listing import list_paper

TEMPLATE = Path(formats.__file__).parent / "paper.typ"
LETTER_NEEDS = (
    "application__organization",
    "application__notice__office",
    "application__notice__officer",
    "application__submitted_by",
    "application__message",
    "application__entry",
)


@app.task(name="screening.compute_cases", queue="default", retry=5)
def compute_cases(notice_id: int) -> None:
    """The checklists are Italian, as acts are, whatever language the worker speaks."""
    with override(settings.LANGUAGE_CODE):
        lifecycle.compute_cases(Notice.objects.get(pk=notice_id))


@app.task(name="screening.write_list", queue="documents", retry=5)
def write_list(list_id: int) -> None:
    """The list on paper, as it was published: made once."""
    listed = AdmissionList.objects.select_related("notice__office", "act").get(pk=list_id)
    if listed.status != AdmissionListStatus.PUBLISHED or listed.document_id is not None:
        return
    if listed.published_at is None:
        raise ValueError("a published list without its instant")
    content = compile_pdf(TEMPLATE, list_paper(listed), at=listed.published_at)
    with override(settings.LANGUAGE_CODE):
        lifecycle.keep_list_document(listed, content)


@app.task(name="screening.write_minutes", queue="documents", retry=5)
def write_minutes(minutes_id: int) -> None:
    """The approved minutes on paper: made once."""
    needs = ("notice__office", "notice__panel__act")
    minutes = VerificationMinutes.objects.select_related(*needs).get(pk=minutes_id)
    if minutes.approved_at is None or minutes.document_id is not None:
        return
    content = compile_pdf(TEMPLATE, minutes_paper(minutes), at=minutes.approved_at)
    with override(settings.LANGUAGE_CODE):
        lifecycle.keep_minutes_document(minutes, content)


@app.task(name="screening.send_outcomes", queue="mail", retry=10)
def send_outcomes(list_id: int) -> None:
    """Each body is told once: a run cut short goes on from where it stopped."""
    listed = AdmissionList.objects.select_related("notice").get(pk=list_id)
    if listed.status != AdmissionListStatus.PUBLISHED:
        return
    with override(settings.LANGUAGE_CODE):
        untold = cases_of(listed.notice).filter(told_at=None).select_related(*LETTER_NEEDS)
        for case in untold:
            lifecycle.tell_outcome(case)


@app.task(name="screening.send_rejection_notice", queue="mail", retry=10)
@transaction.atomic
def send_rejection_notice(notice_id: int) -> None:
    # Two runs of one job wait for each other: the second finds the first one's letter.
    rows = RejectionNotice.objects.select_for_update(of=("self",), no_key=True)
    needs = [f"case__{name}" for name in LETTER_NEEDS]
    emails.send_rejection_notice(rows.select_related(*needs).get(pk=notice_id))
