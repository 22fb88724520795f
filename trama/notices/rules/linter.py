"""The linter: what a notice lacks before it can be adopted (rules R-NOT).

Pure: from facts to findings. A BLOCK keeps the notice from the legal check and from adoption; the
others inform, and a person decides. Source: DM 72/2021, CTS art. 55, L. 241/1990.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trama.core import moments
from trama.core.deadlines import day_of, is_working_day
from trama.notices.models import Channel, NoticeType, RequirementKind, SectionKind
from trama.notices.rules.facts import NoticeFacts
from trama.notices.rules.words import hard_on_small_bodies, score_words, tender_signs

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

RULES_VERSION = "2026-11"
RECOMMENDED_DAYS, SHORT_DAYS = 20, 10  # LR Toscana 65/2020; there is no national minimum
MANY_MONTHS = 36


class Severity(StrEnum):
    BLOCK = "block"
    STRONG = "strong"
    WARN = "warn"
    INFO = "info"


@dataclass(frozen=True)
class Finding:
    """What is wrong, in a sentence; `where` names the field or the section to be mended."""

    code: str
    severity: Severity
    sentence: "str | StrPromise"
    where: str
    basis: "str | StrPromise"


MINIMUM: dict[str, tuple[SectionKind, ...]] = {
    NoticeType.COPROGRAMMING: (
        SectionKind.OBJECT,
        SectionKind.REQUIREMENTS,
        SectionKind.HOW_TO_APPLY,
        SectionKind.IP_RELEASE,
        SectionKind.TIMES,
        SectionKind.CONCLUSION,
        SectionKind.PUBLICITY,
    ),
    NoticeType.CODESIGN: (
        SectionKind.PURPOSE,
        SectionKind.OBJECT,
        SectionKind.DURATION,
        SectionKind.ECONOMICS,
        SectionKind.REQUIREMENTS,
        SectionKind.CONFLICTS,
        SectionKind.PHASES,
        SectionKind.CRITERIA,
        SectionKind.CONCLUSION,
    ),
}
OTHERWISE = (
    SectionKind.OBJECT,
    SectionKind.REQUIREMENTS,
    SectionKind.HOW_TO_APPLY,
    SectionKind.TIMES,
    SectionKind.CONCLUSION,
)
DM72 = gettext_lazy("DM 72/2021, contenuto minimo dell’avviso")
L241 = gettext_lazy("L. 241/1990, artt. 5 e 6")


def _minimum(facts: NoticeFacts) -> Iterator[Finding]:
    for kind in MINIMUM.get(facts.type, OTHERWISE):
        if not facts.sections.get(kind, "").strip():
            sentence = _("Manca la sezione «%(section)s».") % {"section": kind.label}
            yield Finding("R-NOT-01", Severity.BLOCK, sentence, f"section:{kind}", DM72)
    if not facts.art5_letters:
        yield Finding(
            "R-NOT-01",
            Severity.BLOCK,
            _("L’oggetto non indica nessuna attività dell’art. 5."),
            "art5_letters",
            _("CTS art. 5; DM 72/2021, lett. a"),
        )
    if not facts.requirements:
        yield Finding(
            "R-NOT-01",
            Severity.BLOCK,
            _("Non c’è nessun requisito: non si saprebbe chi ammettere."),
            "requirements",
            _("DM 72/2021, lett. b"),
        )
    for requirement in facts.requirements:
        slot = requirement.parameters.get("slot")
        if requirement.kind == RequirementKind.DOCUMENT and slot not in facts.slot_codes:
            sentence = _("Il requisito «%(text)s» chiede un documento che il modulo non prevede.")
            yield Finding(
                "R-NOT-01",
                Severity.BLOCK,
                sentence % {"text": requirement.text},
                "requirements",
                _("DM 72/2021, lett. b e c"),
            )


def _scores(facts: NoticeFacts) -> Iterator[Finding]:
    if facts.type != NoticeType.COPROGRAMMING:
        return
    basis = _("DM 72/2021: la co-programmazione ammette o non ammette, non confronta")
    texts = [("title", facts.title), ("summary", facts.summary)]
    texts += [(f"section:{kind}", body) for kind, body in facts.sections.items()]
    texts += [("requirements", requirement.text) for requirement in facts.requirements]
    for where, text in texts:
        words = list(score_words(text))
        wrong = next((found.word for found in words if not found.is_negated), None)
        if wrong:
            sentence = _("«%(word)s»: una co-programmazione non fa graduatorie e non dà punteggi.")
            yield Finding("R-NOT-02", Severity.BLOCK, sentence % {"word": wrong}, where, basis)
        elif words:
            sentence = _("Si nomina «%(word)s» per dire che non c’è: rileggi la frase.")
            word = {"word": words[0].word}
            yield Finding("R-NOT-02", Severity.WARN, sentence % word, where, basis)


def _window(facts: NoticeFacts) -> Iterator[Finding]:
    if facts.closes_at is None:
        return
    if facts.opens_at is not None:
        yield from _length(facts, facts.closes_at - facts.opens_at)
    if not is_working_day(day_of(facts.closes_at)):
        sentence = _("La scadenza cade di %(day)s: un istante fisso non si sposta da solo.")
        day = {"day": moments.long_day(facts.closes_at)}
        basis = _("Regola delle scadenze di questa piattaforma")
        yield Finding("R-NOT-11", Severity.WARN, sentence % day, "closes_at", basis)


def _length(facts: NoticeFacts, length: timedelta) -> Iterator[Finding]:
    days = length.days
    basis = _("DM 72/2021: tempi congrui; venti giorni nella LR Toscana 65/2020")
    if days < SHORT_DAYS:
        if facts.urgency_reason.strip():
            sentence = _("La finestra dura %(days)d giorni; l’urgenza è motivata.")
            yield Finding("R-NOT-03", Severity.WARN, sentence % {"days": days}, "closes_at", basis)
        else:
            sentence = _("La finestra dura %(days)d giorni: meno di dieci. Motiva l’urgenza.")
            yield Finding(
                "R-NOT-03", Severity.STRONG, sentence % {"days": days}, "urgency_reason", basis
            )
    elif days < RECOMMENDED_DAYS:
        sentence = _("La finestra dura %(days)d giorni: meno di venti.")
        yield Finding("R-NOT-03", Severity.WARN, sentence % {"days": days}, "closes_at", basis)


def _questions(facts: NoticeFacts) -> Iterator[Finding]:
    basis = _("Parità di informazione tra chi partecipa")
    if facts.questions_until is None:
        sentence = _("Non è scritto fino a quando si possono porre quesiti.")
        yield Finding("R-NOT-04", Severity.WARN, sentence, "questions_until", basis)
    elif facts.closes_at and facts.questions_until > facts.closes_at:
        sentence = _("I quesiti finirebbero dopo la scadenza delle domande.")
        yield Finding("R-NOT-04", Severity.BLOCK, sentence, "questions_until", basis)


def _codesign(facts: NoticeFacts) -> Iterator[Finding]:
    if facts.type != NoticeType.CODESIGN:
        return
    if not facts.cup:
        yield Finding(
            "R-NOT-05",
            Severity.BLOCK,
            _("Manca il CUP: una co-progettazione muove denaro pubblico."),
            "cup",
            _("L. 3/2003, art. 11"),
        )
    if facts.has_programming_act:
        return
    basis = _("CTS art. 55, co. 3: la co-progettazione segue la programmazione")
    if facts.programming_reason.strip():
        sentence = _("Nessun atto di programmazione collegato; il perché è motivato.")
        yield Finding("R-NOT-06", Severity.STRONG, sentence, "programming_reason", basis)
    else:
        sentence = _("Manca il collegamento a un atto di programmazione, o il perché manca.")
        yield Finding("R-NOT-06", Severity.BLOCK, sentence, "programming_acts", basis)


def _tender(facts: NoticeFacts) -> Iterator[Finding]:
    signs = tender_signs("\n".join([facts.summary, *facts.sections.values()]))
    if len(signs) >= 2:
        sentence = _("Sembra una gara sotto altro nome: il testo parla di %(signs)s.")
        yield Finding(
            "R-NOT-08",
            Severity.WARN,
            sentence % {"signs": ", ".join(signs)},
            "sections",
            _("CTS art. 55; DM 72/2021: si collabora, non si compra"),
        )


def _proportion(facts: NoticeFacts) -> Iterator[Finding]:
    basis = _("DM 72/2021: requisiti proporzionati")
    for requirement in facts.requirements:
        word = hard_on_small_bodies(requirement.text)
        if word:
            sentence = _("«%(word)s» in un requisito esclude gli enti piccoli: serve davvero?")
            yield Finding(
                "R-NOT-10", Severity.WARN, sentence % {"word": word}, "requirements", basis
            )
        months = requirement.parameters.get("months", 0)
        if requirement.kind == RequirementKind.EXPERIENCE and months > MANY_MONTHS:
            sentence = _("%(months)d mesi di esperienza escludono gli enti giovani.")
            yield Finding(
                "R-NOT-10", Severity.WARN, sentence % {"months": months}, "requirements", basis
            )


def _compulsory(facts: NoticeFacts) -> Iterator[Finding]:
    missing = (
        (facts.has_officer, "officer", _("Manca il responsabile del procedimento."), L241),
        (
            facts.closes_at,
            "closes_at",
            _("Manca la scadenza, con giorno e ora."),
            _("DM 72/2021, lett. c"),
        ),
        (
            facts.channels,
            "channels",
            _("Non è scritto come si presenta la domanda: qui, per PEC, o in entrambi i modi."),
            _("DM 72/2021, lett. c"),
        ),
        (
            facts.sections.get(SectionKind.PRIVACY, "").strip(),
            f"section:{SectionKind.PRIVACY}",
            _("Manca l’informativa sul trattamento dei dati."),
            _("Regolamento UE 2016/679, art. 13"),
        ),
        (
            facts.sections.get(SectionKind.FORUM, "").strip(),
            f"section:{SectionKind.FORUM}",
            _("Manca a chi si ricorre, ed entro quando."),
            _("L. 241/1990, art. 3, co. 4"),
        ),
    )
    for present, where, sentence, basis in missing:
        if not present:
            yield Finding("R-NOT-11", Severity.BLOCK, sentence, where, basis)


def _channels(facts: NoticeFacts) -> Iterator[Finding]:
    cad = _("CAD, art. 65")
    if Channel.PEC in facts.channels:
        if not facts.pec_address:
            sentence = _("Si può scrivere per PEC, ma manca l’indirizzo.")
            yield Finding("R-NOT-11", Severity.BLOCK, sentence, "pec_address", cad)
        if not facts.pec_instant:
            sentence = _("Per la PEC non è scritto se conta l’accettazione o la consegna.")
            basis = _("DPR 68/2005, art. 3")
            yield Finding("R-NOT-11", Severity.BLOCK, sentence, "pec_instant", basis)
    if Channel.WEB in facts.channels and not facts.signing_modes:
        sentence = _("Si può presentare qui, ma non è scritto come si firma la domanda.")
        yield Finding("R-NOT-11", Severity.BLOCK, sentence, "signing_modes", cad)


_RULES: tuple[Callable[[NoticeFacts], Iterator[Finding]], ...] = (
    _minimum,
    _scores,
    _window,
    _questions,
    _codesign,
    _tender,
    _proportion,
    _compulsory,
    _channels,
)
_ORDER = list(Severity)


def lint(facts: NoticeFacts) -> list[Finding]:
    """Everything found, what blocks first, then in the order of the rules."""
    findings = [finding for rule in _RULES for finding in rule(facts)]
    findings += [_meeting()] if not _says_meeting(facts) else []
    return sorted(findings, key=lambda finding: (_ORDER.index(finding.severity), finding.code))


def _says_meeting(facts: NoticeFacts) -> bool:
    text = " ".join(facts.sections.values()).lower()
    return "incontro di presentazione" in text or "incontro informativo" in text


def _meeting() -> Finding:
    return Finding(
        "R-NOT-12",
        Severity.INFO,
        _("Nessun incontro di presentazione: altrove è d’uso, e chi è piccolo ne ha bisogno."),
        f"section:{SectionKind.TIMES}",
        _("Prassi di Milano, Torino, Bologna"),
    )
