"""What other pages show of minutes: a meeting's page, the terms on the desk."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trama.accounts.models import User
from trama.accounts.queries import offices_of
from trama.core import clock
from trama.core.deadlines import day_of
from trama.core.panels import Panel
from trama.core.ui import Due, urgency
from trama.tables.models import Meeting, MeetingStatus
from trama.tables.panels.paths import ON_THE_DESK
from trama.tables.permissions.minutes import may_read
from trama.tables.permissions.paths import may_minute
from trama.tables.queries.minutes import (
    decisions_of,
    late_words,
    owed_by,
    owed_on,
    state_words,
    title_of,
)

TO_WRITE = (MeetingStatus.CONVENED, MeetingStatus.HELD)


def of_meeting(request: HttpRequest, meeting: Meeting) -> Panel | None:
    """Who does what next with the minutes; what was decided, for who may read it."""
    now = clock.now()
    if meeting.status == MeetingStatus.CANCELLED or meeting.starts_at > now:
        return None
    is_written = meeting.status not in TO_WRITE
    may = is_written and may_read(request.user, meeting)
    context = {
        "path": meeting.table.path,
        "meeting": meeting,
        "sentence": state_words(meeting),
        "late": late_words(meeting, day_of(now)),
        "may_begin": not is_written and may_minute(request.user, meeting.table),
        "may_read": may,
        "decisions": decisions_of(meeting) if may else [],
    }
    return Panel("tables/_minutes_panel.html", context)


def terms(user: User) -> Iterable[Due]:
    """Minutes owed, remarks to decide, minutes to publish: one query for all of them."""
    for meeting, undecided in owed_by(offices_of(user), ON_THE_DESK):
        yield _due(meeting, undecided)


def _due(meeting: Meeting, undecided: int) -> Due:
    today = day_of(clock.now())
    on, why, action = owed_on(meeting), state_words(meeting), _("Scrivi il verbale")
    if meeting.status == MeetingStatus.MINUTES_OPEN and meeting.remarks_until:
        on, action = day_of(meeting.remarks_until), _("Leggi il verbale")
        if undecided:
            words = ngettext(
                "Una osservazione da decidere.", "%(n)d osservazioni da decidere.", undecided
            )
            why, action = words % {"n": undecided}, _("Decidi le osservazioni")
    elif meeting.status == MeetingStatus.MINUTES_APPROVED and meeting.approved_at:
        on, action = day_of(meeting.approved_at), _("Pubblica il verbale")
    path = meeting.table.path
    return Due(
        on=on,
        title=f"{path.title}: {title_of(meeting)}",
        why=why,
        url=reverse("paths:meeting", args=[path.code, meeting.uid]),
        action=action,
        state=urgency(on, today),
    )
