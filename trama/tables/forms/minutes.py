"""What people write in minutes: paragraphs, contributions said aloud, remarks, answers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trama.core.forms import ModelChoiceField
from trama.tables.forms.meetings import participant_field
from trama.tables.models import AgendaItem, ContributionKind, EntryKind, Meeting, MinutesEntry


def _item_field(meeting: Meeting) -> ModelChoiceField[AgendaItem]:
    return ModelChoiceField(
        label=_("Punto"),
        queryset=meeting.agenda.filter(is_pause=False).order_by("position", "pk"),
        to_field_name="uid",
        required=False,
        empty_label=_("In apertura"),
    )


def _text(label: Any, rows: int, most: int, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


class EntryForm(forms.Form):
    """The next paragraph. The three counts are of a decision."""

    hide_optional = True
    kind = forms.ChoiceField(label=_("Che cosa è"), choices=EntryKind.choices)
    text = _text(_("Testo"), 5, 8000, help_text=_("Si pubblica: non scrivere nomi di persone."))
    is_named = forms.BooleanField(
        label=_("È d’accordo che si dica chi ha parlato"),
        required=False,
        help_text=_("Se non lo è, il nome non si pubblica."),
    )
    in_favor = forms.IntegerField(
        label=_("D’accordo"),
        required=False,
        min_value=0,
        max_value=999,
        help_text=_("Solo per una decisione: un ente, una posizione."),
    )
    with_reserve = forms.IntegerField(
        label=_("Con riserva"), required=False, min_value=0, max_value=999
    )
    against = forms.IntegerField(label=_("Contrari"), required=False, min_value=0, max_value=999)

    field_order = ("item", "kind", "text", "speaker", "is_named")

    def __init__(self, meeting: Meeting, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["item"] = _item_field(meeting)
        self.fields["speaker"] = participant_field(
            meeting.table.path, _("Chi ha parlato"), required=False
        )
        self.order_fields(self.field_order)


class TakeDownForm(forms.Form):
    """A contribution said at the table, with whoever brings it."""

    kind = forms.ChoiceField(label=_("Che cosa porta"), choices=ContributionKind.choices)
    title = forms.CharField(label=_("In poche parole"), max_length=200)
    text = _text(_("Che cosa dice"), 4, 8000)

    def __init__(self, meeting: Meeting, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, prefix="contributo", **kwargs)
        self.fields["item"] = _item_field(meeting)
        self.fields["author"] = participant_field(
            meeting.table.path, _("Chi lo porta"), required=True
        )
        self.order_fields(["item", "author"])


class AmendForm(forms.Form):
    """Other words for a paragraph; `version` is what the writer had before them."""

    text = _text(_("Testo"), 8, 8000)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, entry: MinutesEntry, data: Any = None) -> None:
        super().__init__(data, initial={"text": entry.text, "version": entry.version})


class DecideForm(AmendForm):
    """A remark accepted, with the paragraph as it reads from now on; or kept as an objection."""

    CHOICES = (
        ("accept", _("La accolgo: il testo si corregge così")),
        ("keep", _("Il testo resta: è un’obiezione")),
    )

    outcome = forms.ChoiceField(label=_("Esito"), choices=CHOICES, widget=forms.RadioSelect)
    answer = _text(
        _("Risposta a chi l’ha fatta"),
        3,
        2000,
        required=False,
        help_text=_("Se il testo resta, perché. La legge chi ha fatto l’osservazione."),
    )

    field_order = ("outcome", "text", "answer", "version")


class RemarkForm(forms.Form):
    text = _text(
        _("La tua osservazione"),
        3,
        4000,
        help_text=_("Sarà accolta nel testo o resterà come obiezione, con il nome del tuo ente. "
                    "Non scrivere nomi di persone."),
    )  # fmt: skip


class AnswerForm(forms.Form):
    """Agrees, or does not and says why."""

    CHOICES = (("yes", _("Approviamo il verbale")), ("no", _("Non lo approviamo")))

    agrees = forms.ChoiceField(label=_("Risposta"), choices=CHOICES, widget=forms.RadioSelect)
    note = _text(
        _("Perché no"),
        2,
        1000,
        required=False,
        help_text=_("Serve solo se non approvi: resta nel verbale."),
    )


class StartForm(forms.Form):
    """Published minutes whose opening paragraphs are copied."""

    def __init__(self, sources: list[Meeting], data: Any = None) -> None:
        super().__init__(data)
        self.fields["source"] = ModelChoiceField(
            label=_("Verbale"),
            queryset=Meeting.objects.filter(pk__in=[one.pk for one in sources]).order_by(
                "-starts_at", "-pk"
            ),
            to_field_name="uid",
        )
