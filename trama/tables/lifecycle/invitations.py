"""Invitations to a meeting: sent, and answered by link or signed in."""

from django.db import transaction
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events
from trama.core.workflow import ActRefused
from trama.mailbox.lifecycle import use_link
from trama.mailbox.models import SignedLink
from trama.tables import emails
from trama.tables.lifecycle.paths import GATHERING, locked
from trama.tables.models import (
    Invitation,
    InvitationAnswer,
    Meeting,
    MeetingStatus,
    Participant,
    ParticipantStatus,
    TableKind,
)
from trama.tables.queries.meetings import is_in_the_room, owing_minutes


def invited_by(meeting: Meeting) -> list[Participant]:
    """Who is called to a meeting: in the plenary everybody, else the members of the table."""
    table = meeting.table
    everybody = table.kind == TableKind.PLENARY
    among = table.path.participants.all() if everybody else table.members.all()
    return list(among.filter(status=ParticipantStatus.ACTIVE).order_by("name", "pk"))


@transaction.atomic
def invite(meeting: Meeting, *, actor: User, without_minutes: str = "") -> tuple[int, int]:
    """Write to whoever has not been written to yet: how many letters, how many have no address.

    Refused while minutes of the table are owed, unless one says why (R-CP-01).
    """
    at = clock.now()
    locked(meeting.table.path, *GATHERING)
    held = Meeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if held.status != MeetingStatus.CONVENED or held.starts_at <= at:
        raise ActRefused(_("Si invita a un incontro convocato, prima che cominci."))
    reason = without_minutes.strip() or held.without_minutes
    if not reason and owing_minutes(held.table, at) is not None:
        raise ActRefused(
            _("Il tavolo non ha ancora pubblicato il verbale di prima: pubblicalo, o scrivi "
              "perché si convoca lo stesso.")
        )  # fmt: skip
    if reason != held.without_minutes:
        Meeting.objects.filter(pk=held.pk).update(without_minutes=reason)
    called = invited_by(held)
    if not called:
        raise ActRefused(_("Questo tavolo non ha ancora nessuno: aggiungi chi ne fa parte."))
    Invitation.objects.bulk_create(
        [Invitation(meeting=held, participant=one) for one in called], ignore_conflicts=True
    )
    new = held.invitations.filter(sent_at=None, participant__in=called)
    rows = new.select_related("participant", "meeting__table__path__notice").order_by("pk")
    sent = [emails.meetings.invite(one, at=at) for one in rows]
    note = {"title": held.title, "sent": sum(sent)}
    if sum(sent):
        events.record(events.Act("invite", held, actor, at, note))
    return sum(sent), len(sent) - sum(sent)


@transaction.atomic
def answer_invitation(
    invitation: Invitation,
    answer: str,
    *,
    actor: User | None,
    link: SignedLink | None = None,
    acted_for: bool = False,
) -> bool:
    """Comes or does not, until the meeting begins; says whether there is a chair in the room.

    With the room full, whoever comes is told to connect; where one cannot, it is refused.
    `acted_for`: the office writes what who has no e-mail has said by voice.
    """
    at = clock.now()
    locked(invitation.participant.path)
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=invitation.meeting_id)
    if meeting.status != MeetingStatus.CONVENED or meeting.starts_at <= at:
        raise ActRefused(_("L’incontro è già cominciato, o è annullato: non si risponde più."))
    if answer not in {InvitationAnswer.COMING, InvitationAnswer.NOT_COMING}:
        raise ActRefused(_("Di’ se venite o no."))
    if invitation.participant.status != ParticipantStatus.ACTIVE:
        raise ActRefused(_("L’ente non partecipa più al percorso. Quello che ha detto resta."))
    if acted_for and invitation.participant.email:
        raise ActRefused(_("Chi ha un’e-mail risponde dal suo invito: nulla è cambiato."))
    if invitation.answer != answer:
        invitation.answer = InvitationAnswer(answer)
        invitation.answered_at = at
        invitation.acted_for = acted_for
        invitation.save(update_fields=["answer", "answered_at", "acted_for"])
        note = {"name": invitation.participant.name, "answer": answer}
        verb = f"answer_for_{answer}" if acted_for else f"answer_{answer}"
        events.record(events.Act(verb, meeting, actor, at, note))
    seated = is_in_the_room(invitation, meeting)
    if not seated and not meeting.online_url:
        raise ActRefused(_("La sala è piena e non ci si può collegare: chiama l’ufficio."))
    if link is not None:
        use_link(link, at)
    return seated
