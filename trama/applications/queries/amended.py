"""An application and the amendments of its notice that came after it."""

from collections.abc import Sequence

from django.db.models import QuerySet

from trama.applications.models import Application, ApplicationStatus
from trama.ledger.models import Event
from trama.notices.models import Amendment, JudgedOn, Requirement
from trama.notices.queries import amendments, judged_at, standing_at

TOLD = "tell_amended"


def since(application: Application) -> QuerySet[Amendment]:
    """The amendments adopted after it was begun or, once presented, presented or confirmed."""
    seen = application.confirmed_at or application.presented_at or application.created_at
    return amendments(application.notice, since=seen)


def to_confirm(application: Application) -> list[Amendment]:
    """Those after which it is still judged on an earlier text: confirming it takes them all in."""
    if application.status != ApplicationStatus.SUBMITTED or application.notice.amended_at is None:
        return []
    found = list(since(application))
    # The latest first: once one of them counts for everybody, nothing earlier is to be confirmed.
    counting = next(
        (place for place, one in enumerate(found) if one.judged_on == JudgedOn.AMENDED), None
    )
    return found[:counting]


def requirements_for(
    application: Application, current: Sequence[Requirement]
) -> Sequence[Requirement]:
    """The requirements that judge it: `current` ones, unless it is judged on an earlier text."""
    seen = application.confirmed_at or application.presented_at
    if seen is None or application.notice.amended_at is None:
        return current
    instant = judged_at(application.notice, seen)
    if instant >= application.notice.amended_at:
        return current
    return list(standing_at(Requirement, application.notice, instant))


def told(application: Application, amendment: Amendment) -> bool:
    """Its body was written to about this amendment."""
    letters = Event.objects.filter(
        subject_label=application._meta.label_lower,
        subject_id=str(application.pk),
        verb=TOLD,
        occurred_at__gte=amendment.adopted_at,
    )
    return letters.exists()
