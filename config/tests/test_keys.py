"""Secret keys: created once, private, taken from the environment first."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config.keys import GENERATED, RefusedKeyError, create_key, ensure_keys, read_key


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    return tmp_path / "var/keys"


def test_missing_keys_are_created_private_and_stay_the_same(keys: Path) -> None:
    ensure_keys(keys)
    first = {name: read_key(name, keys) for name in GENERATED}
    ensure_keys(keys)
    assert {name: read_key(name, keys) for name in GENERATED} == first
    assert len(set(first.values())) == len(GENERATED)
    assert all(value is not None and len(value) >= 50 for value in first.values())
    assert stat.S_IMODE(keys.stat().st_mode) == 0o700
    assert {stat.S_IMODE((keys / name).stat().st_mode) for name in GENERATED} == {0o600}
    assert {path.name for path in keys.iterdir()} == set(GENERATED)


def test_an_open_umask_does_not_open_the_keys(keys: Path) -> None:
    before = os.umask(0)
    try:
        ensure_keys(keys)
    finally:
        os.umask(before)
    assert stat.S_IMODE((keys / "django").stat().st_mode) == 0o600


def test_two_processes_starting_together_agree_on_one_key(keys: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: create_key(keys, "links"), range(32)))
    assert made == {read_key("links", keys)}


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_that_others_can_read_is_refused(keys: Path, mode: int) -> None:
    create_key(keys, "ledger")
    (keys / "ledger").chmod(mode)
    with pytest.raises(RefusedKeyError, match="chmod 600"):
        read_key("ledger", keys)


def test_a_folder_open_to_others_receives_no_key(keys: Path) -> None:
    keys.mkdir(parents=True)
    keys.chmod(0o755)
    with pytest.raises(RefusedKeyError, match="chmod 700"):
        create_key(keys, "ledger")
    assert not (keys / "ledger").exists()


def test_a_key_nobody_gave_is_none_and_creates_nothing(keys: Path) -> None:
    assert read_key("smtp", keys) is None
    assert not keys.exists()


def test_an_empty_key_is_refused_rather_than_used(keys: Path) -> None:
    keys.mkdir(parents=True, mode=0o700)
    (keys / "links").touch(mode=0o600)
    assert read_key("links", keys) is None
    with pytest.raises(RefusedKeyError, match="empty"):
        create_key(keys, "links")


def test_the_environment_comes_before_the_file(keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAMA_VAR", str(keys.parent))
    for variable in ("TRAMA_SECRET_KEY", "TRAMA_DJANGO_KEY", "TRAMA_LINKS_KEY", "TRAMA_LEDGER_KEY"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("TRAMA_SECRET_KEY", "from the environment")
    ensure_keys()
    assert read_key("django") == "from the environment"
    assert {path.name for path in keys.iterdir()} == {"links", "ledger"}
