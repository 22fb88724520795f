"""The pages of the territory, as everybody and as the office reads them."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from trama.accounts.models import OfficeDuty, OfficeRole, User
from trama.accounts.queries import today
from trama.accounts.tests.factories import OfficeRoleFactory
from trama.core.workflow import ActRefused
from trama.ledger.models import Event
from trama.territory.lifecycle.areas import assign_area
from trama.territory.models import Area, Zone
from trama.territory.queries.areas import zones_of
from trama.territory.tests.factories import (
    AddressFactory,
    IndicatorFactory,
    IndicatorValueFactory,
    ZoneShareFactory,
)

pytestmark = pytest.mark.django_db
Enter = Callable[..., Client]


@pytest.fixture
def nil() -> Zone:
    """A NIL with its figures, in a Municipio."""
    return counted(57, "San Siro", residents=1000, minors=250)


def counted(number: int, name: str, **values: int) -> Zone:
    zone: Zone = ZoneShareFactory.create(
        part__number=number, part__name=name, part__square=True, whole__number=number
    ).part
    for place, (code, value) in enumerate(values.items()):
        indicator = IndicatorFactory.create(code=code, position=place)
        IndicatorValueFactory.create(indicator=indicator, zone=zone, value=value)
    return zone


def read(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_territory_says_so(client: Client) -> None:
    assert "Nessuna zona, per ora" in read(client, "/territorio/")
    assert "Nessun indirizzo, per ora" in read(client, "/territorio/indirizzo/")


def test_home_shows_first_the_table_then_the_map(client: Client, nil: Zone) -> None:
    page = read(client, "/territorio/")
    assert page.index("<table") < page.index('class="map"')
    assert '<a href="/territorio/nil/57/">San Siro</a>' in page
    assert "1.000" in page


def test_the_map_shows_what_is_asked_and_ignores_what_is_not_there(
    client: Client, nil: Zone
) -> None:
    assert "25,0 ogni cento" in read(client, "/territorio/?indicatore=minors")
    assert "57 San Siro: 1.000" in read(client, "/territorio/?indicatore=felicità")


def test_a_zone_tells_its_figures_with_year_source_and_confidence(
    client: Client, nil: Zone
) -> None:
    page = read(client, "/territorio/nil/57/")
    assert "Nel 2024 vi abitano 1.000 persone, minori: 250." in page
    assert "CC BY 4.0" in page
    assert "alta" in page
    assert "Nessuno, per ora: nessuna area comprende questa zona." in page


def test_a_zone_tells_who_answers_for_it_and_no_name(
    client: Client, viola: User, rosa: User
) -> None:
    page = read(client, "/territorio/nil/901/")
    assert "Welfare Community Manager" in page
    assert "Assistente sociale di comunità" in page
    assert viola.name not in page


def test_zones_that_are_not_there_are_not_found(client: Client, nil: Zone) -> None:
    for address in ("nil/58", "municipio/99", "quartiere/57", "nil/57/x"):
        assert client.get(f"/territorio/{address}/").status_code == 404
    assert client.get("/territorio/indicatori/niente/").status_code == 404


def test_an_indicator_is_ordered_by_what_it_is_each_hundred(client: Client, nil: Zone) -> None:
    counted(58, "Altrove", residents=1000, minors=300)
    page = read(client, "/territorio/indicatori/minors/")
    assert "Il valore più alto è a Altrove (30,0 ogni cento)" in page
    table = page.split("<tbody>")[1]
    assert table.index("Altrove") < table.index("San Siro")


def test_an_indicator_is_a_table_for_spreadsheets_too(client: Client, nil: Zone) -> None:
    counted(58, "=Formula", minors=3)
    answer = client.get("/territorio/indicatori/minors.csv")
    rows = answer.content.decode("utf-8-sig").splitlines()
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    by_code = {row.split(",")[1]: row.split(",") for row in rows if row.startswith("NIL")}
    assert by_code["57"][5] == "250"
    assert by_code["58"][2] == "'=Formula"
    assert by_code["58"][5] == ""
    assert "meno di 5" in by_code["58"]


def test_an_address_leads_to_its_zone(client: Client, nil: Zone) -> None:
    AddressFactory.create(street="Via Lunga", number="8", nil=nil)
    assert "San Siro" in read(client, "/territorio/indirizzo/?indirizzo=via+lunga+8")
    lost = read(client, "/territorio/indirizzo/?indirizzo=via+lunga+9")
    assert "non è fra quelli che conosciamo" in lost
    assert "Via Lunga 8" in lost


@pytest.mark.parametrize(
    "address", ["/territorio/", "/territorio/nil/57/", "/territorio/indicatori/minors/"]
)
def test_queries_do_not_grow_with_zones(
    client: Client, nil: Zone, address: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(60) as one:
        client.get(address)
    for number in range(100, 150):
        counted(number, f"Zona {number}", residents=1000 + number, minors=100 + number)
    with django_assert_max_num_queries(len(one)):
        client.get(address)


# ---------------------------------------------------------------- areas


def area_address(role: OfficeRole) -> str:
    return f"/scrivania/territorio/aree/{role.user.uid}/{role.office.code}/{role.duty}/"


@pytest.fixture
def role(elena: User) -> OfficeRole:
    """Somebody of Elena's office who should have an area."""
    office = elena.office_roles.get().office
    return OfficeRoleFactory.create(office=office, duty=OfficeDuty.COMMUNITY_MANAGER)


