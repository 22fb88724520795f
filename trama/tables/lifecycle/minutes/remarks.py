"""Remarks on minutes by who was there: accepted, the text corrected, or kept as objections."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events
from trama.core.workflow import ActRefused, move
from trama.mailbox.lifecycle import use_link
from trama.mailbox.models import SignedLink
from trama.tables import emails
from trama.tables.lifecycle.contributions import refuse_names
from trama.tables.lifecycle.minutes.drafting import correct, kept, worded
from trama.tables.lifecycle.minutes.steps import close_remarks, takes_remarks
from trama.tables.models import (
    Attendance,
    Meeting,
    MeetingStatus,
    MinutesEntry,
    Participant,
    Remark,
    RemarkStatus,
)

WRITTEN = (MeetingStatus.MINUTES_DRAFT, MeetingStatus.MINUTES_OPEN)


def _received(meeting: Meeting, participant: Participant, at: datetime) -> Meeting:
    """Remarks are made while minutes are written and until their term, by who was there."""
    held = kept(meeting)
    if held.status not in WRITTEN or not takes_remarks(held, at):
        raise ActRefused(
            _("Il termine per le osservazioni è passato, o il verbale non è aperto. Nulla è "
              "cambiato: le osservazioni già fatte restano.")
        )  # fmt: skip
    if not Attendance.objects.filter(meeting=held, participant=participant).exists():
        raise ActRefused(
            _("%(name)s non risulta tra i presenti: le osservazioni le fa chi c’era. Se c’eri, "
              "chiedi a chi conduce di correggere l’elenco; quello che pensi dell’argomento "
              "portalo come contributo.") % {"name": participant.name}
        )  # fmt: skip
    return held


def acting(participant: Participant, *, acted_for: bool) -> None:
    """The office writes only for who has no e-mail: everybody else answers for themselves."""
    if acted_for and participant.email:
        raise ActRefused(
            _("%(name)s ha un’e-mail e risponde da sé: si scrive solo per conto di chi non ne ha.")
            % {"name": participant.name}
        )


@transaction.atomic
def remark(
    entry: MinutesEntry,
    *,
    participant: Participant,
    text: str,
    actor: User | None,
    acted_for: bool = False,
    link: SignedLink | None = None,
) -> Remark:
    """What the paragraph should say, for who was there. The same again, as a double click does,
    is the same remark."""
    at = clock.now()
    _received(entry.meeting, participant, at)
    acting(participant, acted_for=acted_for)
    said = worded(text)
    same = Remark.objects.filter(entry=entry, participant=participant, text=said)
    known = same.exclude(status=RemarkStatus.WITHDRAWN).first()
    if known is not None:
        return known
    made = Remark.objects.create(
        entry=entry,
        participant=participant,
        text=said,
        author=actor,
        acted_for=acted_for,
        made_at=at,
    )
    note = {"name": participant.name, "text": said, "acted_for": acted_for}
    events.record(events.Act("remark", made, actor, at, note))
    if link is not None:
        use_link(link, at)
    return made


@transaction.atomic
def join_remark(
    remark: Remark, *, participant: Participant, actor: User | None, acted_for: bool = False
) -> None:
    """Another body that was there says the same; twice changes nothing."""
    at = clock.now()
    _received(remark.entry.meeting, participant, at)
    acting(participant, acted_for=acted_for)
    if participant.pk == remark.participant_id:
        raise ActRefused(_("L’osservazione è già vostra. Nulla è cambiato."))
    row = Remark.objects.select_for_update(of=("self",), no_key=True).get(pk=remark.pk)
    if row.status not in {RemarkStatus.OPEN, RemarkStatus.OBJECTION}:
        raise ActRefused(_("L’osservazione è stata accolta o ritirata: non ci si associa più."))
    if row.joined_by.filter(pk=participant.pk).exists():
        return
    row.joined_by.add(participant)
    note = {"name": participant.name, "author": remark.participant.name, "acted_for": acted_for}
    events.record(events.Act("join_remark", row, actor, at, note))


@transaction.atomic
def withdraw_remark(
    remark: Remark, *, participant: Participant, actor: User | None, acted_for: bool = False
) -> None:
    """By the body that made it, until it is decided; not once others have joined: it is theirs
    too. On its behalf, only what was written on its behalf."""
    at = clock.now()
    if participant.pk != remark.participant_id or (acted_for and not remark.acted_for):
        raise ActRefused(_("La ritira chi l’ha fatta. Nulla è cambiato."))
    held = kept(remark.entry.meeting)
    if remark.joined_by.exists():
        raise ActRefused(_("Altri si sono associati: l’osservazione è anche loro, e resta."))
    _end(remark, RemarkStatus.WITHDRAWN, actor=actor, at=at)
    close_remarks(held)


def _end(
    remark: Remark, outcome: RemarkStatus, *, actor: User | None, at: datetime, **facts: str
) -> None:
    note = {"name": remark.participant.name}
    verb = f"remark_{outcome.value}"
    changes: dict[str, Any] = {**facts, "decided_at": at}
    move(remark, outcome, verb=verb, actor=actor, at=at, note=note, **changes)


@transaction.atomic
def decide_remark(
    remark: Remark,
    *,
    accept: bool,
    answer: str,
    text: str = "",
    version: int | None = None,
    actor: User,
) -> None:
    """Accepted, with the corrected `text` of the paragraph; or kept as an objection for ever, with
    the name of its body and why the minutes stay as they are. Its author is told.

    `version` of the paragraph is what the writer had before them: `OutdatedError` when somebody
    has corrected it meanwhile. The last decision after the term closes the minutes.
    """
    at = clock.now()
    held = kept(remark.entry.meeting)
    if held.status not in WRITTEN:
        raise ActRefused(_("Il verbale non è aperto: le osservazioni non si decidono più."))
    refuse_names(answer=answer)
    entry = MinutesEntry.objects.get(pk=remark.entry_id)
    if not accept and not answer.strip():
        raise ActRefused(_("Scrivi perché il testo resta com’è: lo legge chi l’ha chiesto."))
    if accept:
        said = worded(text)
        if said == entry.text:
            raise ActRefused(_("Il testo è uguale a prima: correggilo, o tienila come obiezione."))
        seen = entry.version if version is None else version
        correct(entry, said, version=seen, actor=actor, at=at)
    outcome = RemarkStatus.ACCEPTED if accept else RemarkStatus.OBJECTION
    _end(remark, outcome, actor=actor, at=at, answer=answer.strip())
    emails.minutes.tell_decided(remark, at=at)
    close_remarks(held)
