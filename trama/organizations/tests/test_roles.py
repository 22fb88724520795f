"""Who stands for a body: asked, confirmed by somebody else, ended."""

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Enter
from trama.accounts.models import User
from trama.core.workflow import ActRefused, MoveRefused
from trama.ledger.models import Event
from trama.mailbox.models import OutgoingMessage
from trama.organizations import lifecycle
from trama.organizations.models import (
    Membership,
    MembershipDuty,
    MembershipStatus,
    Organization,
    OrganizationStatus,
)
from trama.organizations.permissions import may_end, may_judge, represents
from trama.organizations.queries import organizations_of
from trama.organizations.tests.factories import MembershipFactory, OrganizationFactory

pytestmark = pytest.mark.django_db

LEGAL, OPERATOR = MembershipDuty.LEGAL_REPRESENTATIVE, MembershipDuty.OPERATOR


def asked(user: User, organization: Organization, duty: MembershipDuty = LEGAL) -> Membership:
    return lifecycle.request_membership(user, organization, duty, "presidente dal 2025")


def test_giulia_asks_by_web_and_stands_for_nobody_until_confirmed(
    client: Client, enter: Enter, giulia: User, organization: Organization
) -> None:
    enter(giulia)
    response = client.post(
        reverse("organizations:request", args=[organization.uid]),
        {"duty": LEGAL, "note": "presidente dal 2025"},
    )
    membership = Membership.objects.get(user=giulia)
    assert response.status_code == 303
    assert (membership.status, represents(giulia, organization)) == ("requested", False)
    assert Event.objects.get(verb="request").actor_id == giulia.pk


def test_sofia_confirms_a_legal_representative_who_is_told(
    client: Client, enter: Enter, sofia: User, giulia: User, organization: Organization
) -> None:
    membership = asked(giulia, organization)
    enter(sofia)
    assert "presidente dal 2025" in client.get(reverse("organizations:desk")).content.decode()
    page = reverse("organizations:representative", args=[membership.uid])
    assert client.get(page).status_code == 200
    assert client.post(page).status_code == 303
    membership.refresh_from_db()
    assert (membership.status, membership.confirmed_by) == ("active", sofia)
    assert represents(giulia, organization)
    letter = OutgoingMessage.objects.get(recipient=giulia.email)
    assert organization.name in letter.text
    assert "è confermato" in letter.text


def test_a_refusal_needs_a_reason_and_the_person_reads_it(
    client: Client, enter: Enter, sofia: User, giulia: User, organization: Organization
) -> None:
    membership = asked(giulia, organization)
    enter(sofia)
    url = reverse("organizations:representative_refuse", args=[membership.uid])
    assert client.post(url, {"reason": "  "}).status_code == 422
    membership.refresh_from_db()
    assert membership.status == "requested"
    client.post(url, {"reason": "Manca il verbale di nomina."})
    membership.refresh_from_db()
    assert (membership.status, membership.answer) == ("refused", "Manca il verbale di nomina.")
    assert "Manca il verbale" in OutgoingMessage.objects.get(recipient=giulia.email).text
    assert (
        "verbale" not in Event.objects.select_related("opening").get(verb="refuse").opening.payload
    )


def test_bruno_confirms_an_operator_but_not_a_legal_representative(
    client: Client, enter: Enter, bruno: User, giulia: User, carla: User, organization: Organization
) -> None:
    operator, legal = asked(giulia, organization, OPERATOR), asked(carla, organization)
    enter(bruno)
    assert (
        giulia.name
        in client.get(reverse("organizations:people", args=[organization.uid])).content.decode()
    )
    client.post(reverse("organizations:confirm", args=[operator.uid]))
    refused = client.post(reverse("organizations:representative", args=[legal.uid]))
    also = client.post(reverse("organizations:confirm", args=[legal.uid]))
    operator.refresh_from_db()
    legal.refresh_from_db()
    assert (operator.status, legal.status) == ("active", "requested")
    assert (refused.status_code, also.status_code) == (403, 403)
    assert not represents(giulia, organization)
    assert organizations_of(giulia).get() == organization


def test_a_steward_does_not_confirm_operators(
    sofia: User, giulia: User, organization: Organization
) -> None:
    assert not may_judge(sofia, asked(giulia, organization, OPERATOR))


def test_nobody_confirms_their_own_request(
    client: Client, enter: Enter, sofia: User, bruno: User, organization: Organization
) -> None:
    own, too = asked(sofia, organization), asked(bruno, organization, OPERATOR)
    enter(sofia)
    response = client.post(reverse("organizations:representative", args=[own.uid]))
    enter(bruno)
    again = client.post(reverse("organizations:confirm", args=[too.uid]))
    assert (response.status_code, again.status_code) == (403, 403)
    for membership, actor in ((own, sofia), (too, bruno)):
        with pytest.raises(ActRefused, match="propria"):
            lifecycle.confirm(membership, actor=actor)
        with pytest.raises(ActRefused, match="propria"):
            lifecycle.refuse(membership, actor=actor, reason="x")


