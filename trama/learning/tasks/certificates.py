"""The job that prints a certificate."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override
from procrastinate.contrib.django import app

from trama.core import clock
from trama.core.moments import day
from trama.learning.lifecycle.certificates import attach
from trama.learning.models import Certificate
from trama.learning.rules.attendance import hours, percent
from trama.ledger.formats.pdf import compile_pdf

TEMPLATE = Path(__file__).parent.parent / "formats/certificate.typ"


@app.task(name="learning.make_certificate", queue="documents", retry=5)
def make_certificate(certificate: str) -> None:
    """Once: the second run finds it done."""
    rows = Certificate.objects.select_related("enrolment__course__office")
    found = rows.get(uid=certificate)
    if found.document_id is not None:
        return
    with override("it"):
        pdf = compile_pdf(TEMPLATE, certificate_data(found), at=found.issued_at)
    attach(found, pdf, at=clock.now())


def certificate_data(certificate: Certificate) -> dict[str, Any]:
    """What the template prints, as plain data: never as source."""
    enrolment = certificate.enrolment
    course = enrolment.course
    page = reverse("learning:certificate", args=[certificate.code])
    return {
        "title": f"Attestato n. {certificate.number}",
        "number": certificate.number,
        "name": enrolment.person_name,
        "sender": enrolment.sender,
        "course": course.title,
        "owner": settings.PLATFORM["owner"],
        "office": course.office.name,
        "from": day(course.started_at) if course.started_at else "",
        "to": day(course.closed_at) if course.closed_at else "",
        "hours": hours(certificate.attended_minutes),
        "total": hours(certificate.total_minutes),
        "percent": percent(certificate.attended_minutes, certificate.total_minutes),
        "issued": day(certificate.issued_at),
        "page": settings.BASE_URL + page,
        "code": certificate.code,
    }
