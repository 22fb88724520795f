"""What people write of contributions: format, and words that name somebody; no more."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from trama.core.forms import (
    ModelChoiceField,
    ModelForm,
    ModelMultipleChoiceField,
    WeighedForm,
    field_of,
)
from trama.core.ui import Text
from trama.needs.forms.cards import ThemeField, ZonesField
from trama.needs.models import EvidenceGrade, Need, Resource, ResourceKind
from trama.programming.models import Theme
from trama.tables.forms.meetings import participant_field
from trama.tables.models import (
    Contribution,
    ContributionKind,
    ContributionStatus,
    Participant,
    ParticipantStatus,
    Path,
    Stance,
)
from trama.tables.queries.contributions import Offers, Wanted
from trama.tables.rules.people import naming

ALL = ("", _("tutti"))
TALL = {"class": "tall"}


def lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class WithoutNamesForm(forms.Form):
    """Of what is public: a word that points to somebody is said beside the field that holds it,
    and everything that was typed stays."""

    public: Sequence[str] = ()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in self.public:
            for words in naming(str(cleaned.get(name) or "")):
                self.add_error(name, words)
        return cleaned


def ask_speaker(form: forms.Form, bodies: Sequence[Participant]) -> None:
    """Who works for several bodies says for which of them this is; of one alone, nobody asks."""
    if len(bodies) > 1:
        speaker = ModelChoiceField(
            label=_("Per quale ente"),
            queryset=Participant.objects.filter(pk__in=[one.pk for one in bodies]).order_by("name"),
            to_field_name="uid",
            empty_label="—",
        )
        form.fields = {"participant": speaker, **form.fields}


def speaker(form: forms.Form, bodies: Sequence[Participant]) -> Participant:
    """For whom a valid form was sent."""
    chosen: Participant | None = form.cleaned_data.get("participant")
    return chosen or bodies[0]


class CodeField(forms.CharField):
    """The code of a contribution of the path: «C-0012», or only its number."""

    def __init__(self, path: Path, **kwargs: Any) -> None:
        self.path = path
        super().__init__(max_length=12, required=False, **kwargs)

    def clean(self, value: Any) -> Contribution | None:
        text = super().clean(value).strip().upper().removeprefix("C-")
        if not text:
            return None
        number = int(text) if text.isascii() and text.isdigit() else 0
        found = self.path.contributions.filter(number=number).first()
        if found is None:
            raise forms.ValidationError(_("In questo percorso non c’è: controlla il codice."))
        return found


class ContributionForm(WithoutNamesForm, WeighedForm, ModelForm[Contribution]):
    """A contribution, as a body brings it."""

    public = ("title", "text", "evidence_note")
    weighed = ("title", "text")
    kind = forms.ChoiceField(
        label=_("Che cosa porti"), choices=ContributionKind.choices, widget=forms.RadioSelect
    )
    themes = ModelMultipleChoiceField(
        label=_("Temi"),
        queryset=Theme.objects.filter(retired=False),
        widget=forms.CheckboxSelectMultiple(attrs=TALL),
        required=False,
    )
    zones = ZonesField(label=_("Dove"), required=False)
    evidence = forms.ChoiceField(
        label=_("Quanto è sicuro"),
        choices=EvidenceGrade.choices,
        initial=EvidenceGrade.WITNESSED,
    )
    upload = forms.FileField(
        label=_("Un allegato"),
        required=False,
        help_text=_("PDF, immagine o foglio, senza dati di persone: dopo il controllo è pubblico."),
    )

    class Meta:
        model = Contribution
        fields = ["kind", "title", "text", "themes", "zones", "evidence", "evidence_note", "cost"]
        widgets = {"text": lines(7), "evidence_note": lines(2)}
        help_texts = {
            "title": _("In una riga: «aprire il doposcuola anche il sabato»."),
            "text": _("Senza nomi né storie riconoscibili: il contributo è pubblico."),
            "evidence_note": _("Un archivio, un questionario, chi lavora sul posto."),
            "cost": _("In euro, solo di una proposta; se non si sa, lascia vuoto."),
        }

    def __init__(self, path: Path, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["objects_to"] = CodeField(
            path,
            label=_("A quale contributo obietti"),
            help_text=_("Solo di un’obiezione: il codice, per esempio C-0012."),
        )
        self.fields["table"] = ModelChoiceField(
            label=_("A quale tavolo"),
            queryset=path.tables.order_by("pk"),
            to_field_name="uid",
            required=False,
            empty_label=_("al percorso intero"),
        )
        self.order_fields(["kind", "objects_to", "title", "text", "table", "themes", "zones"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("objects_to") and cleaned.get("kind") != ContributionKind.OBJECTION:
            self.add_error("kind", _("Chi obietta a un contributo porta un’obiezione."))
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        data = {name: said for name, said in self.cleaned_data.items() if name != "participant"}
        return {"attachment": data.pop("upload"), **data}


class SpokenForm(WithoutNamesForm):
    """What bodies say at a meeting, as whoever minutes it writes it down: few fields, quickly."""

    public = ("title", "text")
    kind = forms.ChoiceField(
        label=_("Che cosa portano"), choices=ContributionKind.choices, widget=forms.RadioSelect
    )
    title = forms.CharField(label=_("Titolo"), max_length=200)
    text = forms.CharField(
        label=_("Che cosa dicono"),
        max_length=8000,
        widget=lines(4),
        help_text=_("Con le loro parole, senza nomi di persone."),
    )

    def __init__(self, path: Path, bodies: Sequence[tuple[str, str]], data: Any = None) -> None:
        super().__init__(data)
        authors = ModelMultipleChoiceField(
            label=_("Chi lo porta"),
            queryset=path.participants.filter(status=ParticipantStatus.ACTIVE).order_by("name"),
            to_field_name="uid",
            widget=forms.CheckboxSelectMultiple(attrs=TALL),
        )
        authors.choices = bodies
        self.fields["authors"] = authors
        self.fields["objects_to"] = CodeField(path, label=_("Se è un’obiezione, a quale"))


class AmendForm(WithoutNamesForm):
    public = ("title", "text", "note")
    title = forms.CharField(label=_("Titolo"), max_length=200)
    text = forms.CharField(label=_("Testo"), max_length=8000, widget=lines(9))
    note = forms.CharField(label=_("Perché cambia"), max_length=300, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class PositionForm(WithoutNamesForm):
    """What a body thinks; given a path, on behalf of one that said it aloud."""

    public = ("reason",)
    stance = forms.ChoiceField(
        label=_("Che cosa ne pensa il tuo ente"), choices=Stance.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Perché"),
        max_length=2000,
        required=False,
        widget=lines(4),
        help_text=_("Serve per una riserva e per un disaccordo: resta pubblico, con il nome "
                    "dell’ente."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, initial: Any = None, path: Path | None = None) -> None:
        super().__init__(data, initial=initial)
        if path is not None:
            self.fields["stance"].label = _("Che cosa ne pensa")
            said_by = participant_field(path, _("Chi lo dice"), required=True)
            self.fields = {"participant": said_by, **self.fields}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        needs_reason = cleaned.get("stance") in {Stance.RESERVE, Stance.DISAGREE}
        if needs_reason and not cleaned.get("reason", "").strip() and "reason" not in self.errors:
            self.add_error("reason", _("Scrivi il motivo della riserva o del disaccordo."))
        return cleaned


class ReasonedForm(WithoutNamesForm):
    """An outcome, with why: whoever brought the contribution reads it."""

    public = ("reason",)
    outcome = forms.ChoiceField(
        label=_("Esito"),
        choices=[
            (ContributionStatus.ACCEPTED, _("Accolto")),
            (ContributionStatus.DEFERRED, _("Rinviato")),
            (ContributionStatus.NOT_ACCEPTED, _("Non accolto")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Perché"),
        max_length=4000,
        widget=lines(3),
        help_text=_("Lo legge chi l’ha portato, e resta nella pagina."),
    )


class OutcomeForm(ReasonedForm):
    """Of one contribution: it may also be joined to another, or be discussed again."""

    def __init__(self, contribution: Contribution, data: Any = None) -> None:
        super().__init__(data)
        offered = contribution.MOVES.get(contribution.status, set())
        choice = field_of(self, "outcome", forms.ChoiceField)
        words = {
            ContributionStatus.ACCEPTED: _("Accolto"),
            ContributionStatus.MERGED: _("Unito a un altro che dice lo stesso"),
            ContributionStatus.DEFERRED: _("Rinviato"),
            ContributionStatus.NOT_ACCEPTED: _("Non accolto"),
            ContributionStatus.DISCUSSED: _("Torna in discussione"),
        }
        choice.choices = [(one, said) for one, said in words.items() if one in offered]
        self.fields["into"] = CodeField(
            contribution.path, label=_("A quale si unisce"), help_text=_("Solo se si unisce.")
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        joins = cleaned.get("outcome") == ContributionStatus.MERGED
        if joins and not cleaned.get("into") and "into" not in self.errors:
            self.add_error("into", _("Scrivi il codice del contributo a cui si unisce."))
        return cleaned


class SeveralForm(ReasonedForm):
    """The same outcome, and why, for those chosen in a page of the list."""

    def __init__(self, rows: QuerySet[Contribution], data: Any = None) -> None:
        super().__init__(data)
        self.fields["chosen"] = ModelMultipleChoiceField(
            label=_("Contributi"),
            queryset=rows,
            to_field_name="number",
            error_messages={"required": _("Scegli almeno un contributo.")},
        )


class CardsForm(forms.Form):
    """The cards that a contribution speaks of, among those tied to it and those like it."""

    def __init__(
        self, needs: Sequence[Need], resources: Sequence[Resource], data: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self._offer("needs", _("Bisogni"), Need, needs)
        self._offer("resources", _("Risorse"), Resource, resources)

    def _offer(
        self,
        name: str,
        label: Text,
        model: type[Need] | type[Resource],
        cards: Sequence[Need] | Sequence[Resource],
    ) -> None:
        if cards:
            self.fields[name] = ModelMultipleChoiceField(
                label=label,
                queryset=model._default_manager.filter(pk__in=[card.pk for card in cards]),
                to_field_name="uid",
                widget=forms.CheckboxSelectMultiple(attrs=TALL),
                required=False,
            )


class NewCardForm(forms.Form):
    """A draft of a card with the contribution’s words; of a resource, also what it is."""

    theme = ThemeField(label=_("Tema della scheda"))

    def __init__(self, contribution: Contribution, data: Any = None) -> None:
        super().__init__(data, initial={"theme": contribution.themes.first()})
        if contribution.kind == ContributionKind.RESOURCE:
            self.fields["kind"] = forms.ChoiceField(
                label=_("Che risorsa è"), choices=ResourceKind.choices
            )


class FilterForm(forms.Form):
    """What a list is narrowed to; it lives in the address."""

    hide_optional = True
    q = forms.CharField(label=_("Parole"), required=False)
    kind = forms.ChoiceField(label=_("Che cosa"), required=False)
    status = forms.ChoiceField(label=_("Esito"), required=False)
    theme = forms.ChoiceField(label=_("Tema"), required=False)
    zone = forms.ChoiceField(label=_("Dove"), required=False)
    table = forms.ChoiceField(label=_("Tavolo"), required=False)

    def __init__(self, offers: Offers, mine: Participant | None, data: Any = None) -> None:
        super().__init__(data)
        self.mine = mine
        self._offer("kind", [ALL, *ContributionKind.choices])
        self._offer("status", [ALL, *ContributionStatus.choices])
        self._offer("theme", [ALL, *offers.themes])
        self._offer("zone", [("", _("tutta la città")), *offers.zones])
        self._offer("table", [ALL, *offers.tables])
        if mine is not None:
            self.fields["mine"] = forms.BooleanField(label=_("Solo del mio ente"), required=False)

    def _offer(self, name: str, choices: Any) -> None:
        field_of(self, name, forms.ChoiceField).choices = choices

    @property
    def wanted(self) -> Wanted:
        """A filter that does not exist is as if it were not there."""
        self.is_valid()
        chosen = self.cleaned_data
        return Wanted(
            words=chosen.get("q", ""),
            kind=chosen.get("kind", ""),
            status=chosen.get("status", ""),
            table=chosen.get("table", ""),
            theme=chosen.get("theme", ""),
            zone=chosen.get("zone", ""),
            author=self.mine if chosen.get("mine") else None,
        )

    @property
    def address(self) -> str:
        """What it asks, as an address says it: nothing else that this page's had."""
        self.is_valid()
        return urlencode({name: said for name, said in self.cleaned_data.items() if said})
