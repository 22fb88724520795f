"""The path: opened from the published list, who takes part, suspended, closed, a step further."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from conftest import Enter
from trama.accounts.models import User
from trama.core import clock
from trama.core.workflow import ActRefused, MoveRefused
from trama.ledger.models import Event
from trama.mailbox.models import OutgoingMessage
from trama.notices.models import Notice, NoticeStatus, NoticeType
from trama.organizations.models import Organization
from trama.organizations.tests.factories import OrganizationFactory
from trama.screening.models import AdmissionList
from trama.tables.lifecycle import paths as lifecycle
from trama.tables.models import (
    BodySize,
    MeetingStatus,
    Participant,
    ParticipantKind,
    ParticipantStatus,
    Path,
    PathStatus,
)
from trama.tables.tests.factories import MeetingFactory, TableFactory

pytestmark = pytest.mark.django_db


def row(body: Organization, outcome: str) -> dict[str, str]:
    return {
        "organization": str(body.uid), "name": body.name, "codice_fiscale": "",
        "entry": "", "outcome": outcome, "reasons": "",
    }  # fmt: skip


@pytest.fixture
def refused() -> Organization:
    return OrganizationFactory.create(name="Rifiutata APS")


@pytest.fixture
def concluded(notice: Notice, organization: Organization, refused: Organization) -> Notice:
    """Its list is out: Bruno's body is admitted, another is not; the tables are open."""
    Organization.objects.filter(pk=organization.pk).update(staff_count=4)
    AdmissionList.objects.create(
        notice=notice,
        status="published",
        published_at=clock.now(),
        rows=[row(organization, "admitted"), row(refused, "not_admitted")],
    )
    Notice.objects.filter(pk=notice.pk).update(
        status=NoticeStatus.TABLES, closed_at=notice.opens_at
    )
    notice.refresh_from_db()
    return notice


def test_the_admitted_take_part_all_together_and_the_others_do_not(
    concluded: Notice, organization: Organization, anna: User
) -> None:
    path = lifecycle.open_path(concluded, actor=anna)
    admitted = path.participants.get(kind=ParticipantKind.ADMITTED)
    assert admitted.organization == organization
    assert (admitted.size, admitted.email) == (BodySize.SMALL, organization.pec)
    assert path.participants.get(kind=ParticipantKind.OFFICE).name == concluded.office.name
    assert path.tables.get().kind == "plenary"
    opened = Event.objects.get(subject_label="tables.path", verb="open")
    assert opened.dossier == concluded.code


def test_the_plenary_has_its_italian_name_whoever_opens_the_path(
    concluded: Notice, anna: User
) -> None:
    with override("en"):
        path = lifecycle.open_path(concluded, actor=anna)
    assert path.tables.get().title == "Plenaria"


def test_a_path_opens_once(concluded: Notice, anna: User) -> None:
    lifecycle.open_path(concluded, actor=anna)
    with pytest.raises(ActRefused, match="già aperto"):
        lifecycle.open_path(concluded, actor=anna)
    assert Path.objects.count() == 1


def test_without_a_published_list_no_path_opens(notice: Notice, anna: User) -> None:
    with pytest.raises(ActRefused, match="elenco"):
        lifecycle.open_path(notice, actor=anna)
    assert not Path.objects.exists()


def test_a_co_design_has_no_path(concluded: Notice, anna: User) -> None:
    Notice.objects.filter(pk=concluded.pk).update(type=NoticeType.CODESIGN)
    with pytest.raises(ActRefused, match="co-programmazione"):
        lifecycle.open_path(concluded, actor=anna)


def test_others_are_heard_and_the_admitted_are_said_by_the_list_alone(
    path: Path, anna: User
) -> None:
    heard = lifecycle.add_heard(path, name="Comitato Cortile 14", actor=anna)
    assert (heard.kind, heard.email) == (ParticipantKind.HEARD, "")
    with pytest.raises(ActRefused, match="con questo nome"):
        lifecycle.add_heard(path, name="comitato cortile 14", actor=anna)
    with pytest.raises(ActRefused, match="elenco pubblicato"):
        lifecycle.add_heard(path, name="Altro", kind=ParticipantKind.ADMITTED, actor=anna)


