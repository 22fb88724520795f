"""One click in the demo, with a button; nowhere else, and never with a link."""

from copy import deepcopy
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from trama.accounts.models import User
from trama.accounts.tests.factories import OfficeRoleFactory
from trama.demo import queries
from trama.demo.management.commands.demo_people import Command

TEMPLATES = Path(queries.__file__).parent / "templates"


@pytest.fixture
def demo(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo's pages, in a database that says it is a demo."""
    templates = deepcopy(django_settings.TEMPLATES)
    templates[0]["DIRS"] = [TEMPLATES]
    settings.TEMPLATES = templates
    settings.ROOT_URLCONF = "trama.demo.tests.urls"
    settings.DEMO = True
    monkeypatch.setattr("trama.accounts.lifecycle.people.is_demo_database", lambda: True)


@pytest.fixture
def rovati(db: None) -> User:
    role = OfficeRoleFactory.create(
        user__name="Anna Rovati", user__email="anna.rovati@comune.example"
    )
    return role.user


@pytest.mark.usefixtures("demo", "rovati")
def test_the_page_lists_only_who_is_in_the_city(client: Client) -> None:
    page = client.get("/demo/").content.decode()
    assert "Entra come Anna Rovati" in page
    assert "Elena Sala" not in page


@pytest.mark.usefixtures("demo", "rovati")
def test_opening_a_person_s_page_signs_nobody_in(client: Client) -> None:
    answer = client.get("/demo/entra/anna/")
    assert answer.status_code == 200
    assert "Entra come Anna Rovati" in answer.content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.usefixtures("demo")
def test_the_button_signs_in_as_with_a_digital_identity(client: Client, rovati: User) -> None:
    answer = client.post("/demo/entra/anna/")
    assert answer.status_code == 303
    assert answer.headers["Location"] == reverse("desk:home")
    assert client.session["_auth_user_id"] == str(rovati.pk)
    assert client.get(reverse("desk:home")).status_code == 200  # no second factor is asked


@pytest.mark.usefixtures("demo", "rovati")
def test_another_click_is_another_person(client: Client) -> None:
    other = User.objects.create_user("carla.neri@passolento.example", name="Carla Neri")
    client.post("/demo/entra/anna/")
    client.post("/demo/entra/carla/")
    assert client.session["_auth_user_id"] == str(other.pk)


@pytest.mark.usefixtures("demo", "rovati")
@pytest.mark.parametrize("who", ["elena", "nessuno", "admin"])
def test_who_is_not_in_the_city_does_not_come_in(client: Client, who: str) -> None:
    assert client.post(f"/demo/entra/{who}/").status_code == 404


@pytest.mark.usefixtures("demo", "rovati")
def test_an_unmarked_database_lets_nobody_in(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trama.accounts.lifecycle.people.is_demo_database", lambda: False)
    with pytest.raises(RuntimeError):
        client.post("/demo/entra/anna/")
    assert "_auth_user_id" not in client.session


@pytest.mark.usefixtures("demo", "rovati")
def test_without_the_flag_its_addresses_answer_that_they_are_not_there(
    client: Client, settings: Settings
) -> None:
    settings.DEMO = False
    assert client.get("/demo/").status_code == 404
    assert client.post("/demo/entra/anna/").status_code == 404


@pytest.mark.django_db
def test_where_there_is_no_demo_nothing_of_it_is_seen(client: Client) -> None:
    assert client.get("/demo/").status_code in {302, 404}
    assert client.post("/demo/entra/anna/").status_code in {302, 404}
    assert "/demo/" not in client.get(reverse("account_login")).content.decode()


@pytest.mark.usefixtures("demo", "rovati")
def test_the_terminal_says_where_and_who(capsys: pytest.CaptureFixture[str]) -> None:
    Command().handle()
    said = capsys.readouterr().out
    assert f"{django_settings.BASE_URL}/demo/entra/anna/" in said
    assert "responsabile del procedimento" in said
