import pytest

from trama.accounts.models import User
from trama.applications.models import Application
from trama.notices.models import Notice
from trama.organizations.models import Organization
from trama.screening import lifecycle
from trama.screening.models import Panel, PanelMember, ScreeningCase
from trama.screening.tests.factories import close, declared, judge_all, received, seated


@pytest.fixture
def application(notice: Notice, organization: Organization) -> Application:
    """Bruno's body applied in time, with all that the notice asks."""
    return received(notice, organization)


@pytest.fixture
def closed(notice: Notice, application: Application) -> Notice:
    return close(notice)


@pytest.fixture
def panel(closed: Notice, anna: User, dario: User, elena: User) -> Panel:
    """Elena appointed Anna (chair) and Dario."""
    return seated(closed, anna, dario, actor=elena)


@pytest.fixture
def member(panel: Panel, dario: User) -> PanelMember:
    """Dario has declared no conflict."""
    return declared(panel, dario)


@pytest.fixture
def case(member: PanelMember, application: Application, dario: User) -> ScreeningCase:
    """The case of Bruno's body, opened by Dario."""
    case = ScreeningCase.objects.get(application=application)
    lifecycle.open_contents(case, actor=dario)
    return case


@pytest.fixture
def admitted(case: ScreeningCase, dario: User) -> ScreeningCase:
    """The only case, decided by Dario."""
    judge_all(case, dario)
    lifecycle.admit(case, actor=dario, motivation="Nota che resta in ufficio.")
    return case


@pytest.fixture
def both(admitted: ScreeningCase, closed: Notice, anna: User) -> list[PanelMember]:
    """Dario has declared long since; Anna, in the chair, too."""
    declared(closed.panel, anna)
    return list(closed.panel.members.order_by("pk"))
