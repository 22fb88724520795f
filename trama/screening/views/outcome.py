"""The acts of a case's outcome: what each asks, what it does, what is said afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trama.accounts.models import User
from trama.core.workflow import ActRefused
from trama.screening import lifecycle
from trama.screening.forms import (
    AdmitAfterNoticeForm,
    AdmitForm,
    CaseForm,
    DeliveryForm,
    NotifyForm,
    ObservationsForm,
    RefuseForm,
    ReopenForm,
)
from trama.screening.models import RejectionNotice, ScreeningCase
from trama.screening.queries import CaseView, standing_notice

Said = dict[str, Any]


@dataclass(frozen=True)
class CaseAct:
    """`place` is the name that the template knows its form by."""

    place: str
    form_for: Callable[[RejectionNotice | None], type[CaseForm]]
    verb: Callable[[ScreeningCase, User, Said], object]
    done: Promise


def _noticed(case: ScreeningCase) -> RejectionNotice:
    notice = standing_notice(case)
    if notice is None:
        raise ActRefused(_("Non c’è un preavviso di rigetto. Nulla è cambiato: ricarica."))
    return notice


def _admit(case: ScreeningCase, user: User, said: Said) -> None:
    lifecycle.admit(case, actor=user, motivation=said["motivation"], answer=said.get("answer", ""))


def _notify(case: ScreeningCase, user: User, said: Said) -> None:
    lifecycle.notify_rejection(case, said["reasons"], actor=user)


def _deliver(case: ScreeningCase, user: User, said: Said) -> None:
    lifecycle.record_delivery(_noticed(case), said["delivered_on"], said["note"], actor=user)


def _observe(case: ScreeningCase, user: User, said: Said) -> None:
    words = said["observations"]
    lifecycle.record_observations(_noticed(case), words, actor=user, by_office=True)


def _refuse(case: ScreeningCase, user: User, said: Said) -> None:
    lifecycle.not_admit(case, said["motivation"], actor=user, answer=said["answer"])


def _reopen(case: ScreeningCase, user: User, said: Said) -> None:
    lifecycle.reopen(case, said["reason"], actor=user)


def _admit_form(notice: RejectionNotice | None) -> type[CaseForm]:
    return AdmitAfterNoticeForm if notice else AdmitForm


ACTS: dict[str, CaseAct] = {
    "ammetti": CaseAct("admit", _admit_form, _admit, gettext_lazy("Ammesso.")),
    "preavviso": CaseAct(
        "notify",
        lambda _notice: NotifyForm,
        _notify,
        gettext_lazy("Preavviso in partenza. Quando è consegnato, registra il giorno."),
    ),
    "consegna": CaseAct(
        "delivery",
        lambda _notice: DeliveryForm,
        _deliver,
        gettext_lazy("Consegna registrata: da lì corrono i dieci giorni."),
    ),
    "osservazioni": CaseAct(
        "observations",
        lambda _notice: ObservationsForm,
        _observe,
        gettext_lazy("Osservazioni registrate."),
    ),
    "non-ammetti": CaseAct(
        "refuse", lambda _notice: RefuseForm, _refuse, gettext_lazy("Non ammesso.")
    ),
    "riapri": CaseAct(
        "reopen",
        lambda _notice: ReopenForm,
        _reopen,
        gettext_lazy("Istruttoria riaperta: i giudizi restano, l’esito si decide di nuovo."),
    ),
}


def outcome_forms(view: CaseView, letter: str = "") -> dict[str, forms.Form | None]:
    """The forms of the acts that are open now; the others are said with their reason. `letter`: the
    words that the notice of rejection starts from, before the reasons of the points."""
    rejection, why_not = view.rejection, view.why_not
    reasons = rejection.reasons if rejection else view.draft_reasons
    waits = view.case.decided_at is None and view.standing.status == "rejection_noticed"
    to_deliver = waits and rejection is not None and rejection.delivered_on is None
    return {
        "admit": None if why_not["admit"] else _admit_form(rejection)(),
        "notify": None
        if why_not["notify"]
        else NotifyForm(initial={"reasons": f"{letter}\n\n{view.draft_reasons}".strip()}),
        "refuse": None if why_not["refuse"] else RefuseForm(initial={"motivation": reasons}),
        "reopen": None if why_not["reopen"] else ReopenForm(),
        "delivery": DeliveryForm() if to_deliver else None,
        "observations": ObservationsForm() if waits and rejection is not None else None,
    }
