"""The PDF of minutes, and what their pages cost: the same for one paragraph and for fifty."""

import io

import pikepdf
import pytest
from django.test import Client
from django.urls import reverse

from conftest import Enter
from tests.costs import questions_of
from trama.accounts.models import User
from trama.core import clock
from trama.ledger.models import Document, Publication
from trama.ledger.queries import read_document
from trama.tables.lifecycle import minutes as acts
from trama.tables.models import (
    Approval,
    Attendance,
    Meeting,
    MinutesEntry,
    Participant,
    Path,
    Remark,
    WorkingTable,
)
from trama.tables.tasks import minutes as tasks
from trama.tables.tests.factories import (
    AttendanceFactory,
    EntryFactory,
    MeetingFactory,
    ParticipantFactory,
)
from trama.tables.tests.minutes_pages import address, own, text_of

pytestmark = pytest.mark.django_db

HOSTILE = "#panic() <b>*forte*</b> $x$"


# ---------------------------------------------------------------- the paper


@pytest.fixture
def told(approved: Meeting, anna: User) -> Meeting:
    """Published, with an entry that tries to be source."""
    EntryFactory.create(meeting=approved, kind="spoken", text=HOSTILE)
    EntryFactory.create(meeting=approved, kind="decision", number="1.1", text="Sì.", in_favor=1)
    EntryFactory.create(meeting=approved, kind="dissent", text="No.")
    acts.publish_minutes(approved, actor=anna)
    return approved


def test_the_pdf_declares_both_standards_is_tagged_and_says_its_language(told: Meeting) -> None:
    tasks.write_minutes(told.pk)
    told.refresh_from_db()
    assert told.minutes_document is not None
    with (
        read_document(told.minutes_document) as content,
        pikepdf.open(io.BytesIO(content.read())) as pdf,
        pdf.open_metadata() as metadata,
    ):
        assert metadata["pdfuaid:part"] == "1"
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("2", "A")
        assert str(pdf.Root.Lang) == "it"
        assert pdf.Root.MarkInfo.Marked
        assert "StructTreeRoot" in str(pdf.Root.keys())


def test_the_job_run_twice_makes_one_paper_and_the_page_leads_to_it(
    client: Client, told: Meeting
) -> None:
    assert "in preparazione" in text_of(client, address(told))
    tasks.write_minutes(told.pk)
    tasks.write_minutes(told.pk)
    document = Document.objects.get()
    assert Publication.objects.filter(document=document).count() == 1
    url = reverse("ledger:public_document", args=[document.uid])
    assert url in text_of(client, address(told))
    assert client.get(url).status_code == 200


def test_minutes_that_are_not_published_have_no_paper(approved: Meeting) -> None:
    tasks.write_minutes(approved.pk)
    assert not Document.objects.exists()


# ---------------------------------------------------------------- constant costs


def _remarked(meeting: Meeting, by: Participant) -> None:
    """A paragraph with an objection that another body joined."""
    entry = EntryFactory.create(meeting=meeting, kind="spoken", speaker=by)
    made = Remark.objects.create(
        entry=entry, participant=by, text="No.", made_at=clock.now(), status="objection"
    )
    made.joined_by.add(ParticipantFactory.create(path=by.path))


@pytest.mark.parametrize("who", ["bruno", "anna"])
def test_one_paragraph_or_fifty_cost_the_same(
    asked: Meeting,
    path: Path,
    his: Participant,
    enter: Enter,
    request: pytest.FixtureRequest,
    who: str,
) -> None:
    client = enter(request.getfixturevalue(who))
    urls = [address(asked), own(asked)] if who == "bruno" else [address(asked)]
    _remarked(asked, his)
    before = [questions_of(client, url, again=True) for url in urls]
    for _n in range(49):
        _remarked(asked, his)
    for one in path.participants.exclude(pk=his.pk):
        there = AttendanceFactory.create(meeting=asked, participant=one)
        Approval.objects.create(attendance=there, agrees=True, given_at=clock.now())
    assert [questions_of(client, url, again=True) for url in urls] == before


def test_published_minutes_cost_the_same_for_one_paragraph_and_fifty(
    client: Client, table: WorkingTable, his: Participant
) -> None:
    costs = {
        questions_of(
            client,
            address(
                MeetingFactory.create(
                    table=table, published=True, present=[his], said=["Così."] * length
                )
            ),
            again=True,
        )
        for length in (1, 50)
    }
    assert len(costs) == 1


def test_the_writers_page_costs_the_same_for_fifty_paragraphs(
    live: Meeting, anna: User, enter: Enter
) -> None:
    client, url = enter(anna), address(live, "minutes_write")
    before = questions_of(client, url, again=True)
    EntryFactory.create_batch(49, meeting=live)
    assert questions_of(client, url, again=True) == before
    assert MinutesEntry.objects.count() == 50
    assert Attendance.objects.count() == 1
