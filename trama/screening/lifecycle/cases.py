"""One case: contents opened, points judged, reasons announced, the outcome with its reasons."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events, jobs
from trama.core.deadlines import day_of, term
from trama.core.workflow import ActRefused, move
from trama.screening import rules
from trama.screening.models import (
    CaseStatus,
    ContentOpening,
    RejectionNotice,
    RejectionObservation,
    ScreeningCase,
    ScreeningItem,
    Verdict,
)
from trama.screening.permissions import may_work_on
from trama.screening.queries import standing, standing_notice, unanswered, wrong_points

# Characters: a reason that will be read by the body it concerns.
MIN_REASON = 40
# L. 241/1990, art. 10-bis: days to answer the notice of intended rejection.
ANSWER_TERM_DAYS = 10


@transaction.atomic
def open_contents(case: ScreeningCase, *, actor: User) -> None:
    """Apre la domanda: each first opening by each person is recorded."""
    at = clock.now()
    _must_be_free(case, actor)
    opening, first = ContentOpening.objects.get_or_create(
        case=case, user=actor, defaults={"opened_at": at}
    )
    if first:
        events.record(events.Act("open_contents", case, actor, opening.opened_at, {}))


@transaction.atomic
def judge(
    item: ScreeningItem, verdict: str, reason: str, *, actor: User, stamp: str | None = None
) -> None:
    """Giudizio su un punto: it prevails over what was computed, and wants a reason.

    `stamp` is that of the judgement one has read: who judges upon another's, unread, is refused.
    """
    at = clock.now()
    text = reason.strip()
    if verdict not in Verdict.values or verdict == Verdict.TO_JUDGE:
        raise ActRefused(_("Scegli un giudizio. Nulla è cambiato."))
    if not text or (verdict not in rules.FINE and len(text) < MIN_REASON):
        raise ActRefused(
            _("Scrivi il motivo, almeno %(n)d battute: l’ente lo leggerà se non è ammesso.")
            % {"n": MIN_REASON}
        )
    case = locked_by(item.case, actor)
    if case.status not in (CaseStatus.IN_SCREENING, CaseStatus.REJECTION_NOTICED):
        raise ActRefused(_("L’esito è già deciso: il giudizio non è stato registrato."))
    current = ScreeningItem.objects.get(pk=item.pk)
    if (current.judged, current.reason, current.judged_by_id) == (verdict, text, actor.pk):
        return  # a double click
    if current.stamp != (item.stamp if stamp is None else stamp):
        raise ActRefused(
            _("Nel frattempo %(who)s ha giudicato questo punto: il tuo giudizio non è stato "
              "registrato. Leggi il suo motivo e, se serve, giudica di nuovo.")
            % {"who": current.judged_by or _("un’altra persona")}
        )  # fmt: skip
    item.judged, item.reason, item.judged_by, item.judged_at = verdict, text, actor, at
    item.save(update_fields=["judged", "reason", "judged_by", "judged_at"])
    payload = {"point": item.code, "text": item.text, "verdict": str(verdict), "reason": text}
    events.record(events.Act("judge", item.case, actor, at, payload))


def _locked(case: ScreeningCase) -> ScreeningCase:
    """The case's row, held: of two acts at once the second sees what the first one did."""
    return ScreeningCase.objects.select_for_update(no_key=True).get(pk=case.pk)


def locked_by(case: ScreeningCase, actor: User) -> ScreeningCase:
    """The same, for whoever may work on it."""
    locked = _locked(case)
    _must_be_free(case, actor)
    return locked


def _must_be_free(case: ScreeningCase, actor: User) -> None:
    """On the panel, declared, not in conflict (L. 241/1990, art. 6-bis), whatever the door."""
    if not may_work_on(actor, case):
        raise ActRefused(
            _("Su questa domanda non puoi lavorare: non fai parte del seggio, non hai ancora "
              "dichiarato, oppure sei in conflitto con l’ente. Nulla è cambiato.")
        )  # fmt: skip


def _refuse_if(why: str) -> None:
    if why:
        raise ActRefused(why)


@transaction.atomic
def admit(case: ScreeningCase, *, actor: User, motivation: str = "", answer: str = "") -> None:
    """Ammesso: every point conforms or does not apply.

    After a notice of rejection it says why, and answers the observations.
    """
    at = clock.now()
    locked_by(case, actor)
    _refuse_if(rules.why_not_admit(standing(case, day_of(at))))
    _answer_observations(case, answer)
    move(
        case,
        CaseStatus.ADMITTED,
        verb="admit",
        actor=actor,
        at=at,
        note={"answer": answer.strip()} if answer.strip() else None,
        motivation=motivation.strip(),
        decided_by=actor,
        decided_at=at,
    )


