"""Jobs of minutes: closed at their term, written on paper once they are published."""

from pathlib import Path

from django.conf import settings
from django.utils.translation import override
from procrastinate.contrib.django import app

from trama.ledger.formats.pdf import compile_pdf
from trama.tables import formats
from trama.tables.lifecycle.minutes import close_due_remarks, keep_minutes_document
from trama.tables.models import Meeting
from trama.tables.queries.minutes import minutes_of
from trama.tables.queries.minutes_paper import minutes_paper

TEMPLATE = Path(formats.__file__).parent / "minutes.typ"


@app.periodic(cron="*/10 * * * *")
@app.task(
    name="tables.close_remarks", queue="default", queueing_lock="tables.close_remarks", retry=3
)
def close_remarks(timestamp: int) -> None:
    close_due_remarks()


@app.task(name="tables.write_minutes", queue="documents", retry=5)
def write_minutes(meeting_id: int) -> None:
    """As they were published: made once."""
    meeting = Meeting.objects.select_related("table__path__notice__office").get(pk=meeting_id)
    if meeting.published_at is None or meeting.minutes_document_id is not None:
        return
    with override(settings.LANGUAGE_CODE):
        paper = minutes_paper(minutes_of(meeting))
        content = compile_pdf(TEMPLATE, paper, at=meeting.published_at)
        keep_minutes_document(meeting, content)
