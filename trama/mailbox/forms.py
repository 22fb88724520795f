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


class AssignForm(forms.Form):
    """Which procedure, which body, and why. The bodies to choose from are those found."""

    reason = forms.CharField(
        label=_("Perché"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Resta nella storia del messaggio."),
    )

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
    reason = forms.CharField(
        label=_("Perché"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Il messaggio resta conservato, con questo motivo."),
    )
