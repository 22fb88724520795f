"""Three questions after each meeting, by link: what was answered is kept apart from who did."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events
from trama.core.mixing import mix
from trama.core.workflow import ActRefused
from trama.mailbox.lifecycle import use_link
from trama.mailbox.models import SignedLink
from trama.tables import emails
from trama.tables.lifecycle.contributions import refuse_names
from trama.tables.models import (
    Attendance,
    Meeting,
    ParticipantStatus,
    SurveyAnswer,
    SurveyDone,
    SurveyReply,
)
from trama.tables.queries.meetings import survey_of
from trama.tables.rules.survey import OPEN_DAYS, why_closed


def ask_due_surveys() -> int:
    """Write to whoever was at a meeting that was held, was not asked yet and may still answer; how
    many letters."""
    since = clock.now() - timedelta(days=OPEN_DAYS)
    unasked = Attendance.objects.filter(
        surveyed_at=None, meeting__held_at__gte=since, participant__status=ParticipantStatus.ACTIVE
    ).exclude(participant__email="")
    rows = unasked.select_related("participant", "meeting__table__path__notice")
    return sum(_ask(one) for one in rows.order_by("pk"))


@transaction.atomic
def _ask(attendance: Attendance) -> bool:
    at = clock.now()
    mine = Attendance.objects.filter(pk=attendance.pk, surveyed_at=None)
    if not mine.update(surveyed_at=at):
        return False
    emails.meetings.ask_survey(attendance, at=at)
    return True


@transaction.atomic
def answer_survey(
    attendance: Attendance,
    *,
    heard: int,
    useful: int,
    next_time: str = "",
    link: SignedLink | None = None,
) -> None:
    """Once for each body that was there. The history says that one has answered, not which."""
    at = clock.now()
    meeting = attendance.meeting
    if closed := why_closed(meeting.held_at, at):
        raise ActRefused(closed)
    if not (1 <= heard <= 5 and 1 <= useful <= 5):
        raise ActRefused(_("Rispondi da 1 a 5."))
    _done, is_new = SurveyDone.objects.get_or_create(
        meeting=meeting, participant=attendance.participant
    )
    if not is_new:
        raise ActRefused(_("Avete già risposto: non sapendo quale risposta è la vostra, "
                           "non si può cambiare."))  # fmt: skip
    SurveyAnswer.objects.create(meeting=meeting, heard=heard, useful=useful, next=next_time)
    mix(SurveyAnswer.objects.filter(meeting=meeting))
    events.record(events.Act("answer_survey", meeting, None, at, {}))
    if link is not None:
        use_link(link, at)


@transaction.atomic
def reply_survey(meeting: Meeting, text: str, *, actor: User) -> SurveyReply:
    """What the office did of it, published with the results: once they are shown."""
    at = clock.now()
    if not text.strip():
        raise ActRefused(_("Scrivi che cosa è stato fatto."))
    refuse_names(text=text)
    if hidden := survey_of(meeting, at).why_hidden:
        raise ActRefused(hidden)
    reply, _new = SurveyReply.objects.update_or_create(
        meeting=meeting, defaults={"text": text, "author": actor, "written_at": at}
    )
    events.record(events.Act("reply_survey", meeting, actor, at, {}))
    return reply