@pytest.mark.parametrize("person", ["carla", "giulia", "dario", "nico"])
def test_others_neither_see_nor_judge_a_request(
    client: Client,
    enter: Enter,
    person: str,
    organization: Organization,
    request: pytest.FixtureRequest,
) -> None:
    membership = MembershipFactory.create(organization=organization, duty=OPERATOR, requested=True)
    enter(request.getfixturevalue(person))
    for name in ("confirm", "refuse", "end"):
        url = reverse(f"organizations:{name}", args=[membership.uid])
        assert client.post(url, {"reason": "no"}).status_code == 404
    url = reverse("organizations:people", args=[organization.uid])
    assert client.get(url).status_code == 403
    membership.refresh_from_db()
    assert membership.status == "requested"


def test_who_signed_in_long_ago_proves_it_again_before_confirming(
    enter: Enter, sofia: User, giulia: User, organization: Organization
) -> None:
    membership = asked(giulia, organization)
    page = reverse("organizations:representative", args=[membership.uid])
    response = enter(sofia, recently=False).post(page)
    membership.refresh_from_db()
    assert (response.status_code, membership.status) == (303, "requested")


def test_a_double_click_confirms_once(
    sofia: User, giulia: User, organization: Organization
) -> None:
    membership = asked(giulia, organization)
    stale = Membership.objects.get(pk=membership.pk)
    lifecycle.confirm(membership, actor=sofia)
    with pytest.raises(MoveRefused):
        lifecycle.confirm(stale, actor=sofia)
    assert Event.objects.filter(verb="confirm").count() == 1
    assert OutgoingMessage.objects.count() == 1


def test_the_same_request_twice_is_refused_until_the_first_is_answered(
    client: Client, enter: Enter, sofia: User, giulia: User, organization: Organization
) -> None:
    first = asked(giulia, organization)
    enter(giulia)
    url = reverse("organizations:request", args=[organization.uid])
    again = client.post(url, {"duty": LEGAL, "note": "ancora"})
    assert again.status_code == 422
    assert "già chiesto" in again.content.decode()
    lifecycle.refuse(first, actor=sofia, reason="Manca il verbale.")
    assert client.post(url, {"duty": LEGAL, "note": "ecco il verbale"}).status_code == 303
    assert Membership.objects.filter(user=giulia).count() == 2


def test_bad_input_keeps_what_was_written(
    client: Client, enter: Enter, giulia: User, organization: Organization
) -> None:
    enter(giulia)
    url = reverse("organizations:request", args=[organization.uid])
    response = client.post(url, {"duty": "re", "note": "presidente\x00"})
    assert response.status_code == 422
    assert not Membership.objects.filter(user=giulia).exists()


def test_a_closed_body_takes_nobody(client: Client, enter: Enter, giulia: User) -> None:
    closed = OrganizationFactory.create(status=OrganizationStatus.CLOSED)
    enter(giulia)
    url = reverse("organizations:request", args=[closed.uid])
    assert client.get(url).status_code == 404
    with pytest.raises(ActRefused, match="non è più attivo"):
        asked(giulia, closed)


def test_nobody_is_confirmed_for_a_body_that_closed_meanwhile(
    sofia: User, giulia: User, organization: Organization
) -> None:
    membership = asked(giulia, organization)
    Organization.objects.update(status=OrganizationStatus.CLOSED)
    with pytest.raises(ActRefused, match="non è più attivo"):
        lifecycle.confirm(membership, actor=sofia)
    membership.refresh_from_db()
    assert membership.status == "requested"


def test_an_ended_role_opens_nothing_from_tomorrow_and_cannot_end_again(
    client: Client, enter: Enter, bruno: User, nico: User, organization: Organization
) -> None:
    role = nico.memberships.get()
    stale = Membership.objects.get(pk=role.pk)
    enter(bruno)
    assert client.post(reverse("organizations:end", args=[role.uid])).status_code == 303
    role.refresh_from_db()
    assert (role.status, role.until is not None) == (MembershipStatus.ENDED, True)
    assert not organizations_of(nico).exists()
    with pytest.raises(MoveRefused):
        lifecycle.end(stale, actor=bruno)


def test_who_may_end_which_role(
    bruno: User, nico: User, carla: User, sofia: User, organization: Organization
) -> None:
    legal, operator = bruno.memberships.get(), nico.memberships.get()
    other = MembershipFactory.create(organization=organization)
    assert [may_end(p, operator) for p in (nico, bruno, sofia, carla)] == [True, True, True, False]
    assert [may_end(p, legal) for p in (bruno, nico, sofia, carla)] == [True, False, True, False]
    assert not may_end(bruno, other)


def test_anonymous_people_are_sent_to_sign_in(client: Client, organization: Organization) -> None:
    membership = MembershipFactory.create(organization=organization, requested=True)
    for url in (
        reverse("organizations:request", args=[organization.uid]),
        reverse("organizations:people", args=[organization.uid]),
        reverse("organizations:representative", args=[membership.uid]),
        reverse("organizations:desk"),
        reverse("organizations:new"),
    ):
        response = client.get(url)
        assert (response.status_code, "accedi" in response.headers["Location"]) == (302, True)
