"""Notices for tests: made as drafts, filled, then taken to the state that is asked."""

from datetime import datetime, time, timedelta
from typing import Any

import factory
from factory.django import DjangoModelFactory

from trama.accounts.models import User
from trama.accounts.tests.factories import OfficeFactory, UserFactory
from trama.core import clock
from trama.core.deadlines import ROME, day_of
from trama.ledger.models import ActKind, AdministrativeAct
from trama.notices.models import (
    Channel,
    DocumentSlot,
    FormQuestion,
    Notice,
    NoticeSection,
    NoticeStatus,
    NoticeType,
    PecInstant,
    QuestionKind,
    Requirement,
    RequirementKind,
    SectionKind,
    SigningMode,
)
from trama.organizations.models import LegalType

SECTIONS: dict[str, str] = {
    SectionKind.OBJECT: "Leggiamo insieme che cosa manca alle famiglie con figli.",
    SectionKind.REQUIREMENTS: "Enti del Terzo settore con esperienza sul tema.",
    SectionKind.HOW_TO_APPLY: "Qui sul sito oppure per PEC.",
    SectionKind.IP_RELEASE: "Chi partecipa lascia libero l’uso delle proposte.",
    SectionKind.TIMES: "Cinque incontri, indicativamente da fine maggio.",
    SectionKind.CONCLUSION: "Un documento di sintesi; decide l’Amministrazione.",
    SectionKind.PUBLICITY: "Tutti gli atti sono pubblicati su questo sito.",
    SectionKind.PRIVACY: "I dati servono solo a questo procedimento.",
    SectionKind.FORUM: "Contro gli atti si ricorre al TAR entro sessanta giorni.",
}
ETS = [
    LegalType.ODV,
    LegalType.APS,
    LegalType.SOCIAL_ENTERPRISE,
    LegalType.SOCIAL_COOPERATIVE,
    LegalType.SOCIAL_CONSORTIUM,
    LegalType.PHILANTHROPIC,
    LegalType.NETWORK,
    LegalType.MUTUAL_AID,
    LegalType.OTHER_ETS,
]
REQUIREMENTS: list[tuple[str, str, dict[str, Any], str, bool]] = [
    ("ets", RequirementKind.LEGAL_TYPE, {"types": ETS}, "Essere un ente del Terzo settore", False),
    ("runts", RequirementKind.RUNTS, {}, "Essere iscritti al RUNTS", False),
    ("attivita", RequirementKind.ART5, {"letters": ["a", "d"]}, "Attività a) o d), art. 5", False),
    (
        "esperienza",
        RequirementKind.EXPERIENCE,
        {"theme": "child-poverty", "months": 24},
        "Almeno 24 mesi di esperienza sul tema",
        False,
    ),
    ("patto", RequirementKind.DOCUMENT, {"slot": "patto"}, "Patto di integrità firmato", True),
]
QUESTIONS: list[tuple[str, str, str, dict[str, Any]]] = [
    ("referente", QuestionKind.SHORT, "Chi segue la domanda per l’ente?", {"max_length": 120}),
    ("esperienze", QuestionKind.EXPERIENCES, "Quali esperienze avete?", {}),
    ("bisogno", QuestionKind.LONG, "Quale bisogno non ha risposta?", {"max_length": 1500}),
    ("forma", QuestionKind.ONE, "Come partecipate?", {"options": ["da soli", "in raggruppamento"]}),
    (
        "tavoli",
        QuestionKind.MANY,
        "A quali tavoli vorreste esserci?",
        {"options": ["casa", "scuola", "reti"], "required": False},
    ),
]
SLOTS = [("statuto", "Statuto e atto costitutivo"), ("patto", "Patto di integrità")]

_BEFORE_ADOPTION = {NoticeStatus.DRAFT, NoticeStatus.LEGAL_CHECK}
_BEFORE_PUBLICATION = {*_BEFORE_ADOPTION, NoticeStatus.ADOPTED}


