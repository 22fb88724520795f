"""Practices tried out and what came of them; the library that others start from."""

from datetime import date, timedelta
from typing import Any

import pytest

from trama.accounts.models import Office
from trama.core import clock
from trama.core.deadlines import day_of
from trama.core.workflow import ActRefused, MoveRefused
from trama.learning.lifecycle import library, practices
from trama.learning.lifecycle.practices import six_months_after
from trama.learning.models import LibraryItem, LibraryKind, Practice, Speaker
from trama.learning.queries.practices import sources, targets
from trama.mailbox.models import OutgoingMessage
from trama.notices.models import Notice, NoticeStatus, Requirement
from trama.notices.tests.factories import NoticeFactory
from trama.tables.models import AgendaItem
from trama.tables.tests.factories import MeetingFactory, PathFactory, TableFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def practice(third_sector: Speaker) -> Practice:
    return practices.propose_practice(
        title="Visite incrociate",
        problem="Gli uffici non vedono i luoghi.",
        way="Una mattina al mese ci si va.",
        speaker=third_sector,
    )


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 1, 31), date(2026, 7, 28)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2026, 6, 15), date(2026, 12, 15)),
    ],
)
def test_six_months_after_is_the_same_day_where_every_month_has_it(
    day: date, expected: date
) -> None:
    assert six_months_after(day) == expected


def test_a_practice_is_tried_then_adopted_and_says_what_came_of_it(
    practice: Practice, administration: Speaker
) -> None:
    anna = administration.actor
    with pytest.raises(ActRefused, match="Non è ancora stata provata"):
        practices.tell_result(practice, result="Bene.", actor=anna)
    with pytest.raises(ActRefused, match="futuro"):
        practices.try_practice(
            practice, where="Dergano", since=day_of(clock.now()) + timedelta(3), actor=anna
        )
    practices.try_practice(practice, where="Dergano", since=date(2026, 3, 2), actor=anna)
    assert practice.result_due_on == date(2026, 9, 2)
    with pytest.raises(ActRefused, match="già stata provata"):
        practices.try_practice(practice, where="Altrove", since=date(2026, 3, 2), actor=anna)
    practices.decide(practice, adopted=True, reason="Ci si capisce.", actor=anna)
    practices.tell_result(practice, result="Meno telefonate.", actor=anna)
    practice.refresh_from_db()
    assert (practice.status, practice.result) == ("adopted", "Meno telefonate.")
    with pytest.raises(MoveRefused):
        practices.decide(practice, adopted=False, reason="No.", actor=anna)


def test_one_that_was_never_tried_is_not_adopted(
    practice: Practice, administration: Speaker
) -> None:
    with pytest.raises(MoveRefused):
        practices.decide(practice, adopted=True, reason="Mi piace.", actor=administration.actor)
    practices.decide(practice, adopted=False, reason="C’è già.", actor=administration.actor)
    assert practice.status == "rejected"


def test_whoever_proposed_it_is_asked_once_after_six_months(
    practice: Practice, administration: Speaker
) -> None:
    since = day_of(clock.now()) - timedelta(days=190)
    practices.try_practice(practice, where="Dergano", since=since, actor=administration.actor)
    assert practices.remind_results() == 1
    assert practices.remind_results() == 0
    letter = OutgoingMessage.objects.get(purpose="learning.practice")
    assert letter.recipient == "bruno@gelsi.example"


def test_a_person_is_named_in_no_practice(third_sector: Speaker) -> None:
    with pytest.raises(ActRefused, match="telefono"):
        practices.propose_practice(
            title="Chiamare", problem="Manca il numero.", way="333 1234567", speaker=third_sector
        )


# ---------------------------------------------------------------- the library


def kept(office: Office, kind: LibraryKind, content: dict[str, Any], who: Speaker) -> LibraryItem:
    return library.keep_template(
        office, kind=kind, title="Modello", about="Quando serve.", content=content, actor=who.actor
    )


