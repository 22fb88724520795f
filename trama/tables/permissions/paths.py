"""Who may do what in a path. Pure questions: no writes, no HTTP."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from trama.accounts.models import OfficeDuty, User
from trama.accounts.queries import holds
from trama.mailbox.models import SignedLink
from trama.notices.models import Notice
from trama.organizations.queries import bodies_of
from trama.tables.models import (
    Attendance,
    Invitation,
    Meeting,
    Participant,
    ParticipantStatus,
    Path,
    WorkingTable,
)

AnyUser = User | AnonymousUser


def may_open(user: AnyUser, notice: Notice) -> bool:
    """Whoever runs the procedure, or its executive."""
    return holds(user, OfficeDuty.OFFICER, OfficeDuty.EXECUTIVE, office=notice.office_id)


def may_run(user: AnyUser, path: Path) -> bool:
    """The officer or the executive of the office that published the notice."""
    return may_open(user, path.notice)


def may_stop(user: AnyUser, path: Path) -> bool:
    """Suspend, resume, close without an act: the executive's (TUEL art. 107)."""
    return holds(user, OfficeDuty.EXECUTIVE, office=path.notice.office_id)


def may_facilitate(user: AnyUser, table: WorkingTable) -> bool:
    """Whoever leads that table, and whoever runs the path."""
    return isinstance(user, User) and (table.facilitator_id == user.pk or may_run(user, table.path))


def may_see_balance(user: AnyUser, table: WorkingTable) -> bool:
    """Who has spoken, by kind of body: the facilitator's alone."""
    return isinstance(user, User) and table.facilitator_id == user.pk


def may_minute(user: AnyUser, table: WorkingTable) -> bool:
    """Whoever writes the minutes of that table, and whoever leads it."""
    return isinstance(user, User) and (
        table.minute_taker_id == user.pk or may_facilitate(user, table)
    )


def bodies_in(user: AnyUser, path: Path) -> QuerySet[Participant]:
    """All the bodies that the person works for, of those that take part today."""
    mine = Participant.objects.filter(
        path=path, status=ParticipantStatus.ACTIVE, organization__in=bodies_of(user)
    )
    return mine.select_related("organization").order_by("name", "pk")


def participant_of(user: AnyUser, path: Path) -> Participant | None:
    """The body that the person works for, as it takes part today; of several, the first."""
    return bodies_in(user, path).order_by("pk").first()


def is_inside(user: AnyUser, path: Path) -> bool:
    """Who sees what is for those at the tables: bodies, the office, who leads and who minutes."""
    if not isinstance(user, User):
        return False
    if holds(user, office=path.notice.office_id):
        return True
    leads = Q(facilitator=user) | Q(minute_taker=user)
    if WorkingTable.objects.filter(leads, path=path).exists():
        return True
    return participant_of(user, path) is not None


def was_there(who: AnyUser | SignedLink, meeting: Meeting) -> Attendance | None:
    """The attendance of the body that a person works for, or that a signed link was made for.

    An excluded body was there all the same: what it said stays, and its minutes are its own.
    """
    present = Attendance.objects.filter(meeting=meeting).select_related("participant")
    if isinstance(who, SignedLink):
        return present.filter(participant__in=_of_link(who)).first()
    bodies = bodies_of(who)
    return present.filter(participant__organization__in=bodies).order_by("pk").first()


def _of_link(link: SignedLink) -> list[int]:
    """The participant that a link was made for: its attendance, or its invitation."""
    for model in (Attendance, Invitation):
        if link.object_label == model._meta.label_lower:
            found = model._default_manager.filter(uid=link.object_uid)
            return list(found.values_list("participant_id", flat=True))
    return []


def speaks_for(user: AnyUser, participant: Participant) -> bool:
    """Works for the body that was invited or was there; with a link, no account is needed."""
    body = participant.organization_id
    return body is not None and bodies_of(user).filter(organization=body).exists()