def add_contents(notice: Notice) -> None:
    """Everything a co-programming notice must have; five requirements, questions of each kind."""
    for position, (kind, body) in enumerate(SECTIONS.items(), start=1):
        NoticeSection.objects.create(notice=notice, kind=kind, body=body, position=position)
    for position, (code, slot_label) in enumerate(SLOTS, start=1):
        DocumentSlot.objects.create(notice=notice, code=code, label=slot_label, position=position)
    for position, (code, kind, parameters, text, remediable) in enumerate(REQUIREMENTS, start=1):
        Requirement.objects.create(
            notice=notice,
            code=code,
            kind=kind,
            parameters=parameters,
            text=text,
            remediable=remediable,
            position=position,
        )
    for position, (code, kind, label, more) in enumerate(QUESTIONS, start=1):
        FormQuestion.objects.create(
            notice=notice, code=code, kind=kind, label=label, position=position, **more
        )


def noon(days: int) -> datetime:
    """Noon in Rome, so many days from the clock's today."""
    day = day_of(clock.now()) + timedelta(days=days)
    return datetime.combine(day, time(12), tzinfo=ROME)


class NoticeFactory(DjangoModelFactory[Notice]):
    """A co-programming notice of an office: a draft whose window is open now.

    Traits: `adopted`; `published` (open now); `closed` (by the closing job, yesterday).
    `complete=True` adds sections, requirements, questions and documents. A later `status` may be
    given by name: what its constraints ask is filled in.
    """

    class Meta:
        model = Notice

    class Params:
        adopted = factory.Trait(status=NoticeStatus.ADOPTED)
        published = factory.Trait(status=NoticeStatus.PUBLISHED)
        closed = factory.Trait(
            status=NoticeStatus.CLOSED,
            opens_at=factory.LazyFunction(lambda: noon(-31)),
            closes_at=factory.LazyFunction(lambda: noon(-1)),
        )

    code = factory.Sequence(lambda n: f"COP-2026-{n + 1:02d}")
    status = NoticeStatus.DRAFT
    type = NoticeType.COPROGRAMMING
    title = "Famiglie con bambini: bisogni e risorse dei quartieri"
    short_title = "Famiglie con bambini"
    summary = "Cerchiamo enti per leggere insieme che cosa manca e che cosa c’è."
    art5_letters = ["a", "d"]
    office = factory.SubFactory(OfficeFactory)
    officer = factory.SubFactory(UserFactory)
    contact = "Ufficio co-programmazione, lunedì – giovedì, 10 – 12"
    channels = [Channel.WEB, Channel.PEC]
    signing_modes = [SigningMode.DIGITAL_IDENTITY, SigningMode.SIGNED_FILE]
    pec_address = "coprogrammazione@pec.comune.example"
    pec_instant = PecInstant.ACCEPTED
    opens_at = factory.LazyFunction(lambda: noon(-10))
    closes_at = factory.LazyFunction(lambda: noon(20))
    questions_until = factory.LazyAttribute(
        lambda notice: notice.closes_at - timedelta(days=5) if notice.closes_at else None
    )
    created_at = factory.LazyFunction(lambda: noon(-60))
    complete = False

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Notice:
        complete = kwargs.pop("complete")
        status = kwargs.pop("status")
        late: dict[str, Any] = {
            name: kwargs.pop(name)
            for name in ("act", "published_at", "closed_at")
            if name in kwargs
        }
        notice: Notice = model_class.objects.create(*args, **kwargs)
        if complete:
            add_contents(notice)
        later: dict[str, Any] = {**_facts(notice, status), **late, "status": status}
        Notice.objects.filter(pk=notice.pk).update(**later)
        notice.refresh_from_db()
        return notice


def _facts(notice: Notice, status: str) -> dict[str, Any]:
    """What the state asks of a notice's columns."""
    facts: dict[str, Any] = {}
    if status not in _BEFORE_ADOPTION:
        facts["act"] = AdministrativeAct.objects.create(
            kind=ActKind.DD,
            number=f"T{notice.pk}",
            adopted_on=day_of(notice.opens_at or clock.now()),
            organ="Direzione Welfare e Salute",
        )
    if status not in _BEFORE_PUBLICATION:
        facts["published_at"] = notice.opens_at
    if status not in {*_BEFORE_PUBLICATION, NoticeStatus.PUBLISHED, NoticeStatus.SUSPENDED}:
        facts["closed_at"] = notice.closes_at
    return facts


def officer_of(notice: Notice) -> User:
    """The person responsible for the procedure: every notice of the factory has one."""
    assert notice.officer is not None
    return notice.officer