def test_requirements_go_from_a_notice_into_a_draft_without_doubles(
    notice: Notice, office: Office, administration: Speaker
) -> None:
    taken = next(
        one
        for one in sources(LibraryKind.REQUIREMENTS, administration.actor)
        if one.key == notice.code
    )
    item = kept(office, LibraryKind.REQUIREMENTS, dict(taken.content()), administration)
    draft = NoticeFactory.create(office=office)
    first = notice.requirements.order_by("position")[0]
    Requirement.objects.create(
        notice=draft, position=1, code=first.code, kind=first.kind, text="Come prima"
    )
    assert draft.code in {one.key for one in targets(item, administration.actor)}
    library.use_requirements(item, draft, speaker=administration)
    texts = dict(draft.requirements.values_list("code", "text"))
    assert set(texts) == set(notice.requirements.values_list("code", flat=True))
    assert texts[first.code] == "Come prima"
    assert item.uses.get().what_for == draft.title


def test_an_agenda_goes_from_a_meeting_into_another(
    office: Office, administration: Speaker
) -> None:
    path = PathFactory.create(
        notice=NoticeFactory.create(
            office=office, status=NoticeStatus.TABLES, closes_at=clock.now() - timedelta(days=9),
            opens_at=clock.now() - timedelta(days=30),
        )
    )  # fmt: skip
    table = TableFactory.create(path=path)
    source = MeetingFactory.create(table=table, agenda=["Ascolto", "Mappa"])
    there = MeetingFactory.create(table=table)
    taken = next(
        one
        for one in sources(LibraryKind.AGENDA, administration.actor)
        if one.key == str(source.uid)
    )
    item = kept(office, LibraryKind.AGENDA, dict(taken.content()), administration)
    assert item.content["lines"] == ["30 Ascolto", "30 Mappa"]
    library.use_agenda(item, there, speaker=administration)
    points = AgendaItem.objects.filter(meeting=there).values_list("title", flat=True)
    assert list(points) == ["Ascolto", "Mappa"]


def test_ground_rules_go_into_a_table(office: Office, administration: Speaker) -> None:
    path = PathFactory.create(notice__office=office)
    table = TableFactory.create(path=path)
    item = kept(
        office, LibraryKind.GROUND_RULES, {"lines": ["Si parla uno alla volta."]}, administration
    )
    library.use_ground_rules(item, table, speaker=administration)
    table.refresh_from_db()
    assert table.ground_rules == "Si parla uno alla volta."
    assert table.title == "Plenaria"


def test_a_retired_template_is_read_and_nobody_starts_from_it(
    office: Office, administration: Speaker, third_sector: Speaker
) -> None:
    item = kept(office, LibraryKind.LETTER, {"lines": ["Vi invitiamo."]}, administration)
    used = library.use(item, what_for="La rete", speaker=third_sector)
    library.tell_how_it_went(used, result="Sono venuti in dieci.", actor=third_sector.actor)
    library.comment(item, text="Più breve.", speaker=third_sector)
    library.retire(item, reason="C’è il nuovo.", actor=administration.actor)
    with pytest.raises(ActRefused, match="è ritirato"):
        library.use(item, what_for="Altro", speaker=third_sector)
    with pytest.raises(MoveRefused):
        library.retire(item, reason="Di nuovo.", actor=administration.actor)
    used.refresh_from_db()
    assert used.result == "Sono venuti in dieci."
    assert item.comments.get().who == "La Corte dei Gelsi APS"


def test_an_empty_template_or_one_that_names_a_person_is_refused(
    office: Office, administration: Speaker
) -> None:
    with pytest.raises(ActRefused, match="vuoto"):
        kept(office, LibraryKind.LETTER, {"lines": []}, administration)
    with pytest.raises(ActRefused, match="e-mail"):
        kept(office, LibraryKind.LETTER, {"lines": ["mario@posta.example"]}, administration)
