"""Pages of minutes: the public's, the writer's, of a body by link and without account, the PDF."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from conftest import Enter
from trama.accounts.models import User
from trama.core import clock
from trama.mailbox.models import OutgoingMessage
from trama.tables.lifecycle import minutes as acts
from trama.tables.models import (
    Approval,
    Meeting,
    Participant,
    Path,
    Remark,
    WorkingTable,
)
from trama.tables.panels.minutes import terms
from trama.tables.tests.factories import (
    AttendanceFactory,
    EntryFactory,
    MeetingFactory,
    ParticipantFactory,
)
from trama.tables.tests.minutes_pages import address, own, text_of

pytestmark = pytest.mark.django_db


# ---------------------------------------------------------------- who reads


def test_a_draft_is_read_by_who_was_there_and_who_writes_it_and_nobody_else(
    client: Client, live: Meeting, bruno: User, carla: User, anna: User, dario: User, enter: Enter
) -> None:
    stranger = client.get(address(live))
    assert (stranger.status_code, "Mancano tre posti" in stranger.content.decode()) == (409, False)
    assert enter(carla).get(address(live)).status_code == 409
    for person in (bruno, anna, dario):
        assert "Mancano tre posti" in text_of(enter(person), address(live))


def test_a_body_that_was_not_there_waits_for_publication(
    table: WorkingTable, bruno: User, enter: Enter
) -> None:
    elsewhere = MeetingFactory.create(table=table, number=8, minutes=True)
    assert enter(bruno).get(address(elsewhere)).status_code == 409


def test_published_minutes_are_for_everybody_with_objections_and_silence(
    client: Client, asked: Meeting, his: Participant, anna: User
) -> None:
    made = acts.remark(
        asked.entries.get(), participant=his, text="Il bisogno è maggiore.", actor=None
    )
    acts.decide_remark(made, accept=False, answer="È un’altra stima.", actor=anna)
    Meeting.objects.filter(pk=asked.pk).update(remarks_until=clock.now() - timedelta(days=1))
    acts.close_due_remarks()
    acts.publish_minutes(Meeting.objects.get(pk=asked.pk), actor=anna)
    said = text_of(client, address(asked))
    assert "remark--obj" in said
    for words in (his.name, "Il bisogno è maggiore.", "È un’altra stima.", "non ha risposto"):
        assert words in said


def test_only_the_live_draft_asks_for_itself_again(
    live: Meeting, asked: Meeting, bruno: User, enter: Enter
) -> None:
    assert 'data-hx-trigger="every 10s"' in text_of(enter(bruno), address(live))
    assert "data-hx-trigger" not in text_of(enter(bruno), address(asked))


def test_a_speaker_who_did_not_agree_is_named_nowhere(
    live: Meeting, his: Participant, anna: User, enter: Enter
) -> None:
    his.name = "Ente che tace il nome"
    his.save()
    EntryFactory.create(meeting=live, kind="spoken", text="Serve il sabato.", speaker=his)
    page = text_of(enter(anna), address(live))
    body = page[page.index('id="testo"') : page.index('class="stack"')]
    assert "Serve il sabato." in body
    assert his.name not in body


def test_the_delay_shows_on_the_page_of_the_meeting_and_on_the_desk(
    client: Client, table: WorkingTable, anna: User
) -> None:
    late = MeetingFactory.create(
        table=table, number=2, held=True, starts_at=clock.now() - timedelta(days=40)
    )
    assert "è in ritardo di" in text_of(client, address(late, "meeting"))
    (due,) = terms(anna)
    assert (due.state, due.action) == ("late", "Scrivi il verbale")


def test_the_desk_says_what_is_to_be_decided_and_published(
    asked: Meeting, approved: Meeting, his: Participant, anna: User, carla: User
) -> None:
    acts.remark(asked.entries.get(), participant=his, text="Erano quattro.", actor=None)
    said = {str(due.action): str(due.why) for due in terms(anna)}
    assert said["Decidi le osservazioni"] == "Una osservazione da decidere."
    assert "Pubblica il verbale" in said
    assert not list(terms(carla))


# ---------------------------------------------------------------- written


def test_the_minute_taker_begins_writes_and_opens(
    table: WorkingTable, his: Participant, enter: Enter
) -> None:
    now = MeetingFactory.create(table=table, number=2, now=True, present=[his])
    assert table.minute_taker is not None
    client = enter(table.minute_taker)
    assert address(now, "minutes_begin") in text_of(client, address(now, "meeting"))
    assert client.post(address(now, "minutes_begin")).status_code == 303
    item = now.agenda.get(position=2)
    said = {"item": str(item.uid), "kind": "decision", "text": "Tre posti.", "in_favor": "1"}
    response = client.post(address(now, "minutes_write"), said)
    assert response["Location"].endswith(f"?punto={item.uid}#scrivi")
    page = text_of(client, response["Location"])
    assert "Decisione 2.1" in page
    assert re.search(rf'<option value="{item.uid}"\s+selected', page)
    assert client.post(address(now, "minutes_open")).status_code == 303
    now.refresh_from_db()
    assert now.status == "minutes_open"


def test_bad_input_keeps_what_was_typed(live: Meeting, anna: User, enter: Enter) -> None:
    response = enter(anna).post(
        address(live, "minutes_write"), {"kind": "decision", "text": "Senza punto."}
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert "Una decisione si prende su un punto" in page
    assert "Senza punto." in page


def test_two_minute_takers_at_once_find_both_texts_side_by_side(
    live: Meeting, anna: User, dario: User, enter: Enter
) -> None:
    entry = live.entries.get()
    acts.amend_entry(entry, text="Mancano quattro posti.", version=1, actor=dario)
    url = address(live, "entry_amend", entry_uid=entry.uid)
    response = enter(anna).post(url, {"text": "Mancano tre posti, il sabato.", "version": "1"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "Mancano quattro posti." in page
    assert "Mancano tre posti, il sabato." in page
    merged = {"text": "Mancano quattro posti, il sabato.", "version": "2"}
    assert 'name="version" value="2"' in page
    assert enter(anna).post(url, merged).status_code == 303
    entry.refresh_from_db()
    assert entry.text == merged["text"]
    assert entry.versions.count() == 2


def test_a_remark_decided_on_words_changed_meanwhile_overwrites_nothing(
    asked: Meeting, his: Participant, anna: User, enter: Enter
) -> None:
    entry = asked.entries.get()
    first = acts.remark(entry, participant=his, text="Erano quattro.", actor=None)
    second = acts.remark(entry, participant=his, text="Il sabato.", actor=None)
    acts.decide_remark(first, accept=True, answer="", text="Quattro posti.", actor=anna)
    url = address(asked, "remark_decide", remark_uid=second.uid)
    said = {"outcome": "accept", "text": "Tre posti il sabato.", "version": "1", "answer": ""}
    response = enter(anna).post(url, said)
    assert response.status_code == 409
    assert "Quattro posti." in response.content.decode()
    response = enter(anna).post(url, {**said, "text": "Quattro il sabato.", "version": "2"})
    assert response.status_code == 303
    assert enter(anna).get(url).status_code == 409


def test_a_body_neither_writes_nor_decides_nor_publishes(
    live: Meeting, approved: Meeting, bruno: User, enter: Enter
) -> None:
    client = enter(bruno)
    assert client.post(address(live, "minutes_write"), {"text": "x"}).status_code == 403
    assert client.post(address(live, "minutes_open")).status_code == 403
    assert client.post(address(approved, "minutes_publish")).status_code == 403


def test_the_minute_taker_does_not_publish_the_officer_does(
    approved: Meeting, anna: User, enter: Enter
) -> None:
    taker = approved.table.minute_taker
    assert taker is not None
    assert enter(taker).post(address(approved, "minutes_publish")).status_code == 403
    assert enter(anna).post(address(approved, "minutes_publish")).status_code == 303
    approved.refresh_from_db()
    assert approved.status == "published"


# ---------------------------------------------------------------- by link, without account


@pytest.fixture
def by_link(client: Client, live: Meeting, anna: User) -> Client:
    """Somebody of Bruno's body has opened the link of the letter."""
    acts.open_to_remarks(live, actor=anna)
    letter = OutgoingMessage.objects.get(purpose="tables.minutes")
    client.get(next(word for word in letter.text.split() if word.startswith("http")))
    return client


