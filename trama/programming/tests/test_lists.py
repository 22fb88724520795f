"""The steward keeps the words of the code lists; what has a retired word keeps it."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from trama.accounts.models import OfficeDuty, User
from trama.accounts.tests.factories import OfficeRoleFactory
from trama.ledger.models import Event
from trama.programming.models import Strand

pytestmark = pytest.mark.django_db

Enter = Callable[..., Client]
STRANDS = reverse("programming:entries", args=["filoni"])
MENTAL_HEALTH = {"label_it": "Salute mentale", "label_en": "Mental health"}


@pytest.fixture
def steward(db: None) -> User:
    return OfficeRoleFactory.create(duty=OfficeDuty.STEWARD, user__name="Marta Pozzi").user


def test_an_eighth_strand_is_added_without_touching_the_code(enter: Enter, steward: User) -> None:
    assert enter(steward).post(STRANDS, MENTAL_HEALTH).status_code == 303
    added = Strand.objects.get(code="salute-mentale")
    assert added.position > max(Strand.objects.exclude(pk=added.pk).values_list("position"))[0]
    assert "Salute mentale" in enter(steward).get(STRANDS).content.decode()


def test_a_word_that_is_there_is_not_added_twice(enter: Enter, steward: User) -> None:
    enter(steward).post(STRANDS, MENTAL_HEALTH)
    again = enter(steward).post(STRANDS, MENTAL_HEALTH)
    assert again.status_code == 422
    assert "c’è già" in again.content.decode()
    assert Strand.objects.filter(code="salute-mentale").count() == 1


def test_a_word_without_letters_is_refused(enter: Enter, steward: User) -> None:
    page = enter(steward).post(STRANDS, {"label_it": "!!!", "label_en": "!!!"})
    assert page.status_code == 422
    assert "almeno una lettera" in page.content.decode()


def test_a_word_is_renamed_and_its_code_stays(enter: Enter, steward: User) -> None:
    address = reverse("programming:entry", args=["filoni", "abitare"])
    enter(steward).post(address, {"label_it": "Casa e abitare", "label_en": "Home"})
    assert Strand.objects.get(code="abitare").label_it == "Casa e abitare"


def test_a_word_is_retired_once_and_taken_up_again(enter: Enter, steward: User) -> None:
    address = reverse("programming:retire", args=["filoni", "abitare"])
    enter(steward).post(address, {"act": "retire"})
    enter(steward).post(address, {"act": "retire"})
    assert Strand.objects.get(code="abitare").retired
    assert Event.objects.filter(verb="retire_entry").count() == 1
    enter(steward).post(address, {"act": "restore"})
    assert not Strand.objects.get(code="abitare").retired


def test_only_the_steward_keeps_the_lists(
    enter: Enter, anna: User, bruno: User, giulia: User
) -> None:
    retire = reverse("programming:retire", args=["filoni", "abitare"])
    for person in (anna, bruno, giulia):
        assert enter(person).get(STRANDS).status_code == 403
        assert enter(person).post(STRANDS, MENTAL_HEALTH).status_code == 403
        assert enter(person).post(retire, {"act": "retire"}).status_code == 403
    assert not Strand.objects.get(code="abitare").retired


def test_a_list_that_is_none_is_not_found(enter: Enter, steward: User) -> None:
    missing = reverse("programming:entries", args=["colori"])
    assert enter(steward).get(missing).status_code == 404
