"""The draw: promised before, completed after, the same for everybody."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trama.tables.rules.voting import (
    TamperedSeedError,
    commitment,
    drawn,
    final_seed,
    verify,
)

SECRET = bytes(range(32))
RECORD = b"chiusura del voto, registrazione 42"
secrets = st.binary(min_size=32, max_size=32)


def test_the_seed_is_the_digest_of_the_secret_and_the_closing_record() -> None:
    seed = final_seed(SECRET, sha256(SECRET).hexdigest(), RECORD)
    assert seed == sha256(SECRET + RECORD).digest()


def test_the_order_is_by_digest_of_seed_and_identifier() -> None:
    """Written out by hand once, so that a change of the rule is seen."""
    seed = sha256(SECRET + RECORD).digest()
    by_hand = sorted(["A", "B", "C", "D"], key=lambda one: sha256(seed + one.encode()).hexdigest())
    assert drawn(seed, ["D", "C", "B", "A"]) == by_hand


@given(secrets, secrets)
def test_another_secret_than_the_promised_one_is_refused(promised: bytes, shown: bytes) -> None:
    committed = commitment(promised)
    assert verify(promised, committed)
    assert verify(shown, committed) is (shown == promised)
    if shown != promised:
        with pytest.raises(TamperedSeedError, match="prima dell’apertura"):
            final_seed(shown, committed, RECORD)


@given(secrets, st.integers(0, 255))
def test_a_single_changed_bit_is_refused(secret: bytes, bit: int) -> None:
    changed = bytearray(secret)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(TamperedSeedError):
        final_seed(bytes(changed), commitment(secret), RECORD)


def test_a_commitment_in_capitals_or_with_spaces_is_the_same() -> None:
    assert verify(SECRET, f" {commitment(SECRET).upper()}\n")


@pytest.mark.parametrize("committed", ["", "0" * 64, "è" * 64])
def test_a_commitment_that_is_none_verifies_nothing(committed: str) -> None:
    assert not verify(SECRET, committed)


def test_a_short_secret_could_be_guessed_and_is_no_secret() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        commitment(b"2025")
    assert not verify(b"2025", sha256(b"2025").hexdigest())


def test_before_the_close_there_is_no_seed() -> None:
    with pytest.raises(ValueError, match="closing record"):
        final_seed(SECRET, commitment(SECRET), b"")


@given(secrets, st.lists(st.text("abc123", min_size=1), unique=True), st.randoms())
def test_the_order_does_not_depend_on_how_the_options_are_listed(
    seed: bytes, ids: list[str], random: object
) -> None:
    assert drawn(seed, ids) == drawn(seed, reversed(ids))
    assert sorted(drawn(seed, ids)) == sorted(ids)


def test_who_goes_first_changes_with_the_closing_record() -> None:
    """Over many records each of three options is first about as often as the others."""
    firsts = [
        drawn(final_seed(SECRET, commitment(SECRET), b"%d" % n), ["A", "B", "C"])[0]
        for n in range(600)
    ]
    assert all(150 < firsts.count(one) < 250 for one in "ABC")
