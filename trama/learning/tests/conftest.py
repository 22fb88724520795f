from collections.abc import Callable

import pytest

from trama.accounts.models import Office, User
from trama.learning.lifecycle import agreeing, writing
from trama.learning.lifecycle.writing import Entry
from trama.learning.models import Speaker, Term
from trama.learning.queries.terms import current
from trama.organizations.models import Organization

Agree = Callable[[Term], None]


@pytest.fixture
def administration(anna: User, office: Office) -> Speaker:
    """Anna, for her office."""
    return Speaker(anna, office=office)


@pytest.fixture
def third_sector(bruno: User, organization: Organization) -> Speaker:
    """Bruno, for his body."""
    return Speaker(bruno, organization=organization)


@pytest.fixture
def proposed(administration: Speaker) -> Term:
    """A term that the administration has defined, and the Third Sector has not yet."""
    entry = Entry(
        label="Rete territoriale", english="territorial network", forms=["reti territoriali"]
    )
    return writing.propose(entry, text="Enti e uffici di una zona.", speaker=administration)


@pytest.fixture
def discussed(proposed: Term, third_sector: Speaker) -> Term:
    """A term that both sides have defined."""
    agreeing.define(proposed, text="Chi si aiuta in un quartiere.", seen=0, speaker=third_sector)
    return proposed


@pytest.fixture
def agree(administration: Speaker, third_sector: Speaker) -> Agree:
    """Both sides consent to what the term says now."""

    def both(term: Term) -> None:
        known = current(term)
        seen = (known["administration"].number, known["third_sector"].number)
        agreeing.consent(term, seen=seen, speaker=administration)
        agreeing.consent(term, seen=seen, speaker=third_sector)

    return both


@pytest.fixture
def published(discussed: Term, agree: Agree, anna: User) -> Term:
    """A term on which the sides agree, in force."""
    agree(discussed)
    agreeing.publish(discussed, actor=anna)
    return discussed
