"""What clumsy and hostile people tried at the tables, and what is said to them."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from conftest import Enter
from trama.accounts.models import User
from trama.core import clock
from trama.core.deadlines import day_of
from trama.listening.models import NeedSignal
from trama.tables.lifecycle import actions, meetings, sheets, votes
from trama.tables.lifecycle import minutes as acts
from trama.tables.lifecycle.attendance import attend_by_code
from trama.tables.lifecycle.votes import OptionDraft
from trama.tables.models import (
    ActionItem,
    Attendance,
    Contribution,
    MailedContribution,
    Meeting,
    MinutesEntry,
    ParkedIssue,
    Participant,
    Path,
    Remark,
    WorkingTable,
)
from trama.tables.tasks import minutes as tasks
from trama.tables.tasks.sheets import read_sheet
from trama.tables.tests.factories import AttendanceFactory, EntryFactory
from trama.tables.tests.minutes_pages import address, own
from trama.tables.tests.test_mailed import arrive, mail

pytestmark = pytest.mark.django_db


# ---------------------------------------------------------------- the list of who was there


def shown(client: Client, meeting: Meeting) -> dict[str, str]:
    """What a browser sends of the list as it is shown: every field with its value."""
    page = client.get(reverse("paths:attendance", args=[meeting.table.path.code, meeting.uid]))
    data: dict[str, str] = {}
    for row in page.context["rows"]:
        for field in row.form:
            data[field.html_name] = str(field.value() or "")
            if field.field.show_hidden_initial:
                data[field.html_initial_name] = str(field.initial or "")
    return data


def test_who_marks_itself_while_the_list_is_filled_in_is_not_struck_off(
    client: Client, enter: Enter, now: Meeting, his: Participant, other: Participant, anna: User
) -> None:
    enter(anna)
    data = shown(client, now)
    attend_by_code(now, his, "TELAIO 47", online=False, actor=None)
    data[f"{other.uid}-mode"] = "room"
    url = reverse("paths:attendance", args=[now.table.path.code, now.uid])
    assert client.post(url, data).status_code == 303
    there = Attendance.objects.filter(meeting=now).values_list("participant", flat=True)
    assert set(there) == {his.pk, other.pk}


def test_who_was_written_by_mistake_is_struck_off_the_list(
    client: Client, enter: Enter, now: Meeting, his: Participant, anna: User
) -> None:
    AttendanceFactory.create(meeting=now, participant=his)
    enter(anna)
    data = shown(client, now) | {f"{his.uid}-mode": ""}
    url = reverse("paths:attendance", args=[now.table.path.code, now.uid])
    assert client.post(url, data).status_code == 303
    assert not Attendance.objects.exists()


# ---------------------------------------------------------------- a paragraph taken away


def test_who_corrects_a_paragraph_that_was_struck_meanwhile_keeps_what_they_wrote(
    client: Client, enter: Enter, live: Meeting, anna: User
) -> None:
    entry = live.entries.get()
    enter(anna)
    acts.strike_entry(entry, version=entry.version, actor=anna)
    url = address(live, "entry_amend", entry_uid=entry.uid)
    answer = client.post(url, {"text": "Mancano quattro posti.", "version": "1"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Mancano quattro posti." in page
    assert "è stato tolto" in page
    assert not MinutesEntry.objects.exists()


def test_who_remarks_on_a_paragraph_that_was_struck_meanwhile_keeps_what_they_wrote(
    client: Client, enter: Enter, live: Meeting, anna: User, bruno: User
) -> None:
    entry = live.entries.get()
    acts.strike_entry(entry, version=entry.version, actor=anna)
    enter(bruno)
    answer = client.post(own(live, "remark_new", entry_uid=entry.uid), {"text": "Erano cinque."})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Erano cinque." in page
    assert "è stato tolto" in page
    assert not Remark.objects.exists()


def test_who_writes_while_the_minutes_are_opened_to_remarks_still_has_the_words(
    client: Client, enter: Enter, opened: Meeting, anna: User
) -> None:
    enter(anna)
    said = "Si decide di chiedere <b>le chiavi</b> alla scuola."
    answer = client.post(address(opened, "minutes_write"), {"kind": "narrative", "text": said})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Si decide di chiedere &lt;b&gt;le chiavi" in page
    assert "narrative" not in page


# ---------------------------------------------------------------- signs that no database holds


def test_a_zero_byte_where_words_are_looked_for_finds_nothing(
    client: Client, enter: Enter, brought: Contribution, anna: User, bruno: User
) -> None:
    code = brought.path.code
    enter(bruno)
    url = reverse("paths:contribution_similar", args=[code])
    assert client.post(url, {"title": "\x00"}).status_code == 200
    enter(anna)
    assert client.get(f"/tavoli/{code}/contributi/{brought.number}/schede/?q=%00").status_code < 500


@pytest.mark.parametrize("text", ["\x00Serve", "Serve\x01\x02", "\ufeff\x00"])
def test_a_cell_with_signs_that_nobody_can_write_is_told_and_the_sheet_is_read(
    path: Path, anna: User, text: str
) -> None:
    content = f"cosa,titolo,testo,ente\r\n{text},{text},{text},{text},{text}\r\n".encode()
    handed = sheets.receive_sheet(path, SimpleUploadedFile("giro.csv", content), actor=anna)
    read_sheet(str(handed.uid))
    handed.refresh_from_db()
    assert handed.status == "faulty"


def test_a_number_that_no_column_holds_is_no_contribution(
    client: Client, enter: Enter, brought: Contribution, anna: User
) -> None:
    enter(anna)
    sent = {"chosen": ["9" * 23], "outcome": "accepted", "reason": "Sì."}
    url = reverse("paths:contributions_decide", args=[brought.path.code])
    assert client.post(url, sent).status_code == 422


# ---------------------------------------------------------------- paper


@pytest.mark.parametrize("text", ["Bene 🙂", "你好", "مرحبا بكم", "Привіт", "x" * 3000])
def test_whatever_was_said_the_minutes_are_printed(
    approved: Meeting, anna: User, text: str
) -> None:
    EntryFactory.create(meeting=approved, kind="spoken", text=text)
    acts.publish_minutes(approved, actor=anna)
    tasks.write_minutes(approved.pk)
    approved.refresh_from_db()
    assert approved.minutes_document is not None


# ---------------------------------------------------------------- the wrong letter box


def test_a_citizen_who_names_a_path_to_the_listening_address_is_listened_to(
    path: Path, settings: Any
) -> None:
    """Else their words wait among the contributions of bodies, and they have no receipt."""
    settings.LISTENING_EMAIL = "ascolto@trama.example"
    letter = mail("ada@posta.example", subject=f"Leggo di {path.code}: manca la luce", body="Sì.")
    arrive(replace(letter, recipients=("ascolto@trama.example",)))
    assert NeedSignal.objects.count() == 1
    assert not MailedContribution.objects.exists()
    arrive(letter)
    assert MailedContribution.objects.count() == 1


# ---------------------------------------------------------------- the same button twice


def test_what_is_sent_twice_is_there_once(
    table: WorkingTable, now: Meeting, his: Participant, path: Path, anna: User
) -> None:
    start = clock.now() + timedelta(days=9)
    facts = {"title": "Secondo incontro", "starts_at": start, "venue": "Sala", "online_url": "",
             "ends_at": start + timedelta(hours=2)}  # fmt: skip
    vote: dict[str, Any] = {
        "title": "Priorità",
        "method": "approval",
        "secrecy": "open",
        "seats": 1,
        "opens_at": start,
        "closes_at": start + timedelta(days=3),
    }
    due = day_of(start)
    for _click in range(2):
        meetings.convene(table, facts, [], without_minutes="Si continua.", actor=anna)
        actions.park(now, "Chi paga la luce?", by=his, actor=anna)
        actions.add_action(now, text="Chiedere le chiavi.", owner=his, due_on=due, actor=anna)
        made = votes.prepare(path, **vote, actor=anna)
        votes.put_option(made, OptionDraft("Il doposcuola", "", None, []), actor=anna)
    assert table.meetings.filter(title="Secondo incontro").count() == 1
    assert ParkedIssue.objects.count() == ActionItem.objects.count() == 1
    assert path.votes.get().options.count() == 1
