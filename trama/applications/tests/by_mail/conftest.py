import pytest

from trama.applications.tests.by_mail.letters import GELSI, LETTER, NOON, OPENS
from trama.notices.models import Notice
from trama.notices.tests.factories import NoticeFactory
from trama.organizations.models import Organization


@pytest.fixture
def notice(db: None) -> Notice:
    """The notice of May 2023."""
    seed: Notice = NoticeFactory.create(
        code="COP-2023-01", published=True, complete=True, opens_at=OPENS, closes_at=NOON
    )
    return seed


@pytest.fixture
def body(organization: Organization) -> Organization:
    """Bruno's, which has proven its PEC: the letters come from there."""
    organization.pec = LETTER.sender
    organization.codice_fiscale = GELSI
    organization.save()
    return organization
