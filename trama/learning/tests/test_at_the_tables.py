"""Words of the glossary on the pages and papers of the tables; contested ones told to writers."""

import io
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pikepdf
import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse

from conftest import Enter
from trama.accounts.models import Office, User
from trama.core import clock
from trama.core.glossary import Run
from trama.learning.lifecycle import agreeing
from trama.learning.lifecycle.writing import Entry, start
from trama.learning.models import Speaker, Term
from trama.learning.tests.conftest import Agree
from trama.ledger.queries import read_document
from trama.organizations.models import Organization
from trama.organizations.tests.factories import OrganizationFactory
from trama.tables.models import (
    Contribution,
    ContributionVersion,
    Meeting,
    Path,
    PathDocument,
    PathStatus,
    SynthesisParagraph,
    SynthesisSection,
)
from trama.tables.queries.minutes import minutes_of
from trama.tables.queries.minutes_paper import minutes_paper
from trama.tables.queries.paper import entry, paper, tables, text
from trama.tables.queries.path_documents import printed
from trama.tables.tasks import minutes as minutes_jobs
from trama.tables.tasks import synthesis as synthesis_jobs
from trama.tables.tests.factories import (
    ContributionFactory,
    MeetingFactory,
    PathFactory,
    TableFactory,
)
from trama.tables.tests.votes_factories import VoteFactory, counted, opened

pytestmark = pytest.mark.django_db

SAID = "Serve una rete territoriale. Una rete territoriale c’è già."
MARK = 'role="doc-glossref"'
CONTESTED = "Il testo usa parole contese"
OLD, NEW = "Chi si aiuta in un quartiere.", "Tutt’altra cosa."


@pytest.fixture
def path(office: Office, organization: Organization) -> Path:
    """Of Anna's office; Bruno's body takes part."""
    return PathFactory.create(
        notice__office=office, bodies=[organization, OrganizationFactory.create()]
    )


@pytest.fixture
def revised(published: Term, agree: Agree, third_sector: Speaker, anna: User) -> Term:
    """A term that from now on says `NEW`."""
    agreeing.revise(published, reason="Da rivedere.", speaker=third_sector)
    agreeing.define(published, text=NEW, seen=1, speaker=third_sector)
    agree(published)
    agreeing.publish(published, actor=anna)
    return published


@pytest.fixture
def contested(discussed: Term, third_sector: Speaker, anna: User) -> Term:
    agreeing.contest(discussed, reason="No.", speaker=third_sector)
    agreeing.publish(discussed, actor=anna)
    return discussed


def minuted(path: Path, **state: Any) -> Meeting:
    present = list(path.participants.filter(kind="admitted"))
    table = TableFactory.create(path=path)
    return MeetingFactory.create(table=table, present=present, said=[SAID, SAID], **state)


def document(path: Path, actor: User, *blocks: Any) -> PathDocument:
    made = PathDocument(
        path=path, kind="synthesis", asked_by=actor, made_at=clock.now() - timedelta(days=1)
    )
    made.content = paper(made, blocks, sentence="La sintesi.")
    made.save()
    return made


def read(client: Client, name: str, *args: Any) -> str:
    response = client.get(reverse(f"paths:{name}", args=args))
    assert response.status_code == 200
    return response.content.decode()


def is_explained(html: str, key: str) -> bool:
    """Its first use alone is a link, to a note of the page itself: nothing to be run."""
    note = f"{key}-rete-territoriale"
    link = f'id="{note}-uso" href="#{note}">rete territoriale</a>'
    return html.count(MARK) == 1 and html.count(link) == 1 and html.count(f'id="{note}"') == 1


def notes(lines: Sequence[Sequence[Run]]) -> list[str]:
    return [run["note"] for line in lines for run in line if run["note"]]


# ---------------------------------------------------------------- pages


def test_published_minutes_are_explained_as_they_were_when_published(
    client: Client, path: Path, revised: Term
) -> None:
    meeting = minuted(path, published=True)
    html = read(client, "minutes", path.code, meeting.uid)
    assert is_explained(html, "testo")
    assert OLD in html
    assert NEW not in html


def test_minutes_that_are_not_published_are_explained_as_now(
    enter: Enter, bruno: User, path: Path, revised: Term, organization: Organization
) -> None:
    meeting = minuted(path, remarks=True)
    there = meeting.attendances.get(participant__organization=organization)
    for html in (
        read(enter(bruno), "minutes", path.code, meeting.uid),
        read(enter(bruno), "minutes_answer", there.uid),
    ):
        assert is_explained(html, "testo")
        assert NEW in html
        assert OLD not in html


def test_a_document_is_explained_as_of_when_it_was_made(
    client: Client, path: Path, anna: User, revised: Term
) -> None:
    document(path, anna, text("Bisogni", SAID), text("Bisogni", SAID))
    html = read(client, "synthesis", path.code)
    assert is_explained(html, "testo")
    assert OLD in html
    assert NEW not in html


