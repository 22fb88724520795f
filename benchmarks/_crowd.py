"""A notice with as many applications as asked, closed, its panel at work.

The rows of what people send are written in bulk, as they would be; the office's acts are the real
ones: appointing the panel opens the cases, the checklist is computed, its member declares.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from benchmarks import _city
from benchmarks._journey import open_notice
from trama.accounts.models import OfficeDuty
from trama.accounts.tests.factories import OfficeRoleFactory
from trama.applications.models import (
    Answer,
    Application,
    ApplicationBasis,
    ApplicationStatus,
    Experience,
)
from trama.core import clock
from trama.ledger.lifecycle import canonical, commitment
from trama.ledger.models import Event, Opening, RegisterCounter, RegistryEntry
from trama.notices.models import Notice
from trama.organizations.models import Organization
from trama.programming.models import Theme
from trama.screening.tests.factories import close, declared, seated

LABEL = "applications.application"


@dataclass(frozen=True)
class Procedure:
    """A notice in screening, and the session of its officer, who sits on the panel."""

    notice: Notice
    session_key: str


def crowded(code: str, size: int) -> Procedure:
    notice = open_notice(code)
    start = Organization.objects.count()
    submitted(notice, _city.bodies(start, start + size))
    close(notice)
    people = [
        OfficeRoleFactory.create(office=notice.office, duty=duty).user
        for duty in (OfficeDuty.OFFICER, OfficeDuty.STAFF, OfficeDuty.STAFF)
    ]
    panel = seated(notice, *people, actor=people[0])
    declared(panel, people[0])
    notice.refresh_from_db()
    return Procedure(notice, _city.session_of(people[0]))


def submitted(notice: Notice, bodies: list[Organization]) -> None:
    """An application of each body, one a second, the last an hour ago: complete and numbered."""
    now = clock.now() - timedelta(hours=1)
    applications = Application.objects.bulk_create(
        (
            Application(
                notice=notice,
                organization=body,
                created_at=now - timedelta(days=1),
                changed_at=now,
            )
            for body in bodies
        ),
        batch_size=_city.BATCH,
    )
    fill(notice, applications)
    enter(notice, applications, [now - timedelta(seconds=n) for n in range(len(bodies), 0, -1)])
    write_down(notice, applications)


def enter(notice: Notice, applications: list[Application], instants: list[datetime]) -> None:
    """Each presented at its instant, under the next number of the register."""
    year = instants[0].year
    counter, _ = RegisterCounter.objects.get_or_create(register="REP", year=year)
    entries = RegistryEntry.objects.bulk_create(
        (
            RegistryEntry(
                year=year,
                number=counter.last + n,
                registered_at=at,
                dossier=notice.code,
                subject_label=LABEL,
                subject_id=str(application.pk),
            )
            for n, (application, at) in enumerate(zip(applications, instants, strict=True), start=1)
        ),
        batch_size=_city.BATCH,
    )
    RegisterCounter.objects.filter(pk=counter.pk).update(last=counter.last + len(entries))
    for application, entry in zip(applications, entries, strict=True):
        application.status = ApplicationStatus.SUBMITTED
        application.basis = ApplicationBasis.DIGITAL_IDENTITY
        application.presented_at = entry.registered_at
        application.entry = entry
    changed = ["status", "basis", "presented_at", "entry"]
    Application.objects.bulk_update(applications, changed, batch_size=_city.BATCH)


def fill(notice: Notice, applications: list[Application]) -> None:
    """An answer to a question, an experience of three years: what the checklist reads."""
    question = notice.questions.get(code="bisogno")
    theme = Theme.objects.get(code="child-poverty")
    Answer.objects.bulk_create(
        (
            Answer(application=a, question=question, text="Dopo la scuola i bambini restano soli.")
            for a in applications
        ),
        batch_size=_city.BATCH,
    )
    Experience.objects.bulk_create(
        (
            Experience(
                application=a,
                theme=theme,
                title="Doposcuola",
                started_on=date(2019, 9, 1),
                ended_on=date(2022, 8, 31),
            )
            for a in applications
        ),
        batch_size=_city.BATCH,
    )


def write_down(notice: Notice, applications: list[Application]) -> None:
    """The two acts of each, in the book: begun, presented."""
    acts: list[tuple[Event, Opening]] = []
    for application in applications:
        for verb, dossier in (("start", ""), ("submit", notice.code)):
            salt, payload = secrets.token_bytes(32), canonical({"notice": notice.code})
            event = Event(
                occurred_at=application.presented_at or clock.now(),
                dossier=dossier,
                subject_label=LABEL,
                subject_id=str(application.pk),
                verb=verb,
                commitment=commitment(salt, payload),
            )
            acts.append((event, Opening(event=event, salt=salt, payload=payload)))
    Event.objects.bulk_create((event for event, _ in acts), batch_size=_city.BATCH)
    Opening.objects.bulk_create((opening for _, opening in acts), batch_size=_city.BATCH)
