"""Bodies, parishes and schools join a network and leave it; roles have days."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Enter
from trama.accounts.models import User
from trama.core import clock
from trama.core.workflow import ActRefused, MoveRefused
from trama.ledger.models import Event
from trama.mailbox.lifecycle import create_link
from trama.mailbox.models import OutgoingMessage, SignedLink
from trama.networks.emails import JOIN
from trama.networks.lifecycle import members as lifecycle
from trama.networks.lifecycle.members import Newcomer
from trama.networks.models import (
    MemberKind,
    MemberStatus,
    Network,
    NetworkDuty,
    NetworkMembership,
    NetworkRole,
)
from trama.networks.queries.members import memberships_of
from trama.networks.tests.factories import NetworkMembershipFactory
from trama.organizations.models import LegalType, Organization, OrganizationStatus
from trama.organizations.tests.factories import OrganizationFactory

pytestmark = pytest.mark.django_db
SCHOOL = Newcomer(name="Scuola di via dei Tigli", kind="school", email="scuola@posta.example")


def link_of(member: NetworkMembership) -> str:
    """The path of a good link for an invitation."""
    url = create_link(JOIN, addressee="x@posta.example", thing=member, at=clock.now(), days=5)
    return "/" + url.split("/", 3)[3]


def test_the_invited_get_a_letter_with_a_link_and_nothing_more(
    network: Network, nadia: User
) -> None:
    member = lifecycle.invite(network, SCHOOL, actor=nadia)
    assert (member.status, member.kind) == (MemberStatus.INVITED, MemberKind.SCHOOL)
    letter = OutgoingMessage.objects.get(purpose=JOIN)
    assert letter.recipient == "scuola@posta.example"
    assert "Corte Alta" in letter.subject
    assert SignedLink.objects.get().object_uid == member.uid


def test_without_an_address_nobody_is_written_to(network: Network, nadia: User) -> None:
    lifecycle.invite(network, Newcomer(name="Comitato inquilini", kind="group"), actor=nadia)
    assert not OutgoingMessage.objects.exists()


@pytest.mark.parametrize(
    ("legal_type", "kind"),
    [
        (LegalType.APS, MemberKind.THIRD_SECTOR),
        (LegalType.UNKNOWN, MemberKind.THIRD_SECTOR),
        (LegalType.PARISH, MemberKind.PARISH),
        (LegalType.SCHOOL, MemberKind.SCHOOL),
        (LegalType.PUBLIC_BODY, MemberKind.OFFICE),
        (LegalType.INFORMAL, MemberKind.GROUP),
    ],
)
def test_the_world_of_a_body_is_that_of_its_legal_form(
    network: Network, nadia: User, legal_type: LegalType, kind: MemberKind
) -> None:
    body = OrganizationFactory.create(legal_type=legal_type)
    assert lifecycle.invite(network, Newcomer(organization=body), actor=nadia).kind == kind


def test_the_same_member_twice_is_refused_and_may_come_back_once_it_has_left(
    network: Network, his: NetworkMembership, nadia: User, organization: Organization
) -> None:
    again = Newcomer(organization=organization)
    with pytest.raises(ActRefused, match="È già nella rete"):
        lifecycle.invite(network, again, actor=nadia)
    lifecycle.leave(his, actor=nadia)
    assert lifecycle.invite(network, again, actor=nadia).status == MemberStatus.INVITED
    lifecycle.invite(network, SCHOOL, actor=nadia)
    with pytest.raises(ActRefused):
        lifecycle.invite(
            network, Newcomer(name="SCUOLA di Via dei Tigli", kind="school"), actor=nadia
        )


def test_a_closed_body_and_a_network_that_is_over_take_nobody(
    network: Network, nadia: User
) -> None:
    closed = OrganizationFactory.create(status=OrganizationStatus.CLOSED)
    with pytest.raises(ActRefused, match="non è più attivo"):
        lifecycle.invite(network, Newcomer(organization=closed), actor=nadia)
    Network.objects.filter(pk=network.pk).update(status="reorganized")
    with pytest.raises(ActRefused, match="chiusa o riorganizzata"):
        lifecycle.invite(network, SCHOOL, actor=nadia)


# ---------------------------------------------------------------- the answer, by link


def test_a_school_without_an_account_says_yes_from_its_link_once(
    client: Client, network: Network, nadia: User
) -> None:
    member = lifecycle.invite(network, SCHOOL, actor=nadia)
    landed = client.get(link_of(member), follow=True)
    assert "Invito nella rete Corte Alta" in landed.content.decode()
    member.refresh_from_db()
    assert member.status == MemberStatus.INVITED  # opening changes nothing
    url = reverse("networks:invitation", args=[member.uid])
    assert client.post(url, {}).status_code == 422
    assert client.post(url, {"answer": "yes"}).status_code == 303
    member.refresh_from_db()
    assert member.status == MemberStatus.ACTIVE
    assert member.joined_on is not None
    assert SignedLink.objects.filter(used_at__isnull=False).count() == 1
    again = client.post(url, {"answer": "no"})
    assert again.status_code == 422
    member.refresh_from_db()
    assert member.status == MemberStatus.ACTIVE
    assert Event.objects.filter(verb="join").get().actor_id is None


def test_saying_no_leaves_no_trace_in_public(client: Client, network: Network, nadia: User) -> None:
    member = lifecycle.invite(network, SCHOOL, actor=nadia)
    client.get(link_of(member))
    client.post(reverse("networks:invitation", args=[member.uid]), {"answer": "no"})
    member.refresh_from_db()
    assert member.status == MemberStatus.LEFT
    page = client.get(reverse("networks:detail", args=[network.code])).content.decode()
    assert "Scuola di via dei Tigli" not in page


def test_an_expired_a_revoked_and_another_s_link_open_nothing(
    client: Client,
    network: Network,
    nadia: User,
    stop_clock: Callable[[datetime | None], None],
) -> None:
    member = lifecycle.invite(network, SCHOOL, actor=nadia)
    other = NetworkMembershipFactory.create(network=network, invited=True)
    url = reverse("networks:invitation", args=[member.uid])
    assert client.get(url).status_code == 404
    client.get(link_of(other))
    assert client.get(url).status_code == 404
    path = link_of(member)
    client.get(path)
    assert client.get(url).status_code == 200
    SignedLink.objects.update(revoked_at=clock.now())
    assert client.get(url).status_code == 404
    assert client.post(url, {"answer": "yes"}).status_code == 404
    fresh = link_of(member)
    stop_clock(clock.now() + timedelta(days=6))
    assert client.get(fresh).status_code == 404
    member.refresh_from_db()
    assert member.status == MemberStatus.INVITED


def test_a_body_with_an_account_answers_signed_in(
    enter: Enter,
    client: Client,
    network: Network,
    organization: Organization,
    bruno: User,
    carla: User,
    nadia: User,
) -> None:
    member = lifecycle.invite(network, Newcomer(organization=organization), actor=nadia)
    url = reverse("networks:invitation", args=[member.uid])
    assert enter(carla).get(url).status_code == 404
    assert enter(bruno).post(url, {"answer": "yes"}).status_code == 303
    assert Event.objects.get(verb="join").actor_id == bruno.pk
    profile = client.get(reverse("accounts:profile"))
    assert profile.status_code == 200


# ---------------------------------------------------------------- requests


def test_a_body_asks_to_join_and_whoever_coordinates_answers(
    enter: Enter,
    client: Client,
    network: Network,
    organization: Organization,
    bruno: User,
    nadia: User,
) -> None:
    url = reverse("networks:join", args=[network.code])
    data = {"body": str(organization.uid), "email": "rete@gelsi.example", "is_public": "on"}
    enter(bruno)
    assert client.get(url).status_code == 200
    assert client.post(url, {**data, "is_public": ""}).status_code == 422
    assert client.post(url, data).status_code == 303
    assert client.post(url, data).status_code == 422  # twice: already asked
    member = NetworkMembership.objects.get(organization=organization)
    assert member.status == MemberStatus.REQUESTED
    page = client.get(reverse("networks:detail", args=[network.code])).content.decode()
    assert "Chiede di aderire" in page
    move = reverse("networks:member_move", args=[network.code, member.uid, "accetta"])
    assert client.post(move).status_code == 403  # nobody accepts themselves
    assert enter(nadia).post(move).status_code == 303
    member.refresh_from_db()
    assert member.status == MemberStatus.ACTIVE
    assert OutgoingMessage.objects.get().recipient == "rete@gelsi.example"


def test_nobody_asks_for_a_body_that_is_not_theirs(
    enter: Enter, network: Network, organization: Organization, carla: User, giulia: User
) -> None:
    url = reverse("networks:join", args=[network.code])
    data = {"body": str(organization.uid), "is_public": "on"}
    assert enter(giulia).get(url).status_code == 403
    assert enter(carla).post(url, data).status_code == 422
    assert not NetworkMembership.objects.exists()


def test_a_no_wants_a_reason_and_the_reason_goes_to_who_asked(
    enter: Enter, client: Client, network: Network, organization: Organization, nadia: User
) -> None:
    member = NetworkMembershipFactory.create(
        network=network, organization=organization, requested=True
    )
    url = reverse("networks:member_decline", args=[network.code, member.uid])
    enter(nadia)
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "Lavora in un altro quartiere"}).status_code == 303
    assert "Lavora in un altro quartiere" in OutgoingMessage.objects.get().text
    member.refresh_from_db()
    assert member.status == MemberStatus.LEFT
    with pytest.raises(ActRefused, match="già avuto risposta"):
        lifecycle.decline(member, actor=nadia, reason="di nuovo")


# ---------------------------------------------------------------- coming and going


def test_a_member_rests_comes_back_and_leaves_with_its_roles(
    lead: NetworkMembership, nadia: User, viola: User
) -> None:
    lifecycle.suspend(lead, actor=viola)
    with pytest.raises(MoveRefused):
        lifecycle.suspend(lead, actor=viola)
    lifecycle.resume(lead, actor=viola)
    with pytest.raises(ActRefused):
        lifecycle.resume(lead, actor=viola)
    lifecycle.leave(lead, actor=viola)
    assert lead.left_on is not None
    assert lead.roles.get().until == lead.left_on
    with pytest.raises(ActRefused):
        lifecycle.leave(lead, actor=viola)


def test_a_member_leaves_by_its_own_people_and_by_no_others(
    enter: Enter, network: Network, his: NetworkMembership, bruno: User, carla: User
) -> None:
    url = reverse("networks:member_move", args=[network.code, his.uid, "esce"])
    assert enter(carla).post(url).status_code == 403
    assert enter(bruno).post(url).status_code == 303
    his.refresh_from_db()
    assert his.status == MemberStatus.LEFT


def test_roles_have_days_and_coordinating_wants_a_person(
    lead: NetworkMembership, nadia: User, viola: User, bruno: User
) -> None:
    day = date(2024, 5, 1)
    with pytest.raises(ActRefused, match="Chi coordina è una persona"):
        lifecycle.give_role(lead, NetworkDuty.COORDINATOR, None, day, actor=viola)
    with pytest.raises(ActRefused, match="già questo ruolo"):
        lifecycle.give_role(lead, NetworkDuty.COORDINATOR, nadia, day, actor=viola)
    role = lifecycle.give_role(lead, NetworkDuty.LEAD, None, day, actor=viola)
    with pytest.raises(ActRefused, match="già questo ruolo"):
        lifecycle.give_role(lead, NetworkDuty.LEAD, None, day, actor=viola)
    lifecycle.end_role(role, actor=viola)
    lifecycle.end_role(role, actor=viola)
    assert Event.objects.filter(verb="end_role").count() == 1
    lifecycle.give_role(lead, NetworkDuty.LEAD, None, day, actor=viola)
    assert NetworkRole.objects.filter(duty=NetworkDuty.LEAD).count() == 2


def test_a_contact_acts_for_a_member_that_has_no_card(
    parish: NetworkMembership, giulia: User, viola: User
) -> None:
    assert not memberships_of(giulia).exists()
    lifecycle.give_role(parish, NetworkDuty.CONTACT, giulia, date(2024, 5, 1), actor=viola)
    assert memberships_of(giulia).get() == parish


# ---------------------------------------------------------------- the pages of who coordinates


def test_nadia_invites_a_body_by_its_name_and_a_parish_by_hers(
    enter: Enter, client: Client, network: Network, nadia: User
) -> None:
    body = OrganizationFactory.create(name="Tre Cortili ODV")
    url = reverse("networks:member_new", args=[network.code])
    enter(nadia)
    assert client.get(url).status_code == 200
    assert client.post(url, {"body": "tre cortili odv"}).status_code == 303
    assert NetworkMembership.objects.filter(organization=body).exists()
    assert client.post(url, {"name": "Parrocchia Nuova", "kind": "parish"}).status_code == 303
    for wrong in (
        {},
        {"body": "Tre Cortili ODV", "name": "Altro", "kind": "group"},
        {"name": "Senza genere"},
        {"body": "Zzzz che non esiste"},
    ):
        assert client.post(url, wrong).status_code == 422


def test_two_bodies_of_the_same_name_want_a_code(
    enter: Enter, client: Client, network: Network, nadia: User
) -> None:
    first, second = (OrganizationFactory.create(name="Casa Verde ODV") for _ in range(2))
    url = reverse("networks:member_new", args=[network.code])
    enter(nadia)
    page = client.post(url, {"body": "Casa Verde ODV"})
    assert page.status_code == 422
    assert str(first.codice_fiscale) in page.content.decode()
    client.post(url, {"body": second.codice_fiscale})
    assert NetworkMembership.objects.filter(organization=second).exists()


def test_the_page_of_a_member_keeps_its_address_and_its_roles(
    enter: Enter, client: Client, network: Network, lead: NetworkMembership, nadia: User
) -> None:
    url = reverse("networks:member", args=[network.code, lead.uid])
    enter(nadia)
    assert client.get(url).status_code == 200
    assert client.post(url, {"email": "non valida"}).status_code == 422
    assert client.post(url, {"email": "nuova@sottocasa.example"}).status_code == 303
    lead.refresh_from_db()
    assert lead.email == "nuova@sottocasa.example"
    roles = reverse("networks:role_new", args=[network.code, lead.uid])
    data = {"duty": "facilitator", "user": str(nadia.uid), "since": "2024-05-01"}
    assert client.post(roles, {**data, "since": ""}).status_code == 422
    assert client.post(roles, data).status_code == 303
    role = lead.roles.get(duty="facilitator")
    end = reverse("networks:role_end", args=[network.code, role.uid])
    assert client.post(end).status_code == 303
    role.refresh_from_db()
    assert role.until is not None


def test_a_stranger_may_not_be_given_a_role_from_the_page(
    enter: Enter, client: Client, network: Network, lead: NetworkMembership, nadia: User,
    giulia: User,
) -> None:  # fmt: skip
    roles = reverse("networks:role_new", args=[network.code, lead.uid])
    data = {"duty": "coordinator", "user": str(giulia.uid), "since": "2024-05-01"}
    assert enter(nadia).post(roles, data).status_code == 422
    assert lead.roles.count() == 1


def test_no_page_of_care_opens_to_a_member(
    enter: Enter, client: Client, network: Network, his: NetworkMembership, bruno: User
) -> None:
    enter(bruno)
    for name in ("desk", "edit", "member_new", "group_new", "meeting_new", "survey_open"):
        assert client.get(reverse(f"networks:{name}", args=[network.code])).status_code == 403
    assert client.get(
        reverse("networks:member", args=[network.code, his.uid])
    ).status_code == 403  # fmt: skip