def test_a_body_that_already_takes_part_is_not_added_again(
    path: Path, organization: Organization, anna: User
) -> None:
    with pytest.raises(ActRefused, match="partecipa già"):
        lifecycle.add_heard(path, name="Con altro nome", organization=organization, actor=anna)


@pytest.mark.parametrize("status", lifecycle.OVER)
def test_of_a_path_that_is_over_nobody_is_excluded_or_leaves(
    path: Path, his: Participant, anna: User, status: str
) -> None:
    Path.objects.filter(pk=path.pk).update(status=status)
    for act in (lifecycle.exclude, lifecycle.leave):
        with pytest.raises(ActRefused, match="Il percorso è finito"):
            act(his, reason="Una dichiarazione falsa.", actor=anna)
    his.refresh_from_db()
    assert his.status == ParticipantStatus.ACTIVE


def test_an_excluded_body_stays_in_the_records_with_why_and_may_come_back(
    path: Path, his: Participant, anna: User
) -> None:
    with pytest.raises(ActRefused, match="perché"):
        lifecycle.exclude(his, reason=" ", actor=anna)
    lifecycle.exclude(his, reason="Cancellato dal RUNTS.", actor=anna)
    his.refresh_from_db()
    assert (his.status, his.reason) == (ParticipantStatus.EXCLUDED, "Cancellato dal RUNTS.")
    assert his.ended_at is not None
    with pytest.raises(MoveRefused):
        lifecycle.exclude(his, reason="Due volte.", actor=anna)
    lifecycle.readmit(path, participant=his, reason="Sentenza TAR 12/2026.", actor=anna)
    his.refresh_from_db()
    assert his.status == ParticipantStatus.ACTIVE
    assert Participant.objects.get(pk=his.pk).ended_at is None


def test_a_body_is_told_that_it_is_out_and_why_and_that_it_is_back(
    path: Path, his: Participant, anna: User
) -> None:
    letters = OutgoingMessage.objects.filter(recipient=his.email).order_by("pk")
    lifecycle.exclude(his, reason="Cancellato dal RUNTS.", actor=anna)
    out = letters.get()
    assert "Cancellato dal RUNTS." in out.text
    assert "resta agli atti" in out.text
    assert "Tribunale amministrativo regionale" in out.text
    lifecycle.readmit(path, participant=his, reason="Sentenza TAR 12/2026.", actor=anna)
    assert "Sentenza TAR 12/2026." in letters.last().text  # type: ignore[union-attr] # there are two
    assert letters.count() == 2


def test_a_body_without_an_address_is_excluded_all_the_same(his: Participant, anna: User) -> None:
    Participant.objects.filter(pk=his.pk).update(email="")
    his.refresh_from_db()
    lifecycle.exclude(his, reason="Cancellato dal RUNTS.", actor=anna)
    his.refresh_from_db()
    assert his.status == ParticipantStatus.EXCLUDED
    assert not OutgoingMessage.objects.exists()


def test_whoever_left_does_not_come_back_by_readmission(
    path: Path, his: Participant, anna: User
) -> None:
    lifecycle.leave(his, reason="Non ha più personale.", actor=anna)
    with pytest.raises(ActRefused, match="ritirato"):
        lifecycle.readmit(path, participant=his, reason="Ci ripensa.", actor=anna)


def test_a_court_lets_in_a_body_of_the_list_and_nobody_else(
    concluded: Notice, refused: Organization, anna: User
) -> None:
    path = lifecycle.open_path(concluded, actor=anna)
    stranger = OrganizationFactory.create()
    with pytest.raises(ActRefused, match="non ha presentato domanda"):
        lifecycle.readmit(path, organization=stranger, reason="Sentenza.", actor=anna)
    late = lifecycle.readmit(path, organization=refused, reason="Sentenza TAR 9.", actor=anna)
    assert (late.kind, late.status) == (ParticipantKind.ADMITTED, ParticipantStatus.ACTIVE)
    assert late.reason == "Sentenza TAR 9."


