"""Names that are near: found by a job, judged by a person, never merged by themselves."""

from django.db import transaction
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events
from trama.core.workflow import MoveRefused
from trama.organizations.models import NearNames, Organization
from trama.organizations.rules.names import near_pairs


@transaction.atomic
def compare_names() -> int:
    """Compare the bodies not compared yet with all the others; returns how many pairs wait for a
    person from now on. A pair that a person has judged stays judged."""
    keys = dict(Organization.objects.public().order_by().values_list("pk", "name_key"))
    fresh = set(
        Organization.objects.public().filter(compared=False).order_by().values_list("pk", flat=True)
    )
    pairs = near_pairs(keys, fresh)
    before = NearNames.objects.count()
    NearNames.objects.bulk_create(
        [NearNames(first_id=first, second_id=second) for first, second in sorted(pairs)],
        batch_size=1000,
        ignore_conflicts=True,
    )
    Organization.objects.filter(pk__in=fresh).update(compared=True)
    return NearNames.objects.count() - before


@transaction.atomic
def judge_near_names(near: NearNames, *, distinct: bool, actor: User) -> None:
    """A steward says whether two bodies with near names are two or one. It is recorded, no more:
    cards are not merged, because each may already have acts of its own."""
    at = clock.now()
    unjudged = NearNames.objects.filter(pk=near.pk, distinct=None)
    if not unjudged.update(distinct=distinct, judged_by=actor, judged_at=at):
        raise MoveRefused(_("Qualcun altro ha già detto se sono lo stesso ente. Ricarica."))
    near.refresh_from_db()
    facts = {"first": str(near.first.uid), "second": str(near.second.uid), "distinct": distinct}
    events.record(events.Act("judge", near, actor, at, facts))
