"""What must never be served."""

from pathlib import Path

import pytest
from pytest_django import Settings

from trama.accounts import checks


@pytest.fixture
def demo(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """All that a demo may be: on this machine, our own server, marked."""
    settings.DEMO = True
    settings.BIND = "127.0.0.1"
    monkeypatch.setattr(checks, "is_embedded", lambda: True)
    monkeypatch.setattr(checks.queries, "is_demo_database", lambda: True)
    return settings


def ids(found: list[checks.checks.CheckMessage]) -> list[str | None]:
    return [one.id for one in found]


def test_a_demo_among_invented_people_on_this_machine_is_allowed(demo: Settings) -> None:
    assert checks.check_demo() == []


@pytest.mark.parametrize("bind", ["0.0.0.0", "::", "10.0.0.4", "trama.example", ""])
def test_a_demo_open_to_the_network_is_refused(demo: Settings, bind: str) -> None:
    demo.BIND = bind
    assert ids(checks.check_demo()) == ["trama.E001"]


@pytest.mark.parametrize("bind", ["127.0.0.1", "127.0.0.53", "::1", "localhost"])
def test_loopback_has_more_than_one_name(demo: Settings, bind: str) -> None:
    demo.BIND = bind
    assert checks.check_demo() == []


def test_a_demo_on_a_given_database_is_refused(
    demo: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "is_embedded", lambda: False)
    assert ids(checks.check_demo()) == ["trama.E001"]


@pytest.mark.django_db
def test_a_demo_on_a_database_without_the_mark_is_refused(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked of the real database of the tests, which has no mark."""
    settings.DEMO = True
    monkeypatch.setattr(checks, "is_embedded", lambda: True)
    assert ids(checks.check_demo()) == ["trama.E001"]
    settings.DEMO = False
    assert checks.check_demo() == []


@pytest.mark.parametrize(
    ("name", "marked", "found"),
    [
        ("gruppo-a", True, []),
        ("", False, []),
        ("gruppo-a", False, ["trama.E005"]),
        ("", True, ["trama.E005"]),
    ],
)
def test_a_rehearsal_and_its_database_are_for_each_other_alone(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, name: str, marked: bool, found: list[str]
) -> None:
    settings.REHEARSAL = name
    monkeypatch.setattr(checks, "is_embedded", lambda: True)
    monkeypatch.setattr(checks.queries, "is_rehearsal_database", lambda: marked)
    assert ids(checks.check_rehearsal()) == found


def test_debug_stays_on_this_machine(settings: Settings) -> None:
    settings.DEBUG = True
    settings.BIND = "0.0.0.0"
    assert ids(checks.check_debug()) == ["trama.E002"]
    settings.BIND = "127.0.0.1"
    assert checks.check_debug() == []


def test_every_key_is_private(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "keys_directory", lambda: tmp_path)
    settings.SECRET_KEY = "s" * 40
    settings.LINKS_KEY = "l" * 40
    (tmp_path / "ledger").touch(mode=0o600)
    assert checks.check_keys() == []
    (tmp_path / "ledger").chmod(0o640)
    assert ids(checks.check_keys()) == ["trama.E004"]
    monkeypatch.setattr(checks, "keys_directory", lambda: tmp_path / "absent")
    settings.LINKS_KEY = ""
    assert ids(checks.check_keys()) == ["trama.E003"]


def test_an_address_in_clear_is_told_except_on_this_machine(settings: Settings) -> None:
    for url, https, expected in (
        ("http://trama.example", False, ["trama.W001"]),
        ("https://trama.example", True, []),
        ("http://localhost:8000", False, []),
    ):
        settings.BASE_URL, settings.HTTPS = url, https
        assert ids(checks.check_address()) == expected
