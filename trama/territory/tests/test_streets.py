"""One street however it is written, and what an address says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trama.territory.rules.names import has_lost_letter, same_name
from trama.territory.rules.streets import (
    Written,
    includes,
    is_crossing,
    number_distance,
    number_key,
    split_address,
    street_key,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Viale Monza", "v.le monza"),
        ("Piazza Axum", "P.ZZA AXUM"),
        ("Piazzale Baracca", "p.le Baracca"),
        ("Corso Lodi", "C.so  LODI"),
        ("Largo Schuster", "l.go schuster"),
        ("VIA FATTORI GIOVANNI", "via Giovanni Fattori"),
        ("Via Sant’Uguzzone", "VIA S. UGUZZONE"),
        ("Via San Calimero", "via S.Calimero"),
        ("Via Niccolò Barabino", "via nicolò barabino".replace("nicolò", "niccolo'")),
        ("Corso XXII Marzo", "corso 22 marzo"),
        ("Piazza Cinque Giornate", "p.zza 5 Giornate"),
        ("Via F.lli Zoia", "via Fratelli Zoia"),
        ("V. Teano", "via Teano"),
        ("Corso di P.ta Romana", "corso di Porta Romana"),
    ],
)
def test_ways_of_writing_one_street_have_one_key(one: str, other: str) -> None:
    assert street_key(one) == street_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Via Monza", "Viale Monza"),
        ("Piazza Baracca", "Piazzale Baracca"),
        ("Corso XXII Marzo", "Corso XXIII Marzo"),
        ("Via Verdi", "Via Verde"),
    ],
)
def test_two_streets_have_two_keys(one: str, other: str) -> None:
    assert street_key(one) != street_key(other)


@given(st.text(max_size=60))
def test_a_key_does_not_depend_on_capitals_and_signs(text: str) -> None:
    key = street_key(text)
    assert street_key(f"  {text} ") == key
    assert all(sign.isalnum() or sign == " " for sign in key)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Via Larga, 8", Written("Via Larga", "8")),
        ("viale Monza 106/A, 20127 Milano", Written("viale Monza", "106/a", "20127")),
        ("Via Larga 8 Milano (MI)", Written("Via Larga", "8")),
        ("Via BOGNETTI N.15", Written("Via BOGNETTI", "15")),
        ("via Larga n° 8 bis", Written("via Larga", "8/bis")),
        ("P.ZZA SANTA MARIA NASCENTE30", Written("P.ZZA SANTA MARIA NASCENTE", "30")),
        ("Corso 22 Marzo, 52/7", Written("Corso 22 Marzo", "52/7")),
        ("Corso 22 Marzo", Written("Corso 22 Marzo")),
        ("Via C. Farini, 5 - Ang. Ceresio", Written("Via C. Farini", "5")),
        ("Via Torino 61N11", Written("Via Torino", "61n11")),
        ("Piazza Freud snc", Written("Piazza Freud")),
        ("", Written("")),
    ],
)
def test_an_address_is_split_into_its_parts(text: str, written: Written) -> None:
    assert split_address(text, city="Milano") == written


@given(st.text(max_size=80))
def test_whatever_the_address_nothing_breaks(text: str) -> None:
    written = split_address(text, city="Milano")
    assert len(written.street) <= len(text)


def test_letters_of_a_number_are_written_alike() -> None:
    assert {number_key(text) for text in ("15/A", "15a", "15 a", "15-A")} == {"15/a"}


def test_part_of_a_name_is_included_in_the_whole_one() -> None:
    verdi = street_key("Via Giuseppe Verdi")
    assert includes(verdi, street_key("via Verdi"))
    assert includes(verdi, street_key("via G. Verdi"))
    assert not includes(verdi, street_key("viale Verdi"))
    assert not includes(verdi, street_key("via A. Verdi"))
    assert not includes(verdi, street_key("via G."))


def test_numbers_are_near_when_they_count_near() -> None:
    near = sorted(["112", "8", "91/a", "snc"], key=lambda one: number_distance(one, "106"))
    assert near == ["112", "91/a", "8", "snc"]


def test_two_streets_that_meet_are_a_crossing() -> None:
    assert is_crossing("PIAZZA TRENTO-VIALE Isonzo")
    assert is_crossing("Via Lomellina ang. Via Monte Suello, 1")
    assert not is_crossing("Via Larga 8")


def test_names_of_two_editions_are_told_apart_from_spellings() -> None:
    assert same_name("MAGENTA - S. VITTORE", "Magenta - San Vittore")
    assert same_name("PTA ROMANA", "Porta Romana")
    assert same_name("Città Studi", "CITTA' STUDI")
    assert not same_name("Stadio", "San Siro")
    assert has_lost_letter("Ca? Granda")
    assert has_lost_letter("Per—")
    assert not has_lost_letter("Porta Ticinese – Conchetta")