def test_an_executive_assigns_an_area_and_it_is_written_down(
    enter: Enter, elena: User, role: OfficeRole, nil: Zone
) -> None:
    client = enter(elena)
    assert "Da assegnare" in read(client, "/scrivania/territorio/aree/")
    assert client.get(area_address(role)).status_code == 200
    form = {"name": "San Siro", "nil": ["57"]}
    assert client.post(area_address(role), form).status_code == 303
    assert list(zones_of(role.user)) == [nil]
    assert Event.objects.filter(verb="assign_area", actor_id=elena.pk).count() == 1
    client.post(area_address(role), form)  # a second click
    assert Event.objects.filter(verb="assign_area").count() == 1
    assert "San Siro" in read(client, area_address(role))


@pytest.mark.parametrize(
    "form", [{"name": "Niente"}, {"nil": ["57"]}, {"name": "Strana", "nil": ["58"]}]
)
def test_an_area_wants_a_name_and_zones_that_exist(
    enter: Enter, elena: User, role: OfficeRole, nil: Zone, form: dict[str, object]
) -> None:
    assert enter(elena).post(area_address(role), form).status_code == 422
    assert not Area.objects.exists()


def test_an_executive_does_not_assign_areas_of_another_office(
    enter: Enter, elena: User, nil: Zone
) -> None:
    other = OfficeRoleFactory.create(duty=OfficeDuty.COMMUNITY_SOCIAL_WORKER)
    answer = enter(elena).post(area_address(other), {"name": "Mia", "nil": ["57"]})
    assert answer.status_code == 403


def test_a_manager_does_not_assign_areas_not_even_her_own(enter: Enter, viola: User) -> None:
    role = viola.office_roles.get()
    assert enter(viola).get("/scrivania/territorio/aree/").status_code == 403
    assert enter(viola).post(area_address(role), {"name": "Tutto"}).status_code == 403


def test_an_area_is_of_duties_that_have_one_while_they_last(nil: Zone) -> None:
    officer = OfficeRoleFactory.create(duty=OfficeDuty.OFFICER)
    with pytest.raises(ActRefused, match="non risponde"):
        assign_area(officer, name="A", zones=[nil], actor=None)
    ended = OfficeRoleFactory.create(
        duty=OfficeDuty.COMMUNITY_MANAGER, until=today().replace(year=2021)
    )
    with pytest.raises(ActRefused, match="è finito"):
        assign_area(ended, name="A", zones=[nil], actor=None)
