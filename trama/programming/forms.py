"""What is asked of whoever records an act of programming, or keeps a code list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trama.core.forms import DayField
from trama.ledger.forms import ActForm
from trama.programming.lifecycle import Programme
from trama.programming.models import ProgrammingAct, ProgrammingActKind, Strand, Theme


class ProgrammeForm(forms.Form):
    """What the act says, in our words."""

    title = forms.CharField(label=_("Titolo"), max_length=300)
    programme_kind = forms.ChoiceField(label=_("Che cosa è"), choices=ProgrammingActKind)
    summary = forms.CharField(
        label=_("In breve"),
        help_text=_("Che cosa decide, in poche frasi semplici."),
        max_length=4000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    starts_on = DayField(label=_("Vale dal"), required=False)
    ends_on = DayField(label=_("Vale fino al"), required=False)
    strands = forms.ModelMultipleChoiceField(
        label=_("Filoni"),
        queryset=Strand.objects.filter(retired=False),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    themes = forms.ModelMultipleChoiceField(
        label=_("Temi"),
        queryset=Theme.objects.filter(retired=False),
        to_field_name="code",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    @property
    def programme(self) -> Programme:
        data = self.cleaned_data
        return Programme(
            title=data["title"],
            kind=data["programme_kind"],
            summary=data["summary"],
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
            strands=list(data["strands"]),
            themes=list(data["themes"]),
        )

    @staticmethod
    def said_of(act: ProgrammingAct) -> dict[str, Any]:
        return {
            "title": act.title,
            "programme_kind": act.kind,
            "summary": act.summary,
            "starts_on": act.starts_on,
            "ends_on": act.ends_on,
            "strands": [strand.code for strand in act.strands.all()],
            "themes": [theme.code for theme in act.themes.all()],
        }


class RegisterForm(ProgrammeForm, ActForm):
    """The same, and the official act that it is."""

    code = forms.SlugField(
        label=_("Codice"),
        help_text=_("Breve, senza spazi: sta nell’indirizzo della pagina. Per esempio psw-2025."),
        max_length=50,
    )
    organ = forms.CharField(label=_("Organo"), max_length=200, required=False)
    url = forms.URLField(label=_("Dove si legge"), required=False, assume_scheme="https")
    field_order = ("code", "title", "programme_kind", "kind", "number", "adopted_on", "organ")

    @property
    def act(self) -> dict[str, Any]:
        names = ("kind", "number", "adopted_on", "organ", "url")
        return {name: self.cleaned_data[name] for name in names}


class EntryForm(forms.Form):
    """A word of a code list, in both languages."""

    label_it = forms.CharField(label=_("In italiano"), max_length=120)
    label_en = forms.CharField(label=_("In inglese"), max_length=120)
