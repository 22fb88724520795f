"""The geocoder: what the list knows, and an honest answer to the rest."""

import pytest

from trama.territory.models import Zone
from trama.territory.queries.places import Found, NotFound, locate
from trama.territory.tests.factories import AddressFactory, ZoneFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def here() -> Zone:
    return ZoneFactory.create(name="Qui")


def test_a_house_of_the_list_is_found(here: Zone) -> None:
    AddressFactory.create(street="Via Giuseppe Verdi", number="6", nil=here)
    found = locate("VIA VERDI GIUSEPPE, 6 20121 Milano")
    assert isinstance(found, Found)
    assert (found.zone, found.address, found.is_literal) == (here, "Via Giuseppe Verdi 6", True)


def test_part_of_a_street_s_name_is_understood_and_told(here: Zone) -> None:
    AddressFactory.create(street="Via Giuseppe Verdi", number="6", nil=here)
    found = locate("via G. Verdi 6")
    assert isinstance(found, Found)
    assert not found.is_literal


def test_two_streets_that_could_be_meant_are_not_chosen_between(here: Zone) -> None:
    AddressFactory.create(street="Via Giuseppe Verdi", nil=here)
    AddressFactory.create(street="Via Luigi Verdi", nil=here)
    answer = locate("via Verdi 1")
    assert isinstance(answer, NotFound)
    assert (answer.why, len(answer.nearest)) == ("street", 2)


def test_a_mistyped_street_is_not_found_but_the_nearest_are_shown() -> None:
    AddressFactory.create(street="Via Giambellino", number="40")
    answer = locate("via Giambelino 40")
    assert isinstance(answer, NotFound)
    assert [str(one) for one in answer.nearest] == ["Via Giambellino 40"]


def test_a_number_that_is_not_in_the_list_is_not_guessed() -> None:
    for number in ("2", "104", "250"):
        AddressFactory.create(street="Viale Monza", number=number)
    answer = locate("viale Monza 106")
    assert isinstance(answer, NotFound)
    assert answer.why == "number"
    assert [one.number for one in answer.nearest] == ["104", "2", "250"]


def test_a_street_without_number_is_found_when_it_is_all_in_one_zone(here: Zone) -> None:
    home = ZoneFactory.create(kind="municipio")
    for number in ("1", "9"):
        AddressFactory.create(street="Via Corta", number=number, nil=here, municipio=home)
    found = locate("via corta")
    assert isinstance(found, Found)
    assert (found.zone, found.is_street, found.longitude) == (here, True, None)


def test_a_street_through_several_zones_asks_for_the_number() -> None:
    for number in ("1", "9"):
        AddressFactory.create(street="Via Lunga", number=number)
    answer = locate("via lunga")
    assert isinstance(answer, NotFound)
    assert (answer.why, len(answer.nearest)) == ("several", 2)


@pytest.mark.parametrize("text", ["", "   ", "?!", "\x00", "x" * 5000, "' OR 1=1 --"])
def test_whatever_is_written_there_is_an_answer(text: str) -> None:
    AddressFactory.create()
    assert isinstance(locate(text), NotFound)
