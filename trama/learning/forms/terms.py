"""What a person writes of a term, and in whose name."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trama.core.forms import field_of
from trama.learning.lifecycle.writing import LONGEST_FORM, Entry
from trama.learning.models import Definition, Side, Speaker, Term, TermRemark

LONG = {"rows": 5}
SHORT = {"rows": 3}


def seen_of(known: Mapping[str, Definition]) -> dict[str, int]:
    """By side, the number of the definition that is on the page."""
    return {f"seen_{side}": one.number for side, one in known.items()}


class SpeakerForm(forms.Form):
    """In whose name: asked only of who may speak for several; of who speaks for one, it goes with
    the form, so that nobody speaks for another when their duties have changed meanwhile."""

    hide_optional = True
    speaker = forms.ChoiceField(label=gettext_lazy("A nome di"), required=False)

    def __init__(self, *args: Any, speakers: list[Speaker], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._speakers = {one.key: one for one in speakers}
        field = field_of(self, "speaker", forms.ChoiceField)
        field.choices = [(key, one.facts["who"]) for key, one in self._speakers.items()]
        field.required = len(speakers) > 1
        if not field.required:
            field.widget = forms.HiddenInput()
            field.initial = next(iter(self._speakers), "")

    @property
    def said_by(self) -> Speaker:
        return self._speakers[self.cleaned_data.get("speaker") or next(iter(self._speakers))]


class DefinitionForm(SpeakerForm):
    text = Definition._meta.get_field("text").formfield(
        label=gettext_lazy("Che cosa intende la tua parte"), widget=forms.Textarea(attrs=LONG)
    )
    example = Definition._meta.get_field("example").formfield(
        label=gettext_lazy("Un esempio"),
        widget=forms.Textarea(attrs=SHORT),
        help_text=gettext_lazy("Un caso concreto, senza nomi di persone."),
    )
    # By side: the number of the definition that the writer has read.
    seen_administration = forms.IntegerField(widget=forms.HiddenInput, required=False)
    seen_third_sector = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @property
    def seen(self) -> int:
        return self.cleaned_data.get(f"seen_{self.said_by.side}") or 0


class LabelForm(forms.Form):
    """The word, and the forms in which texts say it: what is left of a card is a curator's."""

    label = Term._meta.get_field("label").formfield()
    forms_written = forms.CharField(
        label=gettext_lazy("In quali forme si trova nei testi"),
        help_text=gettext_lazy(
            "Una per riga: plurale, varianti, sigla. Se una forma ha una maiuscola, anche il "
            "testo deve averla."
        ),
        widget=forms.Textarea(attrs=SHORT),
        required=False,
        max_length=4000,
    )

    def clean_forms_written(self) -> list[str]:
        lines: list[str] = self.cleaned_data["forms_written"].splitlines()
        if any(len(line.strip()) > LONGEST_FORM for line in lines):
            raise forms.ValidationError(
                _("Una forma è troppo lunga: al massimo %(n)d caratteri.") % {"n": LONGEST_FORM}
            )
        return lines


class ProposalForm(LabelForm, DefinitionForm):
    """A word and what one side means by it."""

    field_order = ("label", "text", "forms_written", "example", "speaker")

    @property
    def entry(self) -> Entry:
        data = self.cleaned_data
        return Entry(label=data["label"], forms=data["forms_written"])


class EntryForm(LabelForm):
    """The card of a term: its names and forms, its source in law, the terms near it."""

    hide_optional = True
    english = Term._meta.get_field("english").formfield()
    legal_source = Term._meta.get_field("legal_source").formfield()
    related = Term._meta.get_field("related").formfield(
        widget=forms.SelectMultiple(attrs={"size": 6})
    )
    identifier = Term._meta.get_field("identifier").formfield()

    @property
    def entry(self) -> Entry:
        """The form's own fields have the names of the entry's."""
        data = dict(self.cleaned_data)
        return Entry(forms=data.pop("forms_written"), **data)

    @classmethod
    def said_of(cls, term: Term) -> dict[str, Any]:
        names = ("label", "english", "legal_source", "identifier")
        said = {name: getattr(term, name) for name in names}
        return {**said, "forms_written": "\n".join(term.forms), "related": term.related.all()}


class WordsForm(SpeakerForm):
    """A sentence said for a side: a remark, why it contests, why it revises."""

    text = TermRemark._meta.get_field("text").formfield(widget=forms.Textarea(attrs=LONG))

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = label


class ConsentForm(SpeakerForm):
    """Yes to the two definitions that were on the page."""

    seen_administration = forms.IntegerField(widget=forms.HiddenInput)
    seen_third_sector = forms.IntegerField(widget=forms.HiddenInput)

    @property
    def seen(self) -> tuple[int, int]:
        data = self.cleaned_data
        return data[f"seen_{Side.ADMINISTRATION}"], data[f"seen_{Side.THIRD_SECTOR}"]


class SkosForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("File SKOS (RDF/XML)"),
        help_text=gettext_lazy("Al massimo 2 MB. La prova non cambia nulla."),
    )
    MOST_BYTES = 2 * 1024 * 1024

    def clean_file(self) -> bytes:
        handed = self.cleaned_data["file"]
        if handed.size > self.MOST_BYTES:
            raise forms.ValidationError(_("Il file supera i 2 MB: dividilo in più file."))
        content: bytes = handed.read()
        return content


class SearchForm(forms.Form):
    hide_optional = True
    q = forms.CharField(label=gettext_lazy("Cerca una parola"), required=False, max_length=200)
