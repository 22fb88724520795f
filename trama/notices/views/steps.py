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
from trama.notices.forms import (
    ActForm,
    AmendmentForm,
    ConfirmForm,
    ExtensionForm,
    ReasonedActForm,
    ReasonForm,
    ResumeForm,
    RulingForm,
    SuspensionForm,
)
from trama.notices.models import Notice, NoticeStatus
from trama.notices.permissions import may_adopt, may_run, may_run_or_adopt
from trama.notices.rules import Finding

Verb = Callable[[Notice, User, Mapping[str, Any]], Notice | None]
"""It gives back the notice whose desk comes next, if that is another one."""


def _verb(act: Callable[..., None]) -> Verb:
    def run(notice: Notice, user: User, said: Mapping[str, Any]) -> None:
        act(notice, actor=user, **said)

    return run


def _begin_amendment(notice: Notice, user: User, said: Mapping[str, Any]) -> Notice:
    return lifecycle.begin_amendment(notice, actor=user)


def _adopt_amendment(draft: Notice, user: User, said: Mapping[str, Any]) -> Notice:
    return lifecycle.adopt_amendment(draft, actor=user, **said).notice


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
    is_final: bool = False
    is_main: bool = True
    amends: bool | None = None
    """Only of an amendment (True), only of a notice (False), of both (None)."""

    def is_open(self, notice: Notice) -> bool:
        """The act is among those that the notice's state allows."""
        of_its_kind = self.amends in {None, notice.amends_id is not None}
        return of_its_kind and notice.status in self.sources


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
        amends=False,
    ),
    ActPage(
        "rettifica",
        gettext_lazy("Adotta la rettifica"),
        gettext_lazy(
            "Con l’atto l’avviso cambia, e che cosa cambia è pubblico. Le bozze di domanda seguono "
            "il nuovo modulo; chi ha già presentato è avvisato e può confermare o sostituire."
        ),
        gettext_lazy("Avviso rettificato. Il PDF aggiornato arriva tra poco."),
        _adopt_amendment,
        may_adopt,
        _EXECUTIVE,
        frozenset({S.LEGAL_CHECK}),
        AmendmentForm,
        is_dangerous=True,
        is_linted=True,
        amends=True,
    ),
    ActPage(
        "abbandono",
        gettext_lazy("Abbandona la rettifica"),
        gettext_lazy("L’avviso resta com’è."),
        gettext_lazy("Rettifica abbandonata."),
        _verb(lifecycle.drop_amendment),
        may_run_or_adopt,
        _OFFICER,
        frozenset({S.DRAFT, S.LEGAL_CHECK}),
        ReasonForm,
        is_main=False,
        amends=True,
    ),
    ActPage(
        "bozza",
        gettext_lazy("Riporta in bozza"),
        gettext_lazy("Chi scrive l’avviso può di nuovo cambiarlo."),
        gettext_lazy("Riportato in bozza."),
        _verb(lifecycle.return_to_draft),
        may_run_or_adopt,
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
        "nuova-rettifica",
        gettext_lazy("Prepara una rettifica"),
        gettext_lazy(
            "Comincia una bozza con il testo, i requisiti e il modulo di oggi. L’avviso cambia "
            "solo quando la rettifica è adottata con un atto, prima della scadenza."
        ),
        gettext_lazy("Ecco la bozza della rettifica: cambia quello che serve."),
        _begin_amendment,
        may_run_or_adopt,
        _OFFICER,
        frozenset({S.PUBLISHED}),
        is_main=False,
    ),
    ActPage(
        "proroga",
        gettext_lazy("Proroga la scadenza"),
        gettext_lazy("Prima che scada, con un atto. Pubblicità come per l’avviso."),
        gettext_lazy("Scadenza prorogata. Il PDF aggiornato arriva tra poco."),
        _verb(lifecycle.extend),
        may_adopt,
        _EXECUTIVE,
        frozenset({S.PUBLISHED}),
        ExtensionForm,
        is_dangerous=True,
        is_main=False,
    ),
    ActPage(
        "sospensione",
        gettext_lazy("Sospendi"),
        gettext_lazy(
            "Finché è sospeso non si presentano domande. Motivo, durata e atto sono pubblici."
        ),
        gettext_lazy("Avviso sospeso."),
        _verb(lifecycle.suspend),
        may_adopt,
        _EXECUTIVE,
        frozenset({S.PUBLISHED}),
        SuspensionForm,
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
        is_final=True,
    ),
    ActPage(
        "annullamento",
        gettext_lazy("Registra l’annullamento del giudice"),
        gettext_lazy(
            "Il procedimento finisce per effetto della decisione, che resta pubblica con i suoi "
            "estremi."
        ),
        gettext_lazy("Annullamento registrato."),
        _verb(lifecycle.annul_by_court),
        may_adopt,
        _EXECUTIVE,
        frozenset(
            {S.PUBLISHED, S.SUSPENDED, S.CLOSED, S.SCREENING, S.EVALUATION, S.TABLES, S.CONCLUDED}
        ),
        RulingForm,
        is_dangerous=True,
        is_main=False,
        is_final=True,
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
        if act.is_open(notice)
    ]


def _why_closed(act: ActPage, user: User, notice: Notice, blocks: Sequence[Finding]) -> Text:
    if not act.may(user, notice):
        return act.whose
    if act.is_linted and blocks:
        return ngettext(
            "Manca ancora una cosa: è in «Che cosa manca».",
            "Mancano ancora %(n)d cose: sono in «Che cosa manca».",
            len(blocks),
        ) % {"n": len(blocks)}
    return ""
