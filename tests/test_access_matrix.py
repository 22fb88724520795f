"""Every URL × method × person × relation, tried for real. A URL without a row fails.

The table is in `access/matrix*.txt`, the people and things it speaks of in `access/world.py`.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django.plugin import DjangoDbBlocker

from tests.access.world import World, build
from tests.entering import cookie_of

pytestmark = pytest.mark.django_db

METHODS = ["get", "post", "put", "patch", "delete"]
PEOPLE = [
    "anonymous", "giulia", "anna", "elena", "dario", "olga", "marta", "bruno", "chiara", "carla",
    "viola", "rosa",
]  # fmt: skip
# A method that an address does not have is refused before anything is asked of the person: these
# stand for all.
SOME = ["anonymous", "anna", "bruno", "viola"]
NOTHING = "-"
# Not ours to list one by one: their front doors are in the table.
THIRD_PARTY = ("account_", "mfa_", "openid_connect_", "socialaccount_")
# What every request may write: who is signed in, how often an address was asked for.
ALWAYS_WRITTEN = ["django_session", "core_cache"]

Row = tuple[str, str, str, list[int]]
Patterns = Iterable[URLPattern | URLResolver]


def rows() -> Iterator[Row]:
    """`name  thing, thing  method  status of each person`, one a line."""
    folder = Path(__file__).parent / "access"
    texts = [path.read_text() for path in sorted(folder.glob("matrix*.txt"))]
    for line in "\n".join(texts).splitlines():
        if line.strip() and not line.startswith("#"):
            head, *statuses = line.rsplit(maxsplit=len(PEOPLE))
            name, things, method = (cell for cell in head.split("  ") if cell.strip())
            for thing in things.split(","):
                yield name.strip(), thing.strip(), method.strip(), [int(one) for one in statuses]


def urls(patterns: Patterns, prefix: str = "") -> Iterator[tuple[str, list[str]]]:
    """The full name of each URL, and the names of its parameters."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from urls(pattern.url_patterns, inner)
        elif pattern.name is not None:
            yield f"{prefix}{pattern.name}", list(pattern.pattern.converters)


MATRIX = list(rows())
LISTED = list(dict.fromkeys(name for name, _thing, _method, _statuses in MATRIX))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("documents")


@pytest.fixture(scope="module")
def world(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, store: Path
) -> Iterator[World]:
    """Made once for all the attempts: what each of them changes is undone."""
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(settings, "DOCUMENT_ROOT", store)
        # On a busy machine all the attempts take longer than a proof of who one is lasts.
        patch.setattr(settings, "ACCOUNT_REAUTHENTICATION_TIMEOUT", 24 * 60 * 60)
        made = build()
        patch.setattr(settings, "LISTENING_OFFICE", made.listening_office)
        made.cookies = {name: cookie_of(user) for name, user in made.people.items()}
        yield made
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def document_store(store: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """In place of the one of each test: the world's documents are the same for all."""
    monkeypatch.setattr(settings, "DOCUMENT_ROOT", store)
    return store


def attempt(world: World, url: str, method: str, person: str) -> int:
    """The status of the answer; whatever it changed is undone."""
    client = Client()
    if person in world.cookies:
        client.cookies[settings.SESSION_COOKIE_NAME] = world.cookies[person]
    with transaction.atomic():
        status: int = getattr(client, method)(url).status_code
        transaction.set_rollback(True)
    return status


@contextmanager
def watched() -> Iterator[set[str]]:
    """The tables that are written to meanwhile, be it undone or not; known at the end."""
    written: set[str] = set()
    before = writes()
    yield written
    written |= {name for name, rows in writes().items() if rows != before.get(name)}


def writes() -> dict[str, int]:
    """Rows written so far in this transaction, by table: also those undone since."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE NOT relname = ANY(%s)",
            [ALWAYS_WRITTEN],
        )
        return dict(cursor.fetchall())


def address(world: World, name: str, thing: str) -> str:
    parameters = dict(urls(get_resolver().url_patterns))[name]
    where = {} if thing == NOTHING else world.places[thing]
    return reverse(name, kwargs={parameter: where[parameter] for parameter in parameters})


def test_an_act_answers_with_a_page_to_be_asked_for() -> None:
    """303 (`core.http.see_other`): reloading it repeats nothing. 302 leads only to the door."""
    acts = [row for row in MATRIX if row[2] == "post"]
    assert [name for name, _thing, _method, statuses in acts if 302 in statuses[1:]] == []


def test_no_url_without_a_row_and_no_row_without_a_url() -> None:
    named = {name for name, _parameters in urls(get_resolver().url_patterns)}
    ours = {name for name in named if not name.startswith(THIRD_PARTY)}
    listed = set(LISTED)
    assert ours - listed == set()
    assert listed - named == set()


def test_every_row_is_about_as_many_people() -> None:
    assert {len(statuses) for _name, _thing, _method, statuses in MATRIX} == {len(PEOPLE)}


@pytest.mark.parametrize(
    ("name", "thing", "method", "expected"),
    [pytest.param(*row, id=f"{row[0]} {row[1]} {row[2]}") for row in MATRIX],
)
def test_each_person_gets_what_the_matrix_says(
    world: World, name: str, thing: str, method: str, expected: list[int]
) -> None:
    url = address(world, name, thing)
    with watched() as written:
        got = {person: attempt(world, url, method, person) for person in PEOPLE}
    assert got == dict(zip(PEOPLE, expected, strict=True))
    assert method != "get" or written == set()


@pytest.mark.parametrize("name", [name for name in LISTED if not name.startswith(THIRD_PARTY)])
def test_a_method_that_the_matrix_does_not_name_is_refused_to_everybody(
    world: World, name: str
) -> None:
    mine = [row for row in MATRIX if row[0] == name]
    named = {method for _name, _thing, method, _statuses in mine}
    url = address(world, name, mine[0][1])
    with watched() as written:
        for method in (one for one in METHODS if one not in named):
            for person in SOME:
                status = attempt(world, url, method, person)
                assert status in {302, 404, 405} if person == "anonymous" else status in {404, 405}
    assert written == set()


def test_what_is_written_is_noticed(world: World) -> None:
    """The check on reading would notice a reading that writes, although it is undone."""
    opened = address(world, "screening:open", "closed case")
    with watched() as written:
        assert attempt(world, opened, "post", "dario") == 303
    assert written == {"screening_contentopening", "ledger_event", "ledger_opening"}
