"""The checklist of each case: computed from the facts, its judgements kept."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.applications.models import Application
from trama.applications.queries import requirements_for
from trama.core import clock, events, jobs
from trama.core.workflow import ActRefused
from trama.notices.models import Notice, NoticeStatus, Requirement
from trama.screening import rules
from trama.screening.lifecycle.cases import locked_by
from trama.screening.models import CaseStatus, ScreeningCase, ScreeningItem, Verdict
from trama.screening.queries import applications_with_facts

CHUNK = 1000  # rows written at a time
# The act of an application, in the book, after which it is before the office.
ARRIVAL = "submit"
# What is computed of a point.
COMPUTED = ("computed", "facts", "evidence")


def open_cases(notice: Notice) -> None:
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


@transaction.atomic
def compute_cases(notice: Notice) -> int:
    """Write each case's checklist, in Italian, as the act's language; points once judged stay.

    Idempotent: a point already there is computed afresh, unless its case is decided.
    """
    at = clock.now()
    open_cases(notice)
    requirements = list(notice.requirements.all())
    written = 0
    batch: list[ScreeningItem] = []
    with translation.override("it"):
        for application in applications_with_facts(notice).iterator(chunk_size=CHUNK):
            if application.case.status == CaseStatus.IN_SCREENING:
                batch.extend(
                    _checklist(application, requirements_for(application, requirements), at)
                )
            if len(batch) >= CHUNK:
                written += len(batch)
                _write(batch, at)
                batch = []
    written += len(batch)
    _write(batch, at)
    payload = {"points": written, "rules": rules.VERSION}
    events.record(events.Act("compute_checklists", notice, None, at, payload))
    return written


@transaction.atomic
def recompute(case: ScreeningCase, *, actor: User) -> list[str]:
    """Ricalcola i punti: from what the register and the documents say today.

    What people judged stays; where the finding under it is another, the point says so. Returns the
    codes of the points whose finding changed.
    """
    at = clock.now()
    locked = locked_by(case, actor)
    if locked.status not in (CaseStatus.IN_SCREENING, CaseStatus.REJECTION_NOTICED):
        raise ActRefused(_("L’esito è già deciso: i punti non si ricalcolano. Nulla è cambiato."))
    notice = case.application.notice
    application = applications_with_facts(notice).get(pk=locked.application_id)
    with translation.override("it"):
        current = list(notice.requirements.all())
        batch = list(_checklist(application, requirements_for(application, current), at))
    changed = _write(batch, at)
    payload = {"changed": changed, "n": len(changed), "rules": rules.VERSION}
    events.record(events.Act("recompute", case, actor, at, payload))
    return changed


def _write(batch: Sequence[ScreeningItem], at: datetime) -> list[str]:
    """Written or written again; the codes of the points that say another thing than before."""
    existing = ScreeningItem.objects.filter(case__in={item.case_id for item in batch})
    before = {(item.case_id, item.code): item for item in existing}
    changed: list[str] = []
    for item in batch:
        earlier = before.get((item.case_id, item.code))
        if earlier is None:
            continue
        item.found_anew_at = earlier.found_anew_at
        if any(getattr(item, name) != getattr(earlier, name) for name in COMPUTED):
            item.found_anew_at = at
            changed.append(item.code)
    ScreeningItem.objects.bulk_create(
        batch,
        update_conflicts=True,
        unique_fields=["case", "code"],
        update_fields=[*COMPUTED, "rule_version", "computed_at", "found_anew_at"],
    )
    return changed


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
    application: Application, requirements: Sequence[Requirement], at: datetime
) -> Iterator[ScreeningItem]:
    """What every notice asks (in time, a valid istanza), then what this one asks."""
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
