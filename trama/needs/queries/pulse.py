"""Questions of the capacity pulse."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Max, Q, QuerySet

from trama.core.deadlines import ROME, day_of
from trama.core.quantities import plain
from trama.needs.models import (
    CapacityAsk,
    CapacityReport,
    CardStatus,
    Resource,
    ResourceKind,
    SubscriptionStatus,
)
from trama.needs.rules.pulse import Said, may_ask, month_of, next_month
from trama.organizations.models import Organization
from trama.territory.models import Zone, ZoneKind


def in_force(day: date) -> Q:
    """Of a resource: published, and `day` between its first and last."""
    return (
        Q(status=CardStatus.PUBLISHED)
        & (Q(starts_on=None) | Q(starts_on__lte=day))
        & (Q(ends_on=None) | Q(ends_on__gte=day))
    )


def services_of(organization_id: int, day: date) -> QuerySet[Resource]:
    """Its services in force, of which it is asked: by title."""
    services = Resource.objects.filter(in_force(day), kind=ResourceKind.SERVICE)
    return services.filter(organization=organization_id).order_by("title_key", "pk")


def bodies_to_ask(day: date) -> list[Organization]:
    """Who gets the month's letter on `day`: has services and an address, wants it, and was not
    written to lately. Two queries."""
    bodies = _with_services(day).exclude(email="")
    bodies = bodies.exclude(pulse_subscription__status=SubscriptionStatus.STOPPED)
    asked = bodies.annotate(last_asked_at=Max("capacity_asks__asked_at")).order_by("pk")
    return [
        body
        for body in asked
        if may_ask(day_of(body.last_asked_at) if body.last_asked_at else None, day)
    ]


def bodies_to_call(day: date) -> QuerySet[Organization]:
    """Bodies with services that no letter can reach: without an address, or that want none."""
    unreachable = Q(email="") | Q(pulse_subscription__status=SubscriptionStatus.STOPPED)
    return _with_services(day).filter(unreachable).order_by("name_key", "pk")


def _with_services(day: date) -> QuerySet[Organization]:
    services = Resource.objects.filter(in_force(day), kind=ResourceKind.SERVICE)
    return Organization.objects.public().filter(pk__in=services.values("organization"))


@dataclass(frozen=True)
class Row:
    """A service in the month's form: what is known of it, and what was answered to this ask."""

    resource: Resource
    answered: CapacityReport | None

    @property
    def capacity(self) -> Decimal | None:
        return _plain(self.answered.capacity if self.answered else self.resource.capacity)

    @property
    def free(self) -> Decimal | None:
        return _plain(self.answered.free if self.answered else self.resource.free)

    @property
    def refused(self) -> int:
        return self.answered.refused if self.answered else 0


def _plain(value: Decimal | None) -> Decimal | None:
    return None if value is None else plain(value)


def rows(ask: CapacityAsk, day: date) -> list[Row]:
    """The services an ask is about, with what was last answered to it. Two queries."""
    answered = {report.resource_id: report for report in last_reports(ask.reports.all())}
    services = services_of(ask.organization_id, day)
    return [Row(service, answered.get(service.pk)) for service in services]


def last_reports(reports: QuerySet[CapacityReport]) -> QuerySet[CapacityReport]:
    """Of each resource, what was said last."""
    return reports.order_by("resource_id", "-reported_at", "-pk").distinct("resource_id")


def said_in(month: date) -> list[Said]:
    """What counts of a month: of each service the last answer to its ask, and the last report that
    came by other ways. Three queries."""
    first = datetime(month.year, month.month, 1, tzinfo=ROME)
    until = next_month(month_of(month))
    end = datetime(until.year, until.month, 1, tzinfo=ROME)
    reports = CapacityReport.objects.filter(reported_at__gte=first, reported_at__lt=end)
    last = reports.order_by("resource_id", "ask_id", "-reported_at", "-pk")
    last = last.distinct("resource_id", "ask_id").select_related("resource")
    city = Zone.objects.filter(kind=ZoneKind.CITY).order_by("number").first()
    return [
        Said(report.resource.theme_id, zone, report.capacity, report.free, report.refused)
        for report in _one_full_each(last)
        if (zone := report.resource.nil_id or (city.pk if city else None)) is not None
    ]


def _one_full_each(reports: Iterable[CapacityReport]) -> list[CapacityReport]:
    """A service that spoke twice is full once: of the earlier, only the refused are counted."""
    by_resource: dict[int, list[CapacityReport]] = {}
    for report in reports:
        by_resource.setdefault(report.resource_id, []).append(report)
    found = []
    for spoken in by_resource.values():
        *_, last = sorted(spoken, key=lambda report: (report.reported_at, report.pk))
        last.refused = sum(report.refused for report in spoken)
        found.append(last)
    return found
