"""Minutes as they are written and opened: in order, without overwriting, within their term."""

from datetime import datetime, timedelta

import pytest

from trama.accounts.models import User
from trama.core.deadlines import ROME, day_of
from trama.core.workflow import ActRefused, MoveRefused, OutdatedError
from trama.mailbox.models import OutgoingMessage
from trama.tables.lifecycle import minutes as acts
from trama.tables.models import (
    AgendaItem,
    Contribution,
    Meeting,
    MinutesEntry,
    Participant,
    WorkingTable,
)
from trama.tables.queries.minutes import days_late, minutes_of, owed_on
from trama.tables.tests.factories import (
    AttendanceFactory,
    EntryFactory,
    MeetingFactory,
    ParticipantFactory,
)

pytestmark = pytest.mark.django_db


def point(meeting: Meeting, number: int) -> AgendaItem:
    return meeting.agenda.get(position=number)


def write(meeting: Meeting, actor: User, **more: object) -> MinutesEntry:
    facts = {"kind": "narrative", "text": "Si apre con i saluti.", **more}
    return acts.write_entry(meeting, actor=actor, **facts)  # type: ignore[arg-type]  # each its own


# ---------------------------------------------------------------- written live


def test_minutes_begin_once_and_not_before_the_meeting(
    meeting: Meeting, table: WorkingTable, anna: User
) -> None:
    with pytest.raises(ActRefused, match="non è ancora cominciato"):
        acts.begin(meeting, actor=anna)
    now = MeetingFactory.create(table=table, number=2, now=True)
    acts.begin(now, actor=anna)
    assert now.status == "minutes_draft"
    assert now.held_at is not None
    with pytest.raises(MoveRefused):
        acts.begin(now, actor=anna)


def test_paragraphs_stay_in_the_order_in_which_they_are_written_under_their_point(
    draft: Meeting, anna: User, dario: User
) -> None:
    write(draft, anna, text="Apertura.")
    write(draft, anna, text="Del secondo.", item=point(draft, 2))
    write(draft, dario, text="Del primo.", item=point(draft, 1))
    write(draft, anna, text="Ancora del secondo.", item=point(draft, 2))
    read = minutes_of(draft)
    assert [[line.entry.text for line in section.lines] for section in read.sections] == [
        ["Apertura."],
        ["Del primo."],
        ["Del secondo.", "Ancora del secondo."],
    ]
    assert read.latest is read.sections[2]


def test_a_double_click_writes_one_paragraph(draft: Meeting, anna: User) -> None:
    first = write(draft, anna)
    assert write(draft, anna) == first
    assert draft.entries.count() == 1


def test_decisions_are_numbered_within_their_point(draft: Meeting, anna: User) -> None:
    said = [
        write(draft, anna, kind="decision", text=text, item=point(draft, n), in_favor=2)
        for text, n in (("A.", 2), ("B.", 1), ("C.", 2))
    ]
    assert [one.number for one in said] == ["2.1", "1.1", "2.2"]


def test_a_pause_is_no_point_and_takes_no_number(draft: Meeting, anna: User) -> None:
    pause = AgendaItem.objects.create(meeting=draft, position=3, title="Pausa", is_pause=True)
    last = AgendaItem.objects.create(meeting=draft, position=4, title="Per la sintesi")
    assert write(draft, anna, kind="decision", item=last).number == "3.1"
    with pytest.raises(ActRefused, match="pausa"):
        write(draft, anna, kind="decision", item=pause)


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"text": "  "}, "Non c’è scritto niente"),
        ({"kind": "opinion"}, "Scegli che cosa è"),
        ({"kind": "decision"}, "su un punto"),
        ({"in_favor": 3}, "Si conta solo"),
        ({"is_named": True}, "chi ha parlato"),
        ({"text": "Ne ha parlato la famiglia Bianchi."}, "famiglia"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    draft: Meeting, anna: User, facts: dict[str, object], said: str
) -> None:
    with pytest.raises(ActRefused, match=said):
        write(draft, anna, **facts)
    assert not draft.entries.exists()


def test_a_point_or_a_speaker_of_elsewhere_is_refused(
    draft: Meeting, opened: Meeting, anna: User
) -> None:
    with pytest.raises(ActRefused, match="altro incontro"):
        write(draft, anna, item=point(opened, 1))
    with pytest.raises(ActRefused, match="non è di questo percorso"):
        write(draft, anna, kind="spoken", speaker=ParticipantFactory.create())


def test_who_spoke_is_named_only_if_they_agree(
    draft: Meeting, anna: User, his: Participant
) -> None:
    write(draft, anna, kind="spoken", text="Così.", speaker=his)
    write(draft, anna, kind="dissent", text="No.", speaker=his, is_named=True)
    assert [line.speaker for line in minutes_of(draft).lines] == ["", his.name]


def test_of_two_writers_the_second_overwrites_nothing(
    draft: Meeting, anna: User, dario: User
) -> None:
    entry = write(draft, anna, text="Due posti.")
    acts.amend_entry(entry, text="Tre posti.", version=1, actor=anna)
    stale = MinutesEntry.objects.get(pk=entry.pk)
    with pytest.raises(OutdatedError):
        acts.amend_entry(stale, text="Quattro posti.", version=1, actor=dario)
    entry.refresh_from_db()
    assert (entry.text, entry.version) == ("Tre posti.", 2)
    assert [one.text for one in entry.versions.all()] == ["Due posti."]