def test_the_link_lets_one_read_remark_and_approve_without_an_account(
    by_link: Client, live: Meeting, his: Participant
) -> None:
    assert "Mancano tre posti." in text_of(by_link, own(live))
    url = own(live, "remark_new", entry_uid=live.entries.get().uid)
    assert by_link.post(url, {"text": "Erano quattro."}).status_code == 303
    assert by_link.post(own(live), {"agrees": "no", "note": ""}).status_code == 422
    said = {"agrees": "no", "note": "Manca la nostra stima."}
    assert by_link.post(own(live), said).status_code == 303
    assert Remark.objects.get().participant == his
    assert Remark.objects.get().author is None
    assert Approval.objects.get().note == "Manca la nostra stima."


def test_who_has_neither_link_nor_body_finds_nothing(
    client: Client, asked: Meeting, carla: User, enter: Enter
) -> None:
    assert client.get(own(asked)).status_code == 404
    assert enter(carla).get(own(asked)).status_code == 404
    assert enter(carla).post(own(asked), {"agrees": "yes"}).status_code == 404
    assert not Approval.objects.exists()


def test_a_remark_that_names_a_family_is_given_back_as_it_was(
    asked: Meeting, bruno: User, enter: Enter
) -> None:
    url = own(asked, "remark_new", entry_uid=asked.entries.get().uid)
    response = enter(bruno).post(url, {"text": "Lo dice la famiglia Bianchi."})
    assert response.status_code == 422
    assert "Lo dice la famiglia Bianchi." in response.content.decode()
    assert not Remark.objects.exists()


