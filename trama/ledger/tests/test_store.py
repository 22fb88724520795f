import hashlib
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trama.ledger.formats import store
from trama.ledger.formats.names import MAX_CHARACTERS, extensions_of, safe_name


def test_a_content_lies_under_its_hash_and_only_we_may_read_it(tmp_path: Path) -> None:
    stored = store.put(tmp_path / "kept", [b"cia", b"o"])
    assert stored == store.Stored(hashlib.sha256(b"ciao").hexdigest(), 4)
    path = store.path_of(tmp_path / "kept", stored.sha256)
    assert path.parts[-3:] == (stored.sha256[:2], stored.sha256[2:4], stored.sha256)
    assert path.read_bytes() == b"ciao"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_the_same_content_is_kept_once(tmp_path: Path) -> None:
    first = store.put(tmp_path, [b"ciao"])
    inode = store.path_of(tmp_path, first.sha256).stat().st_ino
    assert store.put(tmp_path, [b"c", b"iao"]) == first
    assert store.path_of(tmp_path, first.sha256).stat().st_ino == inode
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [
        store.path_of(tmp_path, first.sha256)
    ]


def test_writing_stops_at_the_limit_and_leaves_nothing_behind(tmp_path: Path) -> None:
    read = []

    def endless() -> Iterator[bytes]:
        while True:
            read.append(1)
            yield b"x" * 10

    with pytest.raises(store.TooLargeError):
        store.put(tmp_path, endless(), limit=25)
    assert len(read) == 3
    assert list(tmp_path.iterdir()) == []


def test_a_content_of_exactly_the_limit_is_kept(tmp_path: Path) -> None:
    assert store.put(tmp_path, [b"12345"], limit=5).size == 5


def test_nothing_is_not_kept(tmp_path: Path) -> None:
    with pytest.raises(store.EmptyContentError):
        store.put(tmp_path, [b"", b""])
    assert list(tmp_path.iterdir()) == []


def test_what_the_disk_lost_is_said_to_be_missing(tmp_path: Path) -> None:
    stored = store.put(tmp_path, [b"ciao"])
    store.path_of(tmp_path, stored.sha256).unlink()
    with pytest.raises(store.MissingContentError, match=stored.sha256):
        store.open_content(tmp_path, stored.sha256)


@pytest.mark.parametrize("hostile", ["../../etc/passwd", "", "A" * 64, "a" * 63])
def test_what_is_no_hash_is_no_path(tmp_path: Path, hostile: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        store.path_of(tmp_path, hostile)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("statuto.pdf", "statuto.pdf"),
        ("../../etc/passwd", "passwd"),
        (r"C:\Users\bruno\Documenti\domanda.pdf", "domanda.pdf"),
        ("fattura\u202efdp.exe", "fatturafdp.exe"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie x.pdf"),
        ("  Perche\u0301  no .pdf ", "Perché no .pdf"),
        (".htaccess", "htaccess"),
        ("", "documento"),
        ("///", "documento"),
        ("\u202e\u200b", "documento"),
        ('"; filename="x.html', "; filename=x.html"),
    ],
)
def test_a_name_is_kept_without_what_deceives(sent: str, kept: str) -> None:
    assert safe_name(sent) == kept


def test_a_long_name_keeps_its_extension() -> None:
    name = safe_name("a" * 400 + ".pdf")
    assert (len(name), name[-4:]) == (MAX_CHARACTERS, ".pdf")


@given(st.text(max_size=600))
def test_whatever_is_sent_the_name_is_short_printable_and_in_no_folder(sent: str) -> None:
    name = safe_name(sent)
    assert 0 < len(name) <= MAX_CHARACTERS
    assert name.isprintable()
    assert not {"/", "\\", "\0"} & set(name)
    assert name not in {".", ".."}
    assert safe_name(name) == name


def test_the_extensions_are_read_from_the_last() -> None:
    assert extensions_of("Domanda.PDF.p7m") == ["p7m", "pdf"]
    assert extensions_of("senza") == []
