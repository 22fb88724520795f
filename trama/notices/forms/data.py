"""The notice's data: what it is, its window, its channels, who answers."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import Office
from trama.core.forms import InstantField, ModelForm, field_of
from trama.core.starting import Model
from trama.notices.models import Channel, Notice, NoticeType, PecInstant, SigningMode
from trama.notices.queries import people_in_charge
from trama.notices.queries.lists import CONCLUDED, OPEN, UNDER_WAY
from trama.organizations.models import Art5Activity
from trama.programming.models import ProgrammingAct, Strand

CODE = RegexValidator(
    r"^[A-Z]{2,6}-\d{4}-\d{2,3}$", _("Scrivi il codice come COP-2026-03: sigla, anno, numero.")
)


class NewNoticeForm(forms.Form):
    """The first page of a notice: where it starts from."""

    office = forms.ModelChoiceField(label=_("Ufficio"), queryset=Office.objects.none())
    code = forms.CharField(
        label=_("Codice"),
        help_text=_("Non cambia più: sta nell’indirizzo e nell’oggetto delle PEC."),
        max_length=60,
        validators=[CODE],
    )
    start = forms.ChoiceField(label=_("Da dove si parte"), widget=forms.RadioSelect)
    title = forms.CharField(
        label=_("Titolo"),
        max_length=200,
        required=False,
        help_text=_("Per una copia, vuoto: resta il titolo dell’avviso di prima."),
    )

    TEMPLATE, EMPTY, KEPT = "modello", "vuoto", "modello:"

    def __init__(
        self,
        *args: Any,
        offices: Any,
        earlier: list[Notice],
        models: Sequence[Model] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        office = field_of(self, "office", forms.ModelChoiceField)
        office.queryset = offices.order_by("name")
        first = list(office.queryset[:2])
        if len(first) == 1:
            office.initial = first[0]
        field_of(self, "start", forms.ChoiceField).choices = [
            (self.TEMPLATE, _("Il modello di co-programmazione, in italiano semplice")),
            *((self.KEPT + model.key, _("Dalla biblioteca: %s") % model.title) for model in models),
            (self.EMPTY, _("Un avviso vuoto")),
            *(
                (notice.code, _("Una copia di %s") % f"{notice.code}, {notice.name}")
                for notice in earlier
            ),
        ]
        self.fields["start"].initial = self.TEMPLATE

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        start = cleaned.get("start") or self.EMPTY
        is_copy = start not in {self.TEMPLATE, self.EMPTY} and not start.startswith(self.KEPT)
        if not is_copy and not cleaned.get("title"):
            self.add_error("title", _("Scrivi il titolo: è la prima cosa che si legge."))
        return cleaned


class NoticeDataForm(ModelForm[Notice]):
    """Everything of a draft but its text, its requirements and its form.

    A draft may lack almost anything, an adopted notice almost nothing: the linter says what, and
    «facoltativo» would mislead.
    """

    hide_optional = True

    version = forms.IntegerField(widget=forms.HiddenInput)
    art5_letters = forms.MultipleChoiceField(
        label=_("Oggetto: attività dell’art. 5 del Codice"),
        choices=Art5Activity,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    channels = forms.MultipleChoiceField(
        label=_("Come si presenta la domanda"),
        choices=Channel,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    signing_modes = forms.MultipleChoiceField(
        label=_("Come si firma la domanda presentata qui"),
        choices=SigningMode,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    pec_instant = forms.ChoiceField(
        label=_("Per la PEC conta"),
        choices=[("", _("non ancora scelto")), *PecInstant.choices],
        required=False,
    )
    opens_at = InstantField(label=_("Si apre"), required=False)
    closes_at = InstantField(
        label=_("Scade"),
        help_text=_("Giorno e ora di Roma. Le 12:00:00 sono in tempo, un secondo dopo no."),
        required=False,
    )
    questions_until = InstantField(label=_("Quesiti fino a"), required=False)
    programming_acts = forms.ModelMultipleChoiceField(
        label=_("Atti di programmazione collegati"),
        queryset=ProgrammingAct.objects.order_by("title"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    class Meta:
        model = Notice
        fields: ClassVar = [
            "title", "short_title", "summary", "type", "strand", "art5_letters",
            "officer", "contact", "opens_at", "closes_at", "urgency_reason", "questions_until",
            "answer_days", "channels", "signing_modes", "pec_address", "pec_instant", "cup",
            "programming_acts", "programming_reason",
        ]  # fmt: skip
        widgets: ClassVar = {
            "summary": forms.Textarea({"rows": 3}),
            "urgency_reason": forms.Textarea({"rows": 2}),
            "programming_reason": forms.Textarea({"rows": 2}),
        }
        help_texts: ClassVar = {
            "summary": _("Due frasi: chi cerchiamo e per che cosa."),
            "contact": _("Per esempio: Ufficio, telefono, lunedì – giovedì, 10 – 12."),
            "cup": _("Solo quando c’è denaro pubblico."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A save is judged against the version that was read, not the one found when saving.
        self.initial["version"] = self.instance.version
        officer = field_of(self, "officer", forms.ModelChoiceField)
        officer.queryset = people_in_charge(self.instance.office)
        officer.label = _("Responsabile del procedimento")
        if not ProgrammingAct.objects.exists():
            self.fields["programming_acts"].help_text = _(
                "Non ce n’è ancora nessuno registrato: scrivi qui sotto perché."
            )
        field_of(self, "answer_days", forms.IntegerField).min_value = 1

    def clean_answer_days(self) -> int:
        days: int = self.cleaned_data["answer_days"]
        if not 1 <= days <= 365:
            raise forms.ValidationError(_("Da 1 a 365 giorni."))
        return days

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("La scadenza viene prima dell’apertura."))
        return cleaned

    def changes(self) -> dict[str, Any]:
        """The fields to save: all of them but the version and the linked acts."""
        fields = [name for name in self.Meta.fields if name != "programming_acts"]
        return {name: self.cleaned_data[name] for name in fields}


class FiltersForm(forms.Form):
    """Filters of the public list; they live in the address."""

    hide_optional = True

    cerca = forms.CharField(label=_("Cerca"), max_length=100, required=False)
    tipo = forms.ChoiceField(
        label=_("Tipo"), choices=[("", _("tutti")), *NoticeType.choices], required=False
    )
    filone = forms.ModelChoiceField(
        label=_("Filone"),
        queryset=Strand.objects.filter(retired=False),
        to_field_name="code",
        empty_label=_("tutti"),
        required=False,
    )
    stato = forms.ChoiceField(
        label=_("Stato"),
        choices=[
            ("", _("tutti")),
            (OPEN, _("aperti")),
            (UNDER_WAY, _("in corso")),
            (CONCLUDED, _("conclusi")),
        ],
        required=False,
    )
