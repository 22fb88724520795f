"""What people write of practices, and of templates of the library."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trama.core.forms import DayField, WeighedForm, field_of
from trama.learning.forms.terms import SpeakerForm
from trama.learning.models import (
    Course,
    CourseStatus,
    LibraryComment,
    LibraryItem,
    LibraryKind,
    LibraryUse,
    Practice,
)
from trama.learning.rules.library import UnreadableTemplateError, content_of

SHORT, LONG = {"rows": 4}, {"rows": 8}


def _area(model: Any, name: str, rows: dict[str, int]) -> Any:
    """The field of a model as a text of more lines."""
    return model._meta.get_field(name).formfield(widget=forms.Textarea(attrs=rows))


class PracticeForm(SpeakerForm, WeighedForm):
    weighed = ("title", "problem", "way")
    title = Practice._meta.get_field("title").formfield()
    problem = _area(Practice, "problem", SHORT)
    way = _area(Practice, "way", LONG)

    @property
    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("title", "problem", "way")}


class TryForm(forms.Form):
    where = forms.CharField(
        label=_("Dove si prova"), max_length=300, help_text=_("Un luogo, un servizio, un tavolo.")
    )
    since = DayField(label=_("Dal giorno"))


class DecideForm(forms.Form):
    reason = forms.CharField(label=_("Perché"), max_length=2000, widget=forms.Textarea(attrs=SHORT))


class ResultForm(forms.Form):
    result = forms.CharField(
        label=_("Che cosa ne è venuto"),
        max_length=2000,
        widget=forms.Textarea(attrs=SHORT),
        help_text=_("Anche se non ha funzionato. Senza nomi di persone."),
    )


HINTS: Mapping[str, Any] = {
    LibraryKind.REQUIREMENTS: _("Un requisito per riga: lo giudica una persona."),
    LibraryKind.AGENDA: _("Un punto per riga, prima i minuti: «30 Che cosa manca»."),
    LibraryKind.GROUND_RULES: _("Una regola per riga."),
    LibraryKind.STATEMENT: _("Un’affermazione per riga."),
    LibraryKind.MINUTES: _("Tra un capoverso e l’altro, una riga vuota."),
    LibraryKind.LETTER: _("Tra un capoverso e l’altro, una riga vuota."),
}


class TemplateForm(WeighedForm):
    """A template of a kind: taken from what exists, or written here."""

    weighed = ("title", "about", "text")

    title = LibraryItem._meta.get_field("title").formfield()
    about = _area(LibraryItem, "about", SHORT)
    source = forms.ChoiceField(label=_("Preso da"), required=False)
    text = forms.CharField(
        label=_("Oppure scritto qui"),
        required=False,
        max_length=40_000,
        widget=forms.Textarea(attrs=LONG),
    )
    practice = forms.ModelChoiceField(
        label=_("Viene dalla pratica"),
        queryset=Practice.objects.order_by("title", "pk"),
        to_field_name="uid",
        required=False,
        empty_label="—",
    )
    course = forms.ModelChoiceField(
        label=_("Viene dal percorso formativo"),
        queryset=Course.objects.exclude(status=CourseStatus.DESIGNED).order_by("title", "pk"),
        to_field_name="code",
        required=False,
        empty_label="—",
    )

    def __init__(
        self,
        data: Any = None,
        *,
        kind: LibraryKind,
        sources: Sequence[tuple[str, str]],
        former: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        """`former`: what the template holds now, when it is improved."""
        super().__init__(data, **kwargs)
        self._kind, self._former = kind, former
        self.written: dict[str, Any] = {}
        field = field_of(self, "source", forms.ChoiceField)
        field.choices = [("", "—"), *sources]
        if not sources:
            del self.fields["source"]
        if kind == LibraryKind.NOTICE:  # whole, or one could not start from it
            del self.fields["text"]
            field.required = former is None
        else:
            self.fields["text"].help_text = HINTS.get(kind, "")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        source, text = data.get("source"), (data.get("text") or "").strip()
        if source and text and self._former is None:
            raise forms.ValidationError(_("Scegli da dove è preso, oppure scrivilo: uno dei due."))
        if not source and not text and not self._is_whole:
            raise forms.ValidationError(_("Scegli da dove è preso, oppure scrivilo."))
        if text and not source:
            try:
                self.written = content_of(self._kind, text, self._former)
            except UnreadableTemplateError as problem:
                self.add_error("text", str(problem))
        return data

    @property
    def _is_whole(self) -> bool:
        """A notice that is improved stays what it is, unless another takes its place."""
        return self._kind == LibraryKind.NOTICE and self._former is not None


class ImproveForm(TemplateForm):
    """The next version of a template: what is there, to be changed."""

    field_order = ("change",)
    change = LibraryItem._meta.get_field("change").formfield(
        required=True, widget=forms.Textarea(attrs=SHORT)
    )


class UseForm(SpeakerForm):
    """What one starts: a thing of one's own where the template can be put, or in words."""

    target = forms.ChoiceField(label=_("Mettilo in"), required=False)
    what_for = LibraryUse._meta.get_field("what_for").formfield(required=False)

    def __init__(self, *args: Any, targets: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "target", forms.ChoiceField).choices = [("", "—"), *targets]
        if not targets:
            del self.fields["target"]
            self.fields["what_for"].required = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("target") and not data.get("what_for"):
            raise forms.ValidationError(_("Di’ dove lo metti, o per che cosa l’hai usato."))
        return data


class CommentForm(SpeakerForm):
    text = _area(LibraryComment, "text", SHORT)
