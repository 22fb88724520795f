"""The facts of a receipt (L. 241/1990 arts 8 and 18-bis), for its page and its e-mail."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trama.applications.models import Application, ApplicationStatus
from trama.applications.queries.content import content
from trama.core import moments
from trama.core.deadlines import day_of, term


@dataclass(frozen=True)
class Receipt:
    """What was received, when, in time or not, and who answers by which day."""

    application: Application
    number: str
    at: datetime
    late: bool
    answers: int
    documents: int
    answer_by: date

    @property
    def what(self) -> str:
        """«7 risposte e 3 documenti»."""
        answers = ngettext("%(n)d risposta", "%(n)d risposte", self.answers)
        documents = ngettext("%(n)d documento", "%(n)d documenti", self.documents)
        return _("%(answers)s e %(documents)s") % {
            "answers": answers % {"n": self.answers},
            "documents": documents % {"n": self.documents},
        }

    @property
    def in_time(self) -> str:
        """By how much, to the second: as acts are judged."""
        closes_at = self.application.notice.closes_at
        if closes_at is None:
            return ""
        distance = moments.duration(closes_at - self.at.replace(microsecond=0), 4)
        if self.late:
            return _("No, %(time)s dopo la scadenza") % {"time": distance}
        return _("Sì, %(time)s prima della scadenza") % {"time": distance}

    @property
    def silence(self) -> str:
        """The effects of silence: it is no assent, and it can be challenged."""
        return _(
            "Se entro quel giorno non c’è risposta, il silenzio non vale né come ammissione né "
            "come rifiuto: la domanda resta valida, e si può chiedere di concludere a chi ha il "
            "potere sostitutivo o ricorrere al giudice amministrativo (L. 241/1990, art. 2)."
        )


def receipt(application: Application) -> Receipt:
    """Of a presented application; a draft has none.

    The term for the answer runs from the closing of the notice, or from a later arrival.
    """
    at, entry = application.presented_at, application.entry
    if at is None or entry is None:
        raise ValueError("A draft has no receipt.")
    found = content(application)
    notice = application.notice
    since = max(at, notice.closes_at or at)
    return Receipt(
        application=application,
        number=str(entry),
        at=at,
        late=application.status == ApplicationStatus.LATE,
        answers=found.answered,
        documents=len(found.attachments),
        answer_by=term(day_of(since), notice.answer_days),
    )