@pytest.mark.parametrize(("amended", "said"), [(False, OLD), (True, NEW)])
def test_a_contribution_is_explained_as_of_when_it_was_written(
    client: Client, path: Path, revised: Term, amended: bool, said: str
) -> None:
    one = ContributionFactory.create(
        path=path, authors=path.participants.all()[:1], text=SAID, title="Rete territoriale"
    )
    Contribution.objects.update(brought_at=clock.now() - timedelta(days=1))
    if amended:
        one.versions.all().delete()
        for number in (1, 2):
            ContributionVersion.objects.create(
                contribution=one, number=number, title="Rete", text=SAID, written_at=clock.now()
            )
    html = read(client, "contribution", path.code, one.number)
    assert is_explained(html, "testo")
    assert said in html


def test_the_method_of_a_vote_is_explained_to_who_votes_and_to_who_reads_the_outcome(
    client: Client, enter: Enter, bruno: User, path: Path, organization: Organization
) -> None:
    start(Entry(label="ente"), text="Chi è ammesso al percorso.")
    mine = path.participants.get(organization=organization)
    vote = opened(VoteFactory.create(path=path))
    over = counted(VoteFactory.create(path=path, over=True), {mine: [1]})
    for html in (
        read(client, "vote", path.code, vote.uid),
        read(client, "vote", path.code, over.uid),
        read(enter(bruno), "ballot", vote.uid, mine.uid),
    ):
        assert html.count(MARK) == 1
        assert 'href="#metodo-ente">ente</a>' in html


# ---------------------------------------------------------------- papers


def test_minutes_on_paper_carry_their_notes_at_the_foot(path: Path, revised: Term) -> None:
    meeting = minuted(path, published=True)
    paper_of = minutes_paper(minutes_of(meeting))
    lines = [line for section in paper_of["sections"] for line in section["lines"]]
    (note,) = notes([runs for line in lines for runs in line["text"]])
    assert OLD in note
    assert "".join(run["text"] for run in lines[0]["text"][0]) == SAID
    assert "non sono parte del documento" in paper_of["notes"]
    minutes_jobs.write_minutes(meeting.pk)
    meeting.refresh_from_db()
    assert meeting.minutes_document is not None
    assert footnotes(meeting.minutes_document) == 1


def test_minutes_without_words_of_the_glossary_have_no_notes(path: Path) -> None:
    assert minutes_paper(minutes_of(minuted(path, published=True)))["notes"] == ""


def test_a_document_on_paper_carries_its_notes_and_keeps_what_it_says(
    path: Path, anna: User, revised: Term
) -> None:
    made = document(
        path,
        anna,
        entry("Priorità", "Una rete territoriale", "", ["Prima.", SAID]),
        text("Bisogni", f"{SAID}\n\nPoi."),
        *tables("Chi", "Chi c’era", {"Chi": 1}, [["Rete territoriale"]]),
    )
    (data,) = printed(made)
    first, second, table = data["blocks"]
    (note,) = notes([*first["lines"], *second["lines"]])
    assert OLD in note
    assert ["".join(run["text"] for run in line) for line in second["lines"]] == [SAID, "Poi."]
    assert table["rows"] == [["Rete territoriale"]]  # a name: the first cell is no prose
    assert "non sono parte del documento" in data["notes"]
    assert "notes" not in PathDocument.objects.get(pk=made.pk).content
    synthesis_jobs.write_document(str(made.uid))
    made.refresh_from_db()
    assert made.document is not None
    assert footnotes(made.document) == 1


def footnotes(kept: Any) -> int:
    """How many notes the structure of a PDF has."""
    with read_document(kept) as content, pikepdf.open(io.BytesIO(content.read())) as pdf:
        return sum(
            isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Note" for one in pdf.objects
        )


# ---------------------------------------------------------------- who writes is told


def test_who_writes_minutes_is_told_of_contested_words(
    enter: Enter, anna: User, path: Path, contested: Term
) -> None:
    meeting = minuted(path, minutes=True)
    assert CONTESTED in read(enter(anna), "minutes_write", path.code, meeting.uid)
    meeting.entries.update(text="Altro.")
    assert CONTESTED not in read(enter(anna), "minutes_write", path.code, meeting.uid)


def test_who_writes_the_synthesis_is_told_of_what_can_be_said_otherwise(
    enter: Enter, anna: User, path: Path, contested: Term
) -> None:
    Path.objects.filter(pk=path.pk).update(status=PathStatus.SYNTHESIS_DRAFT)
    section = SynthesisSection.objects.create(path=path, kind="areas", title="Aree", position=1)
    SynthesisParagraph.objects.create(
        section=section, position=1, text=SAID, written_at=clock.now()
    )
    assert CONTESTED in read(enter(anna), "synthesis_desk", path.code)
    SynthesisParagraph.objects.update(is_dissent=True)
    caches["paths"].clear()  # the row was written without its act
    assert CONTESTED not in read(enter(anna), "synthesis_desk", path.code)


def test_who_brought_a_contribution_is_told_of_contested_words_and_nobody_else(
    enter: Enter, bruno: User, path: Path, contested: Term, his: Contribution
) -> None:
    assert CONTESTED in read(enter(bruno), "contribution", path.code, his.number)
    assert CONTESTED not in read(Client(), "contribution", path.code, his.number)
    Contribution.objects.update(status="accepted")
    assert CONTESTED not in read(enter(bruno), "contribution", path.code, his.number)


@pytest.fixture
def his(path: Path, organization: Organization) -> Contribution:
    """What Bruno's body has brought."""
    mine = path.participants.get(organization=organization)
    return ContributionFactory.create(path=path, authors=[mine], text=SAID)
