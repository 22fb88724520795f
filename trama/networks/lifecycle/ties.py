"""The rounds in which members say with whom they work, and what each says."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events, jobs
from trama.core.deadlines import day_of
from trama.core.workflow import ActRefused, move
from trama.mailbox.lifecycle import use_link
from trama.mailbox.models import SignedLink
from trama.networks import emails
from trama.networks.lifecycle.networks import opened
from trama.networks.models import (
    MemberStatus,
    Network,
    NetworkMembership,
    NetworkTie,
    SurveyStatus,
    TieDeclaration,
    TieKind,
    TieQuestionnaire,
    TieSurvey,
)
from trama.networks.queries.ties import waiting_for

BETWEEN_REMINDERS = timedelta(days=3)
"""Nobody is flooded through us."""
LEAST_MEMBERS = 2


@dataclass(frozen=True)
class Statement:
    """What a member says of its tie with another. Trust that is not said is not counted."""

    about: NetworkMembership
    intensity: int
    kinds: Sequence[str] = ()
    trust: int | None = None

    @property
    def said(self) -> tuple[list[str], int, int | None]:
        kinds = [kind for kind in TieKind.values if kind in self.kinds] if self.intensity else []
        return kinds, self.intensity, self.trust


@transaction.atomic
def open_survey(
    network: Network, *, since: date, until: date, closes_on: date, actor: User
) -> TieSurvey:
    """Ask all members of today with whom they work; each gets a letter with its own link."""
    at = clock.now()
    locked = opened(network)
    if closes_on <= day_of(at):
        raise ActRefused(_("Il termine per rispondere è oggi o è passato: lascia qualche giorno."))
    if until < since:
        raise ActRefused(_("Il periodo finisce prima di cominciare."))
    members = list(locked.memberships.filter(status=MemberStatus.ACTIVE))
    if len(members) < LEAST_MEMBERS:
        raise ActRefused(_("Nella rete ci sono meno di due membri: non c’è ancora da chiedere."))
    try:
        with transaction.atomic():
            survey = TieSurvey.objects.create(
                network=locked,
                since=since,
                until=until,
                opened_at=at,
                closes_on=closes_on,
                opened_by=actor,
            )
    except IntegrityError:
        raise ActRefused(
            _("C’è già una rilevazione aperta: prima chiudi quella. Nulla è cambiato.")
        ) from None
    questionnaires = TieQuestionnaire.objects.bulk_create(
        TieQuestionnaire(survey=survey, member=member) for member in members
    )
    events.record(events.Act("open", survey, actor, at, {"asked": len(members)}))
    _write_to(questionnaires, at, is_reminder=False)
    _owe_reading(survey)
    return survey


def _write_to(
    questionnaires: Iterable[TieQuestionnaire], at: datetime, *, is_reminder: bool
) -> int:
    """A letter to each that has an address; how many left."""
    written = [one for one in questionnaires if emails.recipient_of(one.member)]
    for questionnaire in written:
        emails.ask_ties(questionnaire, at=at, is_reminder=is_reminder)
    return len(written)


@transaction.atomic
def remind(survey: TieSurvey, *, actor: User) -> int:
    """Write again to whoever has not answered; how many letters left. At most one every 3 days."""
    at = clock.now()
    locked = TieSurvey.objects.select_for_update(no_key=True).get(pk=survey.pk)
    _refuse_closed(locked, at)
    last = locked.reminded_at or locked.opened_at
    if at - last < BETWEEN_REMINDERS:
        raise ActRefused(
            _("Abbiamo scritto a tutti da meno di tre giorni: aspetta prima di ricordarlo.")
        )
    sent = _write_to(waiting_for(locked), at, is_reminder=True)
    TieSurvey.objects.filter(pk=survey.pk).update(reminded_at=at)
    events.record(events.Act("remind", locked, actor, at, {"sent": sent}))
    return sent


@transaction.atomic
def answer(
    questionnaire: TieQuestionnaire,
    statements: Collection[Statement],
    *,
    actor: User | None,
    link: SignedLink | None = None,
) -> bool:
    """Replace what this member has said in this round; the same answer again changes nothing.

    A member of whom nothing is stated is left without a word. Whether anything changed.
    """
    at = clock.now()
    survey = TieSurvey.objects.select_for_update(no_key=True).get(pk=questionnaire.survey_id)
    _refuse_closed(survey, at)
    member = questionnaire.member
    _check(survey, member, statements)
    before = _said_by(survey, member)
    after = {one.about.pk: one.said for one in statements}
    first_time = questionnaire.answered_at is None
    if before == after and not first_time:
        return False
    _write(survey, member, before, after, at)
    TieQuestionnaire.objects.filter(pk=questionnaire.pk, answered_at=None).update(answered_at=at)
    questionnaire.refresh_from_db(fields=["answered_at"])
    # Who was spoken of is not in the book: it would tell trust and silence for ever.
    facts = {"member": str(member), "again": not first_time}
    events.record(events.Act("answer", survey, actor, at, facts))
    if link is not None:
        use_link(link, at)
    _owe_reading(survey)
    return True


def _refuse_closed(survey: TieSurvey, at: datetime) -> None:
    if survey.status != SurveyStatus.OPEN or day_of(at) > survey.closes_on:
        raise ActRefused(_("Questa rilevazione è chiusa: le risposte arrivate restano come sono."))


def _check(survey: TieSurvey, member: NetworkMembership, statements: Collection[Statement]) -> None:
    asked = set(survey.questionnaires.values_list("member", flat=True))
    about = [one.about.pk for one in statements]
    if member.pk in about:
        raise ActRefused(_("Non serve dire del rapporto con sé stessi: scegli un altro membro."))
    if not asked.issuperset(about):
        raise ActRefused(_("Si parla di chi non è in questa rilevazione. Nulla è stato salvato."))
    if len(about) != len(set(about)):
        raise ActRefused(_("Dello stesso membro si parla due volte. Nulla è stato salvato."))


Said = tuple[list[str], int, int | None]


def _said_by(survey: TieSurvey, member: NetworkMembership) -> dict[int, Said]:
    rows = TieDeclaration.objects.filter(tie__survey=survey, by=member).select_related("tie")
    return {
        _other(row.tie, member.pk): (list(row.kinds), row.intensity, row.trust)
        for row in rows.order_by("pk")
    }


def _other(tie: NetworkTie, member: int) -> int:
    return tie.second_id if tie.first_id == member else tie.first_id


def _write(
    survey: TieSurvey,
    member: NetworkMembership,
    before: Mapping[int, Said],
    after: Mapping[int, Said],
    at: datetime,
) -> None:
    """One row a pair, whoever spoke first; a tie that nobody speaks of is gone."""
    for other in after:
        first, second = sorted([member.pk, other])
        tie, _created = NetworkTie.objects.get_or_create(
            survey=survey, first_id=first, second_id=second
        )
        kinds, intensity, trust = after[other]
        TieDeclaration.objects.update_or_create(
            tie=tie,
            by=member,
            defaults={"kinds": kinds, "intensity": intensity, "trust": trust, "declared_at": at},
        )
    unsaid = before.keys() - after.keys()
    theirs = TieDeclaration.objects.filter(tie__survey=survey, by=member)
    for declaration in theirs.select_related("tie"):
        if _other(declaration.tie, member.pk) in unsaid:
            declaration.delete()
    NetworkTie.objects.filter(survey=survey, declarations=None).delete()
    _confirm(survey, member, at)


def _confirm(survey: TieSurvey, member: NetworkMembership, at: datetime) -> None:
    """Both have declared it: confirmed. One has taken it back: not any more."""
    ties = NetworkTie.objects.filter(survey=survey)
    mine = ties.filter(first=member) | ties.filter(second=member)
    for tie in mine.prefetch_related("declarations"):
        both = [one.intensity > 0 for one in tie.declarations.all()] == [True, True]
        if both != (tie.confirmed_at is not None):
            NetworkTie.objects.filter(pk=tie.pk).update(confirmed_at=at if both else None)


def close_survey(survey: TieSurvey, *, actor: User | None) -> None:
    """No more answers; the reading stays beside its response rate."""
    at = clock.now()
    with transaction.atomic():
        move(survey, SurveyStatus.CLOSED, verb="close", actor=actor, at=at, closed_at=at)
        _owe_reading(survey)


def close_due_surveys() -> int:
    """Those whose last day is over; how many."""
    today = day_of(clock.now())
    due = TieSurvey.objects.filter(status=SurveyStatus.OPEN, closes_on__lt=today)
    surveys = list(due.select_related("network"))
    for survey in surveys:
        close_survey(survey, actor=None)
    return len(surveys)


def _owe_reading(survey: TieSurvey) -> None:
    lock = f"networks.read_ties.{survey.network_id}"
    jobs.defer("networks.read_ties", lock=lock, network=str(survey.network.uid))
