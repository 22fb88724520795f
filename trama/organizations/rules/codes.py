"""Fiscal codes of bodies: 11 digits, the last a check digit (the same as a VAT number's)."""

import re

from django.utils.translation import gettext as _
from stdnum import luhn
from stdnum.it import codicefiscale

LENGTH = 11  # digits
MOST_ZEROS = 8  # digits left when a spreadsheet takes the leading zeros for nothing
PERSON = re.compile(r"[A-Z]{6}[0-9A-Z]{10}")


def body_code_problem(code: str) -> str:
    """Why this cannot be the codice fiscale of a body, in a sentence; empty when it can.

    The code of a natural person is refused: the register is public, and it would be published.
    """
    if not code:
        return _("Manca il codice fiscale.")
    if PERSON.fullmatch(code.upper()) and codicefiscale.is_valid(code.upper()):
        return _("È il codice fiscale di una persona: nel registro pubblico non può stare.")
    return _digits_problem(code)


def _digits_problem(code: str) -> str:
    if not (code.isascii() and code.isdigit()):
        return _("Il codice fiscale di un ente ha 11 cifre: qui c’è altro.")
    if MOST_ZEROS <= len(code) < LENGTH:
        return _(
            "Ha %(n)d cifre e devono essere 11: il foglio di calcolo può aver tolto gli zeri "
            "iniziali. Formatta la colonna come testo e riscrivili."
        ) % {"n": len(code)}
    if len(code) != LENGTH:
        return _("Ha %(n)d cifre e devono essere 11.") % {"n": len(code)}
    if code == "0" * LENGTH or not luhn.is_valid(code):
        return _("La cifra di controllo non torna: una cifra è sbagliata o scambiata.")
    return ""
