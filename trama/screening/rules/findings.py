"""Judgements on admissibility: pure functions from facts and a reference date to a finding.

Tempus regit actum: each rule is read as it stood on the reference date (the notice's deadline).
What the data do not say is never guessed: a person judges it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from trama.applications.models import ApplicationBasis, ApplicationStatus, AttachmentPurpose
from trama.applications.rules import months_covered
from trama.core import moments
from trama.core.deadlines import day_of
from trama.ledger.models import DocumentStatus
from trama.notices.models import Channel, PecInstant, RequirementKind
from trama.organizations.models import LegalType
from trama.screening.models import Verdict

VERSION = "2026-11"
# CTS art. 101, co. 2: the transitional regime of ONLUS ended on this day.
ONLUS_UNTIL = date(2026, 3, 31)
# CTS art. 4, co. 2: never bodies of the Third Sector.
NEVER_ADMISSIBLE = frozenset({LegalType.PUBLIC_BODY})


@dataclass(frozen=True)
class Period:
    """One declared experience: its theme's code and its days; no end means it goes on."""

    theme: str
    started_on: date
    ended_on: date | None
    title: str = ""


@dataclass(frozen=True)
class Given:
    """One document given: what it was for, the slot's code, and what its check said."""

    purpose: str
    slot: str
    status: str
    name: str
    uid: str


@dataclass(frozen=True)
class Facts:
    """What is known of an application, on its notice's reference date."""

    status: str
    channel: str
    basis: str
    presented_at: datetime
    closes_at: datetime
    pec_instant: str
    legal_type: str
    runts_number: str
    runts_enrolled_on: date | None
    runts_ended_on: date | None
    art5_letters: Sequence[str]
    periods: Sequence[Period] = ()
    documents: Sequence[Given] = ()

    @property
    def reference(self) -> date:
        return day_of(self.closes_at)


@dataclass(frozen=True)
class Finding:
    """A verdict, the fact it rests on in one sentence, and where the evidence is."""

    verdict: Verdict
    fact: str
    evidence: tuple[dict[str, str], ...] = field(default=())


def _evidence(kind: str, label: str, ref: str = "") -> dict[str, str]:
    return {"kind": kind, "label": label, "ref": ref}


def in_time(facts: Facts) -> Finding:
    """R-APP-09: what arrived late is kept as late, and a person says what follows."""
    evidence = (
        _evidence("message", _("Busta di posta certificata"))
        if facts.channel == Channel.PEC
        else _evidence("receipt", _("Registrazione dell’arrivo")),
    )
    said = {
        "at": moments.instant_seconds(facts.presented_at),
        "due": moments.instant(facts.closes_at),
        "time": moments.duration(facts.closes_at - facts.presented_at.replace(microsecond=0)),
    }
    which = ""
    if facts.channel == Channel.PEC and facts.pec_instant == PecInstant.ACCEPTED:
        which = " " + _("Vale l’ora della ricevuta di accettazione.")
    if facts.channel == Channel.PEC and facts.pec_instant == PecInstant.DELIVERED:
        which = " " + _("Vale l’ora della ricevuta di avvenuta consegna.")
    if facts.status == ApplicationStatus.LATE:
        sentence = _("Arrivata %(at)s: %(time)s dopo la scadenza, che era %(due)s.")
        return Finding(Verdict.MISSING, sentence % said + which, evidence)
    sentence = _("Arrivata %(at)s: %(time)s prima della scadenza, che era %(due)s.")
    return Finding(Verdict.OK, sentence % said + which, evidence)