def test_another_body_joins_and_the_author_withdraws(
    asked: Meeting, path: Path, bruno: User, enter: Enter
) -> None:
    theirs = path.participants.exclude(organization__memberships__user=bruno).first()
    assert theirs is not None
    AttendanceFactory.create(meeting=asked, participant=theirs)
    there = asked.attendances.get(participant__organization__memberships__user=bruno)
    made = acts.remark(asked.entries.get(), participant=theirs, text="Erano cinque.", actor=None)
    client = enter(bruno)
    url = reverse("paths:remark_side", args=[there.uid, made.uid, "associa"])
    assert client.post(url).status_code == 303
    assert made.joined_by.get() == there.participant
    mine = acts.remark(
        asked.entries.get(), participant=there.participant, text="Erano sei.", actor=bruno
    )
    client.post(reverse("paths:remark_side", args=[there.uid, mine.uid, "ritira"]))
    mine.refresh_from_db()
    assert mine.status == "withdrawn"
    assert client.post(
        reverse("paths:remark_side", args=[there.uid, made.uid, "altro"])
    ).status_code == 404  # fmt: skip


def test_the_office_answers_for_who_has_no_email(
    asked: Meeting, anna: User, dario: User, enter: Enter
) -> None:
    aloud = ParticipantFactory.create(path=asked.table.path, heard=True, by_voice=True)
    there = AttendanceFactory.create(meeting=asked, participant=aloud)
    url = reverse("paths:minutes_answer", args=[there.uid])
    assert url in text_of(enter(anna), address(asked))
    assert enter(dario).get(url).status_code == 404
    assert "per suo conto" in text_of(enter(anna), url)
    assert enter(anna).post(url, {"agrees": "yes"}).status_code == 303
    assert Approval.objects.get().acted_for
    assert "scritto dall’ufficio per suo conto" in text_of(enter(anna), address(asked))
