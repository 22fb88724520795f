"""What in a free text may point to a person: fiscal codes, bank accounts, telephones, e-mails.

What is public says what a community lacks or has, never who. The reasons are in docs/adr/013.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _
from stdnum import luhn
from stdnum.exceptions import ValidationError
from stdnum.it import codicefiscale

from trama.core.workflow import ActRefused

VERSION = "1"
Kind = Literal["codice_fiscale", "iban", "phone", "email"]

# Never public, whoever says it. The others may be a service's own: the writer says so.
FORBIDDEN: frozenset[Kind] = frozenset({"codice_fiscale", "iban"})

# In case of a namesake the tax office writes letters for digits, from the right (omocodia).
DIGIT = "[0-9LMNPQRSTUV]"
CODICE_FISCALE = re.compile(
    rf"(?<![A-Z0-9])[A-Z]{{3}}[ .-]?[A-Z]{{3}}[ .-]?"
    rf"{DIGIT}{{2}}[ABCDEHLMPRST]{DIGIT}{{2}}[ .-]?[A-Z]{DIGIT}{{3}}[ .-]?[A-Z](?![A-Z0-9])",
    re.IGNORECASE,
)
# Length of an account number by country: ISO 13616, the countries that pay in euro and near.
IBAN_LENGTHS = {
    "IT": 27, "SM": 27, "VA": 22, "FR": 27, "DE": 22, "ES": 24, "CH": 21, "AT": 20, "BE": 16,
    "NL": 18, "LU": 20, "IE": 22, "PT": 25, "GR": 27, "MT": 31, "LT": 20, "LV": 21, "EE": 20,
    "FI": 18, "HR": 21, "SI": 19, "SK": 24, "CZ": 24, "PL": 28, "RO": 24, "BG": 22, "HU": 28,
    "DK": 18, "SE": 24, "NO": 15, "GB": 22, "MC": 27, "CY": 28, "LI": 21, "AL": 28, "UA": 29,
}  # fmt: skip
IBAN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}[0-9]{2}(?:[ -]?[A-Z0-9]){11,30}", re.IGNORECASE)
FEW_DIGITS = 8  # words that begin like an account have fewer

MOBILE = r"3[0-9]{2}(?:[ ./-]?[0-9]{2,4}){2,3}"
LANDLINE = r"0[1-9][0-9]{0,2}\)?(?:[ ./-]?[0-9]{2,8}){1,4}"
PHONE = re.compile(
    rf"(?<![\w.,/+-])(?P<abroad>(?:\+|00) ?39[ ./-]?)?\(?(?P<number>{MOBILE}|{LANDLINE})"
    r"(?![\w]|[.,/:-][0-9]| ?(?:€|eur))",
    re.IGNORECASE,
)
DATE = re.compile(r"[0-9]{1,2}[ ./-][0-9]{1,2}[ ./-][0-9]{2,4}")
HOURS = re.compile(r"[0-9]{1,2}[.:][0-9]{2} ?[-/ ] ?[0-9]{1,2}(?:[.:][0-9]{2})?")
THOUSANDS = re.compile(r"[0-9]{1,3}(?:\.000)+")
VAT_DIGITS = 11
# It begins where a run of its signs does: tried at each of them, a long one would take its square.
EMAIL = re.compile(
    r"(?<![\w.+%'-])[\w.+%'-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}", re.IGNORECASE
)


@dataclass(frozen=True)
class Finding:
    """What it looks like, where it stands in the text (from, to), and what to tell the writer."""

    kind: Kind
    start: int
    end: int
    text: str

    @property
    def words(self) -> str:
        said = {
            "codice_fiscale": _("«%(text)s» sembra un codice fiscale: toglilo."),
            "iban": _("«%(text)s» sembra un conto corrente (IBAN): toglilo."),
            "phone": _("«%(text)s» sembra un numero di telefono."),
            "email": _("«%(text)s» sembra un indirizzo e-mail."),
        }
        return said[self.kind] % {"text": self.text}

    @property
    def is_forbidden(self) -> bool:
        return self.kind in FORBIDDEN

    @property
    def masked(self) -> str:
        """For reports that are kept: enough to find the cell, not to know whose it is."""
        return f"{self.text[:3]}…"


def findings(text: str) -> list[Finding]:
    """In order of place; what is part of something already found is not said again."""
    found: list[Finding] = []
    kinds: dict[Kind, Iterator[tuple[int, int]]] = {
        "codice_fiscale": _fiscal_codes(text),
        "iban": _accounts(text),
        "email": (match.span() for match in EMAIL.finditer(text)),
        "phone": _phones(text),
    }
    for kind, places in kinds.items():
        for start, end in places:
            if all(end <= other.start or start >= other.end for other in found):
                found.append(Finding(kind, start, end, text[start:end]))
    return sorted(found, key=lambda finding: finding.start)


def _fiscal_codes(text: str) -> Iterator[tuple[int, int]]:
    """With the right check letter, however written; with a wrong one, when it is plainly a code."""
    for match in CODICE_FISCALE.finditer(text):
        code = re.sub("[ .-]", "", match[0]).upper()
        plain = len(match[0]) == len(code) and sum(sign.isdigit() for sign in code) > 3
        if plain or _has_its_check_letter(code):
            yield match.span()


def _has_its_check_letter(code: str) -> bool:
    return bool(codicefiscale.calc_check_digit(code[:-1]) == code[-1])


def _accounts(text: str) -> Iterator[tuple[int, int]]:
    for match in IBAN.finditer(text):
        length = IBAN_LENGTHS.get(match[0][:2].upper(), 0)
        signs = [(at, s) for at, s in enumerate(match[0].upper()) if s.isalnum()][:length]
        number = "".join(sign for _at, sign in signs)
        if length and len(number) == length and _is_account(number):
            yield match.start(), match.start() + signs[-1][0] + 1


def _is_account(number: str) -> bool:
    """The remainder of 97 is 1 (ISO 7064), letters counted from 10."""
    digits = "".join(str(int(sign, 36)) for sign in number[4:] + number[:4])
    return sum(sign.isdigit() for sign in number) >= FEW_DIGITS and int(digits) % 97 == 1


def _phones(text: str) -> Iterator[tuple[int, int]]:
    for match in PHONE.finditer(text):
        number = match["number"]
        digits = sum(sign.isdigit() for sign in number)
        enough = 9 <= digits <= 10 if number.startswith("3") else 8 <= digits <= 11
        if enough and (match["abroad"] or not _is_something_else(number)):
            yield match.span()


def _is_something_else(number: str) -> bool:
    """A date, opening hours, an amount, a VAT number."""
    if any(shape.fullmatch(number) for shape in (DATE, HOURS, THOUSANDS)):
        return True
    if len(number) != VAT_DIGITS or not number.isdigit():
        return False
    try:
        luhn.validate(number)
    except ValidationError:
        return False
    return True


# ---------------------------------------------------------------- refusing


class PersonalDataError(ActRefused):
    """The words may point to a person. `found`: by field, what and where."""

    def __init__(self, found: Mapping[str, Sequence[Finding]]) -> None:
        self.found = found
        super().__init__(" ".join(finding.words for field in found.values() for finding in field))


def refuse_personal_data(texts: Mapping[str, Any], *, contacts_are_public: bool) -> None:
    """Codici fiscali and bank accounts never; telephones and e-mails once the writer has said that
    they are public, and of no person helped."""
    found: dict[str, list[Finding]] = {}
    for name, text in texts.items():
        seen = findings(text) if isinstance(text, str) else []
        if refused := [one for one in seen if one.is_forbidden or not contacts_are_public]:
            found[name] = refused
    if found:
        raise PersonalDataError(found)
