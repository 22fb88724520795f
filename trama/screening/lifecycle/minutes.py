"""Verbali di verifica: written from the records, approved by who was there, out with the list."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events, jobs
from trama.core.deadlines import day_of
from trama.core.models import next_number
from trama.core.workflow import ActRefused, MoveRefused, move
from trama.ledger.lifecycle import keep_document, publish
from trama.ledger.models import Duty
from trama.notices.models import Notice, NoticeStatus
from trama.screening.lifecycle.cases import long_enough
from trama.screening.models import (
    Attendance,
    MinutesStatus,
    Panel,
    PanelMember,
    VerificationMinutes,
)
from trama.screening.queries import (
    mark_of,
    marks_now,
    minutes_owed,
    minutes_title,
    outcomes_to_record,
    published_list,
    seat_of,
)


@transaction.atomic
def write_minutes(
    notice: Notice,
    *,
    held_on: date,
    present: Collection[PanelMember],
    remarks: str,
    actor: User,
) -> VerificationMinutes:
    """Scrive il verbale di una seduta, or writes again the one that waits to be approved.

    The outcomes are those that no approved minutes say yet, as they stand now.
    """
    at = clock.now()
    panel = Panel.objects.select_for_update(no_key=True, of=("self",)).get(notice=notice)
    _must_be_screening(panel.notice)
    _must_sit(notice, actor)
    _check_sitting(panel, held_on, present, at)
    minutes = _draft(notice)
    rows = outcomes_to_record(notice, held_on)
    said = {"held_on": held_on, "remarks": remarks.strip(), "rows": rows}
    if not rows and not said["remarks"]:
        raise ActRefused(
            _("Non ci sono esiti nuovi: scrivi che cosa si è fatto. Nulla è stato registrato.")
        )
    if minutes.pk and _says(minutes, said, present):
        return minutes  # a double click: who has approved it has
    for name, value in {**said, "written_by": actor, "written_at": at}.items():
        setattr(minutes, name, value)
    minutes.save()
    minutes.attendances.all().delete()
    Attendance.objects.bulk_create(Attendance(minutes=minutes, member=one) for one in present)
    there = sorted(one.user_id for one in present)
    payload = {"number": minutes.number, "outcomes": len(rows), "present": there}
    events.record(events.Act("write_minutes", minutes, actor, at, {"held_on": held_on, **payload}))
    return minutes


def _draft(notice: Notice) -> VerificationMinutes:
    """The one that waits to be approved, or the next: an approval in flight is waited for."""
    drafts = notice.verification_minutes.filter(status=MinutesStatus.DRAFT)
    draft = drafts.select_for_update(no_key=True).first()
    if draft is not None:
        return draft
    return VerificationMinutes(notice=notice, number=next_number(notice.verification_minutes))


def _says(
    minutes: VerificationMinutes, said: dict[str, object], present: Collection[PanelMember]
) -> bool:
    there = set(minutes.attendances.values_list("member", flat=True))
    same = all(getattr(minutes, name) == value for name, value in said.items())
    return same and there == {one.pk for one in present}


def _must_be_screening(notice: Notice) -> None:
    if notice.status != NoticeStatus.SCREENING:
        raise ActRefused(_("L’avviso non è in istruttoria: il verbale non si scrive più."))


def _must_sit(notice: Notice, actor: User) -> None:
    """Who has not declared has read nothing that the minutes say."""
    seat = seat_of(actor, notice)
    if seat is None or seat.declared_at is None:
        raise ActRefused(
            _("Il verbale lo scrive chi è nel seggio e ha dichiarato i conflitti. Nulla è "
              "cambiato.")
        )  # fmt: skip


def _check_sitting(
    panel: Panel, held_on: date, present: Collection[PanelMember], at: datetime
) -> None:
    """Between the appointment and today; who was there sat then, and had declared."""
    if not day_of(panel.appointed_at) <= held_on <= day_of(at):
        raise ActRefused(
            _("La seduta sta tra la nomina del seggio e oggi. Nulla è cambiato: correggi il "
              "giorno.")
        )  # fmt: skip
    if not present:
        raise ActRefused(_("Indica chi c’era. Nulla è cambiato."))
    for one in present:
        if one.panel_id != panel.pk or not one.could_work_on(held_on):
            raise ActRefused(
                _("%(who)s quel giorno non era nel seggio, o non aveva dichiarato i conflitti. "
                  "Nulla è cambiato: correggi.") % {"who": one.user}
            )  # fmt: skip


@transaction.atomic
def approve_minutes(minutes: VerificationMinutes, *, actor: User, stamp: str) -> None:
    """Approva il verbale: each of those who were there; with the last it is approved, for ever.

    `stamp` is that of the text one has read: one written again meanwhile is read again.
    """
    at = clock.now()
    rows = VerificationMinutes.objects.select_for_update(no_key=True, of=("self",))
    locked = rows.select_related("notice").get(pk=minutes.pk)
    mine = locked.attendances.filter(member__user=actor).first()
    if mine is None:
        raise ActRefused(_("A questa seduta non eri presente: il verbale lo approva chi c’era."))
    if mine.approved_at is not None:
        return  # a double click
    if locked.status != MinutesStatus.DRAFT:
        raise MoveRefused(_("Il verbale è già approvato. Nulla è cambiato."))
    if locked.stamp != stamp:
        raise ActRefused(
            _("Il verbale è stato riscritto dopo che l’hai aperto: rileggilo, poi approvalo.")
        )
    if not {mark_of(row) for row in locked.rows} <= marks_now(locked.notice):
        raise ActRefused(
            _("Un esito del verbale nel frattempo è cambiato: prima il verbale si riscrive.")
        )
    mine.approved_at = at
    mine.save(update_fields=["approved_at"])
    payload = {"number": locked.number}
    events.record(events.Act("approve_minutes", locked, actor, at, payload))
    if not locked.attendances.filter(approved_at=None).exists():
        move(
            locked,
            MinutesStatus.APPROVED,
            verb="conclude_minutes",
            actor=actor,
            at=at,
            note=payload,
            approved_at=at,
        )
        jobs.defer("screening.write_minutes", queue="documents", minutes_id=locked.pk)


@transaction.atomic
def keep_minutes_document(minutes: VerificationMinutes, content: bytes) -> bool:
    """The approved minutes on paper: once, then False. Published at once if the list is out."""
    at = clock.now()
    rows = VerificationMinutes.objects.select_for_update(no_key=True, of=("self",))
    locked = rows.select_related("notice").get(pk=minutes.pk)
    if locked.status != MinutesStatus.APPROVED or locked.document_id is not None:
        return False
    code = locked.dossier
    locked.document = keep_document(
        content,
        name=f"{code}-verbale-{locked.number}.pdf",
        media_type="application/pdf",
        at=at,
        dossier=code,
    )
    locked.save(update_fields=["document"])
    if published_list(locked.notice) is not None:
        publish_minutes(locked.notice, actor=None, at=at)
    return True


def publish_minutes(notice: Notice, *, actor: User | None, at: datetime) -> None:
    """The approved minutes enter the register with the list: before, they would tell it.

    Those whose paper is still being made follow by themselves (`keep_minutes_document`).
    """
    ready = notice.verification_minutes.filter(
        status=MinutesStatus.APPROVED, document__isnull=False, published_at=None
    )
    for minutes in ready.select_related("document").order_by("number"):
        unpublished = VerificationMinutes.objects.filter(pk=minutes.pk, published_at=None)
        if unpublished.update(published_at=at):
            with translation.override("it"):
                title = minutes_title(minutes)
            publish(
                notice.code,
                Duty.VERIFICATION_MINUTES,
                title,
                at=at,
                actor=actor,
                document=minutes.document,
            )


def require_minutes(notice: Notice, reason: str, *, actor: User, at: datetime) -> None:
    """No list without the minutes of what it says, unless a reason is written (DM 72/2021)."""
    owed = minutes_owed(notice)
    if not owed:
        return
    if not reason.strip():
        raise ActRefused(
            _("Di %(n)d esiti non c’è un verbale approvato: il seggio lo scrive e lo approva, "
              "oppure scrivi perché l’elenco esce senza. Nulla è stato pubblicato.") % {"n": owed}
        )  # fmt: skip
    payload = {"reason": long_enough(reason), "outcomes": owed}
    events.record(events.Act("do_without_minutes", notice, actor, at, payload))
