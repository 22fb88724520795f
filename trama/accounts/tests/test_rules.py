"""Reading what a digital identity says."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.it import codicefiscale

from trama.accounts.rules import IdentityRefused, merge_claims, read_identity

BRUNO = "TSEBRN70A01F205" + codicefiscale.calc_check_digit("TSEBRN70A01F205")

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
KNOWN = ["fiscal_number", "name", "given_name", "family_name", "acr", "auth_time", "sub"]


def test_the_prefix_of_the_country_is_not_part_of_the_codice_fiscale() -> None:
    for stated in (BRUNO, f"TINIT-{BRUNO}", f" tinit-{BRUNO.lower()} "):
        assert read_identity({"fiscal_number": stated}).codice_fiscale == BRUNO


@pytest.mark.parametrize(
    "stated",
    ["", "TINIT-", "TINIT-01234567890", BRUNO[:-1] + "?", BRUNO[:15], "TINDE-X", 42, ["x"], None],
)
def test_what_is_no_codice_fiscale_of_a_person_is_refused(stated: object) -> None:
    with pytest.raises(IdentityRefused, match="e-mail e password"):
        read_identity({"fiscal_number": stated, "name": "Bruno Tesei"})


def test_one_wrong_letter_is_enough_to_refuse() -> None:
    wrong = BRUNO[:-1] + ("A" if BRUNO[-1] != "A" else "B")
    with pytest.raises(IdentityRefused):
        read_identity({"fiscal_number": wrong})


def test_given_and_family_name_come_before_the_full_name() -> None:
    claims = {"fiscal_number": BRUNO, "given_name": "Bruno", "family_name": "Tesei", "name": "B"}
    assert read_identity(claims).name == "Bruno Tesei"
    assert read_identity({"fiscal_number": BRUNO, "name": " Bruno\nTesei "}).name == "Bruno Tesei"


def test_level_one_is_a_password_after_all() -> None:
    for acr, strong in (
        ("https://www.spid.gov.it/SpidL1", False),
        ("https://www.spid.gov.it/SpidL2", True),
        ("https://www.spid.gov.it/SpidL3", True),
        (None, True),
    ):
        assert read_identity({"fiscal_number": BRUNO, "acr": acr}).strong is strong


def test_two_answers_about_two_people_are_refused() -> None:
    with pytest.raises(IdentityRefused, match="due persone"):
        merge_claims({"id_token": {"sub": "a"}, "userinfo": {"sub": "b"}})
    merged = merge_claims({"id_token": {"sub": "a", "x": 1}, "userinfo": {"sub": "a", "y": 2}})
    assert merged == {"sub": "a", "x": 1, "y": 2}


@given(st.dictionaries(st.sampled_from(KNOWN) | st.text(), json_values))
def test_whatever_the_claims_there_is_a_person_or_a_sentence(claims: dict[str, Any]) -> None:
    try:
        found = read_identity(claims).codice_fiscale
    except IdentityRefused as refusal:
        found, sentence = "", str(refusal)
    assert codicefiscale.is_valid(found) if found else sentence.endswith(".")


@given(st.dictionaries(st.sampled_from(KNOWN), json_values))
def test_with_a_codice_fiscale_no_other_claim_can_break_the_reading(claims: dict[str, Any]) -> None:
    identity = read_identity({**claims, "fiscal_number": f"TINIT-{BRUNO}"})
    assert identity.codice_fiscale == BRUNO
    assert len(identity.name) <= 200
    assert "\0" not in identity.name
    assert identity.proven_at is None or identity.proven_at > 0
