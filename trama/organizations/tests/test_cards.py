"""A body's card: registered, kept by its own people, never overwritten unseen."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from conftest import Enter
from trama.accounts.models import User
from trama.core.workflow import ActRefused
from trama.ledger.models import Event
from trama.organizations import lifecycle
from trama.organizations.forms import CardForm
from trama.organizations.models import Membership, Organization, OrganizationStatus
from trama.organizations.permissions import represents
from trama.organizations.tests.factories import (
    MembershipFactory,
    OrganizationFactory,
    fiscal_code,
)

pytestmark = pytest.mark.django_db

NEW = reverse("organizations:new")


def card(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Gruppo del Naviglio",
        "codice_fiscale": fiscal_code(77),
        "legal_type": "APS",
        "pec": "Gruppo@pec.naviglio.example",
        "city": "Milano",
        "note": "presidente dal 2025",
        **changes,
    }


def edited(organization: Organization, **changes: Any) -> dict[str, Any]:
    """What the browser sends: the whole form as it was opened, with what the person changed."""
    form = CardForm(instance=Organization.objects.get(pk=organization.pk))
    initial = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    return {name: "" if value is None else value for name, value in {**initial, **changes}.items()}


def test_giulia_registers_a_body_and_still_has_to_be_confirmed(
    client: Client, enter: Enter, giulia: User
) -> None:
    enter(giulia)
    response = client.post(NEW, card())
    body = Organization.objects.get(name="Gruppo del Naviglio")
    assert (response.status_code, body.status) == (303, OrganizationStatus.ACTIVE)
    assert (body.codice_fiscale, body.pec) == (fiscal_code(77), "gruppo@pec.naviglio.example")
    assert Membership.objects.get(organization=body, user=giulia).status == "requested"
    assert not represents(giulia, body)
    assert set(Event.objects.values_list("verb", flat=True)) == {"register", "request"}


def test_a_group_without_a_fiscal_code_may_register_and_so_may_a_second(
    client: Client, enter: Enter, giulia: User
) -> None:
    enter(giulia)
    for name in ("Gruppo Uno", "Gruppo Due"):
        assert client.post(NEW, card(name=name, codice_fiscale="", pec="")).status_code == 303
    assert Organization.objects.filter(codice_fiscale=None).count() == 2


@pytest.mark.parametrize("same", ["codice_fiscale", "pec"])
def test_a_body_that_is_there_already_is_shown_instead_of_made_twice(
    client: Client, enter: Enter, giulia: User, organization: Organization, same: str
) -> None:
    enter(giulia)
    response = client.post(NEW, card(**{same: getattr(organization, same)}))
    assert response.status_code == 422
    assert reverse("organizations:detail", args=[organization.uid]) in response.content.decode()
    assert Organization.objects.count() == 1


def test_a_double_click_registers_once(client: Client, enter: Enter, giulia: User) -> None:
    enter(giulia)
    assert [client.post(NEW, card()).status_code for _ in range(2)] == [303, 422]
    assert Organization.objects.count() == 1


@pytest.mark.parametrize(
    "bad",
    [
        {"name": " "},
        {"name": "A\x00B"},
        {"name": "x" * 301},
        {"codice_fiscale": "123"},
        {"codice_fiscale": "RSSMRA85T10A562S"},
        {"legal_type": "BANCA"},
        {"pec": "non una pec"},
        {"note": ""},
    ],
)
def test_bad_input_is_refused_with_the_field_and_nothing_is_lost(
    client: Client, enter: Enter, giulia: User, bad: dict[str, str]
) -> None:
    enter(giulia)
    response = client.post(NEW, card(**bad))
    assert response.status_code == 422
    assert "error-summary" in response.content.decode()
    assert not Organization.objects.exists()


@pytest.mark.parametrize("person", ["bruno", "nico"])
def test_its_people_keep_the_card_and_the_event_says_only_which_fields(
    client: Client,
    enter: Enter,
    organization: Organization,
    person: str,
    request: pytest.FixtureRequest,
) -> None:
    enter(request.getfixturevalue(person))
    url = reverse("organizations:edit", args=[organization.uid])
    assert client.get(url).status_code == 200
    response = client.post(url, edited(organization, phone="02 1234567", art5_letters=["a", "l"]))
    organization.refresh_from_db()
    assert response.status_code == 303
    assert (organization.phone, organization.art5_letters) == ("02 1234567", ["a", "l"])
    event = Event.objects.select_related("opening").get(verb="update_card")
    assert json.loads(event.opening.payload) == {"fields": ["art5_letters", "phone"]}


def test_saving_without_changes_is_no_act(
    client: Client, enter: Enter, organization: Organization, bruno: User
) -> None:
    enter(bruno)
    url = reverse("organizations:edit", args=[organization.uid])
    assert client.post(url, edited(organization)).status_code == 303
    assert not Event.objects.filter(verb="update_card").exists()


def test_of_two_tabs_the_second_is_told_and_overwrites_nothing(
    client: Client, enter: Enter, organization: Organization, bruno: User
) -> None:
    enter(bruno)
    url = reverse("organizations:edit", args=[organization.uid])
    first, second = edited(organization, phone="02 111"), edited(organization, phone="02 222")
    assert client.post(url, first).status_code == 303
    refused = client.post(url, second)
    organization.refresh_from_db()
    assert (refused.status_code, organization.phone) == (422, "02 111")
    assert "Nel frattempo" in refused.content.decode()


@pytest.mark.parametrize("version", ["ieri", "2026-13-45", "2026-01-01", "\x00"])
def test_a_version_that_was_never_ours_changes_nothing(
    client: Client, enter: Enter, organization: Organization, bruno: User, version: str
) -> None:
    enter(bruno)
    url = reverse("organizations:edit", args=[organization.uid])
    response = client.post(url, edited(organization, phone="02 111", version=version))
    organization.refresh_from_db()
    assert (response.status_code, organization.phone) == (422, "")


@pytest.mark.parametrize("person", ["anna", "carla", "giulia", "sofia"])
def test_others_do_not_touch_the_card(
    client: Client,
    enter: Enter,
    organization: Organization,
    person: str,
    request: pytest.FixtureRequest,
) -> None:
    enter(request.getfixturevalue(person))
    url = reverse("organizations:edit", args=[organization.uid])
    assert client.get(url).status_code == 403
    assert client.post(url, edited(organization, phone="02 666")).status_code == 403
    organization.refresh_from_db()
    assert organization.phone == ""


def test_a_pec_of_another_body_is_refused(
    client: Client, enter: Enter, organization: Organization, bruno: User
) -> None:
    other = OrganizationFactory.create()
    enter(bruno)
    url = reverse("organizations:edit", args=[organization.uid])
    response = client.post(url, edited(organization, pec=other.pec.upper()))
    assert response.status_code == 422
    assert "già di un altro ente" in response.content.decode()
    with pytest.raises(ActRefused, match="già di un altro ente"):
        lifecycle.update_card(organization, {"pec": other.pec}, seen=None, actor=bruno)


def test_a_card_from_a_list_is_the_bodys_own_once_it_writes_it(giulia: User) -> None:
    listed = MembershipFactory.create(user=giulia, organization__listed=True).organization
    lifecycle.update_card(listed, {"name": "Nome giusto"}, seen=None, actor=giulia)
    assert (listed.status, listed.name) == (OrganizationStatus.ACTIVE, "Nome giusto")
    assert set(Event.objects.values_list("verb", flat=True)) == {"update_card", "take_up"}
    assert ProcrastinateJob.objects.filter(task_name="organizations.compare_names").exists()


def test_a_closed_body_keeps_its_card_as_it_was(organization: Organization, bruno: User) -> None:
    Organization.objects.filter(pk=organization.pk).update(status=OrganizationStatus.CLOSED)
    organization.refresh_from_db()
    with pytest.raises(ActRefused, match="non è più attivo"):
        lifecycle.update_card(organization, {"phone": "02 1"}, seen=None, actor=bruno)


def test_a_body_does_not_write_its_own_status_or_code(
    organization: Organization, bruno: User
) -> None:
    for name in ("status", "codice_fiscale", "source", "uid"):
        with pytest.raises(ValueError, match=name):
            lifecycle.update_card(organization, {name: "x"}, seen=None, actor=bruno)
