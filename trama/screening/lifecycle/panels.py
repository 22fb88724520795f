"""The panel: appointed after the deadline, its members declare, the checklist is computed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.applications.models import Application
from trama.applications.queries import received_count
from trama.core import clock, events, jobs, moments
from trama.core.deadlines import day_of
from trama.core.workflow import ActRefused
from trama.ledger.lifecycle import publish
from trama.ledger.models import AdministrativeAct, Duty
from trama.notices.lifecycle import close_due, start_screening
from trama.notices.models import Notice, NoticeStatus, Requirement
from trama.organizations.models import Organization
from trama.screening import rules
from trama.screening.lifecycle.acts import GivenAct, act_of
from trama.screening.models import (
    CaseStatus,
    Conflict,
    Panel,
    PanelDuty,
    PanelMember,
    ScreeningCase,
    ScreeningItem,
    Verdict,
)
from trama.screening.queries import applications_with_facts

CHUNK = 1000  # rows written at a time
# The act of an application, in the book, after which it is before the office.
ARRIVAL = "submit"


@dataclass(frozen=True)
class Seat:
    """Who sits on the panel, and as what."""

    user: User
    duty: PanelDuty = PanelDuty.MEMBER


@transaction.atomic
def appoint_panel(
    notice: Notice, seats: Iterable[Seat], *, act: AdministrativeAct | GivenAct, actor: User
) -> Panel:
    """Nomina del seggio: refused before the deadline (DM 72/2021, pp. 21-22).

    The notice goes to screening, a case opens for each application received, late ones too.
    """
    at = clock.now()
    seated = list(seats)
    _check_seats(seated)
    deadline = _past_deadline(notice, at)
    adopted = act_of(notice, act, actor=actor, at=at)
    if adopted.adopted_on < day_of(deadline):
        raise ActRefused(
            _("L’atto di nomina è di %(day)s, prima della scadenza: il seggio si nomina dopo. "
              "Nulla è cambiato.") % {"day": moments.long_day(adopted.adopted_on)}
        )  # fmt: skip
    if not received_count(notice):
        raise ActRefused(
            _("Non è arrivata alcuna domanda: l’avviso si chiude senza domande. Nulla è cambiato.")
        )
    start_screening(notice, actor=actor, at=at)
    panel = Panel.objects.create(notice=notice, act=adopted, appointed_at=at)
    PanelMember.objects.bulk_create(
        PanelMember(panel=panel, user=seat.user, duty=seat.duty) for seat in seated
    )
    _open_cases(notice)
    names = {"members": sorted(seat.user.pk for seat in seated), "act": str(adopted)}
    events.record(events.Act("appoint_panel", notice, actor, at, names))
    with translation.override("it"):
        title = _("Nomina del seggio")
    publish(notice.code, Duty.PANEL, title, at=at, actor=actor, act=adopted)
    jobs.defer("screening.compute_cases", notice_id=notice.pk)
    return panel


def _past_deadline(notice: Notice, at: datetime) -> datetime:
    """The notice's deadline, refused while applications may still arrive.

    The closing job may be late: a window that has ended is closed here, at its own deadline.
    """
    deadline = notice.closes_at
    if deadline is None or deadline >= at.replace(microsecond=0):
        raise ActRefused(
            _("Il seggio si nomina solo dopo la scadenza delle domande. Nulla è cambiato.")
        )
    if notice.status == NoticeStatus.PUBLISHED:
        close_due()
        notice.refresh_from_db()
    return deadline


def _open_cases(notice: Notice) -> None:
    """A case for each application received that has none yet."""
    received = Application.objects.received().filter(notice=notice, case=None)
    ScreeningCase.objects.bulk_create(
        (ScreeningCase(application=application) for application in received.order_by("pk")),
        batch_size=1000,
        ignore_conflicts=True,
    )


def open_late_case(act: events.Act) -> None:
    """A certified mail read when the panel already sits gets its case too.

    Screening hears it from the book of acts: applications know nothing of screening.
    """
    application = act.subject
    if act.verb == ARRIVAL and isinstance(application, Application):
        notice = application.notice
        if notice.status == NoticeStatus.SCREENING:
            jobs.defer("screening.compute_cases", notice_id=notice.pk)


def _check_seats(seats: list[Seat]) -> None:
    if len({seat.user.pk for seat in seats}) < len(seats):
        raise ActRefused(_("Una persona è indicata due volte. Nulla è cambiato: correggi."))
    if sum(seat.duty == PanelDuty.CHAIR for seat in seats) != 1:
        raise ActRefused(_("Il seggio ha un presidente, uno solo. Nulla è cambiato: indicalo."))


@transaction.atomic
def declare(member: PanelMember, conflicts: Mapping[Organization, str], *, actor: User) -> None:
    """Dichiarazione sui conflitti di interesse: once, before any content opens; none is a value."""
    at = clock.now()
    declared = PanelMember.objects.filter(pk=member.pk, declared_at=None).update(declared_at=at)
    if not declared:
        raise ActRefused(
            _("La dichiarazione c’è già e non si riscrive: un conflitto nuovo si aggiunge.")
        )
    member.refresh_from_db(fields=["declared_at"])
    _write_conflicts(member, conflicts, actor=actor, at=at, verb="declare")


@transaction.atomic
def add_conflict(
    member: PanelMember, conflicts: Mapping[Organization, str], *, actor: User
) -> None:
    """A conflict that came up later: from now on the member no longer opens or judges that body."""
    at = clock.now()
    if member.declared_at is None:
        raise ActRefused(_("Prima serve la dichiarazione. Nulla è cambiato."))
    _write_conflicts(member, conflicts, actor=actor, at=at, verb="add_conflict")


def _write_conflicts(
    member: PanelMember,
    conflicts: Mapping[Organization, str],
    *,
    actor: User,
    at: datetime,
    verb: str,
) -> None:
    Conflict.objects.bulk_create(
        (
            Conflict(member=member, organization=organization, reason=reason[:300])
            for organization, reason in conflicts.items()
        ),
        ignore_conflicts=True,
    )
    payload = {"conflicts": sorted(organization.pk for organization in conflicts)}
    code = member.panel.notice.code
    events.record(events.Act(verb, member, actor, at, payload, dossier=code))


@transaction.atomic
def compute_cases(notice: Notice) -> int:
    """Write each case's checklist, in Italian, as the act's language; points once judged stay.

    Idempotent: a point already there is computed afresh, unless its case is decided.
    """
    at = clock.now()
    _open_cases(notice)
    requirements = list(notice.requirements.all())
    written = 0
    batch: list[ScreeningItem] = []
    with translation.override("it"):
        for application in applications_with_facts(notice).iterator(chunk_size=CHUNK):
            batch.extend(_checklist(application, requirements, at))
            if len(batch) >= CHUNK:
                written += _write(batch)
                batch = []
    written += _write(batch)
    payload = {"points": written, "rules": rules.VERSION}
    events.record(events.Act("compute_checklists", notice, None, at, payload))
    return written


def _write(batch: list[ScreeningItem]) -> int:
    ScreeningItem.objects.bulk_create(
        batch,
        update_conflicts=True,
        unique_fields=["case", "code"],
        update_fields=["computed", "facts", "evidence", "rule_version", "computed_at"],
    )
    return len(batch)


def _facts(application: Application) -> rules.Facts:
    body, notice = application.organization, application.notice
    if application.presented_at is None or notice.closes_at is None:
        raise ValueError("an application without its instant, or a notice without its deadline")
    return rules.Facts(
        status=application.status,
        channel=application.channel,
        basis=application.basis,
        presented_at=application.presented_at,
        closes_at=notice.closes_at,
        pec_instant=notice.pec_instant,
        legal_type=body.legal_type,
        runts_number=body.runts_number,
        runts_enrolled_on=body.runts_enrolled_on,
        runts_ended_on=body.runts_ended_on,
        art5_letters=body.art5_letters,
        periods=[
            rules.Period(one.theme.code, one.started_on, one.ended_on, one.title)
            for one in application.experiences.all()
        ],
        documents=[
            rules.Given(
                one.purpose,
                one.slot.code if one.slot else "",
                one.document.status,
                one.document.name,
                str(one.document.uid),
            )
            for one in application.attachments.all()
        ],
    )


def _checklist(
    application: Application, requirements: list[Requirement], at: datetime
) -> Iterator[ScreeningItem]:
    """What every notice asks (in time, a valid istanza), then what this one asks."""
    if application.case.status != CaseStatus.IN_SCREENING:
        return
    facts = _facts(application)
    points: list[tuple[Requirement | None, str, str, bool, rules.Finding]] = [
        (None, "in-time", _("Arrivata in tempo"), False, rules.in_time(facts)),
        (None, "istanza", _("Firma di chi può firmare"), True, rules.valid_istanza(facts)),
    ]
    for one in requirements:
        finding = rules.check(one.kind, facts, one.parameters)
        points.append((one, f"r-{one.code}", one.text, one.remediable, finding))
    for position, (requirement, code, text, remediable, finding) in enumerate(points, start=1):
        yield ScreeningItem(
            case=application.case,
            requirement=requirement,
            code=code,
            text=text,
            remediable=remediable,
            position=position,
            computed=Verdict(finding.verdict),
            facts=finding.fact[:500],
            evidence=list(finding.evidence),
            rule_version=rules.VERSION,
            computed_at=at,
        )
