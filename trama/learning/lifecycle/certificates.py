"""Certificates: issued to whoever was there for enough hours, numbered, revoked with a reason."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from trama.accounts.models import User
from trama.core import clock, events, jobs
from trama.core.workflow import ActRefused, move
from trama.learning import emails
from trama.learning.lifecycle.courses import lock
from trama.learning.models import (
    Certificate,
    CertificateStatus,
    Course,
    CourseStatus,
    EnrolmentStatus,
)
from trama.learning.queries.sessions import attended_minutes, held_minutes
from trama.ledger.lifecycle import keep_document, number

REGISTER = "LAB"
# Read aloud without doubt: no 0 and O, no 1 and I.
SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 12


@transaction.atomic
def issue_certificates(course: Course, *, actor: User) -> int:
    """To whoever has completed the course and has none; says how many. The job makes the PDF."""
    at = clock.now()
    held = lock(course, CourseStatus.CLOSED, CourseStatus.FOLLOW_UP)
    total, attended = held_minutes(held), attended_minutes(held)
    completed = held.enrolments.filter(status=EnrolmentStatus.COMPLETED, certificate=None)
    people = list(completed.order_by("person_name", "pk"))
    for enrolment in people:
        code = "".join(secrets.choice(SIGNS) for _sign in range(CODE_LENGTH))
        certificate = Certificate.objects.create(
            enrolment=enrolment,
            number=code,
            code=code,
            attended_minutes=attended[enrolment.pk],
            total_minutes=total,
            issued_at=at,
        )
        certificate.number = str(number(certificate, at=at, register=REGISTER))
        certificate.save(update_fields=["number"])
        note = {"number": certificate.number}
        events.record(events.Act("issue", certificate, actor, at, note))
        jobs.defer("learning.make_certificate", queue="documents", certificate=str(certificate.uid))
    return len(people)


@transaction.atomic
def attach(certificate: Certificate, pdf: bytes, *, at: datetime) -> None:
    """Its PDF is ready: the person has a letter. Twice changes nothing."""
    held = Certificate.objects.select_for_update().get(pk=certificate.pk)
    if held.document_id is not None:
        return
    name = f"attestato-{held.number.replace('/', '-')}.pdf"
    held.document = keep_document(
        pdf, name=name, media_type="application/pdf", at=at, dossier=held.dossier
    )
    held.save(update_fields=["document"])
    emails.lab.send_certificate(held, at=at)


@transaction.atomic
def revoke_certificate(certificate: Certificate, *, reason: str, actor: User) -> None:
    """From here on its code answers that it is not valid."""
    if not reason.strip():
        raise ActRefused(_("Scrivi perché è revocato. Nulla è cambiato."))
    move(
        certificate,
        CertificateStatus.REVOKED,
        verb="revoke",
        actor=actor,
        at=clock.now(),
        note={"number": certificate.number},
        reason=reason,
    )
