"""Whether who was there agrees with the minutes: by link or signed in, or through the office."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events
from trama.core.workflow import ActRefused
from trama.mailbox.lifecycle import use_link
from trama.mailbox.models import SignedLink
from trama.tables.lifecycle.contributions import by_itself, refuse_names
from trama.tables.lifecycle.minutes.drafting import kept
from trama.tables.lifecycle.minutes.remarks import acting
from trama.tables.lifecycle.minutes.steps import takes_remarks
from trama.tables.models import Approval, Attendance, Meeting, MeetingStatus


@transaction.atomic
def approve(
    attendance: Attendance,
    *,
    agrees: bool,
    note: str = "",
    actor: User | None,
    acted_for: bool = False,
    link: SignedLink | None = None,
) -> None:
    """Agrees, or does not and says why. Until the term it may be answered again: the last counts.

    A body that was excluded afterwards was there all the same, and answers.
    """
    at = clock.now()
    held = _asked(attendance, at)
    acting(attendance.participant, acted_for=acted_for)
    said = note.strip()
    if not agrees and not said:
        raise ActRefused(_("Scrivi perché non approvi: resta nel verbale."))
    refuse_names(note=said)
    answer = {"agrees": agrees, "note": said, "acted_for": acted_for}
    given = Approval.objects.filter(attendance=attendance)
    if acted_for and given.filter(acted_for=False).exists():
        raise by_itself(attendance.participant)
    known = given.filter(**answer).exists()
    Approval.objects.update_or_create(
        attendance=attendance, defaults={**answer, "user": actor, "given_at": at}
    )
    if not known:
        facts = {"name": attendance.participant.name, **answer}
        verb = "approve_minutes" if agrees else "refuse_minutes"
        events.record(events.Act(verb, held, actor, at, facts))
    if link is not None:
        use_link(link, at)


def _asked(attendance: Attendance, at: datetime) -> Meeting:
    """The meeting, held to the end of the act, while its minutes are asked about."""
    held = kept(attendance.meeting)
    if held.status != MeetingStatus.MINUTES_OPEN or not takes_remarks(held, at):
        raise ActRefused(
            _("Il verbale si approva da quando è aperto e fino al termine: adesso no. Quello che "
              "avete già risposto resta.")
        )  # fmt: skip
    if not held.attendances.filter(pk=attendance.pk).exists():
        raise ActRefused(
            _("%(name)s non risulta più tra i presenti: l’elenco è stato corretto. Se c’eri, "
              "chiedi a chi conduce. Nulla è cambiato.") % {"name": attendance.participant.name}
        )  # fmt: skip
    return held
