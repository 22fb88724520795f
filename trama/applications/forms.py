"""What people type in an application: the form of input, not what is lawful."""

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trama.applications import rules
from trama.applications.models import DeclarationCode
from trama.applications.queries import AnswerTo
from trama.notices.models import Notice, QuestionKind, SigningMode
from trama.organizations.models import Organization
from trama.programming.models import Theme

SEEN = "_seen"
YEAR_MONTH = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})")
MONTH_YEAR = re.compile(r"(?P<month>\d{1,2})[/.\-\s](?P<year>\d{4})")


class Words(forms.CharField):
    """A text with its line ends as the database keeps them: a browser sends two characters each."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n")


class AnswersForm(forms.Form):
    """The questions of the notice. Nothing is compulsory yet: a draft is kept as it is."""

    hide_optional = True

    def __init__(self, answers: Iterable[AnswerTo], version: str, data: Any = None) -> None:
        self.answers = list(answers)
        super().__init__(data)
        for answer in self.answers:
            self.fields[answer.question.code] = _field(answer)
        self.fields[SEEN] = forms.CharField(
            required=False, widget=forms.HiddenInput, initial=version, max_length=64
        )

    def values(self) -> dict[str, str | list[str]]:
        """What was written, by question: a text, or the list of what was chosen."""
        found: dict[str, str | list[str]] = {}
        for answer in self.answers:
            value = self.cleaned_data[answer.question.code]
            if answer.question.kind == QuestionKind.ONE:
                value = [value] if value else []
            found[answer.question.code] = value
        return found

    @property
    def seen(self) -> str:
        return str(self.cleaned_data[SEEN])


def _field(answer: AnswerTo) -> forms.Field:
    question = answer.question
    label = question.label
    if not question.required:
        label = _("%(label)s (facoltativa)") % {"label": label}
    facts: dict[str, Any] = {"label": label, "help_text": _hint(answer), "required": False}
    choices = [(option, option) for option in question.options]
    if question.kind == QuestionKind.ONE:
        first = answer.choices[0] if answer.choices else ""
        return forms.ChoiceField(**facts, choices=choices, initial=first, widget=forms.RadioSelect)
    if question.kind == QuestionKind.MANY:
        return forms.MultipleChoiceField(
            **facts, choices=choices, initial=answer.choices, widget=forms.CheckboxSelectMultiple
        )
    is_short = question.kind == QuestionKind.SHORT
    widget = forms.TextInput() if is_short else forms.Textarea(attrs={"rows": 8})
    field = Words(**facts, initial=answer.text, strip=False, widget=widget)
    if question.max_length:
        # A limit in the browser would cut a pasted text without a word: it is said here instead.
        field.validators.append(_at_most(question.max_length))
    return field


def _hint(answer: AnswerTo) -> str:
    most = answer.question.max_length
    limit = _("Al massimo %(most)d battute.") % {"most": most} if most else ""
    return " ".join(part for part in (answer.question.hint, limit) if part)


def _at_most(most: int) -> Any:
    def check(value: str) -> None:
        if len(value) > most:
            raise forms.ValidationError(
                _("Sono %(length)d battute, il massimo è %(most)d: accorcia di %(over)d e salva.")
                % {"length": len(value), "most": most, "over": len(value) - most}
            )

    return check


def _offer(field: forms.Field, things: Mapping[str, object], *, empty: str = "") -> None:
    """Have `field` choose among things already read: the form asks the database nothing."""
    if isinstance(field, forms.TypedChoiceField):
        blank = [("", empty)] if empty else []
        field.choices = [*blank, *((key, str(thing)) for key, thing in things.items())]
        field.coerce = things.__getitem__


# ---------------------------------------------------------------- experiences


class MonthInput(forms.DateInput):
    """The browser's own month; where there is none, a text in the form 2023-05."""

    input_type = "month"

    def format_value(self, value: Any) -> str | None:
        return f"{value:%Y-%m}" if isinstance(value, date) else value


