"""A word that both sides have defined, one in force, one that nobody knows; a year's reading."""

from typing import Any

from trama.accounts.models import Office, User
from trama.learning.lifecycle.agreeing import consent, contest, define, publish
from trama.learning.lifecycle.usage import read_year
from trama.learning.lifecycle.writing import Entry, propose
from trama.learning.models import Speaker, Term
from trama.organizations.models import Organization


def places(
    people: dict[str, User], office: Office, body: Organization
) -> dict[str, dict[str, Any]]:
    ours = Speaker(people["anna"], office=office)
    theirs = Speaker(people["bruno"], organization=body)
    _discussed("Rete", ours, theirs)
    agreed = _discussed("Bisogno", ours, theirs)
    consent(agreed, seen=(1, 1), speaker=ours)
    consent(agreed, seen=(1, 1), speaker=theirs)
    publish(agreed, actor=people["anna"])
    contest(_discussed("Risorsa", ours, theirs), reason="Chi decide?", speaker=theirs)
    read_year(2025)
    return {
        "a word": {"slug": "rete"},
        "a word in force": {"slug": "bisogno"},
        "a contested word": {"slug": "risorsa"},
        "no word": {"slug": "nessuna"},
        "a year": {"year": 2025},
        "no year": {"year": 1999},
    }


def _discussed(label: str, ours: Speaker, theirs: Speaker) -> Term:
    term = propose(Entry(label=label), text="La nostra.", speaker=ours)
    define(term, text="La loro.", seen=0, speaker=theirs)
    return term
