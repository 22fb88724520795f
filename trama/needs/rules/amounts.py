"""Numbers as people write them: «300.000», «1.250,50 €», «1,250.50», «12 000»."""

import re

# Groups of exactly three digits, all after the same mark, are thousands; one or two digits at
# the end, after another mark, are cents. An amount with three decimals is none.
GROUPED = re.compile(r"([0-9]{1,3})((?:([.,' ])[0-9]{3})(?:\3[0-9]{3})*)(?:([.,])([0-9]{1,2}))?")
DECIMAL = re.compile(r"([0-9]+)[.,]([0-9]{1,2})")
SPACES = re.compile(r"[\u00a0\u2009\u202f]")


def plain_number(text: str) -> str:
    """The same number with a point and no marks; what is not such a number, as it is."""
    value = SPACES.sub(" ", text).replace("’", "'").removesuffix("€").strip()
    if found := GROUPED.fullmatch(value):
        first, rest, mark, point, cents = found.groups()
        if point == mark:
            return value
        digits = first + re.sub(r"[^0-9]", "", rest)
        return f"{digits}.{cents}" if cents else digits
    if found := DECIMAL.fullmatch(value):
        return f"{found[1]}.{found[2]}"
    return value