class MonthField(forms.Field):
    """A month of a year, as its first day or (with `last`) its last. 2023-05 or 05/2023."""

    widget = MonthInput

    def __init__(self, *, last: bool = False, **kwargs: Any) -> None:
        self.last = last
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        text = str(value or "").strip()
        if not text:
            return None
        found = YEAR_MONTH.fullmatch(text) or MONTH_YEAR.fullmatch(text)
        if found:
            year, month = int(found["year"]), int(found["month"])
            if 1 <= month <= 12 and 1900 <= year <= 2100:
                return date(year, month, monthrange(year, month)[1] if self.last else 1)
        raise forms.ValidationError(_("Scrivi mese e anno, per esempio 05/2023."))


class ExperienceForm(forms.Form):
    theme = forms.TypedChoiceField(label=gettext_lazy("Tema"))
    title = forms.CharField(
        label=gettext_lazy("Progetto o servizio"),
        max_length=200,
        help_text=gettext_lazy("Come si chiama, in breve."),
    )
    partner = forms.CharField(
        label=gettext_lazy("Con chi, o per chi"), max_length=200, required=False
    )
    started_on = MonthField(label=gettext_lazy("Dal mese"))
    ended_on = MonthField(
        label=gettext_lazy("Al mese"),
        last=True,
        required=False,
        help_text=gettext_lazy("Se continua ancora, lascia vuoto."),
    )

    def __init__(self, *args: Any, themes: Iterable[Theme], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        by_key = {str(theme.pk): theme for theme in themes if not theme.retired}
        _offer(self.fields["theme"], by_key, empty=_("Scegli…"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        start, end = cleaned.get("started_on"), cleaned.get("ended_on")
        if start and start > self.today:
            self.add_error("started_on", _("Comincia nel futuro: qui va solo ciò che avete fatto."))
        if start and end and end < start:
            self.add_error("ended_on", _("Finisce prima di cominciare: controlla i due mesi."))
        return cleaned


# ---------------------------------------------------------------- documents, signature


class UploadForm(forms.Form):
    """One file. What is inside is looked at later, by the worker."""

    hide_optional = True
    file = forms.FileField(label=gettext_lazy("Scegli il file"), allow_empty_file=True)

    def __init__(self, *args: Any, key: str, label: str, **kwargs: Any) -> None:
        kwargs["auto_id"] = f"id_{key}_%s"  # several of these forms are on one page
        super().__init__(*args, **kwargs)
        self.fields["file"].label = label


class SeenForm(forms.Form):
    """On which version of the notice the page was read."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)


class SendForm(SeenForm):
    """How it is signed, and what is declared in sending it."""

    hide_optional = True
    mode = forms.ChoiceField(label=gettext_lazy("Come la firmi"), widget=forms.RadioSelect)

    def __init__(self, notice: Notice, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = notice.version
        labels = dict(SigningMode.choices)
        choices = [(mode, labels[SigningMode(mode)]) for mode in notice.signing_modes]
        field = self.fields["mode"]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices
        if len(choices) == 1:
            field.initial = choices[0][0]
        for code in DeclarationCode:
            self.fields[code.value] = forms.BooleanField(
                label=rules.DECLARATIONS[code],
                error_messages={"required": _("Senza questa dichiarazione non si può presentare.")},
            )

    @property
    def declarations(self) -> list[str]:
        return [code.value for code in DeclarationCode if self.cleaned_data.get(code.value)]


class StartForm(forms.Form):
    """For which of `bodies`, one's own today."""

    organization = forms.TypedChoiceField(
        label=gettext_lazy("Per quale ente"),
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": gettext_lazy("Non fai parte di questo ente.")},
    )

    def __init__(self, bodies: Iterable[Organization], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_uid = {str(body.uid): body for body in bodies}
        _offer(self.fields["organization"], by_uid)
        if len(by_uid) == 1:
            self.fields["organization"].initial = next(iter(by_uid))


class WithdrawForm(forms.Form):
    reason = Words(
        label=gettext_lazy("Perché la ritirate"),
        help_text=gettext_lazy("Non serve scriverlo; se lo scrivi, lo legge solo l’ufficio."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
