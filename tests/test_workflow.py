from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Q

from trama.accounts.models import User
from trama.core import clock, events
from trama.core.workflow import MoveRefused, move
from trama.ledger.models import Event
from trama.organizations.models import Organization, OrganizationStatus

pytestmark = pytest.mark.django_db


def test_a_move_changes_the_row_and_writes_the_act_down(
    organization: Organization, carla: User
) -> None:
    Organization.objects.filter(pk=organization.pk).update(status=OrganizationStatus.LISTED)
    organization.refresh_from_db()
    at = clock.now()
    move(organization, OrganizationStatus.ACTIVE, verb="take_over", actor=carla, at=at)
    organization.refresh_from_db()
    event = Event.objects.get(verb="take_over")
    assert organization.status == OrganizationStatus.ACTIVE
    assert (event.subject_id, event.actor_id, event.occurred_at) == (
        str(organization.pk),
        carla.pk,
        at,
    )


def test_an_unlawful_move_is_refused_and_nothing_is_written(organization: Organization) -> None:
    Organization.objects.filter(pk=organization.pk).update(status=OrganizationStatus.CLOSED)
    organization.refresh_from_db()
    with pytest.raises(MoveRefused):
        move(organization, OrganizationStatus.ACTIVE, verb="x", actor=None, at=clock.now())
    assert not Event.objects.filter(verb="x").exists()


def test_who_arrives_second_is_refused(organization: Organization) -> None:
    Organization.objects.filter(pk=organization.pk).update(status=OrganizationStatus.LISTED)
    mine, theirs = (Organization.objects.get(pk=organization.pk) for _ in range(2))
    move(mine, OrganizationStatus.CLOSED, verb="close", actor=None, at=clock.now())
    with pytest.raises(MoveRefused):
        move(theirs, OrganizationStatus.CLOSED, verb="close", actor=None, at=clock.now())
    assert Event.objects.filter(verb="close").count() == 1


def test_a_condition_is_read_by_the_update_itself(organization: Organization) -> None:
    Organization.objects.filter(pk=organization.pk).update(
        status=OrganizationStatus.LISTED, city="Lodi"
    )
    organization.refresh_from_db()
    with pytest.raises(MoveRefused):
        move(
            organization,
            OrganizationStatus.CLOSED,
            verb="close",
            actor=None,
            at=clock.now(),
            provided=Q(city="Milano"),
        )


def test_an_act_outside_a_transaction_is_a_mistake_of_ours(
    organization: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "connection", SimpleNamespace(in_atomic_block=False))
    act = events.Act("x", organization, None, datetime(2023, 5, 15, tzinfo=UTC), {})
    with pytest.raises(ImproperlyConfigured):
        events.record(act)
