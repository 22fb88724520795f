"""Pages of paths and meetings, for everybody, for a body, the office and the facilitator."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from conftest import Enter
from trama.accounts.models import User
from trama.core import clock
from trama.core.deadlines import ROME
from trama.ledger.models import Event
from trama.mailbox.models import OutgoingMessage
from trama.notices.models import Notice
from trama.tables.lifecycle.invitations import invite
from trama.tables.models import (
    Attendance,
    Invitation,
    Meeting,
    MeetingStatus,
    Participant,
    Path,
    PathStatus,
    WorkingTable,
)
from trama.tables.panels.terms import terms
from trama.tables.tests.factories import (
    MeetingFactory,
    ParticipantFactory,
    PathFactory,
)

pytestmark = pytest.mark.django_db
LINK = "https://incontri.example/stanza"


def page(client: Client, name: str, *args: Any) -> str:
    return client.get(reverse(f"paths:{name}", args=args)).content.decode()


def test_everybody_reads_that_taking_part_gives_no_right_and_what_comes_next(
    client: Client, path: Path, meeting: Meeting
) -> None:
    text = page(client, "path", path.code)
    assert "non dà diritti, precedenze o pagamenti" in text
    assert f"Il prossimo incontro è «{meeting.title}»" in text
    assert path.title in page(client, "list")


def test_where_to_connect_is_for_those_who_take_part(
    client: Client, path: Path, meeting: Meeting, bruno: User, carla: User, enter: Enter
) -> None:
    where = (path.code, meeting.uid)
    assert LINK not in page(client, "meeting", *where) + page(client, "meeting_file", *where)
    assert LINK not in page(enter(carla), "meeting", *where)
    assert LINK in page(enter(bruno), "meeting", *where)
    assert LINK in page(enter(bruno), "meeting_file", *where).replace("\r\n ", "")


def test_the_balance_is_of_the_facilitator_alone(
    path: Path, table: WorkingTable, meeting: Meeting, anna: User, bruno: User, enter: Enter
) -> None:
    where = (path.code, meeting.uid)
    assert table.facilitator is not None
    for other in (anna, bruno):
        assert "lo vedi solo tu" not in page(enter(other), "meeting", *where)
    assert "lo vedi solo tu" in page(enter(table.facilitator), "meeting", *where)


def test_an_officer_convenes_with_an_agenda_and_invites(
    path: Path, table: WorkingTable, anna: User, enter: Enter
) -> None:
    day = (clock.now() + timedelta(days=9)).astimezone(ROME).date().isoformat()
    fields = {
        "title": "Secondo", "starts_at": f"{day}T09:30", "ends_at": f"{day}T12:30",
        "venue": "Casa di Quartiere", "agenda": "30 Che cosa manca\n10 Pausa",
    }  # fmt: skip
    client = enter(anna)
    url = reverse("paths:meeting_new", args=[path.code, table.uid])
    wrong = client.post(url, {**fields, "agenda": "Che cosa manca"})
    assert wrong.status_code == 422
    assert "Riga 1" in wrong.content.decode()
    assert client.post(url, fields).status_code == 303
    meeting = Meeting.objects.get()
    assert [item.title for item in meeting.agenda.all()] == ["Che cosa manca", "Pausa"]
    client.post(reverse("paths:meeting_invite", args=[path.code, meeting.uid]))
    assert OutgoingMessage.objects.count() == 3


def test_a_new_meeting_may_start_from_an_earlier_agenda(
    path: Path, table: WorkingTable, meeting: Meeting, anna: User, enter: Enter
) -> None:
    url = reverse("paths:meeting_new", args=[path.code, table.uid])
    text = enter(anna).get(url, {"da": str(meeting.uid)}).content.decode()
    assert "30 Che cosa manca" in text


def test_a_body_without_an_account_answers_from_the_letter(
    client: Client, his: Participant, meeting: Meeting, anna: User
) -> None:
    invite(meeting, actor=anna)
    invitation = Invitation.objects.get(participant=his)
    where = reverse("paths:invitation", args=[invitation.uid])
    assert client.get(where).status_code == 404
    letter = OutgoingMessage.objects.get(recipient=his.email)
    door = next(word for word in letter.text.split() if word.startswith("http") and word != LINK)
    client.get(door)
    assert client.get(where).status_code == 200
    assert client.post(where, {"answer": "coming"}).status_code == 303
    invitation.refresh_from_db()
    assert invitation.answer == "coming"


def test_the_code_is_tried_five_times_and_then_one_waits(
    table: WorkingTable, his: Participant, bruno: User, enter: Enter
) -> None:
    cache.clear()
    today = MeetingFactory.create(table=table, number=3, now=True)
    invitation = Invitation.objects.create(meeting=today, participant=his)
    url = reverse("paths:attend", args=[invitation.uid])
    client = enter(bruno)
    statuses = [client.post(url, {"code": f"FILO {n}0"}).status_code for n in range(1, 7)]
    assert statuses == [422] * 5 + [429]
    assert client.post(url, {"code": "TELAIO 47"}).status_code == 429
    assert not Attendance.objects.exists()
    cache.clear()
    assert client.post(url, {"code": "TELAIO 47"}).status_code == 303
    assert Attendance.objects.get().by_code


def test_the_list_of_who_was_there_is_saved_all_together_or_not_at_all(
    path: Path, table: WorkingTable, his: Participant, anna: User, enter: Enter
) -> None:
    held = MeetingFactory.create(table=table, number=4, held=True)
    other = path.participants.exclude(pk=his.pk).order_by("pk").first()
    assert other is not None
    url = reverse("paths:attendance", args=[path.code, held.uid])
    rows = {f"{his.uid}-mode": "room", f"{other.uid}-mode": "represented"}
    client = enter(anna)
    refused = client.post(url, rows)
    assert refused.status_code == 422
    assert not Attendance.objects.exists()
    client.post(url, {**rows, f"{other.uid}-represented_by": "lo sportello"})
    assert Attendance.objects.count() == 2
    shown = {f"initial-{his.uid}-mode": "room", f"initial-{other.uid}-mode": "represented"}
    client.post(url, {**shown, f"{his.uid}-mode": "online"})
    assert Attendance.objects.get().mode == "online"


def test_the_notice_leads_to_its_path_and_the_desk_says_what_is_due(
    client: Client, notice: Notice, path: Path, table: WorkingTable, anna: User
) -> None:
    text = client.get(reverse("notices:detail", args=[notice.code])).content.decode()
    assert reverse("paths:path", args=[path.code]) in text
    begun = MeetingFactory.create(table=table, number=6, now=True)
    due = list(terms(anna))
    assert [one.url for one in due] == [reverse("paths:meeting", args=[path.code, begun.uid])]
    Meeting.objects.update(status=MeetingStatus.HELD)
    assert [one.action for one in terms(anna)] == ["Scrivi il verbale"]
    Meeting.objects.update(status=MeetingStatus.CANCELLED)
    assert list(terms(anna)) == []


@pytest.mark.parametrize("name", ["list", "path", "desk", "table", "meeting"])
def test_a_page_costs_the_same_with_one_and_with_fifty(
    name: str, path: Path, meeting: Meeting, anna: User, enter: Enter
) -> None:
    client = enter(anna)
    table = meeting.table
    where = {
        "list": (),
        "table": (path.code, table.uid),
        "meeting": (path.code, meeting.uid),
    }.get(name, (path.code,))

    def grow(many: int) -> int:
        """As many bodies invited, one without e-mail, meetings and paths; and what it costs."""
        bodies = ParticipantFactory.create_batch(many, path=path, email="")
        Invitation.objects.bulk_create(
            [Invitation(meeting=meeting, participant=body) for body in bodies]
        )
        table.members.add(*bodies)
        for _n in range(many):
            MeetingFactory.create(table=table)
            PathFactory.create(bodies=0)
        return _count(client, name, *where)

    grow(1)
    few = _count(client, name, *where)
    assert grow(49) == few


def test_the_office_writes_the_answer_of_who_has_no_e_mail_and_it_shows(
    path: Path, his: Participant, meeting: Meeting, anna: User, bruno: User, enter: Enter
) -> None:
    silent = ParticipantFactory.create(path=path, by_voice=True, name="Comitato di via Salerio")
    spoken = Invitation.objects.create(meeting=meeting, participant=silent)
    written = Invitation.objects.create(meeting=meeting, participant=his)
    where = (path.code, meeting.uid)
    assert "nessuna e-mail: chiamare" in page(enter(anna), "meeting", *where)

    def answer(client: Client, invitation: Invitation, said: str) -> int:
        url = reverse("paths:answer_for", args=[*where, invitation.uid])
        return client.post(url, {"answer": said}).status_code

    assert answer(enter(bruno), spoken, "coming") == 403
    client = enter(anna)
    assert answer(client, spoken, "coming") == 303
    assert answer(client, spoken, "coming") == 303
    spoken.refresh_from_db()
    assert (spoken.answer, spoken.acted_for) == ("coming", True)
    assert "(scritta dall’ufficio)" in page(client, "meeting", *where)
    assert Event.objects.filter(verb="answer_for_coming").count() == 1

    answer(client, written, "coming")
    assert "risponde dal suo invito" in page(client, "meeting", *where)
    Meeting.objects.filter(pk=meeting.pk).update(
        starts_at=clock.now() - timedelta(hours=1), ends_at=clock.now() + timedelta(hours=1)
    )
    answer(client, spoken, "not_coming")
    assert "L’incontro è già cominciato" in page(client, "meeting", *where)
    for one in (spoken, written):
        one.refresh_from_db()
    assert (spoken.answer, written.answer) == ("coming", "none")


def _count(client: Client, name: str, *args: Any) -> int:
    with CaptureQueriesContext(connection) as found:
        page(client, name, *args)
    return len(found)


@pytest.mark.parametrize(
    ("name", "from_page"),
    [("participant_new", "desk"), ("priority_new", "priorities"), ("consultation_open",
     "synthesis_desk"), ("meeting_cancel", "meeting")],
)  # fmt: skip
def test_who_thinks_better_of_a_form_goes_back_where_it_was_offered(
    path: Path, meeting: Meeting, anna: User, enter: Enter, name: str, from_page: str
) -> None:
    Path.objects.filter(pk=path.pk).update(status=PathStatus.SYNTHESIS_DRAFT)
    where = (path.code, meeting.uid) if from_page == "meeting" else (path.code,)
    back = reverse(f"paths:{from_page}", args=where)
    assert f'href="{back}">Torna senza salvare' in page(enter(anna), name, *where)


def test_a_table_of_a_path_that_is_over_offers_no_meeting(
    path: Path, table: WorkingTable, anna: User, enter: Enter
) -> None:
    new = reverse("paths:meeting_new", args=[path.code, table.uid])
    text = page(enter(anna), "table", path.code, table.uid)
    assert new in text
    assert "non dà diritti, precedenze o pagamenti" in text
    Path.objects.filter(pk=path.pk).update(status=PathStatus.FEEDS_PLAN)
    assert new not in page(enter(anna), "table", path.code, table.uid)


def test_while_priorities_are_chosen_the_vote_comes_before_the_synthesis(
    path: Path, anna: User, enter: Enter
) -> None:
    Path.objects.filter(pk=path.pk).update(status=PathStatus.PRIORITISING)
    text = page(enter(anna), "desk", path.code)
    vote = reverse("paths:vote_new", args=[path.code])
    assert text.index(f'btn-primary" href="{vote}"') < text.index("Componi la bozza")
    assert 'class="btn btn-outline-primary" type="submit">Componi la bozza' in text


def test_who_was_there_finds_the_open_minutes_on_the_page_of_the_meeting(
    path: Path, table: WorkingTable, his: Participant, bruno: User, enter: Enter
) -> None:
    held = MeetingFactory.create(table=table, number=5, remarks=True, present=[his])
    answer = reverse("paths:minutes_answer", args=[held.attendances.get().uid])
    assert answer in page(enter(bruno), "meeting", path.code, held.uid)
