from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trama.mailbox.handlers import Correspondent, Dossier


class TrayFilters(forms.Form):
    """What one looks for in the mail."""

    hide_optional = True
    q = forms.CharField(label=_("Mittente o oggetto"), required=False, max_length=100)
    quali = forms.ChoiceField(
        label=_("Quali"),
        required=False,
        choices=[("", _("Quelli che aspettano")), ("tutti", _("Tutti"))],
    )


class BodySearch(forms.Form):
    """First the body is looked for, then it is chosen."""

    hide_optional = True
    ente = forms.CharField(label=_("Nome o codice fiscale"), required=False, max_length=100)


def _reason(label: Any, hint: Any) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, max_length=500, widget=forms.Textarea({"rows": 2})
    )


class AssignForm(forms.Form):
    """Which procedure, which body, and why. The bodies to choose from are those found."""

    reason = _reason(_("Perché"), _("Resta nella storia del messaggio."))

    def __init__(
        self,
        *args: Any,
        dossiers: Sequence[Dossier],
        bodies: Sequence[Correspondent],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        notices = [(one.code, f"{one.code} · {one.name}") for one in dossiers]
        found = [(str(one.uid), f"{one.name}, {one.line}".strip(", ")) for one in bodies]
        self.fields["notice"] = forms.ChoiceField(
            label=_("Avviso"), choices=[("", _("Scegli")), *notices]
        )
        self.fields["organization"] = forms.ChoiceField(
            label=_("Ente"),
            required=False,
            choices=[("", _("Quello che il messaggio indica")), *found],
            widget=forms.RadioSelect,
        )
        self.order_fields(["notice", "organization", "reason"])


class ReasonForm(forms.Form):
    reason = _reason(_("Perché"), _("Il messaggio resta conservato, con questo motivo."))


class UrgencyForm(forms.Form):
    """Why a message under seal is opened before the deadline."""

    reason = _reason(
        _("Perché non può aspettare"), _("Resta nella storia del messaggio, con il tuo nome.")
    )
