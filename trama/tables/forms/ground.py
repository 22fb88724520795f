"""What is said on the common ground: a statement, answers to statements."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trama.core.forms import WeighedForm
from trama.tables.forms.contributions import WithoutNamesForm
from trama.tables.lifecycle.ground import LONGEST
from trama.tables.models import Statement

ANSWERS = [
    ("agree", _("D’accordo")),
    ("pass", _("Non ci esprimiamo")),
    ("disagree", _("Contrari")),
]


class StatementForm(WithoutNamesForm, WeighedForm):
    public = weighed = ("text",)
    text = forms.CharField(
        label=_("L’affermazione"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Una frase con cui si può essere d’accordo oppure no, una cosa sola: «I servizi "
            "chiudono troppo presto per chi lavora». Senza nomi né storie riconoscibili."
        ),
    )


class AnswersForm(forms.Form):
    """A field for each statement, named by its identifier. What is left blank is not answered."""

    hide_optional = True

    def __init__(
        self, statements: Sequence[Statement], known: dict[int, Any], data: Any = None
    ) -> None:
        super().__init__(data)
        self.statements = {str(one.uid): one for one in statements}
        for name, statement in self.statements.items():
            self.fields[name] = forms.ChoiceField(
                label=f"{statement.number}. {statement.text}",
                choices=ANSWERS,
                widget=forms.RadioSelect,
                required=False,
                initial=known.get(statement.pk),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not any(cleaned.values()) and not self.errors:
            raise forms.ValidationError(_("Non hai scelto nessuna risposta."))
        return cleaned

    @property
    def choices(self) -> dict[Statement, str]:
        data = self.cleaned_data
        return {one: data[name] for name, one in self.statements.items() if data[name]}
