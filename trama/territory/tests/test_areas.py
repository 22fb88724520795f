"""Who answers for which zones, and who does not."""

from datetime import date

import pytest

from trama.accounts.models import OfficeDuty, OfficeRole, User
from trama.accounts.tests.factories import OfficeRoleFactory
from trama.territory.models import Zone, ZoneKind
from trama.territory.permissions import (
    answers_for,
    is_community_manager,
    is_community_worker,
    may_assign_areas,
)
from trama.territory.queries.areas import areas_of, zones_of
from trama.territory.queries.zones import parts_of, shares, wholes_of, zones
from trama.territory.tests.factories import AreaFactory, ZoneFactory, ZoneShareFactory

pytestmark = pytest.mark.django_db


def test_a_manager_answers_for_the_zone_of_her_area_and_no_other(viola: User) -> None:
    hers, other = Zone.objects.get(kind="nil", code="901"), ZoneFactory.create()
    assert answers_for(viola, hers)
    assert not answers_for(viola, other)
    assert [area.name for area in areas_of(viola)] == ["Corte Alta"]


def test_who_answers_for_a_municipio_answers_for_the_nil_that_lie_in_it(rosa: User) -> None:
    municipio = Zone.objects.get(kind="municipio", code="91")
    half = ZoneShareFactory.create(whole=municipio, area_share=0.4, people_share=0.3).part
    elsewhere = ZoneShareFactory.create().part
    assert {zone.code for zone in zones_of(rosa)} == {"901", "91", half.code}
    assert not answers_for(rosa, elsewhere)


def test_a_manager_of_a_nil_does_not_answer_for_its_municipio(viola: User) -> None:
    assert not answers_for(viola, Zone.objects.get(kind="municipio", code="91"))


def test_who_answers_for_the_city_answers_for_every_zone() -> None:
    city = ZoneFactory.create(kind=ZoneKind.CITY, number=1)
    area, zone = AreaFactory.create(zones=[city]), ZoneFactory.create()
    assert answers_for(area.role.user, zone)


def test_a_role_that_has_ended_answers_for_nothing(viola: User) -> None:
    OfficeRole.objects.filter(user=viola).update(until=date(2021, 1, 1))
    assert not zones_of(viola).exists()
    assert not is_community_manager(viola)


def test_duties_of_area_are_told_apart(viola: User, rosa: User, giulia: User) -> None:
    assert [is_community_manager(who) for who in (viola, rosa, giulia)] == [True, False, False]
    assert [is_community_worker(who) for who in (viola, rosa, giulia)] == [False, True, False]


@pytest.mark.parametrize(
    ("duty", "may"),
    [
        (OfficeDuty.EXECUTIVE, True),
        (OfficeDuty.STEWARD, True),
        (OfficeDuty.OFFICER, False),
        (OfficeDuty.COMMUNITY_MANAGER, False),
    ],
)
def test_executives_and_stewards_assign_areas(duty: OfficeDuty, may: bool) -> None:
    assert may_assign_areas(OfficeRoleFactory.create(duty=duty).user) is may


def test_zones_come_by_number_without_their_shapes() -> None:
    for number in (12, 3, 7):
        ZoneFactory.create(number=number, square=True)
    found = list(zones("nil"))
    assert [zone.number for zone in found] == [3, 7, 12]
    assert {"boundary", "outline"} <= found[0].get_deferred_fields()


def test_shares_say_where_the_residents_of_a_nil_are() -> None:
    nil = ZoneFactory.create()
    minor = ZoneShareFactory.create(part=nil, area_share=0.6, people_share=0.2).whole
    major = ZoneShareFactory.create(part=nil, area_share=0.4, people_share=0.8).whole
    assert shares() == {nil.pk: [(major.pk, 0.8), (minor.pk, 0.2)]}
    assert [share.whole for share in wholes_of(nil)] == [major, minor]
    assert [share.part for share in parts_of(major)] == [nil]
