"""Figures of a table, read without guessing: what may mean two numbers is refused."""

import re
from dataclasses import dataclass
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _

UNAVAILABLE = {"n.d.", "n.d", "nd", "na", "n.a.", "n/a", "-", "--", "–", "—", "..", "...", "…", "*"}
DIGITS = re.compile(r"[+-]?\d+")
GROUPED = {",": re.compile(r"[+-]?\d{1,3}(\.\d{3})+,\d+|[+-]?\d{1,3}(\.\d{3}){2,}")}
GROUPED["."] = re.compile(r"[+-]?\d{1,3}(,\d{3})+\.\d+|[+-]?\d{1,3}(,\d{3}){2,}")
MAX = Decimal(10) ** 12


class NotANumberError(ValueError):
    """Its text says why, in a sentence."""


@dataclass(frozen=True)
class Kind:
    """What a figure may be: the table's decimal sign when it says one, whole numbers, signs."""

    decimal: str = ""  # «,» or «.»; empty: nobody has said
    whole: bool = False
    negative: bool = False


ANY = Kind()


def parse_number(text: str, kind: Kind = ANY) -> Decimal:
    """The number written here. Raises `NotANumberError`; a blank is no number, and no zero.

    «1.234» alone may be one thousand or one and a bit: it is refused, unless its sign is the one
    that the table uses for decimals.
    """
    plain = text.strip().replace("\u00a0", "").replace("\u202f", "")
    if not plain:
        raise NotANumberError(_("La cella è vuota: non è uno zero."))
    if plain.casefold() in UNAVAILABLE:
        raise NotANumberError(_("Il dato non è disponibile."))
    number = _read(plain, kind.decimal)
    if number is None:
        raise NotANumberError(_("Non è un numero."))
    if number < 0 and not kind.negative:
        raise NotANumberError(_("È un numero negativo."))
    if kind.whole and number != number.to_integral_value():
        raise NotANumberError(_("Non è un numero intero."))
    if abs(number) >= MAX:
        raise NotANumberError(_("È un numero troppo grande."))
    return number


def _read(plain: str, decimal: str) -> Decimal | None:
    if not plain.isascii():
        return None
    if DIGITS.fullmatch(plain):
        return Decimal(plain)
    for sign, groups in GROUPED.items():
        if groups.fullmatch(plain) and decimal in {"", sign}:
            return Decimal(plain.replace("." if sign == "," else ",", "").replace(sign, "."))
    found = re.fullmatch(r"([+-]?\d*)([.,])(\d+)", plain)
    if not found:
        return None
    whole, sign, places = found.groups()
    if sign != decimal and len(places) == 3 and 1 <= len(whole.lstrip("+-0")) <= 3:
        raise NotANumberError(
            _("Non si capisce se «%(sign)s» divide le migliaia o i decimali.") % {"sign": sign}
        )
    return Decimal(f"{whole or '0'}.{places}") if whole not in {"+", "-"} else None


def number_words(value: Decimal | float, places: int | None = None) -> str:
    """As people read it: thousands apart, at most two decimals, in the active language."""
    number = value if isinstance(value, Decimal) else Decimal(repr(value))
    if places is None:
        places = 0 if number == number.to_integral_value() else 2
    return formats.number_format(round(number, places), places, use_l10n=True, force_grouping=True)
