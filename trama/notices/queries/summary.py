"""A notice's facts in plain words: for its page, its PDF, and whoever lists it."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trama.notices.models import (
    Channel,
    FormQuestion,
    Notice,
    NoticeType,
    PecInstant,
    QuestionKind,
    Requirement,
    RequirementKind,
    SigningMode,
)
from trama.organizations.models import Art5Activity, LegalType
from trama.programming.models import Theme


def theme_labels() -> dict[str, str]:
    """Code → label of every theme, in the active language."""
    return {theme.code: str(theme) for theme in Theme.objects.all()}


def yes_or_no(answer: bool) -> str:  # noqa: FBT001  # it is a word for a boolean
    return _("sì") if answer else _("no")


def letters(codes: Iterable[str]) -> str:
    """The activities of CTS art. 5 in words, each after its letter."""
    known = dict(Art5Activity.choices)
    return ", ".join(str(known.get(code, f"{code})")) for code in codes)


def verified_by(requirement: Requirement, themes: Mapping[str, str]) -> str:
    """How the requirement is checked: from the register, from a table, by a person."""
    parameters: dict[str, Any] = requirement.parameters
    if requirement.kind == RequirementKind.LEGAL_TYPE:
        known = dict(LegalType.choices)
        types = [str(known.get(code, code)) for code in parameters.get("types", [])]
        return _("Forma giuridica, dal registro: %(types)s") % {"types": ", ".join(types)}
    if requirement.kind == RequirementKind.ART5:
        found = {"letters": letters(parameters.get("letters", []))}
        return _("Statuto e registro: almeno una tra: %(letters)s") % found
    if requirement.kind == RequirementKind.EXPERIENCE:
        theme = themes.get(parameters.get("theme", ""), parameters.get("theme", ""))
        return _(
            "Tabella delle esperienze sul tema «%(theme)s»: due periodi negli stessi mesi "
            "contano una volta"
        ) % {"theme": theme}
    others = {
        RequirementKind.RUNTS: _("Numero e data di iscrizione, dal registro"),
        RequirementKind.DOCUMENT: _("Documento allegato, guardato da una persona"),
        RequirementKind.JUDGED: _("Lo guarda una persona"),
    }
    return others[RequirementKind(requirement.kind)]


def if_missing(requirement: Requirement) -> str:
    """What follows when it is missing (soccorso istruttorio, L. 241/1990 art. 6)."""
    if requirement.remediable:
        return _("Si può integrare, su richiesta dell’ufficio")
    return _("Non si può partecipare")


def kind_of_answer(question: FormQuestion) -> str:
    """What one is asked to give: a choice among so many, a text so long, a table."""
    if question.kind in {QuestionKind.ONE, QuestionKind.MANY}:
        options = {"options": ", ".join(question.options)}
        if question.kind == QuestionKind.ONE:
            return _("una scelta tra: %(options)s") % options
        return _("una o più tra: %(options)s") % options
    if question.kind == QuestionKind.EXPERIENCES:
        return _("tabella: che cosa, con chi, da quando a quando")
    if question.max_length:
        return ngettext(
            "testo, fino a %(n)d battuta", "testo, fino a %(n)d battute", question.max_length
        ) % {"n": question.max_length}
    return _("testo")


def how_to_apply(notice: Notice) -> str:
    """The channels in a sentence."""
    web, pec = Channel.WEB in notice.channels, Channel.PEC in notice.channels
    if web and pec:
        return _("Qui sul sito oppure per PEC. I due modi valgono lo stesso.")
    if web:
        return _("Qui sul sito.")
    if pec:
        return _("Per PEC.")
    return _("Non ancora stabilito.")


def signing(notice: Notice) -> list[str]:
    """How one signs an application made on the site, each way in words."""
    known = dict(SigningMode.choices)
    return [str(known[mode]) for mode in notice.signing_modes if mode in known]


def pec_counts(notice: Notice) -> str:
    if notice.pec_instant == PecInstant.DELIVERED:
        return _("la ricevuta di avvenuta consegna")
    if notice.pec_instant == PecInstant.ACCEPTED:
        return _("la ricevuta di accettazione")
    return ""


def what_one_gets(notice: Notice) -> str:
    """Co-programming gives no pre-emption, entitlement or reimbursement: said to everybody."""
    if notice.type == NoticeType.COPROGRAMMING:
        return _(
            "Un posto ai tavoli. Nessun contributo, nessuna precedenza in avvisi futuri, "
            "nessun costo."
        )
    if notice.type == NoticeType.CODESIGN:
        return _("Un progetto fatto insieme, e una convenzione che rimborsa le spese documentate.")
    return ""


def who_can(notice: Notice) -> list[str]:
    """The requirements, as sentences."""
    return [requirement.text for requirement in notice.requirements.all()]
