"""The fixed cast, and the clock that tests may stop."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, override_settings
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from tests.entering import sign_in
from trama.accounts.models import Office, OfficeDuty, User
from trama.accounts.tests.factories import OfficeRoleFactory, UserFactory
from trama.notices.models import Notice
from trama.notices.tests.factories import NoticeFactory
from trama.organizations.models import MembershipDuty, Organization
from trama.organizations.tests.factories import MembershipFactory, OrganizationFactory
from trama.territory.models import Zone, ZoneKind
from trama.territory.tests.factories import AreaFactory, ZoneShareFactory

pytest_plugins = ["tests.database", "tests.browser"]


# How long an example takes says how busy the machine is, not whether the code is right.
hypothesis_settings.register_profile("trama", deadline=None)
hypothesis_settings.load_profile("trama")

Enter = Callable[..., Client]
PLAIN = "django.contrib.staticfiles.storage.StaticFilesStorage"


@pytest.fixture(scope="session", autouse=True)
def static_files_as_they_are() -> Iterator[None]:
    """Their names carry a hash only where they were collected: not here."""
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": PLAIN}}
    with override_settings(STORAGES=storages):
        yield


@pytest.fixture(autouse=True)
def document_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What a test receives is kept where nobody else looks."""
    store = tmp_path / "documents"
    monkeypatch.setattr(settings, "DOCUMENT_ROOT", store)
    return store


@pytest.fixture(autouse=True)
def in_italian() -> Iterator[None]:
    """A request in English leaves its language behind: the next test starts in Italian."""
    with translation.override("it"):
        yield


@pytest.fixture
def enter(client: Client) -> Enter:
    """`enter(anna)`: the client is Anna, who has just proved it; `recently=False`: hours ago."""

    return partial(sign_in, client)


@pytest.fixture
def stop_clock(db: None) -> Iterator[Callable[[datetime | None], None]]:
    """`stop_clock(instant)`: from here on every act of this connection happens then."""

    def stop(instant: datetime | None) -> None:
        with connection.cursor() as cursor:
            setting = instant.isoformat() if instant else ""
            cursor.execute("SELECT set_config('trama.now', %s, false)", [setting])

    yield stop
    stop(None)


@pytest.fixture
def notice(db: None) -> Notice:
    """A notice of Anna's office, published and open now, with everything a notice must have."""
    return NoticeFactory.create(published=True, complete=True)


@pytest.fixture
def office(notice: Notice) -> Office:
    return notice.office


@pytest.fixture
def organization(db: None) -> Organization:
    """Bruno's body."""
    return OrganizationFactory.create(name="La Corte dei Gelsi APS", legal_type="APS")


@pytest.fixture
def anna(office: Office) -> User:
    """Officer of the office that published the notice."""
    role = OfficeRoleFactory.create(
        office=office,
        duty=OfficeDuty.OFFICER,
        user__name="Anna Rovati",
        user__email="anna@comune.example",
    )
    return role.user


@pytest.fixture
def elena(office: Office) -> User:
    """Executive of that office: she adopts and appoints."""
    role = OfficeRoleFactory.create(
        office=office,
        duty=OfficeDuty.EXECUTIVE,
        user__name="Elena Sala",
        user__email="elena@comune.example",
    )
    return role.user


@pytest.fixture
def dario(office: Office) -> User:
    """Works on screening in that office; a member of the panel where a test seats him."""
    role = OfficeRoleFactory.create(
        office=office,
        duty=OfficeDuty.STAFF,
        user__name="Dario Conti",
        user__email="dario@comune.example",
    )
    return role.user


@pytest.fixture
def bruno(organization: Organization) -> User:
    """Legal representative of the body that applies."""
    membership = MembershipFactory.create(
        organization=organization,
        duty=MembershipDuty.LEGAL_REPRESENTATIVE,
        user__name="Bruno Tesei",
        user__email="bruno@gelsi.example",
    )
    return membership.user


@pytest.fixture
def carla(db: None) -> User:
    """Stranger: she represents a body that has nothing to do with it."""
    membership = MembershipFactory.create(
        user__name="Carla Neri", user__email="carla@altrove.example"
    )
    return membership.user


@pytest.fixture
def giulia(db: None) -> User:
    """Signed in, of no office and no body."""
    return UserFactory.create(name="Giulia Riva", email="giulia@posta.example")


@pytest.fixture
def viola(office: Office) -> User:
    """Welfare Community Manager of an area: NIL 901 «Corte Alta», which lies in Municipio 91."""
    area = AreaFactory.create(
        name="Corte Alta",
        zones=[_zone_of_the_cast()],
        role__office=office,
        role__duty=OfficeDuty.COMMUNITY_MANAGER,
        role__user__name="Viola Serra",
        role__user__email="viola@comune.example",
    )
    return area.role.user


@pytest.fixture
def rosa(office: Office) -> User:
    """Community social worker of Municipio 91, where Viola's NIL lies."""
    share = _zone_of_the_cast().wholes.select_related("whole").get()
    area = AreaFactory.create(
        name="Municipio 91",
        zones=[share.whole],
        role__office=office,
        role__duty=OfficeDuty.COMMUNITY_SOCIAL_WORKER,
        role__user__name="Rosa Pini",
        role__user__email="rosa@comune.example",
    )
    return area.role.user


def _zone_of_the_cast() -> Zone:
    """The same for Viola and for Rosa."""
    known = Zone.objects.filter(kind=ZoneKind.NIL, code="901").first()
    return (
        known
        or ZoneShareFactory.create(
            part__number=901,
            part__name="Corte Alta",
            part__square=True,
            whole__number=91,
            whole__name="Municipio 91",
        ).part
    )
