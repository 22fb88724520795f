"""The minutes of the panel: what is still to be put in them, what they say, on page and paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from trama.accounts.models import User
from trama.core import moments
from trama.core.deadlines import day_of
from trama.core.ui import Badge
from trama.notices.models import Notice
from trama.screening.models import (
    Attendance,
    CaseStatus,
    MinutesStatus,
    PanelMember,
    ScreeningCase,
    VerificationMinutes,
)
from trama.screening.queries.board import cases_of, status_badge
from trama.screening.queries.listing import explained, paper_table, paper_text
from trama.screening.queries.seats import conflicts_of

DECIDED = [CaseStatus.ADMITTED, CaseStatus.NOT_ADMITTED]

Row = dict[str, str]
# A case, how it was decided and when: decided again, it is another thing to record.
Mark = tuple[str, str, str]


def minutes_of(notice: Notice) -> QuerySet[VerificationMinutes]:
    return notice.verification_minutes.select_related("written_by", "document").prefetch_related(
        "attendances__member__user"
    )


def _decided(notice: Notice) -> QuerySet[ScreeningCase]:
    return cases_of(notice).filter(status__in=DECIDED)


def _recorded(notice: Notice) -> set[Mark]:
    """What the approved minutes already say."""
    approved = notice.verification_minutes.filter(status=MinutesStatus.APPROVED)
    return {mark_of(row) for rows in approved.values_list("rows", flat=True) for row in rows}


def mark_of(row: Mapping[str, str]) -> Mark:
    return row["case"], row["outcome"], row["decided_at"]


def _mark(uid: object, status: str, decided_at: datetime | None) -> Mark:
    return str(uid), status, decided_at.isoformat() if decided_at else ""


def marks_now(notice: Notice) -> set[Mark]:
    """Every outcome as it stands."""
    facts = _decided(notice).order_by().values_list("uid", "status", "decided_at")
    return {_mark(*one) for one in facts}


def minutes_owed(notice: Notice) -> int:
    """How many outcomes, as they stand, are in no approved minutes."""
    return len(marks_now(notice) - _recorded(notice))


def outcomes_to_record(notice: Notice, held_on: date) -> list[Row]:
    """The outcomes until the day of a sitting that no approved minutes say, as they arrived."""
    recorded = _recorded(notice)
    cases = _decided(notice).select_related("decided_by")
    rows = [_row(case) for case in cases if case.decided_at and day_of(case.decided_at) <= held_on]
    return [row for row in rows if mark_of(row) not in recorded]


def _row(case: ScreeningCase) -> Row:
    uid, outcome, decided_at = _mark(case.uid, case.status, case.decided_at)
    body = case.application.organization
    return {
        "case": uid,
        "organization": str(body.uid),
        "name": body.name,
        "entry": str(case.application.entry),
        "outcome": outcome,
        "decided_at": decided_at,
        "decided_by": str(case.decided_by or ""),
        # A note on an admitted body stays among the office's papers, as in the list.
        "reasons": case.motivation if case.status == CaseStatus.NOT_ADMITTED else "",
    }


# ---------------------------------------------------------------- as a member reads them


@dataclass(frozen=True)
class MinutesRow:
    """An outcome in the minutes; of a body one is in conflict with, only whose it is."""

    row: Mapping[str, str]
    badge: Badge | None
    decided_at: datetime


def rows_for(rows: Sequence[Mapping[str, str]], member: PanelMember) -> list[MinutesRow]:
    hidden = {str(uid) for uid in conflicts_of(member).values_list("uid", flat=True)}
    return [
        MinutesRow(
            row,
            None if row["organization"] in hidden else status_badge(row["outcome"]),
            datetime.fromisoformat(row["decided_at"]),
        )
        for row in rows
    ]


def attendance_of(user: User | AnonymousUser, minutes: VerificationMinutes) -> Attendance | None:
    found = minutes.attendances.filter(member__user=user.pk)
    return found.select_related("member__user").first()


# ---------------------------------------------------------------- on paper


def minutes_title(minutes: VerificationMinutes) -> str:
    return _("Verbale di verifica n. %(n)d, %(day)s") % {
        "n": minutes.number,
        "day": moments.day(minutes.held_on),
    }


def minutes_paper(minutes: VerificationMinutes) -> dict[str, Any]:
    """The minutes as data for their PDF: only plain lists and texts, in Italian."""
    notice = minutes.notice
    present = minutes.attendances.select_related("member__user").order_by(
        "member__duty", "member__user__name"
    )
    with override("it"):
        paper = {
            "owner": settings.PLATFORM["owner"],
            "code": notice.code,
            "kicker": _("Avviso pubblico %(code)s, %(title)s")
            % {"code": notice.code, "title": notice.title},
            "title": minutes_title(minutes),
            "sentence": _sentence(minutes.rows),
            "facts": [
                [_("Ufficio"), notice.office.name],
                [_("Seggio nominato con"), str(notice.panel.act)],
                [_("Presenti"), "; ".join(_said(one) for one in present)],
            ],
            "note": _(
                "Ogni componente ha dichiarato i propri conflitti di interesse prima di aprire le "
                "domande; chi ne aveva non ha aperto né giudicato quella domanda."
            ),
            "sections": [
                paper_table(
                    _("Esiti"),
                    {
                        _("Ente"): 1.8,
                        _("Repertorio"): 1.4,
                        _("Esito"): 1.2,
                        _("Deciso"): 1.2,
                        _("Motivo"): 2.4,
                    },
                    [_cells(row) for row in minutes.rows],
                ),
                paper_text(_("Altro"), minutes.remarks.splitlines() or [_("Niente.")]),
                paper_text(_("Approvato dai presenti"), [_approval(one) for one in present]),
            ],
        }
        return explained(paper, minutes.approved_at)


def _cells(row: Mapping[str, str]) -> list[str]:
    return [
        row["name"],
        row["entry"],
        str(CaseStatus(row["outcome"]).label),
        moments.short_instant(datetime.fromisoformat(row["decided_at"])),
        row["reasons"],
    ]


def _approval(one: Attendance) -> str:
    return f"{one.member.user}, {moments.instant(one.approved_at)}" if one.approved_at else ""


def _said(one: Attendance) -> str:
    return f"{one.member.user} ({one.member.get_duty_display()})"


def _sentence(rows: Sequence[Mapping[str, str]]) -> str:
    """«3 esiti: 2 domande ammesse, 1 non ammessa.»"""
    yes = sum(row["outcome"] == CaseStatus.ADMITTED for row in rows)
    no = len(rows) - yes
    if not rows:
        return _("In questa seduta non sono stati decisi esiti.")
    admitted = ngettext("%(n)d domanda ammessa", "%(n)d domande ammesse", yes) % {"n": yes}
    refused = ngettext("%(n)d non ammessa", "%(n)d non ammesse", no) % {"n": no}
    return f"{admitted}, {refused}."
