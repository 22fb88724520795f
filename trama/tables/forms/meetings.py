"""What people write of tables and meetings."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trama.accounts.forms.people import PersonField
from trama.core.forms import (
    DayField,
    FactsForm,
    InstantField,
    ModelChoiceField,
    ModelMultipleChoiceField,
    field_of,
)
from trama.core.personal_data import findings
from trama.programming.models import Theme
from trama.tables.models import (
    AttendanceMode,
    Meeting,
    MinutesEntry,
    Participant,
    ParticipantStatus,
    Path,
    TableKind,
    WorkingTable,
)
from trama.tables.rules.agenda import Point, UnreadableAgendaError, read_agenda, write_agenda
from trama.territory.models import Zone, ZoneKind


class TableForm(FactsForm[WorkingTable]):
    """A table: whom it gathers, who leads it, its ground rules."""

    facilitator = PersonField(
        label=_("Chi conduce"), required=False, help_text=_("L’e-mail con cui entra qui.")
    )
    minute_taker = PersonField(
        label=_("Chi scrive il verbale"), required=False, help_text=_("L’e-mail con cui entra qui.")
    )
    members = ModelMultipleChoiceField(
        label=_("Chi ne fa parte"),
        queryset=Participant.objects.none(),
        to_field_name="uid",
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices tall"}),
        help_text=_("Nella plenaria ci sono tutti: lascia vuoto."),
    )

    class Meta:
        model = WorkingTable
        fields = ["kind", "title", "theme", "zone", "facilitator", "minute_taker", "ground_rules",
                  "members"]  # fmt: skip
        labels = {"theme": _("Tema"), "zone": _("Municipio")}
        help_texts = {
            "theme": _("Di un tavolo tematico."),
            "zone": _("Di un tavolo di Municipio."),
        }
        widgets = {"ground_rules": forms.Textarea(attrs={"rows": 6})}

    def __init__(self, path: Path, data: Any = None, **kwargs: Any) -> None:
        table: WorkingTable | None = kwargs.get("instance")
        initial = dict(kwargs.pop("initial", {}))
        if table is not None:
            initial["members"] = list(table.members.values_list("uid", flat=True))
            for name in ("facilitator", "minute_taker"):
                person = getattr(table, name)
                initial[name] = person.email if person else ""
        super().__init__(data, initial=initial, **kwargs)
        active = path.participants.filter(status=ParticipantStatus.ACTIVE)
        self._choose("members", active.order_by("name", "pk"))
        self._choose("theme", Theme.objects.filter(retired=False).order_by("label_it"))
        self._choose("zone", Zone.objects.filter(kind=ZoneKind.MUNICIPIO).order_by("number"))
        if table is not None and table.kind == TableKind.PLENARY:
            for name in ("kind", "theme", "zone", "members"):
                del self.fields[name]
        else:
            kind = field_of(self, "kind", forms.ChoiceField)
            kind.choices = [(one.value, one.label) for one in TableKind if one != "plenary"]

    def _choose(self, name: str, among: Any) -> None:
        field_of(self, name, forms.ModelChoiceField).queryset = among

    @property
    def facts(self) -> dict[str, Any]:
        return {"kind": TableKind.PLENARY, **self.cleaned_data}


class MeetingForm(FactsForm[Meeting]):
    """A meeting with its agenda; moved, why. `seen` is what the person had before them."""

    starts_at = InstantField(label=_("Comincia"))
    ends_at = InstantField(label=_("Finisce"))
    online_url = forms.URLField(
        label=_("Collegamento"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("Lo vedono solo gli enti che partecipano e l’ufficio."),
    )
    agenda = forms.CharField(
        label=_("Ordine del giorno"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("Un punto per riga, con i minuti davanti: «30 Che cosa manca», «10 Pausa»."),
    )
    without_minutes = forms.CharField(
        label=_("Perché si fa prima del verbale"),
        max_length=1000,
        required=False,
        help_text=_("Serve solo se il tavolo non ha pubblicato il verbale di prima."),
    )
    why = forms.CharField(
        label=_("Perché cambiano ora o luogo"),
        max_length=500,
        required=False,
        help_text=_("Serve solo se lo sposti: lo legge chi è invitato."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    class Meta:
        model = Meeting
        fields = ["title", "starts_at", "ends_at", "venue", "address", "is_accessible",
                  "accessibility_note", "capacity", "online_url"]  # fmt: skip

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.initial["seen"] = self.instance.sequence
        if self.instance._state.adding:
            del self.fields["why"]
        else:
            del self.fields["without_minutes"]
            points = [
                Point(one.title, one.minutes, one.is_pause) for one in self.instance.agenda.all()
            ]
            self.initial["agenda"] = write_agenda(points)

    def clean_agenda(self) -> list[Point]:
        try:
            return read_agenda(self.cleaned_data["agenda"])
        except UnreadableAgendaError as error:
            raise forms.ValidationError(str(error)) from error


class InviteForm(forms.Form):
    without_minutes = forms.CharField(max_length=1000, required=False)


class CodeForm(forms.Form):
    code = forms.CharField(label=_("Codice detto in sala"), max_length=20)
    online = forms.BooleanField(label=_("Siamo in collegamento"), required=False)


class PresenceForm(forms.Form):
    """One row of the list of who was there. It goes with what was shown: whoever has marked itself
    meanwhile is not struck off by a list that did not know."""

    hide_optional = True
    mode = forms.ChoiceField(
        label=_("Come"),
        choices=[("", _("non c’è")), *AttendanceMode.choices],
        required=False,
        show_hidden_initial=True,
    )
    represented_by = forms.CharField(
        label=_("Tramite chi"), max_length=200, required=False, show_hidden_initial=True
    )


def participant_field(path: Path, label: Any, *, required: bool) -> ModelChoiceField[Participant]:
    active = path.participants.filter(status=ParticipantStatus.ACTIVE).order_by("name", "pk")
    return ModelChoiceField(
        label=label, queryset=active, to_field_name="uid", required=required, empty_label="—"
    )


class ParkForm(forms.Form):
    text = forms.CharField(label=_("Questione da parcheggiare"), max_length=500)

    def __init__(self, path: Path, data: Any = None) -> None:
        super().__init__(data)
        self.fields["by"] = participant_field(path, _("Chi la pone"), required=False)


class DecisionField(ModelChoiceField[MinutesEntry]):
    """A decision of the meeting, by its number."""

    def label_from_instance(self, obj: MinutesEntry) -> str:
        return f"{obj.number}. {obj.text[:120]}"


class ActionForm(forms.Form):
    """What somebody takes upon themselves; once the minutes have decisions, from which it comes."""

    text = forms.CharField(label=_("Che cosa"), max_length=300)

    def __init__(self, meeting: Meeting, data: Any = None) -> None:
        super().__init__(data)
        self.fields["owner"] = participant_field(meeting.table.path, _("Chi"), required=True)
        self.fields["due_on"] = DayField(label=_("Entro"))
        self.fields["entry"] = DecisionField(
            meeting.entries.exclude(number="").order_by("position", "pk"),
            label=_("Da quale decisione"),
            to_field_name="uid",
            required=False,
            empty_label=_("da nessuna"),
        )


class SaidForm(forms.Form):
    """What came of an action, or why it is left; `act`: which of the two buttons was pressed."""

    act = forms.CharField(required=False, widget=forms.HiddenInput)
    said = forms.CharField(label=_("Com’è andata"), max_length=500, required=False)


class ParkedForm(SaidForm):
    """Why a parked issue is left."""

    said = forms.CharField(label=_("Se la lasci, perché"), max_length=500, required=False)


SCALE = [(5, _("5, del tutto")), (4, "4"), (3, "3"), (2, "2"), (1, _("1, per niente"))]


class SurveyForm(forms.Form):
    """Three questions; nobody can tell whose answer it was."""

    heard = forms.TypedChoiceField(
        label=_("Siete stati ascoltati?"), choices=SCALE, coerce=int, widget=forms.RadioSelect
    )
    useful = forms.TypedChoiceField(
        label=_("È servito?"), choices=SCALE, coerce=int, widget=forms.RadioSelect
    )
    next_time = forms.CharField(
        label=_("Che cosa fare la prossima volta?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Le legge l’ufficio: non scrivere nomi di persone."),
    )

    def clean_next_time(self) -> str:
        text: str = self.cleaned_data["next_time"]
        if findings(text):
            raise forms.ValidationError(_("C’è un dato di una persona: toglilo."))
        return text


class ReplyForm(forms.Form):
    text = forms.CharField(
        label=_("Che cosa facciamo di quello che avete detto"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
