import pytest

from trama.notices.models import Notice, NoticeStatus
from trama.organizations.models import Organization
from trama.organizations.tests.factories import OrganizationFactory
from trama.tables.models import Meeting, Participant, Path, WorkingTable
from trama.tables.tests.factories import MeetingFactory, PathFactory, TableFactory


@pytest.fixture
def path(notice: Notice, organization: Organization) -> Path:
    """Of the notice of Anna's office: Bruno's body takes part, and two others."""
    Notice.objects.filter(pk=notice.pk).update(
        status=NoticeStatus.TABLES, closed_at=notice.opens_at
    )
    notice.refresh_from_db()
    others = OrganizationFactory.create_batch(2)
    return PathFactory.create(notice=notice, bodies=[organization, *others])


@pytest.fixture
def his(path: Path, organization: Organization) -> Participant:
    """Bruno's body at the tables."""
    return path.participants.get(organization=organization)


@pytest.fixture
def table(path: Path) -> WorkingTable:
    return TableFactory.create(path=path)


@pytest.fixture
def meeting(table: WorkingTable) -> Meeting:
    """The plenary, in a week."""
    return MeetingFactory.create(table=table, number=1)
