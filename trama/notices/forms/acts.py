"""What the acts of the procedure ask of whoever does them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from trama.core.forms import DayField, InstantField
from trama.ledger.forms import ActForm
from trama.notices.models import JudgedOn

Text = forms.CharField


class ConfirmForm(forms.Form):
    """Nothing to say: the page tells what follows, the button does it."""


class ReasonForm(forms.Form):
    reason = Text(
        label=_("Perché"),
        help_text=_("Resta nella storia del procedimento."),
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
    )


class ReasonedActForm(ActForm, ReasonForm):
    """An act with its reason: a suspension, a revocation."""

    field_order: tuple[str, ...] = ("kind", "number", "adopted_on", "reason")


class ExtensionForm(ReasonedActForm):
    """An act that gives more time."""

    closes_at = InstantField(label=_("Nuova scadenza"))


class ResumeForm(ReasonedActForm):
    """An act that takes up again what another suspended, and may move the deadline."""

    closes_at = InstantField(
        label=_("Nuova scadenza"),
        help_text=_("Vuota: resta quella di prima. Si può solo allungare."),
        required=False,
    )


class SuspensionForm(ReasonedActForm):
    """A suspension says until when (L. 241/1990, art. 21-quater)."""

    field_order = ("kind", "number", "adopted_on", "reason", "until", "closes_at")

    until = DayField(
        label=_("Sospeso fino al"),
        help_text=_("Compreso: dal giorno dopo l’avviso riprende da sé."),
    )
    closes_at = InstantField(
        label=_("Nuova scadenza"),
        help_text=_("Serve se la scadenza cade durante la sospensione. Si può solo allungare."),
        required=False,
    )


class RulingForm(ReasonForm):
    """A court's decision, as its record names it."""

    field_order = ("court", "number", "adopted_on", "reason")

    court = Text(
        label=_("Giudice"), help_text=_("Per esempio: TAR Lombardia, Milano."), max_length=200
    )
    number = Text(
        label=_("Numero della decisione"), help_text=_("Per esempio: 1234/2026."), max_length=30
    )
    adopted_on = DayField(label=_("Data della decisione"))


class AmendmentForm(ReasonedActForm):
    """The act that adopts an amendment, and what it says of whoever had already applied."""

    field_order = ("kind", "number", "adopted_on", "reason", "judged_on")

    judged_on = forms.ChoiceField(
        label=_("Chi ha già presentato domanda, e non la conferma né la sostituisce, è giudicato"),
        choices=JudgedOn,
        widget=forms.RadioSelect,
    )
