"""Writing a draft: everything is kept at each save, nobody's words are lost."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.applications import rules
from trama.applications.lifecycle.amended import follow_form, pass_on, successor, was_amended
from trama.applications.models import Answer, Application, ApplicationStatus, Experience
from trama.core import clock, events
from trama.core.workflow import ActRefused
from trama.notices.models import Channel, FormQuestion, Notice, QuestionKind
from trama.notices.queries import form_of
from trama.notices.rules import open_at
from trama.organizations.models import Organization, OrganizationStatus

Value = str | list[str]
CHOSEN = {QuestionKind.ONE, QuestionKind.MANY}


class ChangedMeanwhile(ActRefused):
    """Somebody else saved this part since it was opened: both versions are shown, none is lost."""


def touch(application: Application) -> datetime:
    """First the row, then its content: edits of one draft queue up, a submission waits for them.

    The first statement of an edit, so its instant too: when it began, not when its turn came.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TOUCH, [application.pk, ApplicationStatus.DRAFT])
        row = cursor.fetchone()
    if row is None:
        raise ActRefused(
            _(
                "Questa domanda è già stata presentata e non si può più cambiare. "
                "Quello che è stato presentato è intatto; fino alla scadenza puoi sostituirla."
            )
        )
    application.changed_at = row[0]
    return application.changed_at


_TOUCH = """
UPDATE applications_application SET changed_at = trama_now() WHERE id = %s AND status = %s
RETURNING changed_at
"""


@transaction.atomic
def start(notice: Notice, organization: Organization, *, actor: User) -> Application:
    """The body's draft for this notice: there is one, whoever starts it and however often.

    When the body already has an application that stands, the draft begins as its copy (without
    the documents): until it is sent, the other one stands.
    """
    at = clock.now()
    _must_be_open(notice, at)
    _must_be_active(organization)
    new = Application(
        notice=notice, organization=organization, created_by=actor, created_at=at, changed_at=at
    )
    # Of two who begin at once the second waits here, then finds the first one's.
    Application.objects.bulk_create([new], ignore_conflicts=True)
    draft, standing = _under_way(notice, organization)
    if draft.uid == new.uid:
        if standing is not None:
            _copy_answers(standing, draft)
            copy_experiences(standing.experiences.all(), draft)
            follow_form(notice, draft)
        # Of no file until it is sent: before closing the office must not read who is preparing.
        events.record(events.Act("start", draft, actor, at, {"notice": notice.code}, dossier=""))
    return draft


def _under_way(
    notice: Notice, organization: Organization
) -> tuple[Application, Application | None]:
    """The draft, and what stands: a constraint says that there is one of each at most."""
    rows = Application.objects.filter(
        Q(status=ApplicationStatus.DRAFT, channel=Channel.WEB)
        | Q(status=ApplicationStatus.SUBMITTED),
        notice=notice,
        organization=organization,
    )
    found = {row.status: row for row in rows}
    return found[ApplicationStatus.DRAFT], found.get(ApplicationStatus.SUBMITTED)


def replace(application: Application, *, actor: User) -> Application:
    """A new draft beside the standing application, which stands until the new one is sent."""
    if application.status != ApplicationStatus.SUBMITTED:
        raise ActRefused(_("Si sostituisce solo una domanda presentata in tempo e non ritirata."))
    return start(application.notice, application.organization, actor=actor)


def _must_be_open(notice: Notice, at: datetime) -> None:
    if not Notice.objects.filter(open_at(at), pk=notice.pk).exists():
        raise ActRefused(rules.NOT_OPEN)
    if Channel.WEB not in notice.channels:
        raise ActRefused(rules.BY_MAIL_ONLY)


def _must_be_active(organization: Organization) -> None:
    closed = Organization.objects.filter(pk=organization.pk, status=OrganizationStatus.CLOSED)
    if closed.exists():
        raise ActRefused(
            _(
                "Per il registro l’ente non è più attivo: non può cominciare una domanda. "
                "Se non è così, scrivi all’ufficio indicato nell’avviso."
            )
        )


def _copy_answers(source: Application, draft: Application) -> None:
    Answer.objects.bulk_create(
        Answer(application=draft, question_id=a.question_id, text=a.text, choices=a.choices)
        for a in source.answers.all()
    )


def copy_experiences(experiences: Iterable[Experience], draft: Application) -> int:
    rows = [
        Experience(
            application=draft,
            theme_id=e.theme_id,
            title=e.title,
            partner=e.partner,
            started_on=e.started_on,
            ended_on=e.ended_on,
        )
        for e in experiences
    ]
    return len(Experience.objects.bulk_create(rows))


# ---------------------------------------------------------------- answers


def answers_version(answers: Iterable[tuple[str, str, list[str]]]) -> str:
    """Of what a page of answers showed: (question code, text, choices). It goes with the form."""
    shown = {code: [text, choices] for code, text, choices in answers if text or choices}
    return rules.fingerprint(shown)[:16]


@transaction.atomic
def save_answers(
    application: Application, values: Mapping[str, Value], *, actor: User, seen: str = ""
) -> None:
    """Keep the answers to some questions, by code; an empty one is kept as empty.

    `seen` is the `answers_version` of what the person was shown: when somebody else has saved
    something different since, nothing is written and `ChangedMeanwhile` says so.
    """
    shown = form_of(application.notice)
    touch(application)
    questions = {q.code: q for q in shown.questions if q.code in values}
    if unknown := set(values) - set(questions):
        raise ActRefused(_("Domanda sconosciuta: %(code)s.") % {"code": min(unknown)})
    rows = [_answer(application, questions[code], value) for code, value in values.items()]
    if was_amended(application.notice):
        successors = {q.code: q for q in form_of(application.notice).questions}
        questions = {code: successor(q, successors.get(code)) for code, q in questions.items()}
        for row in rows:
            pass_on(row, questions[row.question.code])
    if seen:
        _must_be_as_seen(application, questions, rows, seen)
    Answer.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["application", "question"],
        update_fields=["text", "choices"],
    )


def _answer(application: Application, question: FormQuestion, value: Value) -> Answer:
    if isinstance(value, list):
        if question.kind not in CHOSEN or not set(value) <= set(question.options):
            raise ActRefused(_("Scelta non prevista: %(label)s") % {"label": question.label})
        return Answer(application=application, question=question, choices=value)
    if question.kind in CHOSEN or question.kind == QuestionKind.EXPERIENCES:
        raise ActRefused(_("Scelta non prevista: %(label)s") % {"label": question.label})
    if question.max_length and len(value) > question.max_length:
        raise ActRefused(
            _("Troppo lunga (%(length)d battute su %(most)d): %(label)s")
            % {"length": len(value), "most": question.max_length, "label": question.label}
        )
    return Answer(application=application, question=question, text=value)


def _must_be_as_seen(
    application: Application, questions: Mapping[str, FormQuestion], rows: list[Answer], seen: str
) -> None:
    code_of = {question.pk: code for code, question in questions.items()}
    kept = Answer.objects.filter(application=application, question__in=code_of)
    now = answers_version((code_of[a.question_id], a.text, a.choices) for a in kept)
    mine = answers_version((code_of[a.question_id], a.text, a.choices) for a in rows)
    if now not in {seen, mine}:
        raise ChangedMeanwhile(
            _(
                "Mentre scrivevi, un’altra persona ha salvato questa parte. Il tuo testo è ancora "
                "qui sotto, accanto a quello salvato: tieni quello giusto e salva di nuovo."
            )
        )
