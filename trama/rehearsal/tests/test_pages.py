"""The page a rehearsal is run from; every page says what it is; elsewhere none of it exists."""

from datetime import timedelta

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from config import rehearsal as asked
from trama.accounts.models import User
from trama.core import clock
from trama.core.deadlines import ROME
from trama.notices.models import Notice
from trama.rehearsal import queries
from trama.rehearsal.middleware import RehearsalMiddleware

HOME = "/prova/"
ACTS = ["/prova/orologio/", "/prova/scambio/", "/prova/da-capo/"]


@pytest.fixture
def rovati(rehearsal: str, anna: User) -> User:
    """Anna as the demo knows her."""
    User.objects.filter(pk=anna.pk).update(email="anna.rovati@comune.example")
    return anna


@pytest.mark.usefixtures("rovati")
def test_it_shows_the_clock_what_is_due_and_who_is_who(client: Client, notice: Notice) -> None:
    page = client.get(HOME).content.decode()
    assert "La prova «gruppo-a»" in page
    assert "Scadenza delle domande" in page
    assert "Entra come Anna Rovati" in page
    assert "Responsabile del procedimento" in page
    assert reverse("mailbox:outbox") in page


@pytest.mark.usefixtures("rehearsal")
@pytest.mark.parametrize("path", [HOME, "/avvisi/", "/accedi/", "/non-esiste/"])
def test_every_page_says_that_it_is_a_rehearsal(client: Client, path: str) -> None:
    page = client.get(path, follow=True).content.decode()
    assert "<title>PROVA · " in page
    assert '<meta name="robots" content="noindex, nofollow">' in page
    assert "PROVA «gruppo-a»" in page


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/avvisi/"])
def test_elsewhere_no_page_says_so(client: Client, path: str) -> None:
    page = client.get(path).content.decode()
    assert "PROVA" not in page
    assert "nofollow" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("path", [HOME, *ACTS])
def test_elsewhere_its_addresses_are_not_there(client: Client, path: str, anna: User) -> None:
    client.force_login(anna)
    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404


@pytest.mark.usefixtures("rehearsal")
@pytest.mark.parametrize("path", [HOME, *ACTS])
def test_without_its_name_its_addresses_answer_that_they_are_not_there(
    client: Client, settings: Settings, path: str
) -> None:
    settings.REHEARSAL = ""
    assert client.get(path).status_code in {404, 405}
    assert client.post(path).status_code in {404, 405}


@pytest.mark.usefixtures("rehearsal")
@pytest.mark.parametrize("path", ACTS)
def test_looking_changes_nothing(client: Client, path: str) -> None:
    assert client.get(path).status_code == 405
    assert queries.target() is None
    assert not asked.is_reset_asked()


@pytest.mark.usefixtures("rehearsal")
def test_the_button_sends_the_clock_ahead(client: Client) -> None:
    target = (clock.now() + timedelta(days=2)).astimezone(ROME).replace(second=0, microsecond=0)
    answer = client.post(ACTS[0], {"to": f"{target:%Y-%m-%dT%H:%M}"})
    assert (answer.status_code, answer.headers["Location"]) == (303, HOME)
    assert queries.target() == target
    page = client.get(HOME).content.decode()
    assert "L’orologio è in cammino" in page
    assert "Manda avanti l’orologio" not in page


@pytest.mark.usefixtures("rehearsal")
@pytest.mark.parametrize("to", ["", "domani", "2027-13-45T99:00", "0001-01-01T00:00", "x" * 5000])
def test_an_hour_that_is_none_is_refused_with_a_sentence(client: Client, to: str) -> None:
    answer = client.post(ACTS[0], {"to": to})
    if answer.status_code == 303:  # an hour, but long gone
        assert "va solo avanti" in client.get(HOME).content.decode()
    else:
        assert answer.status_code == 422
    assert queries.target() is None


@pytest.mark.usefixtures("rehearsal")
def test_the_button_asks_to_begin_again_once(client: Client) -> None:
    for _ in range(2):
        assert client.post(ACTS[2]).status_code == 303
    assert asked.is_reset_asked()
    asked.begin_round()
    assert (asked.is_reset_asked(), asked.current_round()) == (False, "1")


@pytest.fixture
def middleware(rehearsal: str) -> RehearsalMiddleware:
    return RehearsalMiddleware(lambda request: HttpResponse("servita"))


def served(middleware: RehearsalMiddleware) -> HttpResponse:
    request: HttpRequest = RequestFactory().get("/avvisi/")
    return middleware(request)


def test_no_search_engine_keeps_a_page(middleware: RehearsalMiddleware) -> None:
    answer = served(middleware)
    assert answer.content == b"servita"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_while_it_begins_again_a_page_says_so_without_asking_the_database(
    middleware: RehearsalMiddleware, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    asked.ask_reset()
    with django_assert_num_queries(0):
        answer = served(middleware)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "3")
    assert answer.headers["Refresh"] == "3; url=/prova/"
    assert "La prova torna all’inizio" in answer.content.decode()


def test_who_has_served_before_serves_nobody_after(middleware: RehearsalMiddleware) -> None:
    other = RehearsalMiddleware(middleware.get_response)
    assert served(middleware).status_code == 200
    asked.ask_reset()
    asked.begin_round()
    assert served(middleware).status_code == 503
    assert served(other).status_code == 200  # has never served: it knows nothing of before
