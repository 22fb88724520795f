"""A PEC on a card counts once whoever reads that mailbox says that it is the body's."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from conftest import Enter
from trama.accounts.models import User
from trama.core import clock
from trama.core.workflow import ActRefused
from trama.ledger.models import Event
from trama.mailbox.models import OutgoingMessage, SignedLink
from trama.organizations import lifecycle
from trama.organizations.emails import PEC
from trama.organizations.models import MembershipDuty, Organization, OrganizationStatus
from trama.organizations.queries import match
from trama.organizations.tests.factories import MembershipFactory, OrganizationFactory

pytestmark = pytest.mark.django_db

NEW_PEC = "nuova@pec.gelsi.example"


def letter_to(pec: str) -> str:
    """The path of the link in the last letter to that mailbox."""
    text = OutgoingMessage.objects.filter(recipient=pec, purpose=PEC).latest("pk").text
    address = next(line for line in text.split() if line.startswith("http"))
    return "/" + address.split("/", 3)[3]


def page(organization: Organization, name: str = "pec") -> str:
    return reverse(f"organizations:{name}", args=[organization.uid])


@pytest.fixture
def changed(organization: Organization, nico: User) -> Organization:
    """An operator has written another PEC on the card."""
    lifecycle.update_card(organization, {"pec": NEW_PEC}, seen=None, actor=nico)
    return organization


def test_a_pec_that_an_operator_writes_points_to_nobody_until_it_is_proven(
    client: Client, changed: Organization
) -> None:
    assert (match(pec=NEW_PEC), changed.pec_confirmed_at) == (None, None)
    response = client.get(letter_to(NEW_PEC))
    assert response.headers["Location"] == page(changed)
    assert "Conferma la PEC" in client.get(page(changed)).content.decode()
    changed.refresh_from_db()
    assert changed.pec_confirmed_at is None, "opening the link changes nothing"
    assert client.post(page(changed)).status_code == 303
    assert match(pec=NEW_PEC) == changed
    assert SignedLink.objects.get(purpose=PEC).used_at is not None
    assert Event.objects.filter(verb="confirm_pec").count() == 1


def test_the_pec_of_before_no_longer_counts(organization: Organization, nico: User) -> None:
    before = organization.pec
    lifecycle.update_card(organization, {"pec": NEW_PEC}, seen=None, actor=nico)
    assert match(pec=before) is None


def test_the_public_page_says_that_it_is_to_be_confirmed(
    client: Client, changed: Organization
) -> None:
    url = reverse("organizations:detail", args=[changed.uid])
    assert f"{NEW_PEC}, da confermare" in client.get(url).content.decode()
    lifecycle.confirm_pec(changed, SignedLink.objects.get())
    assert "da confermare" not in client.get(url).content.decode()


def test_without_the_link_nobody_confirms_not_even_the_bodys_people(
    client: Client, enter: Enter, changed: Organization, bruno: User
) -> None:
    for _person in ("anonymous", "bruno"):
        assert client.get(page(changed)).status_code == 404
        assert client.post(page(changed)).status_code == 404
        enter(bruno)
    changed.refresh_from_db()
    assert changed.pec_confirmed_at is None


def test_the_link_of_one_body_confirms_no_other(client: Client, changed: Organization) -> None:
    other = OrganizationFactory.create(unproven=True, pec=NEW_PEC)
    client.get(letter_to(NEW_PEC))
    assert client.post(page(other)).status_code == 404


def test_a_double_click_confirms_once(client: Client, changed: Organization) -> None:
    client.get(letter_to(NEW_PEC))
    assert [client.post(page(changed)).status_code for _ in range(2)] == [303, 303]
    assert Event.objects.filter(verb="confirm_pec").count() == 1


def test_the_link_of_an_earlier_pec_confirms_nothing(
    client: Client, changed: Organization, bruno: User
) -> None:
    client.get(letter_to(NEW_PEC))
    seen = changed.updated_at
    lifecycle.update_card(changed, {"pec": "altra@pec.example"}, seen=seen, actor=bruno)
    assert "non serve più" in client.get(page(changed)).content.decode()
    assert client.post(page(changed)).status_code == 422
    changed.refresh_from_db()
    assert changed.pec_confirmed_at is None


def test_saving_the_card_with_the_same_pec_leaves_it_proven(
    organization: Organization, bruno: User
) -> None:
    changes = {"pec": organization.pec, "phone": "02 1"}
    lifecycle.update_card(organization, changes, seen=None, actor=bruno)
    assert organization.pec_confirmed_at is not None
    assert not OutgoingMessage.objects.exists()


def test_whoever_only_writes_anothers_pec_does_not_keep_it_from_its_owner(
    changed: Organization, carla: User
) -> None:
    owner = carla.memberships.get().organization
    lifecycle.update_card(owner, {"pec": NEW_PEC}, seen=None, actor=carla)
    lifecycle.confirm_pec(owner, SignedLink.objects.get(object_uid=owner.uid))
    assert match(pec=NEW_PEC) == owner
    with pytest.raises(ActRefused, match="già di un altro ente"):
        lifecycle.confirm_pec(changed, SignedLink.objects.get(object_uid=changed.uid))
    assert match(pec=NEW_PEC) == owner


def test_one_proven_pec_is_of_one_body_for_the_database_too(organization: Organization) -> None:
    other = OrganizationFactory.create()
    with pytest.raises(IntegrityError, match="organization_pec_of_one_body"), transaction.atomic():
        Organization.objects.filter(pk=other.pk).update(pec=organization.pec)


def test_who_registers_a_body_sends_no_letters_before_the_office_knows_them(
    giulia: User, sofia: User
) -> None:
    pec = "gruppo@pec.naviglio.example"
    card = lifecycle.Card("Gruppo del Naviglio", pec=pec)
    body = lifecycle.register_organization(card, actor=giulia, note="presidente")
    assert (body.pec_confirmed_at, match(pec=pec)) == (None, None)
    assert not OutgoingMessage.objects.exists()
    lifecycle.confirm(body.memberships.get(), actor=sofia)
    lifecycle.confirm_pec(body, SignedLink.objects.get(addressee=pec))
    assert match(pec=pec) == body


def test_a_registration_with_a_pec_that_somebody_only_wrote_goes_on(
    changed: Organization, giulia: User
) -> None:
    card = lifecycle.Card("Vera titolare", pec=NEW_PEC)
    assert lifecycle.register_organization(card, actor=giulia, note="presidente").pec == NEW_PEC
    with pytest.raises(lifecycle.AlreadyListedError):  # a second click
        lifecycle.register_organization(card, actor=giulia, note="presidente")


def test_an_operators_confirmation_sends_no_link(bruno: User, organization: Organization) -> None:
    Organization.objects.update(pec_confirmed_at=None)
    role = MembershipFactory.create(
        organization=organization, duty=MembershipDuty.OPERATOR, requested=True
    )
    lifecycle.confirm(role, actor=bruno)
    assert not SignedLink.objects.exists()


def test_its_people_ask_for_the_link_again_but_not_at_once(
    client: Client, enter: Enter, changed: Organization, bruno: User
) -> None:
    enter(bruno)
    url = page(changed, "pec_ask")
    said = client.post(url, follow=True).content.decode()
    assert "meno di dieci minuti" in said
    assert url in said, "the button is on the page"
    SignedLink.objects.update(created_at=clock.now() - timedelta(minutes=11))
    assert client.post(url).status_code == 303
    assert SignedLink.objects.filter(addressee=NEW_PEC).count() == 2


@pytest.mark.parametrize("person", ["anna", "carla", "giulia", "sofia"])
def test_others_do_not_ask_for_the_link(
    client: Client, enter: Enter, changed: Organization, person: str, request: pytest.FixtureRequest
) -> None:
    SignedLink.objects.all().update(created_at=clock.now() - timedelta(days=1))
    enter(request.getfixturevalue(person))
    assert client.post(page(changed, "pec_ask")).status_code == 403
    assert SignedLink.objects.count() == 1


def test_there_is_nothing_to_ask_for_a_proven_pec_or_for_none(
    organization: Organization, bruno: User
) -> None:
    for facts in ({}, {"pec": "", "pec_confirmed_at": None}):
        Organization.objects.filter(pk=organization.pk).update(**facts)
        with pytest.raises(ActRefused, match="nessuna PEC"):
            lifecycle.ask_pec_again(organization, actor=bruno)


def test_a_closed_body_proves_nothing(changed: Organization, bruno: User) -> None:
    Organization.objects.update(status=OrganizationStatus.CLOSED)
    changed.refresh_from_db()
    with pytest.raises(ActRefused, match="non è più attivo"):
        lifecycle.confirm_pec(changed, SignedLink.objects.get())
    with pytest.raises(ActRefused, match="non è più attivo"):
        lifecycle.ask_pec_again(changed, actor=bruno)
