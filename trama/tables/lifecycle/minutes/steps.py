"""The steps of minutes: opened to who was there, closed at the term, published for everybody."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from trama.accounts.models import User
from trama.core import clock, jobs
from trama.core.deadlines import day_of, end_of, is_in_time, working_term
from trama.core.workflow import ActRefused, move
from trama.ledger.lifecycle import keep_document, publish
from trama.ledger.models import Duty
from trama.tables import emails
from trama.tables.lifecycle.minutes.drafting import drafted, kept
from trama.tables.models import Attendance, Meeting, MeetingStatus, Remark, RemarkStatus
from trama.tables.queries.minutes import tally, title_of


def takes_remarks(meeting: Meeting, at: datetime) -> bool:
    """Until the last second of the term; a draft has none yet."""
    return meeting.remarks_until is None or is_in_time(at, meeting.remarks_until)


@transaction.atomic
def open_to_remarks(meeting: Meeting, *, actor: User) -> tuple[int, int]:
    """Who was there may remark and answer for the path's working days (R-CP-01), and is written to:
    how many letters, how many have no address."""
    at = clock.now()
    held = drafted(meeting)
    present = list(held.attendances.select_related("participant").order_by("pk"))
    if not held.entries.exists():
        raise ActRefused(_("Il verbale è vuoto: prima si scrive. Nulla è cambiato."))
    if not present:
        raise ActRefused(_("Non risulta nessun presente: prima si segna chi c’era."))
    _check_counts(held, len(present))
    last = working_term(day_of(at), held.table.path.remarks_days)
    move(
        meeting,
        MeetingStatus.MINUTES_OPEN,
        verb="open_minutes",
        actor=actor,
        at=at,
        note={"title": held.title, "until": last},
        remarks_from=at,
        remarks_until=end_of(last),
    )
    written = [one for one in present if one.participant.email]
    for one in written:
        one.meeting = meeting
        emails.minutes.ask(one, at=at)
    return len(written), len(present) - len(written)


def _check_counts(meeting: Meeting, present: int) -> None:
    """One body, one position: a decision can't count more than were there."""
    for entry in meeting.entries.exclude(number="").order_by("position", "pk"):
        counted = (entry.in_favor or 0) + (entry.with_reserve or 0) + (entry.against or 0)
        if counted > present:
            raise ActRefused(
                _("La decisione %(number)s conta %(counted)d posizioni, ma i presenti sono "
                  "%(present)d: correggi l’elenco delle presenze o la decisione.")
                % {"number": entry.number, "counted": counted, "present": present}
            )  # fmt: skip


def close_due_remarks() -> int:
    """Minutes whose term is over: how many closed. Those with a remark to decide wait."""
    over = Meeting.objects.filter(
        status=MeetingStatus.MINUTES_OPEN, remarks_until__lt=clock.now().replace(microsecond=0)
    )
    return sum(close_remarks(one) for one in over.order_by("remarks_until", "pk"))


@transaction.atomic
def close_remarks(meeting: Meeting) -> bool:
    """The term is over and every remark is decided: False while it is not, or they are not."""
    at = clock.now()
    held = kept(meeting)
    if held.status != MeetingStatus.MINUTES_OPEN or takes_remarks(held, at):
        return False
    if Remark.objects.filter(entry__meeting=held, status=RemarkStatus.OPEN).exists():
        return False
    move(
        held,
        MeetingStatus.MINUTES_APPROVED,
        verb="close_minutes",
        actor=None,
        at=at,
        note={"title": held.title, **tally(held)},
        approved_at=at,
    )
    return True


@transaction.atomic
def publish_minutes(meeting: Meeting, *, actor: User) -> None:
    """For everybody, from now on, as they are: the page at once, the PDF as soon as it is made."""
    at = clock.now()
    move(
        meeting,
        MeetingStatus.PUBLISHED,
        verb="publish_minutes",
        actor=actor,
        at=at,
        note={"title": meeting.title},
        published_at=at,
    )
    path = meeting.table.path
    with override("it"):
        page = reverse("paths:minutes", args=[path.code, meeting.uid])
        publish(
            meeting.dossier, Duty.TABLE_MINUTES, title_of(meeting), at=at, actor=actor, path=page
        )
    jobs.defer("tables.write_minutes", queue="documents", meeting_id=meeting.pk)
    told = Attendance.objects.filter(meeting=meeting).exclude(participant__email="")
    for one in told.select_related("participant").order_by("pk"):
        one.meeting = meeting
        emails.minutes.tell_published(one, at=at)


@transaction.atomic
def keep_minutes_document(meeting: Meeting, content: bytes) -> bool:
    """The published minutes on paper, in the register: once, then False."""
    at = clock.now()
    held = kept(meeting)
    if held.status != MeetingStatus.PUBLISHED or held.minutes_document_id is not None:
        return False
    with override("it"):
        title = _("%(minutes)s, PDF") % {"minutes": title_of(held)}
    document = keep_document(
        content,
        name=f"{held.dossier}-verbale-{day_of(held.starts_at).isoformat()}-{held.number}.pdf",
        media_type="application/pdf",
        at=at,
        dossier=held.dossier,
    )
    Meeting.objects.filter(pk=held.pk).update(minutes_document=document)
    publish(held.dossier, Duty.TABLE_MINUTES, title, at=at, actor=None, document=document)
    return True
