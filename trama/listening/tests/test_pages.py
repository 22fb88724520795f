"""Campaigns and who promotes them; listening on the pages of other apps."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from trama.accounts.models import Office, User
from trama.core.workflow import ActRefused
from trama.listening.lifecycle import campaigns, moderation
from trama.listening.models import (
    Campaign,
    CampaignStatus,
)
from trama.listening.tasks import tidy
from trama.listening.tests.factories import (
    CampaignFactory,
    EntrustmentFactory,
    NeedSignalFactory,
)
from trama.listening.tests.pages import NEW, facts
from trama.networks.tests.factories import NetworkRoleFactory
from trama.organizations.models import Organization
from trama.organizations.tests.factories import MembershipFactory
from trama.territory.models import Zone

pytestmark = pytest.mark.django_db
Enter = Any


# ---------------------------------------------------------------- campaigns


def test_a_campaign_is_prepared_opened_and_closed_by_who_promotes_it(
    client: Client, enter: Enter, bruno: User, organization: Organization, carla: User
) -> None:
    EntrustmentFactory.create(organization=organization)
    enter(bruno)
    assert client.post(NEW, facts()).status_code == 303
    campaign = Campaign.objects.get()
    assert (campaign.status, campaign.organization) == (CampaignStatus.DRAFT, organization)
    page = "/ascolto/campagne/verde/"
    enter(carla)
    assert client.get(page).status_code == 404
    assert client.post(f"{page}stato/apri/").status_code == 404
    enter(bruno)
    client.post(f"{page}stato/apri/")
    client.post(f"{page}modifica/", facts(title="Il verde in città"))
    campaign.refresh_from_db()
    assert (campaign.status, campaign.title) == (CampaignStatus.OPEN, "Il verde in città")
    enter(carla)
    assert client.get(page).status_code == 200
    assert client.post(f"{page}stato/chiudi/").status_code == 403
    enter(bruno)
    client.post(f"{page}stato/chiudi/")
    client.post(f"{page}stato/chiudi/")
    campaign.refresh_from_db()
    assert campaign.status == CampaignStatus.CLOSED


def test_whoever_coordinates_a_network_asks_for_it(
    client: Client, enter: Enter, giulia: User
) -> None:
    role = NetworkRoleFactory.create(user=giulia, duty="coordinator")
    enter(giulia)
    assert client.post(NEW, facts()).status_code == 303
    assert Campaign.objects.get().network == role.membership.network


def test_whoever_promotes_for_two_says_for_whom(
    client: Client, enter: Enter, anna: User, office: Office, organization: Organization
) -> None:
    MembershipFactory.create(user=anna, organization=organization)
    EntrustmentFactory.create(organization=organization)
    enter(anna)
    assert client.post(NEW, facts()).status_code == 422
    assert client.post(NEW, facts(promoter=f"organization/{organization.uid}")).status_code == 303
    assert Campaign.objects.get().organization == organization


@pytest.mark.parametrize("wrong", [{"code": "nuova"}, {"code": "a b"}, {"retention_days": "5"}])
def test_a_wrong_campaign_is_given_back(
    client: Client, enter: Enter, anna: User, wrong: dict[str, str]
) -> None:
    enter(anna)
    assert client.post(NEW, facts(**wrong)).status_code == 422


def test_an_address_that_is_taken_is_said(
    client: Client, enter: Enter, anna: User, campaign: Campaign
) -> None:
    enter(anna)
    answer = client.post(NEW, facts(code="estate"))
    assert answer.status_code == 422
    assert "scegline un altro" in answer.content.decode()


def test_a_campaign_whose_day_is_over_is_closed_and_not_reopened(
    anna: User, campaign: Campaign
) -> None:
    Campaign.objects.update(closes_on=date(2026, 1, 1))
    tidy(0)
    campaign.refresh_from_db()
    assert campaign.status == CampaignStatus.CLOSED
    with pytest.raises(ActRefused, match="ultimo giorno"):
        campaigns.start_listening(campaign, actor=anna)


def test_the_queue_of_one_who_promotes_nothing_is_not_there(
    client: Client, enter: Enter, giulia: User
) -> None:
    enter(giulia)
    for name in ("queue", "log", "for_another", "round_new", "campaign_new"):
        assert client.get(reverse(f"listening:{name}")).status_code == 403


# ---------------------------------------------------------------- elsewhere


def test_the_profile_leads_to_what_waits(
    client: Client, enter: Enter, bruno: User, organization: Organization, giulia: User
) -> None:
    campaign = CampaignFactory.create(office=None, organization=organization, title="Il verde")
    NeedSignalFactory.create_batch(2, campaign=campaign)
    enter(bruno)
    page = client.get(reverse("accounts:profile")).content.decode()
    assert "2 segnalazioni da leggere" in page
    assert "Il verde" in page
    enter(giulia)
    assert "mio-ascolto" not in client.get(reverse("accounts:profile")).content.decode()


def test_the_desk_of_an_area_shows_what_waits_there(
    client: Client, enter: Enter, viola: User, anna: User
) -> None:
    zone = Zone.objects.get(code="901")
    signal = NeedSignalFactory.create(zone=zone)
    enter(viola)
    desk = "/scrivania/"
    assert signal.words not in client.get(desk, follow=True).content.decode()
    moderation.accept(signal, actor=anna)
    assert signal.words in client.get(desk, follow=True).content.decode()