def test_a_suspended_path_takes_nothing_and_resumes_where_it_was(path: Path, elena: User) -> None:
    lifecycle.suspend(path, reason="Ricorso pendente.", actor=elena)
    with pytest.raises(ActRefused, match="sospeso"):
        lifecycle.add_heard(path, name="Comitato", actor=elena)
    lifecycle.resume(path, actor=elena)
    path.refresh_from_db()
    assert (path.status, path.suspended_from) == (PathStatus.CALENDARISED, "")


def test_it_closes_without_an_act_only_with_why_and_with_nothing_convened(
    path: Path, elena: User
) -> None:
    with pytest.raises(ActRefused, match="motivo"):
        lifecycle.close_without_act(path, reason="", actor=elena)
    meeting = MeetingFactory.create(table=TableFactory.create(path=path))
    with pytest.raises(ActRefused, match="convocati"):
        lifecycle.close_without_act(path, reason="Mancano i fondi.", actor=elena)
    type(meeting).objects.update(status=MeetingStatus.CANCELLED)
    lifecycle.close_without_act(path, reason="Mancano i fondi.", actor=elena)
    path.refresh_from_db()
    assert (path.status, path.closing_reason) == (
        PathStatus.CLOSED_WITHOUT_ACT,
        "Mancano i fondi.",
    )


def test_priorities_wait_for_published_minutes(path: Path, anna: User) -> None:
    table = TableFactory.create(path=path)
    MeetingFactory.create(table=table, number=1, held=True)
    with pytest.raises(ActRefused, match="verbale pubblicato"):
        lifecycle.advance(path, PathStatus.PRIORITISING, actor=anna)
    MeetingFactory.create(table=table, number=2, published=True)
    lifecycle.advance(path, PathStatus.PRIORITISING, actor=anna)
    path.refresh_from_db()
    assert path.status == PathStatus.PRIORITISING


def test_the_draft_is_not_consulted_while_minutes_are_owed(path: Path, anna: User) -> None:
    table = TableFactory.create(path=path)
    MeetingFactory.create(table=table, number=1, published=True)
    owed = MeetingFactory.create(table=table, number=2, held=True)
    lifecycle.advance(path, PathStatus.SYNTHESIS_DRAFT, actor=anna)
    with pytest.raises(ActRefused, match="Manca il verbale"):
        lifecycle.advance(path, PathStatus.CONSULTATION, actor=anna)
    type(owed).objects.filter(pk=owed.pk).update(status=MeetingStatus.PUBLISHED)
    lifecycle.advance(path, PathStatus.CONSULTATION, actor=anna)


def test_a_step_may_not_be_skipped(path: Path, anna: User) -> None:
    MeetingFactory.create(table=TableFactory.create(path=path), published=True)
    with pytest.raises(MoveRefused):
        lifecycle.advance(path, PathStatus.RDP_REPORT, actor=anna)


def test_the_office_opens_it_from_the_notice_and_the_page_says_who_takes_part(
    concluded: Notice, anna: User, organization: Organization, enter: Enter
) -> None:
    client = enter(anna)
    where = reverse("paths:open", args=[concluded.code])
    desk = reverse("notices:desk", args=[concluded.code])
    assert where in client.get(desk).content.decode()
    sent = {"title": "Famiglie", "purpose": "", "minutes_days": "12", "remarks_days": "5"}
    assert client.post(where, {**sent, "minutes_days": "0"}).status_code == 422
    assert client.post(where, sent).status_code == 303
    assert Path.objects.get().minutes_days == 12
    again = client.post(where, sent)
    assert "già aperto" in again.content.decode()
    assert where not in client.get(desk).content.decode()
    page = client.get(reverse("paths:path", args=[concluded.code])).content.decode()
    assert organization.name in page
    assert "Partecipa un ente ammesso." in page
