"""Words explained on every page and paper, once each; contested ones told to whoever writes."""

from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

import trama
from conftest import Enter
from trama.accounts.models import Office, User
from trama.applications.queries import content
from trama.applications.tasks import form_data
from trama.applications.tests.factories import ApplicationFactory
from trama.learning.lifecycle import agreeing
from trama.learning.lifecycle.writing import Entry, start
from trama.learning.models import Practice, Speaker, Term
from trama.learning.tests.test_at_the_tables import footnotes
from trama.notices.models import Notice
from trama.notices.queries import contents
from trama.notices.queries.paper import paper
from trama.organizations.models import Organization
from trama.screening import lifecycle, tasks
from trama.screening.models import AdmissionList, RejectionNotice, ScreeningCase, Verdict
from trama.screening.queries.listing import list_paper
from trama.screening.tests.factories import (
    close,
    days_ago,
    declared,
    judge_one,
    listed_by,
    received,
    seated,
)
from trama.tables.lifecycle.ground import add_statement
from trama.tables.models import PathStatus, Statement
from trama.tables.tests.factories import PathFactory
from trama.tables.tests.votes_factories import VoteFactory

pytestmark = pytest.mark.django_db
MARK = 'role="doc-glossref"'
TOLD = "Il testo usa parole contese"
REASON = "La domanda parla di una rete territoriale che lo statuto, all’articolo 4, non nomina."
OLD, NEW = "Chi si aiuta in un quartiere.", "Tutt’altra cosa."


def html(client: Client, name: str, *args: Any) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == 200
    return response.content.decode()


def notes(data: Any) -> list[str]:
    """The notes of a paper, wherever they are in it."""
    if isinstance(data, dict):
        own = [data["note"]] if set(data) == {"text", "note"} and data["note"] else []
        return own + [note for value in data.values() for note in notes(value)]
    return [note for one in data for note in notes(one)] if isinstance(data, list) else []


@pytest.fixture
def contested(discussed: Term, third_sector: Speaker, anna: User) -> Term:
    agreeing.contest(discussed, reason="No.", speaker=third_sector)
    agreeing.publish(discussed, actor=anna)
    return discussed


@pytest.fixture
def case(notice: Notice, organization: Organization, dario: User, elena: User) -> ScreeningCase:
    """Of Bruno's body, opened by Dario: a point does not conform, for `REASON`."""
    received(notice, organization)
    close(notice)
    declared(seated(notice, dario, actor=elena), dario)
    found = ScreeningCase.objects.get()
    lifecycle.open_contents(found, actor=dario)
    judge_one(found, dario, Verdict.MISSING)
    return found


@pytest.fixture
def listed(
    published: Term, case: ScreeningCase, notice: Notice, dario: User, elena: User
) -> AdmissionList:
    """Bruno's body is not admitted, and everybody reads why."""
    lifecycle.notify_rejection(case, REASON, actor=dario)
    RejectionNotice.objects.update(delivered_on=days_ago(12), due_on=days_ago(1))
    lifecycle.not_admit(case, REASON, actor=dario)
    return listed_by(elena, notice)


@pytest.fixture
def revised(
    listed: AdmissionList, published: Term, agree: Any, third_sector: Speaker, anna: User
) -> Term:
    """After the list, the term says `NEW`."""
    agreeing.revise(published, reason="Da rivedere.", speaker=third_sector)
    agreeing.define(published, text=NEW, seen=1, speaker=third_sector)
    agree(published)
    agreeing.publish(published, actor=anna)
    return published


# ---------------------------------------------------------------- pages


def test_a_page_of_many_passages_explains_a_word_once(client: Client, notice: Notice) -> None:
    start(Entry(label="che cosa manca"), text="Quello che non c’è.")
    said = [notice.summary, *notice.sections.values_list("body", flat=True)]
    assert sum("che cosa manca" in words for words in said) == 2
    page = html(client, "notices:detail", notice.code)
    assert page.count(MARK) == page.count("Quello che non c’è.") == 1
    assert 'href="#sunto-che-cosa-manca">che cosa manca</a>' in page


def test_the_list_explains_its_reasons_as_when_it_was_published(
    client: Client, notice: Notice, listed: AdmissionList, revised: Term
) -> None:
    page = html(client, "screening:list", notice.code)
    assert page.count(MARK) == 1
    assert OLD in page
    assert NEW not in page


def test_the_sentence_that_opens_a_page_is_explained_when_asked(client: Client) -> None:
    caches["public"].clear()  # as the first visitor finds it
    start(Entry(label="ente", forms=["enti del Terzo settore"]), text="Chi è nel registro.")
    page = html(client, "notices:list")
    assert 'href="#guida-ente">enti del Terzo settore</a>' in page
    assert 'class="words words--asked"' in page
    caches["public"].clear()


# ---------------------------------------------------------------- papers


def test_the_list_on_paper_has_its_notes_at_the_foot(listed: AdmissionList, revised: Term) -> None:
    data = list_paper(listed)
    (note,) = notes(data["sections"])
    assert OLD in note
    assert data["sections"][1]["rows"][0][0] == listed.rows[0]["name"]
    assert data["notes"]
    tasks.write_list(listed.pk)
    listed.refresh_from_db()
    assert listed.document is not None
    assert footnotes(listed.document) == 1


def test_the_minutes_of_the_panel_have_theirs(listed: AdmissionList, notice: Notice) -> None:
    minutes = notice.verification_minutes.get()
    tasks.write_minutes(minutes.pk)
    minutes.refresh_from_db()
    assert minutes.document is not None
    assert footnotes(minutes.document) == 1


