"""The parts of a notice: sections, requirements by kind, questions, documents."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from trama.core.forms import ModelForm, field_of
from trama.notices.models import (
    DocumentSlot,
    FormQuestion,
    Notice,
    NoticeSection,
    QuestionKind,
    Requirement,
    RequirementKind,
    SectionKind,
)
from trama.organizations.models import Art5Activity, LegalType
from trama.programming.models import Theme


class PartForm(ModelForm[Any]):
    """A part of a notice, with the version of the notice at which it was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, notice: Notice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.notice = notice
        self.instance.notice = notice
        self.initial["version"] = notice.version

    def part(self) -> Any:
        """The part as the form says it, ready for the verb that saves it."""
        return self.instance

    def _siblings(self) -> Any:
        return (
            type(self.instance)
            ._default_manager.filter(notice=self.notice)
            .exclude(pk=self.instance.pk)
        )

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if self._siblings().filter(code=code).exists():
            raise forms.ValidationError(_("Questo nome breve c’è già: usane un altro."))
        return code


class SectionForm(PartForm):
    class Meta:
        model = NoticeSection
        fields: ClassVar = ["version", "kind", "title", "body"]
        widgets: ClassVar = {"body": forms.Textarea({"rows": 14})}
        help_texts: ClassVar = {
            "title": _("Vuoto: si usa il nome della sezione."),
            "body": _(
                "Una riga vuota divide i paragrafi. Le righe che cominciano con «- » sono un "
                "elenco, con «1. » un elenco numerato."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        used = set(self._siblings().values_list("kind", flat=True)) - {SectionKind.OTHER}
        kind = field_of(self, "kind", forms.ChoiceField)
        kind.choices = [choice for choice in SectionKind.choices if choice[0] not in used]


class _RequirementForm(PartForm):
    """Common to every kind: the sentence, its short name, what follows when it is missing."""

    kind: ClassVar[RequirementKind]

    class Meta:
        model = Requirement
        fields: ClassVar = ["version", "text", "code", "remediable"]
        help_texts: ClassVar = {
            "code": _("Nome breve, senza spazi: per esempio «esperienza»."),
            "remediable": _(
                "Se manca, l’ufficio può chiedere di integrarlo (soccorso istruttorio)."
            ),
        }

    def part(self) -> Requirement:
        requirement: Requirement = self.instance
        requirement.kind = self.kind
        requirement.parameters = self.parameters()
        return requirement

    def parameters(self) -> dict[str, Any]:
        return {}


class _LegalTypeForm(_RequirementForm):
    kind = RequirementKind.LEGAL_TYPE
    types = forms.MultipleChoiceField(
        label=_("Forme giuridiche ammesse"),
        choices=[choice for choice in LegalType.choices if choice[0] != LegalType.UNKNOWN],
        widget=forms.CheckboxSelectMultiple,
    )

    def parameters(self) -> dict[str, Any]:
        return {"types": self.cleaned_data["types"]}


class _Art5Form(_RequirementForm):
    kind = RequirementKind.ART5
    letters = forms.MultipleChoiceField(
        label=_("Almeno una di queste attività dell’art. 5"),
        choices=Art5Activity,
        widget=forms.CheckboxSelectMultiple,
    )

    def parameters(self) -> dict[str, Any]:
        return {"letters": self.cleaned_data["letters"]}


class _ExperienceForm(_RequirementForm):
    kind = RequirementKind.EXPERIENCE
    theme = forms.ModelChoiceField(
        label=_("Tema"), queryset=Theme.objects.filter(retired=False), to_field_name="code"
    )
    months = forms.IntegerField(label=_("Mesi, almeno"), min_value=1, max_value=600)

    def parameters(self) -> dict[str, Any]:
        return {"theme": self.cleaned_data["theme"].code, "months": self.cleaned_data["months"]}


class _DocumentForm(_RequirementForm):
    kind = RequirementKind.DOCUMENT
    slot = forms.ModelChoiceField(
        label=_("Documento del modulo"),
        queryset=DocumentSlot.objects.none(),
        to_field_name="code",
        help_text=_("Se non c’è, aggiungilo prima tra i documenti da allegare."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        slots = DocumentSlot.objects.filter(notice=self.notice)
        field_of(self, "slot", forms.ModelChoiceField).queryset = slots

    def parameters(self) -> dict[str, Any]:
        return {"slot": self.cleaned_data["slot"].code}


class _RuntsForm(_RequirementForm):
    kind = RequirementKind.RUNTS


class _JudgedForm(_RequirementForm):
    kind = RequirementKind.JUDGED


_FORMS: dict[str, type[_RequirementForm]] = {
    form.kind: form
    for form in (
        _LegalTypeForm, _RuntsForm, _Art5Form, _ExperienceForm, _DocumentForm, _JudgedForm,
    )
}  # fmt: skip


def requirement_form(kind: str) -> type[_RequirementForm]:
    """The form of a kind of requirement, with real fields for its parameters. KeyError if none."""
    return _FORMS[kind]


class QuestionForm(PartForm):
    options = forms.CharField(
        label=_("Scelte"),
        help_text=_("Una per riga; solo per le domande a scelta."),
        widget=forms.Textarea({"rows": 5}),
        required=False,
    )

    class Meta:
        model = FormQuestion
        fields: ClassVar = [
            "version", "label", "code", "kind", "hint", "options", "required", "max_length",
        ]  # fmt: skip
        help_texts: ClassVar = {"code": _("Nome breve, senza spazi: per esempio «bisogno».")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["options"] = "\n".join(self.instance.options)
        field_of(self, "max_length", forms.IntegerField).min_value = 1

    def clean_options(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["options"].splitlines()]
        options = list(dict.fromkeys(line for line in lines if line))
        if any(len(option) > 200 for option in options):
            raise forms.ValidationError(_("Una scelta è troppo lunga: al massimo 200 battute."))
        return options

    def clean_max_length(self) -> int | None:
        length: int | None = self.cleaned_data["max_length"]
        if length is not None and not 1 <= length <= 100_000:
            raise forms.ValidationError(_("Da 1 a 100.000 battute."))
        return length

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chooses = cleaned.get("kind") in {QuestionKind.ONE, QuestionKind.MANY}
        options = cleaned.get("options") or []
        if chooses and len(options) < 2:
            self.add_error("options", _("Servono almeno due scelte, una per riga."))
        if not chooses and options:
            self.add_error("options", _("Questo tipo di domanda non ha scelte: toglile."))
        return cleaned


class SlotForm(PartForm):
    class Meta:
        model = DocumentSlot
        fields: ClassVar = ["version", "label", "code", "hint", "required"]
        help_texts: ClassVar = {"code": _("Nome breve, senza spazi: per esempio «statuto».")}
