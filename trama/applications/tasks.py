"""Jobs of applications: what an act owes, and what only the worker can make."""

from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import override
from procrastinate.contrib.django import app

from trama.applications import emails, lifecycle, rules
from trama.applications.models import Application, ApplicationStatus, Experience
from trama.applications.queries import Content, content, signed_content
from trama.core import clock
from trama.core.glossary import Marker, vocabulary
from trama.core.moments import instant_seconds, short_day
from trama.ledger.formats.pdf import compile_pdf

TEMPLATE = Path(__file__).parent / "formats/application.typ"


@app.task(name="applications.send_receipt", queue="mail", retry=5)
@transaction.atomic
def send_receipt(application_id: int) -> None:
    applications = Application.objects.select_related(
        "notice__office", "notice__officer", "organization", "entry", "submitted_by", "message"
    )
    # Two runs of one job wait for each other: the second finds the first one's letter.
    rows = applications.select_for_update(of=("self",), no_key=True)
    emails.send_receipt(rows.get(pk=application_id))


@app.task(name="applications.tell_amended", queue="mail", retry=5)
def tell_amended(notice_id: int) -> None:
    """To each body whose application had arrived before an amendment of the notice."""
    arrived = Application.objects.received().filter(
        notice=notice_id, presented_at__lt=F("notice__amended_at")
    )
    for pk in arrived.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            rows = Application.objects.select_related(
                "notice", "organization", "submitted_by", "message"
            ).select_for_update(of=("self",), no_key=True)
            emails.send_amended(rows.get(pk=pk))


@app.task(name="applications.make_form", queue="documents", retry=5)
def make_form(application_id: int) -> None:
    """The PDF to sign, of the answers as they are now: its digest is of what is printed."""
    applications = Application.objects.select_related("notice__office", "organization")
    application = applications.get(pk=application_id)
    if application.status != ApplicationStatus.DRAFT or application.form_id is not None:
        return
    at = clock.now()
    found = content(application)
    digest = rules.fingerprint(signed_content(application, found))
    with override("it"):
        data = form_data(application, found)
        data |= {"digest": digest, "made_at": instant_seconds(at)}
        pdf = compile_pdf(TEMPLATE, data, at=at.replace(microsecond=0))
    lifecycle.keep_form(application, pdf, digest=digest, at=at)


def form_data(application: Application, found: Content) -> dict[str, Any]:
    """What the template prints, as plain data: never as source. What the notice asks is explained
    as when it was published; what the body says is its own."""
    notice, organization = application.notice, application.organization
    words = Marker(vocabulary(notice.published_at))
    return {
        "title": f"Domanda di partecipazione · {notice.code}",
        "notice": {"code": notice.code, "title": notice.title, "office": notice.office.name},
        "organization": {
            "name": organization.name,
            "codice_fiscale": organization.codice_fiscale or "",
            "legal_type": str(organization.get_legal_type_display()),
            "address": ", ".join(filter(None, (organization.address, organization.city))),
            "pec": organization.pec,
        },
        "answers": [
            {"question": words.runs(a.question.label), "text": a.words}
            for a in found.answers
            if a.given
        ],
        "experiences": [_experience(one) for one in found.experiences],
        "documents": [
            {
                "slot": words.runs(a.slot.label),
                "name": a.document.name,
                "sha256": a.document.sha256,
            }
            for a in found.attachments
            if a.slot is not None
        ],
        "declarations": [words.runs(str(one)) for one in rules.DECLARATIONS.values()],
        "notes": words.closing,
    }


def _experience(one: Experience) -> dict[str, str]:
    return {
        "theme": one.theme.label_it,
        "title": one.title,
        "partner": one.partner,
        "from": short_day(one.started_on),
        "to": short_day(one.ended_on) if one.ended_on else "in corso",
    }
