"""What an amendment of the notice means for applications: drafts follow the new form; whoever had
already presented is told, and may confirm or replace."""

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.applications.lifecycle.window import hold, must_have_read
from trama.applications.models import Answer, Application, ApplicationStatus, Attachment
from trama.applications.queries import to_confirm
from trama.core import clock, events, jobs
from trama.core.workflow import ActRefused
from trama.notices.models import DocumentSlot, FormQuestion, Notice, NoticeStatus
from trama.notices.rules import in_time


def hear(act: events.Act) -> None:
    """From the book of acts, in the amendment's own transaction: notices know no application."""
    if act.verb == "amend" and isinstance(act.subject, Notice):
        follow_form(act.subject)
        jobs.defer("applications.tell_amended", queue="mail", notice_id=act.subject.pk)


def follow_form(notice: Notice, draft: Application | None = None) -> None:
    """Answers and documents of the drafts (or of one) pass to the question or document that took
    the place of theirs (same code, and for an answer same kind); others stay with what is asked no
    more."""
    drafts = Application.objects.filter(notice=notice, status=ApplicationStatus.DRAFT)
    if draft is not None:
        drafts = drafts.filter(pk=draft.pk)
    # Edits under way are waited for: an answer is not left behind.
    list(drafts.select_for_update(no_key=True).order_by("pk").values_list("pk"))
    successors = {
        question.code: question for question in FormQuestion.objects.filter(notice=notice)
    }
    for old in FormQuestion.ever.filter(notice=notice, retired_by__isnull=False):
        new = successor(old, successors.get(old.code))
        if new != old:
            _carry_answers(Answer.objects.filter(application__in=drafts, question=old), new)
    slots = {slot.code: slot for slot in DocumentSlot.objects.filter(notice=notice)}
    for retired in DocumentSlot.ever.filter(notice=notice, retired_by__isnull=False):
        if slot := slots.get(retired.code):
            given = Attachment.objects.filter(application__in=drafts, slot=retired)
            given.update(slot=slot)


def _carry_answers(answers: QuerySet[Answer], question: FormQuestion) -> None:
    """A choice that is offered no more is chosen no more."""
    if not question.options:
        answers.update(question=question)
        return
    for answer in answers:
        pass_on(answer, question)
        answer.save(update_fields=["question", "choices"])


def successor(old: FormQuestion, new: FormQuestion | None) -> FormQuestion:
    """The question of that code which stands now, if it is answered in the same way."""
    return new if new is not None and new.kind == old.kind else old


def pass_on(answer: Answer, question: FormQuestion) -> None:
    answer.question = question
    if question.options:
        answer.choices = [choice for choice in answer.choices if choice in question.options]


def was_amended(notice: Notice) -> bool:
    """Since `notice` was read, which is brought up to date. For an edit that holds its draft: an
    amendment not yet adopted waits for it (`follow_form`)."""
    read = notice.version
    notice.refresh_from_db(fields=["version", "amended_at"])
    return notice.version != read


@transaction.atomic
def confirm(application: Application, *, actor: User, seen: int | None = None) -> None:
    """What was presented stands as it is, on the amended text: within the deadline.

    `seen` is the notice's version on the page that was read; absent, that of `application`.
    """
    notice = application.notice
    read = notice.version if seen is None else seen
    at = clock.now()
    hold(notice)
    must_have_read(notice, read)
    if not to_confirm(application):
        raise ActRefused(_("Non c’è niente da confermare. Nulla è cambiato: ricarica."))
    still_open = Notice.objects.filter(
        in_time(at), pk=OuterRef("notice_id"), status=NoticeStatus.PUBLISHED
    )
    standing = Application.objects.filter(
        Exists(still_open),
        pk=application.pk,
        status=ApplicationStatus.SUBMITTED,
        confirmed_at=application.confirmed_at,
    )
    if not standing.update(confirmed_at=at):
        raise ActRefused(
            _("Non si può più confermare: la scadenza è passata, o la domanda è cambiata. "
              "Quella presentata resta com’è.")
        )  # fmt: skip
    application.refresh_from_db(fields=["confirmed_at"])
    events.record(events.Act("confirm_amended", application, actor, at, {}))
