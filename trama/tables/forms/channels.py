"""What the office writes of replies by e-mail and of spreadsheets."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trama.core.forms import ModelChoiceField, ModelMultipleChoiceField
from trama.tables.forms.contributions import TALL, ContributionForm
from trama.tables.models import MailedContribution, Meeting, ParticipantStatus, Path

TITLE_FROM = 80  # characters of the first line


class MailedForm(ContributionForm):
    """A contribution as the office puts it down from a reply: whose it is, and its words."""

    def __init__(self, mailed: MailedContribution, data: Any = None, files: Any = None) -> None:
        path = mailed.path
        first = mailed.text.strip().split("\n", 1)[0]
        initial = {
            "title": first if len(first) <= TITLE_FROM else f"{first[:TITLE_FROM].rstrip()}…",
            "text": mailed.text,
            "authors": [mailed.participant.uid] if mailed.participant else [],
        }
        super().__init__(path, data, files, initial=initial)
        said_by = ModelMultipleChoiceField(
            label=_("Di chi è"),
            queryset=path.participants.filter(status=ParticipantStatus.ACTIVE).order_by("name"),
            to_field_name="uid",
            widget=forms.CheckboxSelectMultiple(attrs=TALL),
        )
        self.fields = {"authors": said_by, **self.fields}

    @property
    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in super().facts.items() if name != "authors"}


class SheetForm(forms.Form):
    upload = forms.FileField(
        label=_("Il foglio compilato"),
        help_text=_("XLSX o CSV, un contributo per riga, i titoli nella prima riga."),
    )

    def __init__(self, path: Path, *args: Any) -> None:
        super().__init__(*args)
        self.fields["meeting"] = ModelChoiceField(
            label=_("In quale incontro si è compilato"),
            queryset=Meeting.objects.filter(table__path=path).order_by("-starts_at"),
            to_field_name="uid",
            required=False,
            empty_label=_("in nessuno"),
        )
