"""What a path's office is told on its desk: one question says which kinds of terms there are."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Exists, QuerySet

from trama.accounts.models import Office, User
from trama.accounts.queries import offices_of
from trama.core.ui import Due
from trama.tables.panels import channels, contributions, minutes, paths, synthesis, votes
from trama.tables.queries.minutes import waiting_minutes

# Of each kind: what of those offices waits for somebody, and how the desk tells it.
KINDS: list[tuple[Callable[[QuerySet[Office]], QuerySet[Any]], Callable[[User], Iterable[Due]]]] = [
    (paths.meetings_at_hand, paths.meeting_terms),
    (paths.actions_near, paths.action_terms),
    (waiting_minutes, minutes.terms),
    (contributions.without_outcome, contributions.terms),
    (channels.with_letters, channels.terms),
    (synthesis.under_way, synthesis.terms),
    (votes.ending, votes.terms),
]


def terms(user: User) -> Iterable[Due]:
    """Of most offices, on most days, one or two kinds: the others are not asked for."""
    offices = offices_of(user)
    waits = (Exists(waiting(offices)) for waiting, _told in KINDS)
    known = User.objects.filter(pk=user.pk).values_list(*waits)[0]
    return [due for (_waiting, told), any_ in zip(KINDS, known, strict=True) if any_
            for due in told(user)]  # fmt: skip