@transaction.atomic
def notify_rejection(case: ScreeningCase, reasons: str, *, actor: User) -> RejectionNotice:
    """Preavviso di rigetto (L. 241/1990, art. 10-bis): the reasons go to the body, who answers."""
    at = clock.now()
    locked_by(case, actor)
    _refuse_if(rules.why_not_notify(standing(case, day_of(at))))
    text = long_enough(reasons)
    points = wrong_points(case.items.all())
    move(
        case,
        CaseStatus.REJECTION_NOTICED,
        verb="notify_rejection",
        actor=actor,
        at=at,
        note={"reasons": text, "points": points},
    )
    notice = RejectionNotice.objects.create(
        case=case, reasons=text, points=points, sent_at=at, sent_by=actor
    )
    jobs.defer("screening.send_rejection_notice", queue="mail", notice_id=notice.pk)
    return notice


def long_enough(reasons: str) -> str:
    text = reasons.strip()
    if len(text) < MIN_REASON:
        raise ActRefused(
            _("Scrivi i motivi, almeno %(n)d battute. Nulla è cambiato.") % {"n": MIN_REASON}
        )
    return text


@transaction.atomic
def record_delivery(notice: RejectionNotice, delivered_on: date, note: str, *, actor: User) -> None:
    """The certified delivery from which the ten days run; holidays move their end forward."""
    at = clock.now()
    if not day_of(notice.sent_at) <= delivered_on <= day_of(at):
        raise ActRefused(
            _("La consegna sta tra l’invio e oggi. Nulla è cambiato: correggi il giorno.")
        )
    _must_be_free(notice.case, actor)
    due_on = term(delivered_on, ANSWER_TERM_DAYS)
    recorded = RejectionNotice.objects.filter(pk=notice.pk, delivered_on=None).update(
        delivered_on=delivered_on, delivery_note=note.strip()[:300], due_on=due_on
    )
    if not recorded:
        raise ActRefused(_("La consegna è già registrata. Nulla è cambiato."))
    notice.refresh_from_db()
    payload = {"delivered_on": delivered_on, "due_on": due_on, "note": notice.delivery_note}
    events.record(events.Act("record_delivery", notice.case, actor, at, payload))


@transaction.atomic
def record_observations(
    notice: RejectionNotice, text: str, *, actor: User | None, by_office: bool = False
) -> None:
    """Osservazioni dell’ente, each kept beside those before; late ones too.

    By the body itself, signed in or by signed link; `by_office`, as the panel received them.
    """
    at = clock.now()
    words = text.strip()
    if not words:
        raise ActRefused(_("Le osservazioni sono vuote. Nulla è cambiato."))
    case = _locked(notice.case)
    if by_office:
        _must_be_a_members(case, actor)
    if case.status != CaseStatus.REJECTION_NOTICED or standing_notice(case) != notice:
        raise ActRefused(
            _("Questo preavviso non aspetta più osservazioni. Nulla è cambiato: se serve, scrivi "
              "all’ufficio.")
        )  # fmt: skip
    notice.refresh_from_db(fields=["due_on"])
    earlier = notice.observations.last()
    if earlier and (earlier.text, earlier.by_office) == (words, by_office):
        return  # a double click
    said = RejectionObservation.objects.create(
        notice=notice, text=words, received_at=at, by=actor, by_office=by_office
    )
    payload = {"observations": words, "late": said.is_late, "by_office": by_office}
    events.record(events.Act("observe", notice.case, actor, at, payload))


def _must_be_a_members(case: ScreeningCase, actor: User | None) -> None:
    if actor is None:
        raise ValueError("what the office writes in has a person's name")
    _must_be_free(case, actor)


def is_late(notice: RejectionNotice, at: datetime) -> bool:
    """Written after the last day: kept all the same, and a person weighs it."""
    return notice.due_on is not None and day_of(at) > notice.due_on


def _answer_observations(case: ScreeningCase, answer: str) -> None:
    """The final act answers each observation (L. 241/1990, art. 10-bis)."""
    text, owed = answer.strip(), unanswered(case)
    if text:
        owed.update(answer=text)
    elif owed.exists():
        raise ActRefused(_("Rispondi alle osservazioni dell’ente: l’atto finale lo deve fare."))


@transaction.atomic
def not_admit(case: ScreeningCase, motivation: str, *, actor: User, answer: str = "") -> None:
    """Non ammesso, with reasons (L. 241/1990, art. 3), none of which the body could not answer.

    After the ten days, or after the body's own observations.
    """
    at = clock.now()
    locked_by(case, actor)
    _refuse_if(rules.why_not_refuse(standing(case, day_of(at))))
    text = long_enough(motivation)
    _answer_observations(case, answer)
    move(
        case,
        CaseStatus.NOT_ADMITTED,
        verb="not_admit",
        actor=actor,
        at=at,
        note={"answer": answer.strip()},
        motivation=text,
        decided_by=actor,
        decided_at=at,
    )


@transaction.atomic
def reopen(case: ScreeningCase, reason: str, *, actor: User) -> None:
    """Before the list is published the panel may correct itself, saying why (autotutela).

    A notice of rejection that was sent is taken back: it stays, and another may be sent.
    """
    at = clock.now()
    locked_by(case, actor)
    _refuse_if(rules.why_not_reopen(standing(case, day_of(at))))
    text = long_enough(reason)
    move(
        case,
        CaseStatus.IN_SCREENING,
        verb="reopen",
        actor=actor,
        at=at,
        note={"reason": text},
        decided_by=None,
        decided_at=None,
        motivation="",
    )
