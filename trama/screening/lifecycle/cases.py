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
    ScreeningCase,
    ScreeningItem,
    Verdict,
)
from trama.screening.queries import standing, standing_notice

# Characters: a reason that will be read by the body it concerns.
MIN_REASON = 40
# L. 241/1990, art. 10-bis: days to answer the notice of intended rejection.
ANSWER_TERM_DAYS = 10


@transaction.atomic
def open_contents(case: ScreeningCase, *, actor: User) -> None:
    """Apre la domanda: each first opening by each person is recorded."""
    at = clock.now()
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
    case = _locked(item.case)
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


def _refuse_if(why: str) -> None:
    if why:
        raise ActRefused(why)


@transaction.atomic
def admit(case: ScreeningCase, *, actor: User, motivation: str = "", answer: str = "") -> None:
    """Ammesso: every point conforms or does not apply.

    After a notice of rejection it says why, and answers the observations.
    """
    at = clock.now()
    noticed = _locked(case).status == CaseStatus.REJECTION_NOTICED
    _refuse_if(rules.why_not_admit(standing(case, day_of(at))))
    if noticed:
        _answer_observations(case, answer)
    move(
        case,
        CaseStatus.ADMITTED,
        verb="admit",
        actor=actor,
        at=at,
        note={"answer": answer.strip()} if noticed else None,
        motivation=motivation.strip(),
        decided_by=actor,
        decided_at=at,
    )


@transaction.atomic
def notify_rejection(case: ScreeningCase, reasons: str, *, actor: User) -> RejectionNotice:
    """Preavviso di rigetto (L. 241/1990, art. 10-bis): the reasons go to the body, who answers."""
    at = clock.now()
    _locked(case)
    _refuse_if(rules.why_not_notify(standing(case, day_of(at))))
    text = _long_enough(reasons)
    move(
        case,
        CaseStatus.REJECTION_NOTICED,
        verb="notify_rejection",
        actor=actor,
        at=at,
        note={"reasons": text},
    )
    notice = RejectionNotice.objects.create(case=case, reasons=text, sent_at=at, sent_by=actor)
    jobs.defer("screening.send_rejection_notice", queue="mail", notice_id=notice.pk)
    return notice


def _long_enough(reasons: str) -> str:
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
def record_observations(notice: RejectionNotice, text: str, *, actor: User | None) -> None:
    """Osservazioni dell’ente, by signed link or as an officer received them; late ones are kept."""
    at = clock.now()
    words = text.strip()
    if not words:
        raise ActRefused(_("Le osservazioni sono vuote. Nulla è cambiato."))
    case = _locked(notice.case)
    current = RejectionNotice.objects.get(pk=notice.pk)
    if current.observations == words:
        return  # a double click
    is_open = case.status == CaseStatus.REJECTION_NOTICED and standing_notice(case) == current
    if current.observations or not is_open:
        raise ActRefused(
            _("Le osservazioni ci sono già, oppure l’esito è deciso. Nulla è cambiato: "
              "se serve, scrivi all’ufficio.")
        )  # fmt: skip
    notice.observations, notice.observed_at = words, at
    notice.save(update_fields=["observations", "observed_at"])
    payload = {"observations": words, "late": is_late(notice, at)}
    events.record(events.Act("observe", notice.case, actor, at, payload))


def is_late(notice: RejectionNotice, at: datetime) -> bool:
    """Written after the last day: kept all the same, and a person weighs it."""
    return notice.due_on is not None and day_of(at) > notice.due_on


def _answer_observations(case: ScreeningCase, answer: str) -> None:
    """The final act answers each observation (L. 241/1990, art. 10-bis)."""
    notice = standing_notice(case)
    if notice is None:
        return
    text = answer.strip()
    if notice.observations and not text:
        raise ActRefused(_("Rispondi alle osservazioni dell’ente: l’atto finale lo deve fare."))
    notice.answer = text
    notice.save(update_fields=["answer"])


@transaction.atomic
def not_admit(case: ScreeningCase, motivation: str, *, actor: User, answer: str = "") -> None:
    """Non ammesso, with reasons (L. 241/1990, art. 3): after the ten days, or the observations."""
    at = clock.now()
    _locked(case)
    _refuse_if(rules.why_not_refuse(standing(case, day_of(at))))
    text = _long_enough(motivation)
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
    """Before the list is published the panel may correct itself, saying why (autotutela)."""
    at = clock.now()
    _locked(case)
    _refuse_if(rules.why_not_reopen(standing(case, day_of(at))))
    text = _long_enough(reason)
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
