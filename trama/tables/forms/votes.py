"""A vote on priorities as the office prepares it, and the ballot as a body fills it in."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trama.core.forms import FactsForm, InstantField, WeighedForm
from trama.tables.lifecycle.votes import OptionDraft
from trama.tables.models import Contribution, PriorityVote, VoteMethod, VoteOption
from trama.tables.queries.outcomes import money
from trama.tables.queries.votes import alive

CODE = re.compile(r"(?:C-)?(\d{1,9})", re.IGNORECASE)


class VoteForm(FactsForm[PriorityVote]):
    """How one votes: fixed at the opening. Either so many priorities, or a budget."""

    hide_optional = True
    method = forms.ChoiceField(
        label=_("Metodo"),
        choices=[
            (
                VoteMethod.APPROVAL,
                _("approvazione: si spunta tutto ciò che si sostiene, e contano i sostegni"),
            ),
            (
                VoteMethod.BORDA,
                _("conteggio di Borda: si mette in fila, e chi sta più in alto prende più punti"),
            ),
            (
                VoteMethod.EQUAL_SHARES,
                _("quote uguali: ogni ente ha la stessa parte, e con quella paga ciò che sostiene"),
            ),
        ],
        widget=forms.RadioSelect,
        help_text=_("Si sceglie ora e non si cambia più: la pagina del voto lo spiega a tutti."),
    )
    opens_at = InstantField(label=_("Apre"))
    closes_at = InstantField(
        label=_("Chiude"),
        help_text=_("Fino a quel secondo conta. Dopo, le schede si conservano e non si contano."),
    )

    class Meta:
        model = PriorityVote
        fields = ["title", "method", "secrecy", "seats", "budget", "opens_at", "closes_at"]
        widgets = {"secrecy": forms.RadioSelect}
        help_texts = {
            "seats": _("Se ogni opzione vale uno: quante se ne scelgono."),
            "budget": _("In euro, se le opzioni hanno un costo. O questo, o quante priorità."),
        }


class OptionForm(WeighedForm, FactsForm[VoteOption]):
    """What may become a priority, and the contributions that it comes from, by their numbers."""

    weighed = ("title", "text")
    cost = forms.DecimalField(
        label=_("Costo, in euro"), max_digits=12, decimal_places=2, min_value=0, required=False
    )
    sources = forms.CharField(
        label=_("Da quali contributi nasce"),
        max_length=500,
        help_text=_("I loro numeri: «C-0012, C-0041». Almeno uno cita un bisogno con evidenza."),
    )

    class Meta:
        model = VoteOption
        fields = ["title", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, vote: PriorityVote, data: Any = None, **kwargs: Any) -> None:
        self.vote = vote
        super().__init__(data, **kwargs)
        if vote.budget is None:
            del self.fields["cost"]
        if not self.instance._state.adding:
            sources = self.instance.contributions.all()
            self.initial["cost"] = self.instance.cost
            self.initial["sources"] = ", ".join(one.code for one in sources)

    def clean_sources(self) -> list[Contribution]:
        words = [word for word in re.split(r"[\s,;]+", self.cleaned_data["sources"]) if word]
        read = {word: CODE.fullmatch(word) for word in words}
        numbers = {int(match[1]): word for word, match in read.items() if match}
        found = list(alive(self.vote.path).filter(number__in=numbers).order_by("number"))
        known = {one.number for one in found}
        wrong = [word for word, match in read.items() if not match or int(match[1]) not in known]
        if wrong:
            raise forms.ValidationError(
                _("Non è un contributo di questo percorso che si possa votare: %(codes)s.")
                % {"codes": ", ".join(wrong)}
            )
        return found

    @property
    def draft(self) -> OptionDraft:
        data = self.cleaned_data
        return OptionDraft(data["title"], data["text"], data.get("cost"), data["sources"])


class BallotForm(forms.Form):
    """Scheda. Approved with a tick; ranked by choosing a place for each, by keyboard as by mouse.

    Nothing chosen is a blank ballot, and is to be said.
    """

    hide_optional = True
    blank = forms.BooleanField(label=_("Scheda bianca: non scegliamo nulla"), required=False)

    def __init__(
        self, vote: PriorityVote, options: list[VoteOption], data: Any = None, chosen: Any = ()
    ) -> None:
        super().__init__(data)
        self.options = {str(option.uid): option for option in options}
        self.is_ranked = vote.method == VoteMethod.BORDA
        labels = {
            uid: f"{option.title} ({money(option.cost)})" if vote.budget else option.title
            for uid, option in self.options.items()
        }
        if self.is_ranked:
            self._ask_places(labels, list(chosen))
        else:
            self.fields["choices"] = forms.MultipleChoiceField(
                label=_("Che cosa sostenete"),
                choices=list(labels.items()),
                widget=forms.CheckboxSelectMultiple,
                required=False,
                initial=list(chosen),
                help_text=_("Quante ne volete."),
            )
        self.order_fields([*(name for name in self.fields if name != "blank"), "blank"])

    def _ask_places(self, labels: dict[str, str], chosen: list[str]) -> None:
        places = [("", "—"), *((str(n), str(n)) for n in range(1, len(labels) + 1))]
        for uid, label in labels.items():
            self.fields[f"place-{uid}"] = forms.TypedChoiceField(
                label=label,
                choices=places,
                coerce=int,
                empty_value=None,
                required=False,
                initial=str(chosen.index(uid) + 1) if uid in chosen else "",
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if self.errors:
            return data
        if self.is_ranked:
            data["choices"] = self._ranked(data)
        if self.errors:
            return data
        if bool(data["choices"]) == data["blank"]:
            raise forms.ValidationError(
                _("Scegliete almeno un’opzione, oppure spuntate «scheda bianca»: una delle due.")
            )
        return data

    def _ranked(self, data: dict[str, Any]) -> list[str]:
        """From the first; a place left empty in between is no matter, one given twice is."""
        placed: dict[int, str] = {}
        for uid in self.options:
            place = data[f"place-{uid}"]
            if place is None:
                continue
            if place in placed:
                other = self.options[placed[place]].title
                self.add_error(
                    f"place-{uid}",
                    _("Al posto %(place)d c’è già «%(other)s»: ogni posto va a una sola opzione.")
                    % {"place": place, "other": other},
                )
            placed[place] = uid
        return [placed[place] for place in sorted(placed)]