def test_the_same_words_again_are_no_other_version(draft: Meeting, anna: User) -> None:
    entry = write(draft, anna)
    acts.amend_entry(entry, text=entry.text, version=1, actor=anna)
    assert not entry.versions.exists()


def test_a_paragraph_written_by_mistake_goes_until_somebody_has_remarked(
    draft: Meeting, anna: User, his: Participant
) -> None:
    entry = write(draft, anna, text="Per sbaglio.")
    with pytest.raises(ActRefused, match="Nulla è stato tolto"):
        acts.strike_entry(entry, version=2, actor=anna)
    acts.strike_entry(entry, version=1, actor=anna)
    assert not draft.entries.exists()
    remarked = write(draft, anna, text="Con un’osservazione.")
    acts.remark(remarked, participant=his, text="Non è così.", actor=None)
    with pytest.raises(ActRefused, match="correggilo"):
        acts.strike_entry(remarked, version=1, actor=anna)


def test_a_contribution_said_at_the_table_is_among_those_of_the_path(
    draft: Meeting, anna: User, his: Participant
) -> None:
    entry = acts.take_down(
        draft, kind="need", title="Posti il sabato", text="Il sabato non c’è posto.",
        authors=[his], item=point(draft, 1), actor=anna,
    )  # fmt: skip
    brought = Contribution.objects.get()
    assert entry.contribution == brought
    assert (brought.channel, brought.meeting, list(brought.authors.all())) == (
        "minutes", draft, [his],
    )  # fmt: skip


def test_the_opening_of_published_minutes_may_be_started_from(
    draft: Meeting, table: WorkingTable, anna: User
) -> None:
    source = MeetingFactory.create(table=table, number=1, approved=True, said=["Di un punto."])
    EntryFactory.create(meeting=source, item=None, text="Aperto il verbale, si salutano tutti.")
    with pytest.raises(ActRefused, match="pubblicato"):
        acts.start_from(draft, source, actor=anna)
    acts.publish_minutes(source, actor=anna)
    assert acts.start_from(draft, source, actor=anna) == 1
    assert draft.entries.get().text == "Aperto il verbale, si salutano tutti."
    with pytest.raises(ActRefused, match="già cominciato"):
        acts.start_from(draft, source, actor=anna)


# ---------------------------------------------------------------- opened


def test_opening_counts_working_days_and_writes_to_who_was_there(
    draft: Meeting, anna: User, his: Participant, stop_clock: object
) -> None:
    stop_clock(datetime(2026, 11, 18, 13, 0, tzinfo=ROME))  # type: ignore[operator]  # a fixture
    write(draft, anna)
    aloud = ParticipantFactory.create(path=draft.table.path, heard=True, by_voice=True)
    AttendanceFactory.create(meeting=draft, participant=aloud)
    assert acts.open_to_remarks(draft, actor=anna) == (2, 1)
    assert draft.remarks_until is not None
    # Wednesday 18: five working days end on Wednesday 25.
    assert draft.remarks_until == datetime(2026, 11, 25, 23, 59, 59, tzinfo=ROME)
    letters = OutgoingMessage.objects.filter(purpose="tables.minutes")
    assert his.email in set(letters.values_list("recipient", flat=True))
    with pytest.raises(ActRefused, match="non è in bozza"):
        acts.open_to_remarks(draft, actor=anna)


def test_empty_minutes_or_minutes_of_nobody_are_not_opened(
    draft: Meeting, table: WorkingTable, anna: User
) -> None:
    with pytest.raises(ActRefused, match="vuoto"):
        acts.open_to_remarks(draft, actor=anna)
    alone = MeetingFactory.create(table=table, number=8, minutes=True, said=["Qualcosa."])
    with pytest.raises(ActRefused, match="nessun presente"):
        acts.open_to_remarks(alone, actor=anna)


def test_a_decision_counts_no_more_bodies_than_were_there(draft: Meeting, anna: User) -> None:
    write(draft, anna, kind="decision", item=point(draft, 1), in_favor=2, against=1)
    with pytest.raises(ActRefused, match="conta 3 posizioni, ma i presenti sono 2"):
        acts.open_to_remarks(draft, actor=anna)


def test_once_opened_the_draft_is_not_written_any_more(paragraph: MinutesEntry, anna: User) -> None:
    with pytest.raises(ActRefused, match="non è in bozza"):
        write(paragraph.meeting, anna)
    with pytest.raises(ActRefused, match="non è in bozza"):
        acts.amend_entry(paragraph, text="Altro.", version=1, actor=anna)


def test_the_delay_is_counted_until_the_minutes_are_opened(draft: Meeting, opened: Meeting) -> None:
    assert owed_on(draft) >= day_of(draft.ends_at) + timedelta(days=10)
    assert days_late(draft, owed_on(draft)) == 0
    assert days_late(draft, owed_on(draft) + timedelta(days=4)) == 4
    # Opened in time, whatever day is today.
    assert days_late(opened, owed_on(opened) + timedelta(days=40)) == 0
