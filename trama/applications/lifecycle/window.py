"""The notice under an act upon an application: it receives, and it is the one that was read."""

from django.db import connection
from django.utils.translation import gettext as _

from trama.applications.queries import list_is_out
from trama.core.workflow import ActRefused
from trama.notices.models import Notice, NoticeStatus

# In these an application may arrive: in time or late is another question.
RECEIVING = {
    NoticeStatus.PUBLISHED,
    NoticeStatus.CLOSED,
    NoticeStatus.SCREENING,
    NoticeStatus.VOID_NO_APPLICANTS,
}


class Unread(ActRefused):
    """The notice has been amended since the page was opened."""


def hold(notice: Notice) -> None:
    """Its status and the version of what it asks, as they are now: nobody changes them until this
    act is over; other arrivals go on.

    Whoever publishes the list, or amends the notice, waits for this act, or this one for them.
    """
    with connection.cursor() as cursor:  # a lock that is shared, which the ORM has not
        cursor.execute(
            "SELECT status, version, amended_at FROM notices_notice WHERE id = %s FOR SHARE",
            [notice.pk],
        )
        notice.status, notice.version, notice.amended_at = cursor.fetchone()


def must_receive(notice: Notice) -> None:
    """Refused where applications no longer arrive, and held so until this act commits."""
    hold(notice)
    if notice.status not in RECEIVING:
        raise ActRefused(
            _(
                "L’avviso non riceve più domande (%(status)s). Quello che hai scritto è "
                "conservato: per chiarimenti scrivi all’ufficio indicato nell’avviso."
            )
            % {"status": notice.get_status_display()}
        )
    if list_is_out(notice):
        raise ActRefused(
            _(
                "L’elenco degli ammessi è già pubblicato: cambia solo con un nuovo atto. "
                "Quello che hai scritto è conservato: per chiarimenti scrivi all’ufficio indicato "
                "nell’avviso."
            )
        )


def must_have_read(notice: Notice, seen: int) -> None:
    """Nobody signs for a text they have not read: `notice` is held, `seen` is what was read."""
    if notice.version != seen:
        raise Unread(
            _(
                "Intanto l’avviso è stato rettificato. Nulla è cambiato: leggi che cosa dice ora, "
                "rivedi la domanda, poi riprova."
            )
        )
