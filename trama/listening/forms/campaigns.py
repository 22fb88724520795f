"""What whoever promotes a campaign writes of it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trama.core.forms import DayField, FactsForm
from trama.listening.forms.fields import ThemesField, WordsField, ZonesField
from trama.listening.models import Campaign
from trama.listening.permissions import Promoter
from trama.organizations.models import Organization

RESERVED = {"nuova"}


class CampaignForm(FactsForm[Campaign]):
    """A question that anybody understands, and until when it is asked."""

    question = WordsField(
        label=gettext_lazy("La domanda"),
        max_length=1000,
        rows=3,
        help_text=gettext_lazy(
            "Come la diresti a voce: «Che cosa manca ai bambini del quartiere?»."
        ),
    )
    themes = ThemesField(label=gettext_lazy("Temi"), help_text=gettext_lazy("Nessuno: tutti."))
    zones = ZonesField(
        label=gettext_lazy("Zone"), help_text=gettext_lazy("Nessuna: tutta la città.")
    )
    closes_on = DayField(label=gettext_lazy("Si ascolta fino al"), required=False)

    class Meta:
        model = Campaign
        fields = ("title", "question", "code", "themes", "zones", "closes_on", "retention_days")
        help_texts = {
            "code": gettext_lazy("Lettere minuscole, cifre e trattini: «verde-2026». Sta sui "
                                 "volantini, e non cambia più."),
            "retention_days": gettext_lazy("Poi si cancellano; con la risposta, dopo trenta."),
        }  # fmt: skip

    def __init__(self, promoters: Sequence[Promoter], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.promoters = {_key_of(one): one for one in promoters}
        if self.instance.pk:
            del self.fields["code"]
        elif len(promoters) > 1:
            self.fields["promoter"] = forms.ChoiceField(
                label=_("Chi ascolta e risponde"),
                choices=[(key, str(one)) for key, one in self.promoters.items()],
            )

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].lower()
        if code in RESERVED:
            raise ValidationError(_("Questo nome serve al sito: scegline un altro."))
        return code

    @property
    def promoter(self) -> Promoter:
        """The one that was chosen, or the only one there is."""
        only = next(iter(self.promoters))
        return self.promoters[self.cleaned_data.get("promoter", only)]


def _key_of(promoter: Promoter) -> str:
    """Its own: who may promote may change while the form is being written."""
    name = promoter.uid if isinstance(promoter, Organization) else promoter.code
    return f"{promoter._meta.model_name}/{name}"
