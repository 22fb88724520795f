"""The journey of a body, from the notice to the receipt, as its representative makes it."""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO

import pikepdf
from django.urls import reverse

from benchmarks._browser import Browser, File, Page, UnexpectedPageError
from benchmarks._city import Representative
from trama.applications.models import DeclarationCode
from trama.ledger.tests.factories import AdministrativeActFactory
from trama.notices.models import (
    DocumentSlot,
    FormQuestion,
    Notice,
    NoticeSection,
    NoticeStatus,
    QuestionKind,
    Requirement,
    RequirementKind,
    SigningMode,
)
from trama.notices.tests.factories import QUESTIONS, REQUIREMENTS, SECTIONS, NoticeFactory, noon

SLOT = "statuto"
FILE_BYTES = 100_000


def open_notice(code: str) -> Notice:
    """Published and open now: nine sections, four requirements, five questions, one document."""
    notice = NoticeFactory.create(code=code, opens_at=noon(-1) - timedelta(days=2))
    for position, (kind, body) in enumerate(SECTIONS.items()):
        NoticeSection.objects.create(notice=notice, kind=kind, body=body, position=position)
    for position, (name, kind, parameters, text, remediable) in enumerate(REQUIREMENTS):
        if kind != RequirementKind.DOCUMENT:
            Requirement.objects.create(
                notice=notice,
                code=name,
                kind=kind,
                parameters=parameters,
                text=text,
                remediable=remediable,
                position=position,
            )
    for position, (name, kind, label, more) in enumerate(QUESTIONS):
        FormQuestion.objects.create(
            notice=notice, code=name, kind=kind, label=label, position=position, **more
        )
    DocumentSlot.objects.create(notice=notice, code=SLOT, label="Statuto e atto costitutivo")
    Notice.objects.filter(pk=notice.pk).update(
        status=NoticeStatus.PUBLISHED,
        act=AdministrativeActFactory.create(),
        published_at=notice.opens_at,
    )
    notice.refresh_from_db()
    return notice


@dataclass
class Watch:
    """How long each step of the journeys took, in seconds."""

    steps: dict[str, list[float]] = field(default_factory=dict)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.steps.setdefault(name, []).append(time.perf_counter() - began)


def travel(browser: Browser, notice: Notice, who: Representative, theme: str, watch: Watch) -> Page:
    """Read the notice, begin, answer, add an experience and a document, reread, send: receipt."""
    with watch.step("read the notice"):
        browser.get(reverse("notices:detail", args=[notice.code]))
    with watch.step("begin"):
        page = browser.get(reverse("applications:start", args=[notice.code]))
        draft = browser.post(page, {"organization": str(who.organization.uid)}).path
    with watch.step("answer"):
        browser.post(browser.get(f"{draft}risposte/"), answers(notice))
    with watch.step("an experience"):
        browser.post(browser.get(f"{draft}esperienze/"), experience(theme))
    with watch.step("a document of 100 kB"):
        page = browser.get(f"{draft}documenti/")
        browser.post(page, {"slot": SLOT}, file=a_file())
    with watch.step("reread"):
        browser.get(f"{draft}anteprima/")
    with watch.step("sign and send"):
        signed = {code.value: "on" for code in DeclarationCode}
        page = browser.get(f"{draft}firma/")
        receipt = browser.post(page, {"mode": SigningMode.DIGITAL_IDENTITY.value, **signed})
    if not receipt.path.endswith("/ricevuta/"):
        raise UnexpectedPageError(f"After sending, {receipt.path}: {receipt.body!r}")
    return receipt


def answers(notice: Notice) -> dict[str, str | list[str]]:
    """A full answer to each question: a text of 1,200 characters among them."""
    found: dict[str, str | list[str]] = {}
    for question in notice.questions.all():
        if question.kind in {QuestionKind.ONE, QuestionKind.MANY}:
            found[question.code] = question.options[:1]
        elif question.kind == QuestionKind.LONG:
            found[question.code] = "Dopo la scuola molti bambini restano da soli. " * 26
        elif question.kind == QuestionKind.SHORT:
            found[question.code] = "Chiara Bassi, coordinatrice"
    return found


def experience(theme: str) -> dict[str, str]:
    return {
        "theme": theme,
        "title": "Doposcuola del cortile",
        "partner": "con la parrocchia del quartiere",
        "started_on": "2019-09",
        "ended_on": "2022-08",
    }


def a_file() -> tuple[str, File]:
    """The field of the form, and what is chosen in it."""
    return "file", File("statuto.pdf", pdf())


def a_pdf() -> bytes:
    """A page and an attachment of noise: nothing in it can be compressed."""
    document = pikepdf.new()
    document.add_blank_page()
    noise = secrets.token_bytes(FILE_BYTES - 2000)
    document.Root.Noise = document.make_indirect(pikepdf.Stream(document, noise))
    kept = BytesIO()
    document.save(kept)
    return kept.getvalue()


PDF = a_pdf()


def pdf() -> bytes:
    """100 kB that nobody has sent before: each is a new file for the store."""
    tail = b"\n%" + secrets.token_hex(16).encode()
    return PDF + tail + b"%" * (FILE_BYTES - len(PDF) - len(tail))
