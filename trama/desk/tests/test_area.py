"""The desks of whoever answers for an area: what they see, and what they never do."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from trama.accounts.models import User
from trama.core import clock
from trama.needs.lifecycle import finding, pulse
from trama.needs.models import CapacityReport, Resource, Unit
from trama.needs.tests.factories import ResourceFactory
from trama.notices.models import Notice
from trama.organizations.models import Organization
from trama.territory.models import Zone

pytestmark = pytest.mark.django_db

Enter = Callable[..., Client]
DESK = reverse("desk:area")


def service(zone: Zone, title: str, **facts: object) -> Resource:
    made: Resource = ResourceFactory.create(title=title, nil=zone, unit=Unit.PLACES, **facts)
    finding.index([made])
    return made


def zone_of(person: User) -> Zone:
    return person.office_roles.get().area.zones.get()


def text(client: Client, address: str = DESK) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_social_worker_reads_where_there_is_place_and_whom_to_call(
    enter: Enter, rosa: User, viola: User
) -> None:
    here = zone_of(viola)
    service(
        here, "Doposcuola aperto", capacity=20, free=3, phone="02 1234", verified_at=clock.now()
    )
    service(here, "Doposcuola pieno", capacity=20, free=0)
    elsewhere = Zone.objects.create(kind="nil", code="902", number=902, name="Altrove")
    service(elsewhere, "Doposcuola lontano", capacity=20, free=9)
    page = text(enter(rosa))
    assert "1 servizio della tua zona ha posto" in page
    assert "1 è pieno" in page
    assert "Doposcuola aperto" in page
    assert 'href="tel:021234"' in page
    assert "Doposcuola lontano" not in page


def test_where_no_service_has_place_a_sentence_says_so(
    enter: Enter, rosa: User, viola: User
) -> None:
    service(zone_of(viola), "Doposcuola pieno", capacity=20, free=0)
    page = text(enter(rosa))
    assert "Nessun servizio della tua zona dice di avere posto." in page
    assert "0 servizi" not in page


def test_she_reads_what_changed_in_seven_days(
    enter: Enter, rosa: User, viola: User, bruno: User
) -> None:
    here, now = zone_of(viola), clock.now()
    service(here, "Sportello nuovo", published_at=now - timedelta(days=2))
    service(here, "Sportello vecchio", published_at=now - timedelta(days=9))
    spoken = service(here, "Sportello che ha risposto", published_at=now - timedelta(days=90))
    CapacityReport.objects.create(
        resource=spoken, capacity=10, free=0, origin="link", reported_at=now - timedelta(hours=3)
    )
    page = text(enter(rosa))
    assert "In sette giorni sono cambiate 2 cose" in page
    assert "Sportello nuovo" in page
    assert "Sportello che ha risposto" in page
    assert "Sportello vecchio" not in page


def test_the_manager_reads_what_is_stale_and_whom_no_letter_reaches(
    enter: Enter, viola: User, organization: Organization
) -> None:
    here, now = zone_of(viola), clock.now()
    Organization.objects.filter(pk=organization.pk).update(email="ciao@gelsi.example")
    old = now - timedelta(days=500)
    service(here, "Scheda vecchia", organization=organization, verified_at=old)
    service(here, "Scheda fresca", organization__email="", verified_at=now)
    page = text(enter(viola))
    assert "Scheda vecchia" in page
    assert "16 mesi fa" in page
    assert "Scheda fresca" not in page
    assert "non ha un indirizzo e-mail" in page


def test_who_answered_after_being_silent_is_not_silent(
    enter: Enter, viola: User, organization: Organization, stop_clock: Callable[..., None]
) -> None:
    from_november = clock.now().replace(month=11, day=10)
    stop_clock(from_november)
    Organization.objects.filter(pk=organization.pk).update(email="ciao@gelsi.example")
    asked = service(zone_of(viola), "Doposcuola", organization=organization)
    assert pulse.ask_due() == 1
    assert "1 ente non ha risposto" in text(enter(viola))
    ask = organization.capacity_asks.get()
    pulse.answer(ask, {asked: pulse.Answer(Decimal(10), Decimal(2))}, actor=None)
    assert "Hanno risposto tutti" in text(enter(viola))


def test_they_never_see_notices_applications_or_mail(
    enter: Enter, viola: User, rosa: User, notice: Notice
) -> None:
    closed = [
        reverse("notices:office_list"),
        reverse("notices:desk", args=[notice.code]),
        reverse("screening:home"),
        reverse("screening:desk", args=[notice.code]),
        reverse("mailbox:tray"),
        reverse("notices:new"),
    ]
    for person in (viola, rosa):
        client = enter(person)
        assert [client.get(address).status_code for address in closed] == [403] * len(closed)
        home = client.get(reverse("desk:home"))
        assert (home.status_code, home.headers["Location"]) == (302, DESK)
        page = text(client)
        assert reverse("notices:office_list") not in page
        assert reverse("screening:home") not in page


def test_who_has_no_area_duty_has_no_such_desk(
    enter: Enter, anna: User, bruno: User, giulia: User, client: Client
) -> None:
    assert client.get(DESK).status_code == 302  # to the door
    for person in (anna, bruno, giulia):
        assert enter(person).get(DESK).status_code == 403


def test_a_duty_without_an_area_says_what_to_do(enter: Enter, viola: User) -> None:
    viola.office_roles.get().area.delete()
    assert "Nessuna area assegnata" in text(enter(viola))


def test_places_told_by_telephone_are_written_by_who_answers_for_the_area(
    enter: Enter, viola: User, rosa: User, carla: User, anna: User
) -> None:
    told = service(zone_of(viola), "Doposcuola", capacity=20, free=5)
    address = reverse("needs:resource_report", args=[told.uid])
    numbers = {"capacity": "20", "free": "0", "refused": "3"}
    for stranger in (carla, anna):
        assert enter(stranger).post(address, numbers).status_code == 403
    assert "viene da una telefonata" in text(enter(rosa), address)
    assert enter(rosa).post(address, {**numbers, "free": "-1"}).status_code == 422
    assert enter(rosa).post(address, numbers).status_code == 303
    report = CapacityReport.objects.get()
    assert (report.origin, int(report.free), report.author) == ("phone", 0, rosa)
    assert "Persone non accolte" in text(enter(rosa))


def test_the_desks_cost_the_same_with_one_service_and_with_thirty(
    enter: Enter, viola: User, rosa: User
) -> None:
    def queries(person: User) -> int:
        client = enter(person)
        with CaptureQueriesContext(connection) as captured:
            text(client)
        return len(captured)

    here = zone_of(viola)
    service(here, "Primo", capacity=20, free=3)
    before = queries(viola), queries(rosa)
    for number in range(30):
        service(here, f"Doposcuola {number}", capacity=20, free=number % 3)
    assert (queries(viola), queries(rosa)) == before
