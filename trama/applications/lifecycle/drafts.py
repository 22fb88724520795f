"""Writing a draft: everything is kept at each save, nobody's words are lost."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.applications import rules
from trama.applications.models import Answer, Application, ApplicationStatus, Experience
from trama.applications.queries import standing_of
from trama.core import clock, events
from trama.core.workflow import ActRefused
from trama.notices.models import Channel, FormQuestion, Notice, QuestionKind
from trama.notices.rules import open_at
from trama.organizations.models import Organization, OrganizationStatus

Value = str | list[str]
CHOSEN = {QuestionKind.ONE, QuestionKind.MANY}


class ChangedMeanwhile(ActRefused):
    """Somebody else saved this part since it was opened: both versions are shown, none is lost."""


def touch(application: Application, at: datetime) -> None:
    """First the row, then its content: edits of one draft queue up, a submission waits for them."""
    drafts = Application.objects.filter(pk=application.pk, status=ApplicationStatus.DRAFT)
    if not drafts.update(changed_at=at):
        raise ActRefused(
            _(
                "Questa domanda è già stata presentata e non si può più cambiare. "
                "Quello che è stato presentato è intatto; fino alla scadenza puoi sostituirla."
            )
        )
    application.changed_at = at


@transaction.atomic
def start(notice: Notice, organization: Organization, *, actor: User) -> Application:
    """The body's draft for this notice: there is one, whoever starts it and however often.

    When the body already has an application that stands, the draft begins as its copy (without
    the documents): until it is sent, the other one stands.
    """
    at = clock.now()
    _must_be_open(notice, at)
    _must_be_active(organization)
    draft, created = Application.objects.get_or_create(
        notice=notice,
        organization=organization,
        status=ApplicationStatus.DRAFT,
        channel=Channel.WEB,
        defaults={"created_by": actor, "created_at": at, "changed_at": at},
    )
    if created:
        standing = standing_of(organization, notice)
        if standing is not None:
            _copy_answers(standing, draft)
            copy_experiences(standing.experiences.all(), draft)
        # Of no file until it is sent: before closing the office must not read who is preparing.
        events.record(events.Act("start", draft, actor, at, {"notice": notice.code}, dossier=""))
    return draft


def replace(application: Application, *, actor: User) -> Application:
    """A new draft beside the standing application, which stands until the new one is sent."""
    if application.status != ApplicationStatus.SUBMITTED:
        raise ActRefused(_("Si sostituisce solo una domanda presentata in tempo e non ritirata."))
    return start(application.notice, application.organization, actor=actor)


def _must_be_open(notice: Notice, at: datetime) -> None:
    if not Notice.objects.filter(open_at(at), pk=notice.pk).exists():
        raise ActRefused(_("L’avviso non è aperto: una domanda si comincia prima della scadenza."))
    if Channel.WEB not in notice.channels:
        raise ActRefused(
            _("Per questo avviso la domanda si manda per PEC, all’indirizzo dell’avviso.")
        )


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
    at = clock.now()
    touch(application, at)
    questions = {
        q.code: q
        for q in FormQuestion.objects.filter(notice=application.notice_id, code__in=values)
    }
    if unknown := set(values) - set(questions):
        raise ActRefused(_("Domanda sconosciuta: %(code)s.") % {"code": min(unknown)})
    rows = [_answer(application, questions[code], value) for code, value in values.items()]
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
