"""Who may do what in a screening. Pure questions: no writes, no HTTP."""

from django.contrib.auth.models import AnonymousUser

from trama.accounts.models import OfficeDuty, User
from trama.accounts.queries import holds
from trama.notices.models import Notice
from trama.organizations.permissions import works_for
from trama.screening.models import RejectionNotice, ScreeningCase
from trama.screening.queries import openable_by, seat_of


def may_enter_desk(user: User | AnonymousUser, notice: Notice) -> bool:
    """The people of the office that published it, and its panel."""
    return holds(user, office=notice.office_id) or seat_of(user, notice) is not None


def may_appoint_panel(user: User | AnonymousUser, notice: Notice) -> bool:
    """The executive of the office (DM 72/2021)."""
    return holds(user, OfficeDuty.EXECUTIVE, office=notice.office_id)


def may_close_without_applications(user: User | AnonymousUser, notice: Notice) -> bool:
    """Whoever would have appointed the panel says that there is nothing to screen."""
    return may_appoint_panel(user, notice)


def may_declare(user: User | AnonymousUser, notice: Notice) -> bool:
    return seat_of(user, notice) is not None


def may_write_minutes(user: User | AnonymousUser, notice: Notice) -> bool:
    """On the panel today, and declared: whoever reads what was decided, as far as they may."""
    seat = seat_of(user, notice)
    return seat is not None and seat.declared_at is not None


def may_work_on(user: User | AnonymousUser, case: ScreeningCase) -> bool:
    """On the panel, declared, not in conflict (L. 241/1990, art. 6-bis)."""
    return openable_by(user).filter(pk=case.application_id).exists()


def may_publish_list(user: User | AnonymousUser, notice: Notice) -> bool:
    """The executive, or the officer of this very procedure."""
    return may_appoint_panel(user, notice) or (
        notice.officer_id == user.pk and holds(user, OfficeDuty.OFFICER, office=notice.office_id)
    )


def may_observe(user: User | AnonymousUser, notice: RejectionNotice) -> bool:
    """Whoever works for the body may answer; with a signed link, no account is needed at all."""
    return works_for(user, notice.case.application.organization)
