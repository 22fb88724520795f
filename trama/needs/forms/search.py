"""Words and filters of the public lists; they live in the address."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from trama.needs.models import EvidenceGrade, ResourceKind
from trama.needs.queries.search import Wanted
from trama.programming.models import Target, Theme
from trama.territory.queries.grounds import zone_filter_choices, zone_named

ALL = ("", _("tutti"))
EVERYWHERE = ("", _("tutta la città"))


class CardSearchForm(forms.Form):
    """What needs and resources share."""

    hide_optional = True

    q = forms.CharField(label=_("Parole"), required=False)
    theme = forms.ModelChoiceField(
        Theme.objects.filter(retired=False),
        label=_("Tema"),
        required=False,
        to_field_name="code",
        empty_label=ALL[1],
    )
    target = forms.ModelChoiceField(
        Target.objects.filter(retired=False),
        label=_("Per chi"),
        required=False,
        to_field_name="code",
        empty_label=ALL[1],
    )
    zone = forms.ChoiceField(label=_("Dove"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Read once, and used to check what was chosen and to draw the choices.
        cast("forms.ChoiceField", self.fields["zone"]).choices = [
            EVERYWHERE,
            *zone_filter_choices(),
        ]

    @property
    def wanted(self) -> Wanted:
        """What is to be searched; a filter that does not exist is as if it were not there."""
        self.is_valid()
        chosen = self.cleaned_data
        return Wanted(
            words=chosen.get("q", ""),
            theme=chosen.get("theme"),
            target=chosen.get("target"),
            zone=zone_named(chosen.get("zone") or ""),
            kind=chosen.get("kind", ""),
            evidence=chosen.get("evidence", ""),
            free=bool(chosen.get("free")),
        )


class NeedSearchForm(CardSearchForm):
    evidence = forms.ChoiceField(
        label=_("Su che cosa si fonda"), choices=[ALL, *EvidenceGrade.choices], required=False
    )


class ResourceSearchForm(CardSearchForm):
    kind = forms.ChoiceField(
        label=_("Che cosa è"), choices=[ALL, *ResourceKind.choices], required=False
    )
    free = forms.BooleanField(label=_("Solo con posti liberi"), required=False)


class VoiceForm(forms.Form):
    """Somebody else says the same need."""

    words = forms.CharField(
        label=_("Con quali parole lo dite"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Senza nomi né storie riconoscibili: la scheda è pubblica."),
    )
    who = forms.CharField(
        label=_("Chi lo dice"),
        max_length=120,
        required=False,
        help_text=_("Solo se non parli per un ente: «tre maestre», «i genitori della 2ª B»."),
    )

    def __init__(self, *args: Any, bodies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if bodies:
            self.fields["organization"] = forms.ChoiceField(
                label=_("Per conto di chi"), choices=[*bodies, ("", _("persone incontrate"))],
                required=False,
            )  # fmt: skip
            self.order_fields(["organization", "words", "who"])


class CloseForm(forms.Form):
    reason = forms.CharField(
        label=_("Perché la chiudi"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Si legge sulla scheda: «aperti trenta posti a settembre»."),
    )


class ImportForm(forms.Form):
    """A spreadsheet of services handed over."""

    upload = forms.FileField(
        label=_("Foglio dei servizi"),
        help_text=_("CSV o XLSX, una riga per servizio, i titoli nella prima riga."),
    )
    sheet = forms.CharField(
        label=_("Foglio"), max_length=100, required=False, help_text=_("Altrimenti il primo.")
    )

    def __init__(self, *args: Any, writers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(writers) > 1:
            self.fields["writer"] = forms.ChoiceField(
                label=_("Di chi sono i servizi"), choices=writers, required=False
            )
