"""The end of a notice to which nobody applied: there is nothing to screen."""

from django.db import transaction
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.applications.queries import received_count
from trama.core import clock, moments
from trama.core.deadlines import day_of
from trama.core.workflow import ActRefused
from trama.notices.lifecycle import close_due, void_no_applicants
from trama.notices.models import Notice, NoticeStatus
from trama.screening.lifecycle.acts import GivenAct


@transaction.atomic
def close_without_applications(notice: Notice, *, act: GivenAct, actor: User) -> None:
    """Conclude by an act (L. 241/1990, art. 2), after the deadline, if nothing arrived.

    Drafts never presented are nothing; what was withdrawn is nothing either.
    """
    at = clock.now()
    _require_past(notice, act)
    # Whoever presents at this very moment waits for this act, or this act counts theirs.
    Notice.objects.select_for_update().get(pk=notice.pk)
    if received_count(notice):
        raise ActRefused(
            _("È arrivata una domanda: ora si nomina il seggio. L’avviso non è stato chiuso.")
        )
    void_no_applicants(
        notice, number=act.number, adopted_on=act.adopted_on, kind=act.kind, actor=actor, at=at
    )


def _require_past(notice: Notice, act: GivenAct) -> None:
    """The deadline is past, and so is the act. A closing job that is late is not waited for."""
    if notice.status == NoticeStatus.PUBLISHED:
        close_due()
        notice.refresh_from_db()
    if notice.status == NoticeStatus.PUBLISHED or notice.closes_at is None:
        raise ActRefused(
            _("Prima della scadenza una domanda può ancora arrivare. Nulla è cambiato.")
        )
    if act.adopted_on < day_of(notice.closes_at):
        raise ActRefused(
            _("L’atto è di %(day)s, prima della scadenza: se ne adotta uno dopo. "
              "Nulla è cambiato.") % {"day": moments.long_day(act.adopted_on)}
        )  # fmt: skip
