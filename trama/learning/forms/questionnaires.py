"""The questions of a course, and the answers to them."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trama.learning.forms.lab import SHORT, lines_of
from trama.learning.models import CourseQuestion, QuestionKind


class QuestionsForm(forms.Form):
    """A question a line; one that begins with «testo:» is answered in words."""

    PREFIX = "testo:"
    questions = forms.CharField(
        label=gettext_lazy("Le domande"),
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy(
            "Una per riga. Si risponde da 1 (per niente) a 5 (del tutto); a quelle che cominciano "
            "con «testo:» si risponde a parole."
        ),
    )

    @classmethod
    def written(cls, questions: Iterable[CourseQuestion]) -> str:
        return "\n".join(
            f"{cls.PREFIX} {one.text}" if one.kind == QuestionKind.TEXT else one.text
            for one in questions
        )

    def clean_questions(self) -> list[tuple[QuestionKind, str]]:
        found = []
        for line in lines_of(self.cleaned_data["questions"]):
            is_text = line.lower().startswith(self.PREFIX)
            text = line[len(self.PREFIX) :].strip() if is_text else line
            if not text or len(text) > 300:
                raise forms.ValidationError(_("Ogni domanda ha da uno a trecento caratteri."))
            found.append((QuestionKind.TEXT if is_text else QuestionKind.SCALE, text))
        return found


class AnswersForm(forms.Form):
    """A field for each question of the course."""

    hide_optional = True

    def __init__(self, questions: Sequence[CourseQuestion], data: Any = None) -> None:
        super().__init__(data)
        self._kinds = {str(one.uid): one.kind for one in questions}
        for one in questions:
            self.fields[str(one.uid)] = (
                forms.CharField(
                    label=one.text,
                    required=False,
                    max_length=2000,
                    widget=forms.Textarea(attrs=SHORT),
                    help_text=_("Non scrivere nomi di persone."),
                )
                if one.kind == QuestionKind.TEXT
                else forms.TypedChoiceField(
                    label=one.text,
                    choices=[(n, str(n)) for n in range(1, 6)],
                    coerce=int,
                    widget=forms.RadioSelect,
                    help_text=_("Da 1 (per niente) a 5 (del tutto)."),
                )
            )

    def answered(self, kind: QuestionKind) -> dict[UUID, Any]:
        return {
            UUID(name): value
            for name, value in self.cleaned_data.items()
            if self._kinds[name] == kind
        }
