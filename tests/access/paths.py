"""A path at the tables where Bruno's body takes part, with everything that its pages ask for."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from trama.accounts.models import Office
from trama.core import clock
from trama.core.deadlines import day_of
from trama.notices.models import Notice, NoticeStatus
from trama.notices.tests.factories import NoticeFactory
from trama.organizations.models import Organization
from trama.tables.models import ActionItem, Invitation, ParkedIssue
from trama.tables.tests.factories import MeetingFactory, PathFactory, TableFactory


def places(office: Office, body: Organization) -> dict[str, dict[str, Any]]:
    path = PathFactory.create(notice=at_the_tables(office, "TAVOLI"), bodies=[body])
    his = path.participants.get(organization=body)
    table = TableFactory.create(path=path)
    ahead = MeetingFactory.create(table=table, number=2)
    held = MeetingFactory.create(table=table, number=1, published=True, present=[his])
    just_held = MeetingFactory.create(table=table, number=3, held=True, present=[his])
    issue = ParkedIssue.objects.create(
        table=table, meeting=held, text="Chi paga?", parked_at=clock.now()
    )
    action = ActionItem.objects.create(
        meeting=held, text="Chiedere", owner=his, due_on=day_of(clock.now()) + timedelta(9)
    )
    where = {
        "code": path.code,
        "participant_uid": his.uid,
        "table_uid": table.uid,
        "attendance_uid": just_held.attendances.get().uid,
        "issue_uid": issue.uid,
        "action_uid": action.uid,
        "invitation_uid": Invitation.objects.create(meeting=ahead, participant=his).uid,
    }
    nowhere = dict.fromkeys((*where, "meeting_uid"), uuid4())
    return {
        "his path": {**where, "meeting_uid": ahead.uid, "name": "escludi"},
        "his stopped path": {**where, "name": "sospendi"},
        "his next path": {**where, "name": "priorita"},
        "a meeting held": {**where, "meeting_uid": held.uid},
        "no path": {**nowhere, "code": "nessuno", "name": "escludi"},
        "at the tables": {"code": at_the_tables(office, "SENZA-PERCORSO").code},
    }


def at_the_tables(office: Office, code: str) -> Notice:
    return NoticeFactory.create(
        code=code,
        office=office,
        status=NoticeStatus.TABLES,
        closes_at=clock.now() - timedelta(days=60),
        opens_at=clock.now() - timedelta(days=90),
    )