def test_the_form_to_sign_explains_what_is_asked_and_not_what_is_answered(
    notice: Notice, organization: Organization, published: Term
) -> None:
    application = ApplicationFactory.create(notice=notice, organization=organization, complete=True)
    application.answers.update(text="La nostra rete territoriale.")
    assert notes(form_data(application, content(application))) == []
    start(Entry(label="bisogno"), text="Quello che manca.")
    data = form_data(application, content(application))
    assert len(notes(data)) == 1
    assert "non sono parte del documento" in data["notes"]


def test_the_paper_of_a_notice_explains_its_requirements(notice: Notice) -> None:
    start(Entry(label="RUNTS"), text="Il registro.")
    data = paper(contents(Notice.objects.filter(pk=notice.pk)).get(), {})
    assert len(notes(data["requirements"])) == 1


def test_every_paper_carries_notes_or_the_record_says_why_not() -> None:
    """A new document must take its words in pieces, or be named in ADR 021."""
    root = Path(trama.__file__).parent
    reasons = (root.parent / "docs/adr/021-glossary.md").read_text()
    for template in root.rglob("*.typ"):
        source = template.read_text()
        name = template.relative_to(root).as_posix()
        is_document = "sys.inputs.data" in source
        assert not is_document or "data.notes" in source or f"`{name}`" in reasons, name


# ---------------------------------------------------------------- who writes is told


def test_who_states_something_is_told_of_contested_words_before(
    enter: Enter, bruno: User, office: Office, organization: Organization, contested: Term
) -> None:
    path = PathFactory.create(notice__office=office, bodies=[organization])
    url = reverse("paths:ground_new", args=[path.code])
    data = {"text": "Serve una rete territoriale"}
    response = enter(bruno).post(url, data)
    assert response.status_code == 422
    assert TOLD in response.content.decode()
    assert not Statement.objects.exists()
    assert enter(bruno).post(url, {**data, "as_it_is": "on"}).status_code == 303
    assert Statement.objects.get().text == data["text"]


def test_who_opens_a_path_is_told_of_contested_words_before(
    enter: Enter, anna: User, notice: Notice, contested: Term
) -> None:
    terms = {"title": "Percorso", "minutes_days": "10", "remarks_days": "5"}
    data = {**terms, "purpose": "Per una rete territoriale."}
    url = reverse("paths:open", args=[notice.code])
    assert TOLD in enter(anna).post(url, data).content.decode()
    again = enter(anna).post(url, {**data, "as_it_is": "on"}).content.decode()
    assert TOLD not in again
    assert "Prima si pubblica l’elenco" in again  # by the verb: the words are no matter now


def test_who_puts_an_option_to_the_vote_is_told_of_contested_words_before(
    enter: Enter, anna: User, office: Office, organization: Organization, contested: Term
) -> None:
    path = PathFactory.create(
        notice__office=office, bodies=[organization], status=PathStatus.PRIORITISING
    )
    vote = VoteFactory.create(path=path, options=1)
    [source] = path.contributions.all()
    url = reverse("paths:option_new", args=[path.code, vote.uid])
    data = {"title": "Sportello", "text": "Una rete territoriale.", "sources": source.code}
    assert TOLD in enter(anna).post(url, data).content.decode()
    assert vote.options.count() == 1
    assert enter(anna).post(url, {**data, "as_it_is": "on"}).status_code == 303
    assert vote.options.get(title="Sportello").text == data["text"]


def test_a_statement_is_explained_where_one_answers_it(
    enter: Enter,
    anna: User,
    bruno: User,
    office: Office,
    organization: Organization,
    published: Term,
) -> None:
    path = PathFactory.create(notice__office=office, bodies=[organization])
    body = path.participants.get(organization=organization)
    add_statement(path, text="Serve una rete territoriale.", actor=anna)
    page = html(enter(bruno), "paths:ground_vote", body.uid)
    assert page.count(MARK) == 1
    assert 'href="#affermazione-rete-territoriale">rete territoriale</a>' in page


def test_who_proposes_a_practice_is_told_of_contested_words_before(
    enter: Enter, bruno: User, contested: Term
) -> None:
    url = reverse("learning:practice_new")
    data = {"title": "Visite", "problem": "La rete territoriale è ferma.", "way": "Ci si va."}
    assert TOLD in enter(bruno).post(url, data).content.decode()
    assert enter(bruno).post(url, {**data, "as_it_is": "on"}).status_code == 303
    assert Practice.objects.get().problem == data["problem"]


def test_who_writes_an_act_of_the_screening_is_told_beside_the_draft_and_before_it_goes(
    enter: Enter, dario: User, case: ScreeningCase, contested: Term
) -> None:
    client = enter(dario)
    assert TOLD not in html(client, "screening:case", case.uid)
    point = case.items.get(position=3)
    lifecycle.judge(point, Verdict.MISSING, REASON, actor=dario)
    assert TOLD in html(client, "screening:case", case.uid)
    url = reverse("screening:act", args=[case.uid, "preavviso"])
    response = client.post(url, {"reasons": REASON})
    assert "non è ancora partito" in response.content.decode()
    assert not RejectionNotice.objects.exists()
    client.post(url, {"reasons": REASON, "as_it_is": "on"})
    assert RejectionNotice.objects.get().reasons == REASON


def test_who_minutes_a_panel_is_told_of_contested_words_before(
    enter: Enter, dario: User, case: ScreeningCase, notice: Notice, contested: Term
) -> None:
    member = notice.panel.members.get()
    url = reverse("screening:minutes_write", args=[notice.code])
    data = {"held_on": str(days_ago(0)), "present": [str(member.uid)], "remarks": REASON}
    assert TOLD in enter(dario).post(url, data).content.decode()
    assert not notice.verification_minutes.exists()
    assert enter(dario).post(url, {**data, "as_it_is": "on"}).status_code == 303
