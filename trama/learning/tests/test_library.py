"""The library that the other parts start from: its templates, their versions, who used them."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from conftest import Enter
from trama.accounts.models import Office, User
from trama.core import clock
from trama.core.workflow import ActRefused, MoveRefused
from trama.learning.lifecycle import library
from trama.learning.lifecycle.library import Draft
from trama.learning.models import LibraryItem, LibraryKind, Speaker
from trama.learning.queries.library import library as shelf
from trama.learning.queries.library import sources, targets, versions
from trama.learning.rules.library import UnreadableTemplateError, content_of, text_of
from trama.learning.tests.factories import CourseFactory, EnrolmentFactory
from trama.mailbox.models import OutgoingMessage
from trama.notices.models import Notice, NoticeStatus, Requirement
from trama.notices.tests.factories import NoticeFactory
from trama.organizations.models import Organization
from trama.screening.lifecycle import open_contents
from trama.screening.models import ScreeningCase, Verdict
from trama.screening.tests.factories import REASON, close, declared, judge_one, received, seated
from trama.tables.models import AgendaItem, Meeting, MeetingStatus
from trama.tables.tests.factories import MeetingFactory, PathFactory, TableFactory

pytestmark = pytest.mark.django_db


def kept(office: Office, kind: LibraryKind, content: dict[str, Any], who: Speaker) -> LibraryItem:
    draft = Draft(title="Modello", about="Quando serve.", content=content)
    return library.keep_template(office, kind, draft, actor=who.actor)


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
    with pytest.raises(ActRefused, match="non è più in uso"):
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


# ---------------------------------------------------------------- versions


def test_an_improved_template_is_another_version_and_the_former_is_kept(
    office: Office, administration: Speaker, third_sector: Speaker
) -> None:
    first = kept(office, LibraryKind.GROUND_RULES, {"lines": ["Si parla."]}, administration)
    library.use(first, what_for="La rete", speaker=third_sector)
    course = CourseFactory.create(office=office)
    better = Draft(
        title="Modello", about="Quando serve.", content={"lines": ["Si parla a turno."]},
        course=course,
    )  # fmt: skip
    second = library.improve(
        first, better, change="Parlavano sempre gli stessi.", office=office,
        actor=administration.actor,
    )  # fmt: skip
    assert [(one.version, one.status) for one in versions(first)] == [
        (2, "current"),
        (1, "replaced"),
    ]
    assert [(one.pk, one.used) for one in shelf()] == [(second.pk, 1)]  # type: ignore[attr-defined]  # annotated
    assert list(course.templates.all()) == [second]
    with pytest.raises(ActRefused, match="non è più in uso"):
        library.use(first, what_for="Altro", speaker=third_sector)
    with pytest.raises(MoveRefused):  # two at once
        library.improve(
            first, better, change="Di nuovo.", office=office, actor=administration.actor
        )


@pytest.mark.parametrize(
    ("text", "change", "said"),
    [("Si parla.", "Niente.", "uguale a prima"), ("Si ascolta.", " ", "che cosa cambia"),
     ("Scrivi a mario@posta.example", "Contatto.", "e-mail")],
)  # fmt: skip
def test_an_improvement_that_improves_nothing_is_refused(
    office: Office, administration: Speaker, text: str, change: str, said: str
) -> None:
    first = kept(office, LibraryKind.GROUND_RULES, {"lines": ["Si parla."]}, administration)
    draft = Draft(title="Modello", about="Quando serve.", content={"lines": [text]})
    with pytest.raises(ActRefused, match=said):
        library.improve(first, draft, change=change, office=office, actor=administration.actor)
    first.refresh_from_db()
    assert first.status == "current"


def test_anna_improves_a_template_from_its_page(
    client: Client, enter: Enter, office: Office, administration: Speaker
) -> None:
    rows = {"lines": ["30 Ascolto"], "points": [{"title": "Ascolto", "minutes": 30}]}
    item = kept(office, LibraryKind.AGENDA, rows, administration)
    enter(administration.actor)
    url = reverse("learning:item_improve", args=[item.uid])
    assert "30 Ascolto" in client.get(url).content.decode()
    sent = {"title": "Modello", "about": "Quando serve.", "change": "Mancava la pausa."}
    refused = client.post(url, {**sent, "text": "Ascolto\nPausa"})
    assert refused.status_code == 422
    assert "Riga 1" in refused.content.decode()
    answer = client.post(url, {**sent, "text": "30 Ascolto\n10 Pausa"}, follow=True)
    words = answer.content.decode()
    assert "versione 2" in words
    assert "Mancava la pausa." in words
    assert LibraryItem.objects.get(version=2).content["points"][1]["is_pause"] is True
    assert client.get(url).status_code == 409


def test_a_requirement_whose_words_stay_is_the_same_and_a_new_one_is_judged() -> None:
    known = {"code": "runts", "kind": "runts", "parameters": {}, "text": "Al RUNTS.",
             "remediable": True}  # fmt: skip
    found = content_of("requirements", "Al RUNTS.\nHa una sede.", {"requirements": [known]})
    assert found["requirements"][0] == known
    assert (found["requirements"][1]["kind"], found["requirements"][1]["code"]) == (
        "judged", "ha-una-sede",
    )  # fmt: skip


@given(
    kind=st.sampled_from(["letter", "minutes", "ground_rules", "statement"]),
    lines=st.lists(st.text("abc è,", min_size=1).map(str.strip).filter(bool), min_size=1),
)
def test_what_is_read_back_is_what_was_written(kind: str, lines: list[str]) -> None:
    content = {"lines": lines}
    assert content_of(kind, text_of(kind, content)) == content


@pytest.mark.parametrize(
    ("kind", "text"),
    [("agenda", "30 Ascolto\nMappa"), ("requirements", f"Al RUNTS.\n{'x' * 301}")],
)
def test_a_line_that_cannot_be_taken_is_refused_and_never_cut(kind: str, text: str) -> None:
    with pytest.raises(UnreadableTemplateError, match="Riga 2"):
        content_of(kind, text)


# ---------------------------------------------------------------- where things are begun


def test_a_new_notice_starts_from_one_that_an_office_keeps(
    client: Client, enter: Enter, notice: Notice, office: Office, administration: Speaker
) -> None:
    taken = next(
        one for one in sources(LibraryKind.NOTICE, administration.actor) if one.key == notice.code
    )
    item = kept(office, LibraryKind.NOTICE, dict(taken.content()), administration)
    enter(administration.actor)
    new = reverse("notices:new")
    assert f'value="modello:{item.uid}"' in client.get(new).content.decode()
    sent = {"office": office.pk, "code": "COP-2030-01", "title": "Da un modello",
            "start": f"modello:{item.uid}"}  # fmt: skip
    assert client.post(new, sent).status_code == 303
    made = Notice.objects.get(code="COP-2030-01")
    assert (made.status, made.title, made.closes_at) == ("draft", "Da un modello", None)
    assert list(made.requirements.values_list("code", flat=True)) == list(
        notice.requirements.values_list("code", flat=True)
    )
    assert made.sections.count() == notice.sections.count()
    assert item.uses.get().what_for == "Da un modello"


def test_the_desk_of_a_draft_offers_requirements_and_they_land_there(
    client: Client, enter: Enter, office: Office, administration: Speaker
) -> None:
    content = content_of("requirements", "Ha una sede in città.")
    item = kept(office, LibraryKind.REQUIREMENTS, content, administration)
    draft = NoticeFactory.create(office=office)
    enter(administration.actor)
    here = reverse("notices:desk", args=[draft.code])
    use = f"{reverse('learning:item_use', args=[item.uid])}?dove={draft.code}"
    assert use in client.get(here).content.decode()
    assert f'value="{draft.code}" selected' in client.get(use).content.decode()
    answer = client.post(use, {"target": draft.code})
    assert answer["Location"] == here
    assert draft.requirements.get().text == "Ha una sede in città."


@pytest.fixture
def meeting(office: Office) -> Meeting:
    """Convened, of a path whose tables gather."""
    notice = NoticeFactory.create(
        office=office, status=NoticeStatus.TABLES, closes_at=clock.now() - timedelta(days=9),
        opens_at=clock.now() - timedelta(days=30),
    )  # fmt: skip
    return MeetingFactory.create(table=TableFactory.create(path=PathFactory.create(notice=notice)))


def test_a_meeting_is_convened_from_an_agenda_of_the_library(
    client: Client, enter: Enter, office: Office, administration: Speaker, meeting: Meeting
) -> None:
    item = kept(office, LibraryKind.AGENDA, content_of("agenda", "30 Ascolto"), administration)
    enter(administration.actor)
    new = reverse("paths:meeting_new", args=[meeting.table.path.code, meeting.table.uid])
    assert f"?modello={item.uid}" in client.get(new).content.decode()
    assert ">\n30 Ascolto<" in client.get(f"{new}?modello={item.uid}").content.decode()
    start = clock.now() + timedelta(days=20)
    sent = {
        "title": "Secondo", "starts_at": start.strftime("%Y-%m-%dT%H:%M"),
        "ends_at": (start + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M"), "venue": "Sala",
        "address": "Via Prova 1", "agenda": "30 Ascolto", "without_minutes": "È il primo.",
    }  # fmt: skip
    answer = client.post(f"{new}?modello={item.uid}", sent)
    assert answer.status_code == 303, answer.content.decode()
    assert item.uses.get().what_for == "Secondo"


def test_the_rules_of_a_table_start_from_the_library(
    client: Client, enter: Enter, office: Office, administration: Speaker, meeting: Meeting
) -> None:
    rules = {"lines": ["Si parla a turno.", "Si scrive chi non è d’accordo."]}
    item = kept(office, LibraryKind.GROUND_RULES, rules, administration)
    enter(administration.actor)
    new = reverse("paths:table_new", args=[meeting.table.path.code])
    words = client.get(f"{new}?modello={item.uid}").content.decode()
    assert "Si parla a turno.\nSi scrive chi non è d’accordo." in words


def test_sentences_of_the_library_go_into_the_common_ground_once(
    client: Client, enter: Enter, office: Office, administration: Speaker, meeting: Meeting
) -> None:
    lines = ["Serve un luogo aperto la sera.", "I posti ci sono, mancano gli orari."]
    item = kept(office, LibraryKind.STATEMENT, {"lines": lines}, administration)
    enter(administration.actor)
    path = meeting.table.path
    new = client.get(reverse("paths:ground_new", args=[path.code])).content.decode()
    use = f"{reverse('learning:item_use', args=[item.uid])}?dove={path.code}"
    assert use in new
    for _click in range(2):
        client.post(use, {"target": path.code})
    assert list(path.statements.order_by("number").values_list("text", flat=True)) == lines
    assert item.uses.count() == 1


def test_minutes_start_from_paragraphs_of_the_library(
    client: Client, enter: Enter, office: Office, administration: Speaker, meeting: Meeting
) -> None:
    lines = ["L’incontro si apre con chi c’è.", "Si leggono le regole."]
    item = kept(office, LibraryKind.MINUTES, {"lines": lines}, administration)
    Meeting.objects.filter(pk=meeting.pk).update(
        status=MeetingStatus.MINUTES_DRAFT, held_at=clock.now()
    )
    enter(administration.actor)
    write = reverse("paths:minutes_write", args=[meeting.table.path.code, meeting.uid])
    use = f"{reverse('learning:item_use', args=[item.uid])}?dove={meeting.uid}"
    assert use in client.get(write).content.decode()
    for _click in range(2):
        assert client.post(use, {"target": str(meeting.uid)})["Location"] == write
    assert list(meeting.entries.order_by("position").values_list("text", flat=True)) == lines


def test_a_stranger_puts_a_template_nowhere(
    client: Client, enter: Enter, office: Office, administration: Speaker, bruno: User,
    meeting: Meeting,
) -> None:  # fmt: skip
    item = kept(office, LibraryKind.STATEMENT, {"lines": ["Serve altro."]}, administration)
    enter(bruno)
    url = reverse("learning:item_use", args=[item.uid])
    answer = client.post(url, {"target": meeting.table.path.code})
    assert answer.status_code == 422
    assert not meeting.table.path.statements.exists()


def test_a_letter_to_who_takes_part_starts_from_the_library(
    client: Client, enter: Enter, office: Office, administration: Speaker
) -> None:
    course = CourseFactory.create(office=office, code="lab", running=True)
    EnrolmentFactory.create(course=course, attending=True, email="ada@posta.example")
    EnrolmentFactory.create(course=course, waiting=True)
    content = content_of("letter", "Ci vediamo presto.\n\nPortate una storia.")
    item = kept(office, LibraryKind.LETTER, content, administration)
    enter(administration.actor)
    url = f"{reverse('learning:course_letter', args=['lab'])}?modello={item.uid}"
    assert "Portate una storia." in client.get(url).content.decode()
    assert client.post(url, {"title": "Prima di partire", "text": "Ciao."}).status_code == 303
    letter = OutgoingMessage.objects.get()
    assert (letter.recipient, letter.subject) == ("ada@posta.example", "Prima di partire")
    assert item.uses.get().what_for == course.title


def test_a_notice_of_rejection_starts_from_a_letter_of_the_library(
    enter: Enter,
    office: Office,
    administration: Speaker,
    notice: Notice,
    organization: Organization,
    anna: User,
    elena: User,
) -> None:
    received(notice, organization)
    declared(seated(close(notice), anna, actor=elena), anna)
    case = ScreeningCase.objects.get()
    open_contents(case, actor=anna)
    judge_one(case, anna, Verdict.MISSING)
    item = kept(office, LibraryKind.LETTER, {"lines": ["Scriviamo prima di decidere."]},
                administration)  # fmt: skip
    client = enter(anna)
    page = f"{reverse('screening:case', args=[case.uid])}?modello={item.uid}"
    text = client.get(page).content.decode()
    assert f"Scriviamo prima di decidere.\n\n{case.items.get(position=3).text}: {REASON}" in text
    act = f"{reverse('screening:act', args=[case.uid, 'preavviso'])}?modello={item.uid}"
    assert f'action="{act}"' in text
    assert client.post(act, {"reasons": REASON}).status_code == 303
    assert item.uses.get().what_for == notice.title