_BASIS_SENTENCES = {
    ApplicationBasis.DIGITAL_IDENTITY: (
        Verdict.OK,
        gettext_lazy("Presentata dal rappresentante legale con la sua identità digitale."),
    ),
    ApplicationBasis.OWN_PEC: (
        Verdict.OK,
        gettext_lazy("Inviata dalla PEC dell’ente che sta nel registro."),
    ),
    ApplicationBasis.OTHER_PEC: (
        Verdict.TO_JUDGE,
        gettext_lazy(
            "Inviata da una PEC che non è quella dell’ente: serve una firma o una delega."
        ),
    ),
    ApplicationBasis.SIGNED_FILE: (
        Verdict.TO_JUDGE,
        gettext_lazy("C’è un PDF firmato digitalmente: va verificato chi ha firmato."),
    ),
    ApplicationBasis.HANDWRITTEN: (
        Verdict.TO_JUDGE,
        gettext_lazy("C’è un PDF firmato a mano con un documento d’identità: vanno confrontati."),
    ),
}


def valid_istanza(facts: Facts) -> Finding:
    """R-APP-10 (CAD art. 65): by digital identity, own PEC, or a signature a person looks at."""
    known = _BASIS_SENTENCES.get(ApplicationBasis(facts.basis)) if facts.basis else None
    if known is None:
        return Finding(Verdict.TO_JUDGE, _("Non risulta come è stata sottoscritta."))
    verdict, sentence = known
    signed = {AttachmentPurpose.SIGNED_FORM, AttachmentPurpose.IDENTITY}
    chips = tuple(
        _evidence("document", given.name, given.uid)
        for given in facts.documents
        if given.purpose in signed
    )
    return Finding(verdict, str(sentence), chips)


def legal_type(facts: Facts, parameters: dict[str, object]) -> Finding:
    """R-APP-01: the body's legal type is one of the notice's, on the reference date."""
    evidence = (_evidence("register", _("Registro degli enti")),)
    if facts.legal_type == LegalType.UNKNOWN:
        fact = _("Il registro non dice la forma giuridica: va letta nello statuto.")
        return Finding(Verdict.TO_JUDGE, fact, evidence)
    label = str(LegalType(facts.legal_type).label)
    if facts.legal_type in NEVER_ADMISSIBLE:
        fact = _("È un ente pubblico: il Codice lo esclude (art. 4, comma 2).")
        return Finding(Verdict.MISSING, fact, evidence)
    types = parameters.get("types")
    allowed = types if isinstance(types, list) else []
    if facts.legal_type == LegalType.ONLUS and facts.reference > ONLUS_UNTIL:
        fact = _("È una ONLUS: il regime transitorio è finito il 31 marzo 2026 (CTS art. 101).")
        return Finding(Verdict.MISSING, fact, evidence)
    if facts.legal_type in allowed:
        return Finding(Verdict.OK, _("È: %(type)s.") % {"type": label}, evidence)
    fact = _("È: %(type)s, che l’avviso non ammette.") % {"type": label}
    return Finding(Verdict.MISSING, fact, evidence)


def runts(facts: Facts, parameters: dict[str, object]) -> Finding:
    """R-APP-02: enrolled on the reference date, or an ONLUS while the transition lasted."""
    evidence = (_evidence("register", _("Registro degli enti")),)
    day = facts.reference
    if facts.legal_type == LegalType.ONLUS and day <= ONLUS_UNTIL:
        return Finding(
            Verdict.OK, _("ONLUS, ammessa fino al 31 marzo 2026 (CTS art. 101)."), evidence
        )
    if not facts.runts_number or facts.runts_enrolled_on is None:
        fact = _("Il registro non dice l’iscrizione al RUNTS: va controllata là.")
        return Finding(Verdict.TO_JUDGE, fact, evidence)
    shown = {"n": facts.runts_number, "day": moments.day(facts.runts_enrolled_on)}
    if facts.runts_enrolled_on > day:
        fact = _("Iscritto al RUNTS dal %(day)s, dopo la scadenza.") % shown
        return Finding(Verdict.MISSING, fact, evidence)
    if facts.runts_ended_on is not None and facts.runts_ended_on <= day:
        shown["day"] = moments.day(facts.runts_ended_on)
        return Finding(Verdict.MISSING, _("Cancellato dal RUNTS il %(day)s.") % shown, evidence)
    return Finding(Verdict.OK, _("Numero %(n)s, dal %(day)s.") % shown, evidence)


