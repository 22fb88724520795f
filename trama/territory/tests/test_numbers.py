"""Figures of tables: read as they are meant, or refused; never guessed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trama.territory.rules.bands import bands
from trama.territory.rules.numbers import Kind, NotANumberError, number_words, parse_number

ITALIAN = Kind(",")


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("18169", Kind(), "18169"),
        (" 12,5 ", Kind(), "12.5"),
        ("12.5", Kind(), "12.5"),
        ("3427070,6", ITALIAN, "3427070.6"),
        ("246,123", ITALIAN, "246.123"),
        ("1.234.567", Kind(), "1234567"),
        ("1.234,5", Kind(), "1234.5"),
        ("1,234.5", Kind(), "1234.5"),
        ("0.467", Kind(), "0.467"),
        ("1\u00a0234", Kind(), "1234"),
        ("-3", Kind(negative=True), "-3"),
        ("5,00", Kind(",", whole=True), "5"),
    ],
)
def test_a_figure_is_read_as_it_is_meant(text: str, kind: Kind, number: str) -> None:
    assert parse_number(text, kind) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", Kind()), ("  ", Kind()), ("N.D.", Kind()), ("n.d.", Kind()), ("-", Kind()),
        ("alcuni", Kind()), ("-3", Kind()), ("12.5", Kind(whole=True)), ("1.234", Kind()),
        ("1,234", Kind()), ("1.234", ITALIAN), ("12,34,5", Kind()), ("1e9", Kind()),
        ("nan", Kind()), ("inf", Kind()), ("٣", Kind()), ("9" * 13, Kind()), ("+,", Kind()),
    ],
)  # fmt: skip
def test_what_is_not_surely_a_number_is_refused_with_a_reason(text: str, kind: Kind) -> None:
    with pytest.raises(NotANumberError, match=r"\w"):
        parse_number(text, kind)


@given(st.integers(0, 10**11), st.integers(0, 99))
def test_what_italians_write_is_what_we_read(whole: int, cents: int) -> None:
    grouped = f"{whole:,}".replace(",", ".")
    assert parse_number(f"{grouped},{cents:02d}", ITALIAN) == Decimal(f"{whole}.{cents:02d}")


@given(st.text(max_size=20))
def test_whatever_the_cell_holds_a_number_or_a_reason_comes_out(text: str) -> None:
    try:
        number = parse_number(text)
    except NotANumberError:
        return
    assert 0 <= number < 10**12


def test_numbers_are_written_with_thousands_apart() -> None:
    assert number_words(Decimal("1234567.00")) == "1.234.567"
    assert number_words(Decimal("12.345")) == "12,34"


@given(st.lists(st.integers(0, 50).map(Decimal), max_size=60))
def test_every_value_has_a_class_and_the_legend_says_which(values: list[Decimal]) -> None:
    scale = bands(values)
    if scale is None:
        assert not values
        return
    legend = scale.legend()
    assert {scale.css(value) for value in values} <= set(legend)
    assert list(legend) == sorted(legend)
    ordered = sorted(values)
    classes = [scale.css(value) for value in ordered]
    assert classes == sorted(classes)
