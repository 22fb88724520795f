"""What moderators choose and write."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trama.listening.forms.fields import ThemeField, WordsField, ZoneField, campaign_field
from trama.listening.models import Campaign, Channel, NeedSignal, SignalStatus, TurnKind
from trama.listening.queries.desk import Wanted
from trama.territory.queries.grounds import zone_filter_choices, zone_named

FREE = "-"
ZIP = b"PK\x03\x04"  # spreadsheets are archives too: nobody unpacks one in the web process
MOST_BYTES = 2 * 1024 * 1024


class QueueForm(forms.Form):
    """Filters of the queue; they live in the address."""

    hide_optional = True

    q = forms.CharField(label=gettext_lazy("Parole"), required=False, max_length=100)
    campaign = forms.ChoiceField(label=gettext_lazy("Campagna"), required=False)
    theme = ThemeField(
        label=gettext_lazy("Tema"), to_field_name="code", empty_label=gettext_lazy("tutti")
    )
    zone = forms.ChoiceField(label=gettext_lazy("Dove"), required=False)
    channel = forms.ChoiceField(
        label=gettext_lazy("Come è arrivata"),
        choices=[("", gettext_lazy("in ogni modo")), *Channel.choices],
        required=False,
    )

    def __init__(self, campaigns: list[Campaign], data: Any) -> None:
        super().__init__(data)
        self.campaigns = {one.code: one for one in campaigns}
        cast("forms.ChoiceField", self.fields["campaign"]).choices = [
            ("", _("tutte")),
            (FREE, _("nessuna: libere")),
            *((one.code, one.title) for one in campaigns),
        ]
        cast("forms.ChoiceField", self.fields["zone"]).choices = [
            ("", _("tutta la città")),
            *zone_filter_choices(),
        ]

    def wanted(self, status: str) -> Wanted:
        """A filter that does not exist is as if it were not there."""
        self.is_valid()
        chosen = self.cleaned_data
        code = chosen.get("campaign") or ""
        return Wanted(
            status=status if status in SignalStatus.values else SignalStatus.RECEIVED,
            campaign=self.campaigns.get(code),
            free=code == FREE,
            theme=chosen.get("theme"),
            zone=zone_named(chosen.get("zone") or ""),
            channel=chosen.get("channel") or "",
            words=chosen.get("q") or "",
        )


class AcceptForm(forms.Form):
    public_text = WordsField(
        label=gettext_lazy("Testo pubblico"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("Quello che tutti possono leggere: niente che faccia riconoscere "
                               "qualcuno. Vuoto: si conta, e non si legge."),
    )  # fmt: skip


class ReasonForm(forms.Form):
    reason = WordsField(
        label=gettext_lazy("Perché non la accogli"),
        max_length=500,
        rows=3,
        help_text=gettext_lazy("Lo legge chi l’ha mandata, dalla sua ricevuta."),
    )


class PlaceForm(forms.Form):
    theme = ThemeField(label=gettext_lazy("Tema"))
    zone = ZoneField(label=gettext_lazy("Zona"))

    def __init__(self, signal: NeedSignal, data: Any = None) -> None:
        super().__init__(data, initial={"theme": signal.theme_id, "zone": signal.zone_id})


class TurnForm(forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("Che cosa dici"),
        choices=[
            (TurnKind.STEP, gettext_lazy("Un passo: se ne sta occupando qualcuno")),
            (TurnKind.DONE, gettext_lazy("La risposta: è stato fatto")),
            (TurnKind.NOT_DONE, gettext_lazy("La risposta: non si fa, e perché")),
        ],
        widget=forms.RadioSelect,
    )
    words = WordsField(
        label=gettext_lazy("In parole"),
        max_length=2000,
        help_text=gettext_lazy("È pubblico, e arriva a chi ha confermato l’e-mail."),
    )


class TogetherForm(forms.Form):
    """An act on the signals that are ticked in the queue."""

    ACTS = [
        ("accept", gettext_lazy("Accogli (senza testo pubblico)")),
        ("refuse", gettext_lazy("Non accogliere, con un motivo")),
        ("spam", gettext_lazy("Metti fra i disturbi")),
        ("restore", gettext_lazy("Rimetti fra quelle da leggere")),
        ("gather", gettext_lazy("Metti insieme: dicono la stessa cosa")),
        ("place", gettext_lazy("Dai tema e zona")),
    ]
    act = forms.ChoiceField(label=gettext_lazy("Che cosa fare"), choices=ACTS)
    reason = forms.CharField(
        label=gettext_lazy("Motivo"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Serve per non accogliere."),
    )
    theme = ThemeField(label=gettext_lazy("Tema"))
    zone = ZoneField(label=gettext_lazy("Zona"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(
            data, auto_id="insieme_%s"
        )  # beside the filters, that have such fields too

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("act") == "refuse" and not cleaned.get("reason", "").strip():
            self.add_error("reason", _("Scrivi perché: lo legge chi le ha mandate."))
        if cleaned.get("act") == "place" and not (cleaned.get("theme") or cleaned.get("zone")):
            self.add_error("theme", _("Scegli un tema o una zona."))
        return cleaned


class RoundForm(forms.Form):
    """A sheet typed from paper."""

    upload = forms.FileField(
        label=gettext_lazy("Il foglio"), help_text=gettext_lazy("In CSV, al massimo 2000 righe.")
    )

    def __init__(
        self, campaigns: list[Campaign], *, may_be_free: bool, data: Any = None, files: Any = None
    ) -> None:
        super().__init__(data, files)
        self.campaigns = {one.code: one for one in campaigns}
        self.fields["campaign"] = campaign_field(campaigns, may_be_free=may_be_free)

    def clean_upload(self) -> Any:
        upload = self.cleaned_data["upload"]
        if upload.size > MOST_BYTES:
            raise ValidationError(_("Il file supera 2 MB: dividilo. Nulla è stato importato."))
        if upload.read(len(ZIP)) == ZIP:
            raise ValidationError(
                _("È un foglio di calcolo (.xlsx, .ods) o un archivio, e qui non si apre: salvalo "
                  "come «CSV UTF-8» e caricalo di nuovo. Nulla è stato importato.")
            )  # fmt: skip
        upload.seek(0)
        return upload

    @property
    def campaign(self) -> Campaign | None:
        return self.campaigns.get(self.cleaned_data["campaign"])
