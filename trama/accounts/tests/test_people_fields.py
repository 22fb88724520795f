"""People named in a form by the e-mail with which they sign in."""

import pytest
from django.forms import ValidationError

from trama.accounts.forms.people import PeopleField, PersonField
from trama.accounts.models import User

pytestmark = pytest.mark.django_db


def test_a_person_is_found_whatever_the_case_of_their_email(anna: User) -> None:
    User.objects.filter(pk=anna.pk).update(email="Anna.Rovati@comune.example")
    assert PersonField().clean(" anna.ROVATI@comune.example ") == anna


def test_nobody_yet_is_nobody() -> None:
    assert PersonField(required=False).clean("") is None
    assert PeopleField(required=False).clean("") == []


def test_people_come_in_the_order_in_which_they_are_named_each_once(
    anna: User, bruno: User
) -> None:
    lines = f"{bruno.email}\n\n {anna.email.upper()} \n{bruno.email}"
    assert PeopleField().clean(lines) == [bruno, anna]


def test_whoever_does_not_sign_in_is_named_and_whoever_no_longer_does(
    anna: User, bruno: User
) -> None:
    User.objects.filter(pk=bruno.pk).update(is_active=False)
    with pytest.raises(ValidationError, match=f"{bruno.email}, nessuno@example.org"):
        PeopleField().clean(f"{anna.email}\n{bruno.email}\nnessuno@example.org")
    with pytest.raises(ValidationError, match=f"Nessuno entra qui .* {bruno.email}"):
        PersonField().clean(bruno.email)


def test_what_is_not_an_email_is_said_to_be_none(anna: User) -> None:
    with pytest.raises(ValidationError, match="valido"):
        PeopleField().clean(f"{anna.email}\nAnna")
