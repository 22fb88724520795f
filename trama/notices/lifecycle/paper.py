"""The notice on paper: owed whenever what it says has changed, made by a job, never unmade."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from trama.core import jobs, moments
from trama.ledger.lifecycle import keep_document
from trama.ledger.lifecycle import publish as register_publication
from trama.ledger.models import Duty, Publication
from trama.notices.models import Notice
from trama.notices.queries.window import edition, papers


def owe_paper(notice: Notice) -> None:
    """The job commits with the act that changes the notice, or goes with it."""
    jobs.defer(
        "notices.make_pdf", queue="documents", lock=f"notice-{notice.pk}", notice_id=notice.pk
    )


@transaction.atomic
def publish_pdf(
    notice: Notice, content: bytes, *, read_at: int, at: datetime
) -> Publication | None:
    """Keep the notice's PDF and enter it in the register, once for each edition of the notice.

    `read_at` is the edition that the paper was made from: if the notice has had another since, the
    paper is dropped, as its successor is owed already. Earlier papers stay in the register.
    """
    # The notice's row keeps two workers from both finding nothing.
    Notice.objects.select_for_update().get(pk=notice.pk)
    made = papers(notice)
    name = f"{notice.code}-{read_at}.pdf" if read_at > 1 else f"{notice.code}.pdf"
    if edition(notice) != read_at or made.filter(document__name=name).exists():
        return None
    with override("it"):
        title = _("Avviso %(code)s, PDF") % {"code": notice.code}
        if read_at > 1:
            facts = {"code": notice.code, "moment": moments.instant(at)}
            title = _("Avviso %(code)s, PDF aggiornato: %(moment)s") % facts
    document = keep_document(
        content, name=name, media_type="application/pdf", at=at, dossier=notice.dossier
    )
    return register_publication(
        notice.dossier, Duty.NOTICE, title, at=at, actor=None, document=document
    )
