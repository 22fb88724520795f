from pathlib import Path

import pytest
from pytest_django import Settings

from trama.accounts.models import User
from trama.applications.models import Application, Experience
from trama.applications.tests.factories import ApplicationFactory
from trama.notices.models import Notice
from trama.organizations.models import Membership, MembershipDuty, Organization
from trama.organizations.tests.factories import MembershipFactory


@pytest.fixture(autouse=True)
def store(settings: Settings, tmp_path: Path) -> Path:
    """The documents of a test are its own."""
    settings.DOCUMENT_ROOT = tmp_path / "documents"
    return tmp_path / "documents"


@pytest.fixture
def draft(notice: Notice, organization: Organization) -> Application:
    """Bruno's body's draft, empty."""
    return ApplicationFactory.create(notice=notice, organization=organization)


@pytest.fixture
def ready(notice: Notice, organization: Organization) -> Application:
    """Bruno's body's draft, with everything that the notice asks."""
    return ApplicationFactory.create(notice=notice, organization=organization, complete=True)


@pytest.fixture
def chiara(organization: Organization) -> User:
    """Operator of Bruno's body: she writes, she can't sign."""
    membership: Membership = MembershipFactory.create(
        organization=organization,
        duty=MembershipDuty.OPERATOR,
        user__name="Chiara Lodi",
        user__email="chiara@gelsi.example",
    )
    return membership.user


@pytest.fixture
def identity(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is signed in came through a digital identity."""
    monkeypatch.setattr(
        "trama.applications.views.sending.signed_in_with_digital_identity", lambda request: True
    )


@pytest.fixture
def one_experience(ready: Application) -> Experience:
    return ready.experiences.get()
