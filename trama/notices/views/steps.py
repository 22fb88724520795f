"""The acts of the procedure as pages: what each asks, of whom, from which state."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext

from trama.accounts.models import User
from trama.core.ui import Text
from trama.notices import lifecycle
from trama.notices.forms import ActForm, ConfirmForm, ReasonedActForm, ReasonForm, ResumeForm
from trama.notices.models import Notice, NoticeStatus
from trama.notices.permissions import may_adopt, may_run
from trama.notices.rules import Finding

Verb = Callable[[Notice, User, Mapping[str, Any]], None]


def _verb(act: Callable[..., None]) -> Verb:
    def run(notice: Notice, user: User, said: Mapping[str, Any]) -> None:
        act(notice, actor=user, **said)

    return run


@dataclass(frozen=True)
class ActPage:
    """One act: its name in the address, its button, what follows from it, who may do it."""

    name: str
    label: Text
    follows: Text
    done: Text
    verb: Verb
    may: Callable[[User, Notice], bool]
    whose: Text
    sources: frozenset[NoticeStatus]
    form: type[forms.Form] = ConfirmForm
    is_dangerous: bool = False
    is_linted: bool = False
    is_main: bool = True


_OFFICER = gettext_lazy("Spetta al responsabile del procedimento.")
_EXECUTIVE = gettext_lazy("Spetta al dirigente dell’ufficio.")
S = NoticeStatus

ACTS: tuple[ActPage, ...] = (
    ActPage(
        "controllo",
        gettext_lazy("Manda al controllo legale"),
        gettext_lazy(
            "Il testo si ferma finché il controllo non è finito. Si può riportare in bozza."
        ),
        gettext_lazy("Mandato al controllo legale."),
        _verb(lifecycle.send_to_legal_check),
        may_run,
        _OFFICER,
        frozenset({S.DRAFT}),
        is_linted=True,
    ),
    ActPage(
        "adozione",
        gettext_lazy("Adotta l’avviso"),
        gettext_lazy("Con l’atto il testo, i requisiti e il modulo non si cambiano più."),
        gettext_lazy("Avviso adottato. Ora si può pubblicare."),
        _verb(lifecycle.adopt),
        may_adopt,
        _EXECUTIVE,
        frozenset({S.LEGAL_CHECK}),
        ActForm,
        is_dangerous=True,
        is_linted=True,
    ),
    ActPage(
        "bozza",
        gettext_lazy("Riporta in bozza"),
        gettext_lazy("Chi scrive l’avviso può di nuovo cambiarlo."),
        gettext_lazy("Riportato in bozza."),
        _verb(lifecycle.return_to_draft),
        lambda user, notice: may_run(user, notice) or may_adopt(user, notice),
        _OFFICER,
        frozenset({S.LEGAL_CHECK}),
        ReasonForm,
        is_main=False,
    ),
    ActPage(
        "pubblicazione",
        gettext_lazy("Pubblica l’avviso"),
        gettext_lazy("Da subito chiunque lo legge, e dall’apertura si possono presentare domande."),
        gettext_lazy("Avviso pubblicato. Il PDF arriva tra poco."),
        _verb(lifecycle.publish),
        may_run,
        _OFFICER,
        frozenset({S.ADOPTED}),
        is_dangerous=True,
    ),
    ActPage(
        "tavoli",
        gettext_lazy("Apri i tavoli"),
        gettext_lazy("Gli enti ammessi sono chiamati agli incontri."),
        gettext_lazy("Tavoli aperti."),
        _verb(lifecycle.open_tables),
        may_run,
        _OFFICER,
        frozenset({S.SCREENING, S.EVALUATION}),
    ),
    ActPage(
        "conclusione",
        gettext_lazy("Concludi con un atto"),
        gettext_lazy("Il procedimento finisce: resta pubblico con tutta la sua storia."),
        gettext_lazy("Procedimento concluso."),
        _verb(lifecycle.conclude),
        may_adopt,
        _EXECUTIVE,
        frozenset({S.TABLES}),
        ActForm,
        is_dangerous=True,
    ),
    ActPage(
        "ripresa",
        gettext_lazy("Fai riprendere l’avviso"),
        gettext_lazy(
            "Si possono di nuovo presentare domande, fino alla scadenza. "
            "Motivo e atto sono pubblici."
        ),
        gettext_lazy("L’avviso è ripreso."),
        _verb(lifecycle.resume),
        may_adopt,
        _EXECUTIVE,
        frozenset({S.SUSPENDED}),
        ResumeForm,
        is_dangerous=True,
    ),
    ActPage(
        "sospensione",
        gettext_lazy("Sospendi"),
        gettext_lazy("Finché è sospeso non si presentano domande. Motivo e atto sono pubblici."),
        gettext_lazy("Avviso sospeso."),
        _verb(lifecycle.suspend),
        may_adopt,
        _EXECUTIVE,
        frozenset({S.PUBLISHED}),
        ReasonedActForm,
        is_dangerous=True,
        is_main=False,
    ),
    ActPage(
        "revoca",
        gettext_lazy("Revoca l’avviso"),
        gettext_lazy("Il procedimento finisce e non si riapre. Motivo e atto sono pubblici."),
        gettext_lazy("Avviso revocato."),
        _verb(lifecycle.revoke),
        may_adopt,
        _EXECUTIVE,
        frozenset({S.ADOPTED, S.PUBLISHED, S.SUSPENDED, S.CLOSED, S.SCREENING}),
        ReasonedActForm,
        is_dangerous=True,
        is_main=False,
    ),
)
BY_NAME = {act.name: act for act in ACTS}


@dataclass(frozen=True)
class NextAct:
    """An act on the desk: open, or closed with the reason beside it."""

    name: str
    label: Text
    url: str
    why_closed: "Text | Promise" = ""
    is_main: bool = True


def next_acts(user: User, notice: Notice, blocks: Sequence[Finding]) -> list[NextAct]:
    """The acts that the notice's state allows, the main one first."""
    return [
        NextAct(
            act.name,
            act.label,
            reverse("notices:act", args=[notice.code, act.name]),
            _why_closed(act, user, notice, blocks),
            act.is_main,
        )
        for act in ACTS
        if notice.status in act.sources
    ]


def _why_closed(act: ActPage, user: User, notice: Notice, blocks: Sequence[Finding]) -> Text:
    if not act.may(user, notice):
        return act.whose
    if act.is_linted and blocks:
        return ngettext(
            "Manca ancora %(n)d cosa: è nell’elenco qui sotto.",
            "Mancano ancora %(n)d cose: sono nell’elenco qui sotto.",
            len(blocks),
        ) % {"n": len(blocks)}
    return ""
