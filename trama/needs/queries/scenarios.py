"""What-if: whose they are, and what may be chosen in them."""

from django.db.models import Count, QuerySet

from trama.accounts.models import User
from trama.core import clock
from trama.core.deadlines import day_of
from trama.needs.models import CoverageMeasure, CoverageRun, Resource, Scenario, ScenarioStatus
from trama.needs.queries.coverage import latest_run
from trama.needs.queries.pulse import in_force
from trama.organizations.models import Organization
from trama.territory.queries.grounds import zone_filter_choices

Groups = list[tuple[str, list[tuple[str, str]]]]


def scenarios(user: User) -> QuerySet[Scenario]:
    """One's own and those that colleagues show, the newest first; without their figures."""
    found = Scenario.objects.visible_to(user).select_related("owner").defer("result")
    return found.annotate(change_count=Count("changes")).order_by("-created_at", "-pk")


def is_older(scenario: Scenario) -> CoverageRun | None:
    """The computation of coverage made after the scenario's: its data may be others."""
    run = latest_run()
    if scenario.status != ScenarioStatus.DONE or run is None or scenario.done_at is None:
        return None
    return run if run.done_at and run.done_at > scenario.done_at else None


def measures_in_use() -> QuerySet[CoverageMeasure]:
    return CoverageMeasure.objects.filter(retired=False)


def bodies_with_resources() -> QuerySet[Organization]:
    """Whom taking away would change something."""
    given = Resource.objects.filter(in_force(day_of(clock.now()))).exclude(organization=None)
    bodies = Organization.objects.filter(pk__in=given.values("organization"))
    return bodies.order_by("name_key", "pk")


def nil_choices() -> Groups:
    """NIL under their Municipio, by «nil/57»."""
    return [(name, choices) for name, choices in zone_filter_choices() if name]


def larger_choices() -> list[tuple[str, str]]:
    """The city and the Municipi, by «municipio/7»."""
    return [choice for name, choices in zone_filter_choices() if not name for choice in choices]
