"""Judgements on an application: pure functions from facts to sentences. No writes, no HTTP."""

import hashlib
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from trama.applications.models import ApplicationBasis, DeclarationCode
from trama.core.deadlines import is_in_time
from trama.ledger.lifecycle import canonical
from trama.notices.models import Channel, Notice, NoticeStatus, PecInstant, SigningMode

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

RULES_VERSION = "2026-11"
ONE_DAY = timedelta(days=1)

NOT_OPEN = _("L’avviso non è aperto: una domanda si comincia prima della scadenza.")
BY_MAIL_ONLY = _("Per questo avviso la domanda si manda per PEC, all’indirizzo dell’avviso.")

# What the representative declares when sending, word by word: it is shown, printed on the PDF to
# sign, and named in the event of the submission together with RULES_VERSION.
DECLARATIONS: "dict[DeclarationCode, StrPromise]" = {
    DeclarationCode.TRUTH: _(
        "Dichiaro, ai sensi degli articoli 46 e 47 del D.P.R. 445/2000, che quanto scritto in "
        "questa domanda è vero. So che le dichiarazioni false sono punite (art. 76) e fanno "
        "perdere i benefici ottenuti (art. 75)."
    ),
    DeclarationCode.IP_RELEASE: _(
        "Le proposte che porteremo potranno essere usate dall’Amministrazione e da chi partecipa "
        "al percorso, senza compensi e citando l’ente che le ha fatte, come dice l’avviso."
    ),
    DeclarationCode.PRIVACY: _("Ho letto l’informativa sul trattamento dei dati personali."),
}
BASIS_OF: dict[str, ApplicationBasis] = {
    SigningMode.DIGITAL_IDENTITY: ApplicationBasis.DIGITAL_IDENTITY,
    SigningMode.SIGNED_FILE: ApplicationBasis.SIGNED_FILE,
    SigningMode.HANDWRITTEN: ApplicationBasis.HANDWRITTEN,
}
MAX_ATTACHMENTS = 30


# ---------------------------------------------------------------- experience, R-APP-04


def months_covered(stretches: Iterable[tuple[date, date]]) -> int:
    """Whole months covered by stretches of days (first and last included): union, not sum.

    Stretches that overlap or touch are one: a day counts once however many projects filled it. Of
    each, whole months are counted from its first day (from 31 January a month is over on 27
    February); days beyond them do not add up across stretches. A stretch that ends before it starts
    is no stretch.
    """
    return sum(_whole_months(start, end) for start, end in union(stretches))


def union(stretches: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    """The same days as stretches that neither overlap nor touch, in order."""
    merged: list[tuple[date, date]] = []
    for start, end in sorted(pair for pair in stretches if pair[0] <= pair[1]):
        if merged and start.toordinal() <= merged[-1][1].toordinal() + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def _whole_months(start: date, end: date) -> int:
    # Month after month: so that a stretch that bridges two counts at least what the two did.
    months = 0
    while (following := _last_day_of_month_from(start)) <= end:
        months += 1
        if following == date.max:
            break
        start = following + ONE_DAY
    return months


def _last_day_of_month_from(start: date) -> date:
    """The day before the same day of the next month, or before that month's last day."""
    if (start.year, start.month) == (date.max.year, 12):
        return date.max
    year, month = (start.year + 1, 1) if start.month == 12 else (start.year, start.month + 1)
    same_day = min(start.day, monthrange(year, month)[1])
    return date(year, month, same_day) - ONE_DAY


# ---------------------------------------------------------------- what is missing


@dataclass(frozen=True)
class Missing:
    """One thing without which the application cannot be sent. `part` is the page that takes it."""

    part: str  # "answers", "experiences", "documents", "signature"
    sentence: str
    anchor: str = ""


@dataclass(frozen=True)
class Asked:
    """A question or a slot as the notice asks it, and whether it has its answer."""

    part: str
    label: str
    anchor: str
    required: bool
    given: bool
    problem: str = ""


def missing(asked: Sequence[Asked]) -> list[Missing]:
    """What the notice requires and the application does not have, in the notice's order."""
    found: list[Missing] = []
    for item in asked:
        if item.problem:
            found.append(Missing(item.part, f"{item.label}: {item.problem}", item.anchor))
        elif item.required and not item.given:
            found.append(Missing(item.part, item.label, item.anchor))
    return found


# ---------------------------------------------------------------- digest


def fingerprint(content: object) -> str:
    """SHA-256 of the canonical JSON (RFC 8785) of a content: anyone can compute it again."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


# ---------------------------------------------------------------- which PEC instant counts


@dataclass(frozen=True)
class PecVerdict:
    """The instant by which a PEC is judged; None when only a person can say."""

    at: datetime | None
    reason: str = ""


def pec_instant(
    counts: str,
    *,
    accepted_at: datetime | None,
    delivered_at: datetime | None,
    closes_at: datetime | None,
) -> PecVerdict:
    """Of the two certified instants, the one that the notice says counts.

    When the two fall on either side of the deadline a person decides. A transport envelope
    certifies the acceptance only: where delivery counts and is not known, an acceptance already
    past the deadline is late in any case; one before it says nothing of the delivery.
    """
    if accepted_at is None:
        return PecVerdict(None, _no_instant())
    if closes_at is not None and delivered_at is not None:
        sides = {is_in_time(at, closes_at) for at in (accepted_at, delivered_at)}
        if len(sides) == 2:
            return PecVerdict(None, _across())
    if counts != PecInstant.DELIVERED:
        return PecVerdict(accepted_at)
    if delivered_at is not None:
        return PecVerdict(delivered_at)
    if closes_at is not None and not is_in_time(accepted_at, closes_at):
        return PecVerdict(accepted_at)
    return PecVerdict(None, _no_delivery())


def _no_instant() -> str:
    return str(_("La busta non dice quando il gestore ha accettato il messaggio."))


def _across() -> str:
    return str(
        _(
            "Accettazione e consegna stanno ai due lati della scadenza: "
            "decide una persona, con l’avviso alla mano."
        )
    )


def _no_delivery() -> str:
    return str(
        _(
            "L’avviso conta la consegna, ma questa busta certifica solo l’accettazione: "
            "decide una persona, con la data della nostra casella."
        )
    )


def why_not_begin(notice: Notice, now: datetime) -> "StrPromise | str":
    """Why nobody begins an application on the site, by the notice as it was read; empty if they do.

    The act itself reads the window again.
    """
    second = now.replace(microsecond=0)
    if notice.status != NoticeStatus.PUBLISHED or not notice.opens_at or not notice.closes_at:
        return NOT_OPEN
    if not (notice.opens_at <= now and second <= notice.closes_at):
        return NOT_OPEN
    return "" if Channel.WEB in notice.channels else BY_MAIL_ONLY
