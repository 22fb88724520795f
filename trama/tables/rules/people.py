"""Who must not be named: what is said at the tables is public, and no family is ever told apart."""

import re

from django.utils.translation import gettext as _

from trama.core.personal_data import findings

# «la famiglia Rossi», «i coniugi Bianchi», «la signora Anna»: a word for people, then a name. The
# word is small, or begins a sentence: «Spazio Famiglia Bovisa» is a place.
PEOPLE = (
    r"famiglia|famiglie|nucleo|coniugi|fratelli|sorelle|signora|signor|signori|sig\.ra|sig\.|"
    r"mamma|papà|madre|padre|nonna|nonno|bambina|bambino|ragazza|ragazzo|minore"
)
NAME = r"(?:(?:D’|D'|De |Di |Da |Della |Lo |La )?[A-ZÀ-Ý][a-zà-ÿ]+)(?: [A-ZÀ-Ý][a-zà-ÿ’']+)?"
SMALL = re.compile(rf"(?<![\w’'])(?:{PEOPLE}) {NAME}")
FIRST = re.compile(rf"(?:^|[.!?:]\s+|\n)((?:{PEOPLE.title().replace('Sig.Ra', 'Sig.ra')}) {NAME})")


def naming(text: str) -> list[str]:
    """What in a text points to somebody, each as a sentence for whoever writes; empty: nothing."""
    found = [finding.words for finding in findings(text)]
    names = [match[0] for match in SMALL.finditer(text)]
    names += [match[1] for match in FIRST.finditer(text)]
    said = _("«%(words)s» sembra il nome di una famiglia o di una persona: toglilo.")
    return found + [said % {"words": words} for words in names]
