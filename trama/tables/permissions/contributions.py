"""Who may bring, amend and conclude contributions. Pure questions: no writes, no HTTP."""

from django.db.models import Case, When

from trama.organizations.queries import bodies_of
from trama.tables.models import Contribution, Participant, ParticipantStatus, Path
from trama.tables.permissions.paths import AnyUser, may_minute, may_run


def body_in(user: AnyUser, path: Path) -> Participant | None:
    """The body that the person works for, whether it still takes part or not: one that no longer
    does is told so, one that never did is refused. Who takes part comes first."""
    mine = Participant.objects.filter(path=path, organization__in=bodies_of(user))
    return (
        mine.select_related("organization")
        .order_by(Case(When(status=ParticipantStatus.ACTIVE, then=0), default=1), "pk")
        .first()
    )


def is_author(user: AnyUser, contribution: Contribution) -> bool:
    """Works for a body that brought it, and that still takes part."""
    authors = contribution.authors.filter(status=ParticipantStatus.ACTIVE)
    return authors.filter(organization__in=bodies_of(user)).exists()


def may_act_for(user: AnyUser, contribution: Contribution) -> bool:
    """Writes on behalf of who spoke at its table: whoever minutes it, or runs the path."""
    if contribution.table is not None:
        return may_minute(user, contribution.table)
    return may_run(user, contribution.path)


def may_amend(user: AnyUser, contribution: Contribution) -> bool:
    """Its authors; and, of what was written on their behalf, whoever may write it."""
    if contribution.acted_for and may_act_for(user, contribution):
        return True
    return is_author(user, contribution)


def may_tie(user: AnyUser, contribution: Contribution) -> bool:
    """Say which cards it speaks of: its authors, and whoever runs the path."""
    return may_run(user, contribution.path) or is_author(user, contribution)
