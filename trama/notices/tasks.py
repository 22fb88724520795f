"""Jobs of notices. A duplicate or late run changes nothing: each asks what is still to do."""

from pathlib import Path

from procrastinate.contrib.django import app

from trama.core import clock
from trama.ledger.formats.pdf import compile_pdf
from trama.notices import formats, lifecycle
from trama.notices.models import Notice
from trama.notices.queries import contents
from trama.notices.queries.paper import paper
from trama.notices.queries.summary import theme_labels
from trama.notices.queries.window import edition

TEMPLATE = Path(formats.__file__).parent / "notice.typ"


@app.periodic(cron="* * * * *")
@app.task(
    name="notices.close_due", queue="default", queueing_lock="notices.close_due", pass_context=False
)
def close_due(timestamp: int) -> None:
    """Each minute; what a stopped worker missed is done at the first run, at its own instant."""
    lifecycle.resume_due()
    lifecycle.close_due()


@app.task(name="notices.make_pdf", queue="documents", retry=5)
def make_pdf(notice_id: int) -> None:
    """The notice on paper, as it is now: made once for each edition."""
    notice = Notice.objects.get(pk=notice_id)
    # Before the rest is read: an act in between makes this paper be dropped, not wrong.
    read_at = edition(notice)
    notice = contents(Notice.objects.filter(pk=notice_id)).get()
    at = clock.now()
    content = compile_pdf(TEMPLATE, paper(notice, theme_labels()), at=notice.published_at or at)
    lifecycle.publish_pdf(notice, content, read_at=read_at, at=at)
