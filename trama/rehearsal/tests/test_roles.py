"""Who works in the office and who represents a body change places; again, and they are back."""

import pytest
from django.test import Client

from trama.accounts.models import Office, OfficeDuty, OfficeRole, User
from trama.accounts.queries import current, holds
from trama.accounts.tests.factories import OfficeFactory, OfficeRoleFactory
from trama.core.workflow import ActRefused
from trama.demo.queries import CAST
from trama.ledger.models import Event
from trama.mailbox.tests.test_jobs import work
from trama.organizations.models import Membership, MembershipDuty, Organization
from trama.organizations.tests.factories import MembershipFactory, OrganizationFactory
from trama.rehearsal import lifecycle, queries

OFFICE = {
    "elena": OfficeDuty.EXECUTIVE,
    "anna": OfficeDuty.OFFICER,
    "dario": OfficeDuty.STAFF,
    "lia": OfficeDuty.STAFF,
    "marta": OfficeDuty.STEWARD,
}
EMAILS = {one.who: one.email for one in CAST}
NAMES = {one.who: one.name for one in CAST}


@pytest.fixture
def office(rehearsal: str) -> Office:
    return OfficeFactory.create(name="Direzione Welfare e Salute")


@pytest.fixture
def city(office: Office) -> dict[str, User]:
    """The cast of the demo, as far as the swap goes."""
    people = {}
    for who, duty in OFFICE.items():
        role = OfficeRoleFactory.create(
            office=office, duty=duty, user__email=EMAILS[who], user__name=NAMES[who]
        )
        people[who] = role.user
    bodies = {"bruno": OrganizationFactory.create(name="La Corte dei Gelsi APS")}
    bodies["chiara"] = bodies["bruno"]
    for who in ("bruno", "chiara", "carla", "nadia"):
        is_operator = who == "chiara"
        membership = MembershipFactory.create(
            organization=bodies.get(who) or OrganizationFactory.create(),
            duty=MembershipDuty.OPERATOR if is_operator else MembershipDuty.LEGAL_REPRESENTATIVE,
            user__email=EMAILS[who],
            user__name=NAMES[who],
        )
        people[who] = membership.user
    return people


def holdings() -> set[tuple[str, str, str]]:
    """Who holds what today: the name, the duty, the place."""
    duties = OfficeRole.objects.filter(current())
    return set(duties.values_list("user__name", "duty", "office__name")) | set(
        Membership.objects.in_force().values_list("user__name", "duty", "organization__name")
    )


def test_from_tomorrow_each_holds_what_the_other_held(
    city: dict[str, User], office: Office
) -> None:
    before = holdings()
    lifecycle.swap()
    work()
    names = {NAMES[one]: NAMES[other] for one, other in queries.PAIRS}
    names |= {other: one for one, other in names.items()}
    assert holdings() == {(names.get(name, name), *rest) for name, *rest in before}
    bruno = User.objects.get(pk=city["bruno"].pk)
    assert holds(bruno, OfficeDuty.OFFICER, office=office.pk)
    assert not holds(User.objects.get(pk=city["anna"].pk))


def test_twice_and_everybody_is_back(city: dict[str, User]) -> None:
    before = holdings()
    for _ in range(2):
        lifecycle.swap()
        work()
    assert holdings() == before


def test_it_goes_through_the_platform_s_own_verbs(city: dict[str, User]) -> None:
    known = set(Event.objects.values_list("pk", flat=True))
    lifecycle.swap()
    verbs = Event.objects.exclude(pk__in=known).values_list("verb", flat=True)
    assert {"assign_duty", "end_duty", "request", "confirm", "end"} <= set(verbs)
    assert Membership.objects.in_force().filter(confirmed_by=city["marta"]).count() == 4


def test_a_second_click_changes_nothing(city: dict[str, User]) -> None:
    lifecycle.swap()
    roles, members = OfficeRole.objects.count(), Membership.objects.count()
    with pytest.raises(ActRefused):
        lifecycle.swap()
    assert (OfficeRole.objects.count(), Membership.objects.count()) == (roles, members)


def test_without_somebody_of_the_city_nobody_moves(city: dict[str, User]) -> None:
    User.objects.filter(pk=city["nadia"].pk).update(is_active=False)
    before = holdings()
    with pytest.raises(ActRefused, match="Riporta la prova all’inizio"):
        lifecycle.swap()
    assert holdings() == before


def test_who_has_changed_sides_begins_the_day_on_the_other_side(
    client: Client, city: dict[str, User]
) -> None:
    assert client.post("/demo/entra/anna/").headers["Location"] == "/scrivania/"
    lifecycle.swap()
    work()
    for who in ("anna", "bruno"):
        entered = client.post(f"/demo/entra/{who}/")
        start = client.get(entered.headers["Location"])
        assert start.status_code == 200
        assert (entered.headers["Location"] == "/scrivania/") is (who == "bruno")


def test_a_body_keeps_somebody_who_represents_it(city: dict[str, User]) -> None:
    lifecycle.swap()
    for organization in Organization.objects.filter(memberships__user__in=city.values()):
        heads = Membership.objects.in_force().filter(
            organization=organization, duty=MembershipDuty.LEGAL_REPRESENTATIVE
        )
        assert heads.count() == 1
