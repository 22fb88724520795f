"""Minutes of his path in each of their states; Bruno's body was there, and has remarked."""

from typing import Any
from uuid import uuid4

from trama.core import clock
from trama.organizations.models import Organization
from trama.tables.models import Path, Remark
from trama.tables.tests.factories import MeetingFactory, TableFactory


def places(body: Organization) -> dict[str, dict[str, Any]]:
    path = Path.objects.filter(participants__organization=body).earliest("pk")
    his = path.participants.get(organization=body)
    table = TableFactory.create(path=path, group=True, members=[his])

    def minutes(**state: bool) -> dict[str, Any]:
        meeting = MeetingFactory.create(table=table, present=[his], said=["Così."], **state)
        where = {"code": path.code, "meeting_uid": meeting.uid, "name": "associa"}
        there, entry = meeting.attendances.get(), meeting.entries.get()
        return {**where, "attendance_uid": there.uid, "entry_uid": entry.uid}

    opened = minutes(remarks=True)
    remark = Remark.objects.create(
        entry=table.meetings.get(uid=opened["meeting_uid"]).entries.get(),
        participant=his,
        text="Non così.",
        made_at=clock.now(),
    )
    found = {
        "a meeting without minutes": minutes(held=True),
        "a draft of minutes": minutes(minutes=True),
        "minutes open to remarks": {**opened, "remark_uid": remark.uid},
        "minutes to publish": minutes(approved=True),
        "published minutes": minutes(published=True),
    }
    nowhere = dict.fromkeys(("meeting_uid", "attendance_uid", "entry_uid", "remark_uid"), uuid4())
    return {**found, "no table minutes": {**nowhere, "code": "nessuno", "name": "associa"}}
