"""Who moderates which signals: promoters, the office the city names, who answers for a zone."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from trama.accounts.models import Office, User
from trama.listening.lifecycle import moderation
from trama.listening.models import NeedSignal, SignalStatus
from trama.listening.tests.factories import CampaignFactory, NeedSignalFactory
from trama.listening.tests.pages import QUEUE, page_of
from trama.organizations.models import Organization
from trama.territory.models import Zone
from trama.territory.tests.factories import ZoneFactory

pytestmark = pytest.mark.django_db
Enter = Any


def test_each_campaign_is_moderated_by_its_promoters(
    client: Client, enter: Enter, anna: User, bruno: User, organization: Organization
) -> None:
    his = NeedSignalFactory.create(
        campaign=CampaignFactory.create(office=None, organization=organization)
    )
    enter(bruno)
    assert client.get(page_of(his)).status_code == 200
    enter(anna)
    assert client.get(page_of(his)).status_code == 404
    assert client.post(f"{page_of(his)}accogli/").status_code == 404


def test_whoever_answers_for_the_zone_reads_what_was_let_in_and_decides_nothing(
    client: Client, enter: Enter, rosa: User, viola: User, organization: Organization
) -> None:
    zone = Zone.objects.get(code="901")
    campaign = CampaignFactory.create(office=None, organization=organization)
    signal = NeedSignalFactory.create(campaign=campaign, zone=zone)
    enter(rosa)
    assert client.get(page_of(signal)).status_code == 404
    NeedSignal.objects.update(status=SignalStatus.ACCEPTED)
    page = client.get(page_of(signal)).content.decode()
    assert signal.words in page
    assert "Recapiti" not in page
    assert client.post(f"{page_of(signal)}passi/", {}).status_code == 403
    assert signal.words[:40] in client.get(reverse("desk:home"), follow=True).content.decode()


def test_what_belongs_to_no_campaign_is_read_by_the_office_that_the_city_names(
    settings: Settings, anna: User, office: Office
) -> None:
    free = NeedSignalFactory.create()
    assert list(NeedSignal.objects.moderated_by(anna)) == [free]
    settings.LISTENING_OFFICE = "un-altro-ufficio"
    assert not NeedSignal.objects.moderated_by(anna).exists()
    settings.LISTENING_OFFICE = office.code
    assert list(NeedSignal.objects.moderated_by(anna)) == [free]


def test_whoever_answers_for_an_area_reads_of_no_campaign_what_was_said_there(
    client: Client, enter: Enter, viola: User
) -> None:
    near = NeedSignalFactory.create(zone=Zone.objects.get(code="901"))
    NeedSignalFactory.create(zone=ZoneFactory.create())
    NeedSignalFactory.create()
    assert list(NeedSignal.objects.moderated_by(viola)) == [near]
    enter(viola)
    moderation.mark_spam(near, actor=viola)
    assert "disturbi" not in client.get(f"{QUEUE}registro/").content.decode()