def art5(facts: Facts, parameters: dict[str, object]) -> Finding:
    """R-APP-03: at least one of the notice's activities of general interest (CTS art. 5)."""
    asked = parameters.get("letters")
    letters = [str(letter) for letter in asked] if isinstance(asked, list) else []
    evidence = (_evidence("register", _("Registro degli enti")),)
    if not facts.art5_letters:
        fact = _("Il registro non dice le attività: vanno lette nello statuto.")
        return Finding(Verdict.TO_JUDGE, fact, evidence)
    shown = {
        "has": ", ".join(f"{letter})" for letter in sorted(facts.art5_letters)),
        "asks": ", ".join(f"{letter})" for letter in letters),
    }
    fact = _("Ha %(has)s; l’avviso ne chiede almeno una tra %(asks)s.") % shown
    met = set(letters) & set(facts.art5_letters)
    return Finding(Verdict.OK if met else Verdict.MISSING, fact, evidence)


def experience(facts: Facts, parameters: dict[str, object]) -> Finding:
    """R-APP-04: months on the theme, as the union of the periods and not their sum."""
    theme, asked = str(parameters.get("theme", "")), parameters.get("months")
    needed = asked if isinstance(asked, int) else 0
    periods = [period for period in facts.periods if period.theme == theme]
    if not periods:
        if facts.channel == Channel.PEC:
            return Finding(
                Verdict.TO_JUDGE, _("Le esperienze stanno nei documenti: va letto quanto durano.")
            )
        return Finding(Verdict.MISSING, _("Nessuna esperienza dichiarata su questo tema."))
    day = facts.reference
    months = months_covered((p.started_on, min(p.ended_on or day, day)) for p in periods)
    fact = ngettext(
        "%(months)d mese su %(needed)d richiesti.",
        "%(months)d mesi su %(needed)d richiesti.",
        months,
    ) % {"months": months, "needed": needed}
    fact += " " + _("I periodi che si sovrappongono contano una volta.")
    evidence = (_evidence("experiences", _("Scheda delle esperienze")),)
    return Finding(Verdict.OK if months >= needed else Verdict.MISSING, fact, evidence)


def document(facts: Facts, parameters: dict[str, object]) -> Finding:
    """The document asked for is there and opens; what it says is for a person to read."""
    slot = str(parameters.get("slot", ""))
    given = [one for one in facts.documents if one.slot == slot]
    if not given:
        if facts.channel == Channel.PEC and facts.documents:
            return Finding(
                Verdict.TO_JUDGE,
                _("Va cercato tra gli allegati della PEC."),
                tuple(_evidence("document", one.name, one.uid) for one in facts.documents),
            )
        return Finding(Verdict.MISSING, _("Il documento non c’è."))
    evidence = tuple(_evidence("document", one.name, one.uid) for one in given)
    if all(one.status == DocumentStatus.REFUSED for one in given):
        return Finding(Verdict.IRREGULAR, _("Il file c’è ma non si apre."), evidence)
    if any(one.status == DocumentStatus.RECEIVED for one in given):
        return Finding(Verdict.TO_JUDGE, _("Il file c’è, il controllo non è finito."), evidence)
    return Finding(Verdict.OK, _("Il documento c’è e si apre."), evidence)


def judged(facts: Facts, parameters: dict[str, object]) -> Finding:
    return Finding(Verdict.TO_JUDGE, _("Lo decide una persona."))


_CHECKS: dict[str, Callable[[Facts, dict[str, object]], Finding]] = {
    RequirementKind.LEGAL_TYPE: legal_type,
    RequirementKind.RUNTS: runts,
    RequirementKind.ART5: art5,
    RequirementKind.EXPERIENCE: experience,
    RequirementKind.DOCUMENT: document,
    RequirementKind.JUDGED: judged,
}


def check(kind: str, facts: Facts, parameters: dict[str, object]) -> Finding:
    """The finding on one requirement of the notice, whatever its kind."""
    return _CHECKS[kind](facts, parameters)
