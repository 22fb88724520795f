"""The capacity pulse: one letter a month at most, one button to answer it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events
from trama.core.deadlines import day_of
from trama.core.workflow import ActRefused, move
from trama.needs import emails
from trama.needs.models import (
    CapacityAsk,
    CapacityAskStatus,
    CapacityOrigin,
    CapacityReport,
    PulseSubscription,
    Resource,
    SubscriptionStatus,
    UnmetCause,
    UnmetNeed,
)
from trama.needs.queries import pulse as queries
from trama.needs.rules.pulse import may_ask, month_of, unmet
from trama.organizations.models import Organization


@dataclass(frozen=True)
class Answer:
    """What is said of one service: places, of which free; people turned away since last time."""

    capacity: Decimal
    free: Decimal
    refused: int = 0


def ask_due() -> int:
    """Write to every body that is due its letter today; how many were written to.

    Each is an act of its own: one address that fails keeps nobody else waiting.
    """
    day = day_of(clock.now())
    return sum(ask(organization) for organization in queries.bodies_to_ask(day))


@transaction.atomic
def ask(organization: Organization) -> bool:
    """The month's letter to one body; False when it has already gone, by whoever came first."""
    at = clock.now()
    month = month_of(day_of(at))
    # Who asks twice at once waits here, and then finds the ask that the other one made.
    body = Organization.objects.select_for_update().get(pk=organization.pk)
    last = CapacityAsk.objects.filter(organization=body).order_by("-asked_at").first()
    if not may_ask(day_of(last.asked_at) if last else None, day_of(at)):
        return False
    PulseSubscription.objects.get_or_create(organization=body)
    made = CapacityAsk.objects.create(organization=body, month=month, asked_at=at)
    emails.send_ask(made, queries.rows(made, day_of(at)), at)
    facts = {"organization": body.pk, "month": month}
    events.record(events.Act("ask_capacity", made, None, at, facts))
    return True


@transaction.atomic
def answer(
    ask: CapacityAsk,
    answers: Mapping[Resource, Answer],
    *,
    actor: User | None,
    origin: CapacityOrigin = CapacityOrigin.LINK,
) -> int:
    """Keep what a body says of its services; how many sentences were new.

    Saying the same again changes nothing but the instant; saying otherwise corrects.
    """
    at = clock.now()
    if not answers:
        raise ActRefused(_("Non c’è nessun servizio da confermare. Nulla è cambiato."))
    foreign = [one for one in answers if one.organization_id != ask.organization_id]
    if foreign:
        raise ActRefused(_("Uno dei servizi non è di questo ente. Nulla è cambiato."))
    # Two answers to one ask at once are kept in turn: the second sees the first one's numbers.
    CapacityAsk.objects.select_for_update().get(pk=ask.pk)
    known = {report.resource_id: report for report in queries.last_reports(ask.reports.all())}
    new = [
        _report(resource, said, at=at, actor=actor, origin=origin, ask=ask)
        for resource, said in answers.items()
        if not _is_same(known.get(resource.pk), said)
    ]
    _keep(new, at)
    verify(list(answers), at)
    ask.refresh_from_db()
    if ask.status != CapacityAskStatus.ANSWERED:
        note = {"reports": len(new)}
        answered = CapacityAskStatus.ANSWERED
        move(ask, answered, verb="answer", actor=actor, at=at, answered_at=at, note=note)
    elif new:
        events.record(events.Act("correct_answer", ask, actor, at, {"reports": len(new)}))
    return len(new)


@transaction.atomic
def report(
    resource: Resource, said: Answer, *, actor: User, origin: CapacityOrigin = CapacityOrigin.WEB
) -> CapacityReport:
    """What is said of one service from its own card, or told by telephone to who writes it."""
    at = clock.now()
    made = _report(resource, said, at=at, actor=actor, origin=origin, ask=None)
    _keep([made], at)
    verify([resource], at)
    facts = {"capacity": said.capacity, "free": said.free, "refused": said.refused}
    events.record(events.Act("report_capacity", resource, actor, at, {**facts, "origin": origin}))
    return made


def _report(
    resource: Resource,
    said: Answer,
    *,
    at: datetime,
    actor: User | None,
    origin: CapacityOrigin,
    ask: CapacityAsk | None,
) -> CapacityReport:
    if said.capacity < 0 or said.free < 0 or said.refused < 0:
        raise ActRefused(_("I posti non possono essere meno di zero. Nulla è cambiato."))
    if said.free > said.capacity:
        raise ActRefused(
            _("«%(service)s»: i posti liberi sono più dei posti in tutto. Nulla è cambiato.")
            % {"service": resource.title}
        )
    return CapacityReport(
        resource=resource,
        capacity=said.capacity,
        free=said.free,
        refused=said.refused,
        ask=ask,
        origin=origin,
        author=actor,
        reported_at=at,
    )


def _is_same(known: CapacityReport | None, said: Answer) -> bool:
    return known is not None and (known.capacity, known.free, known.refused) == (
        said.capacity,
        said.free,
        said.refused,
    )


def _keep(reports: Sequence[CapacityReport], at: datetime) -> None:
    """The reports, and what they say on the cards; the month's unmet need is counted again."""
    CapacityReport.objects.bulk_create(reports)
    for made in reports:
        Resource.objects.filter(pk=made.resource_id).update(
            capacity=made.capacity, free=made.free, unit=_unit(made.resource)
        )
    if reports:
        count_unmet(month_of(day_of(at)))


def _unit(resource: Resource) -> str:
    return resource.unit or "places"


def verify(resources: Sequence[Resource], at: datetime) -> None:
    """Somebody of the body has just said that these are right."""
    keys = [resource.pk for resource in resources]
    Resource.objects.filter(pk__in=keys).update(verified_at=at)


def count_unmet(month: date) -> None:
    """Anonymous counts of the month, anew from what was said: counting twice changes nothing."""
    counts = unmet(queries.said_in(month))
    UnmetNeed.objects.filter(month=month).delete()
    UnmetNeed.objects.bulk_create(
        UnmetNeed(theme_id=theme, zone_id=zone, month=month, cause=cause, count=count)
        for (theme, zone), found in counts.items()
        for cause, count in ((UnmetCause.FULL, found.full), (UnmetCause.REFUSED, found.refused))
        if count
    )


def close_past_months() -> int:
    """Asks of past months that nobody answered become silent: the manager will call."""
    at = clock.now()
    past = CapacityAsk.objects.filter(
        month__lt=month_of(day_of(at)), status=CapacityAskStatus.SENT
    ).order_by("pk")
    for silent in past:
        move(silent, CapacityAskStatus.SILENT, verb="fall_silent", actor=None, at=at)
    return len(past)


@transaction.atomic
def stop_asking(organization: Organization, *, actor: User | None) -> None:
    """The body wants no letter any more; who is already out says so again without harm."""
    subscription, _made = PulseSubscription.objects.get_or_create(organization=organization)
    if subscription.status == SubscriptionStatus.ACTIVE:
        stopped = SubscriptionStatus.STOPPED
        move(subscription, stopped, verb="stop_asking", actor=actor, at=clock.now())


@transaction.atomic
def resume_asking(organization: Organization, *, actor: User | None) -> None:
    subscription, _made = PulseSubscription.objects.get_or_create(organization=organization)
    if subscription.status == SubscriptionStatus.STOPPED:
        active = SubscriptionStatus.ACTIVE
        move(subscription, active, verb="resume_asking", actor=actor, at=clock.now())
