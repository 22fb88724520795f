"""A round of ties: its dates; and what a member says of each of the others."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trama.core.forms import DayField
from trama.networks.lifecycle.ties import Statement
from trama.networks.models import TieKind
from trama.networks.queries.ties import Asked

INTENSITIES = [
    ("", gettext_lazy("non rispondo")),
    ("0", gettext_lazy("oggi nessuno scambio")),
    ("1", gettext_lazy("ogni tanto")),
    ("2", gettext_lazy("spesso")),
    ("3", gettext_lazy("ogni settimana")),
]
TRUSTS = [
    ("", gettext_lazy("non rispondo")),
    ("0", gettext_lazy("nessuna")),
    ("1", gettext_lazy("poca")),
    ("2", gettext_lazy("abbastanza")),
    ("3", gettext_lazy("molta")),
    ("4", gettext_lazy("piena")),
]


class SurveyForm(forms.Form):
    """Of which months, and until when one may answer."""

    since = DayField(label=gettext_lazy("Rapporti dal"))
    until = DayField(label=gettext_lazy("al"))
    closes_on = DayField(
        label=gettext_lazy("Si risponde fino al"),
        help_text=gettext_lazy("Compreso quel giorno. Due o tre settimane bastano."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", _("Il periodo finisce prima di cominciare."))
        return data


class TieForm(forms.Form):
    """What one says of one other member. Left blank, nothing is said."""

    hide_optional = True

    intensity = forms.ChoiceField(
        label=gettext_lazy("Quanto lavorate insieme"), choices=INTENSITIES, required=False
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("In che modo"),
        choices=TieKind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    trust = forms.ChoiceField(
        label=gettext_lazy("Quanta fiducia avete"), choices=TRUSTS, required=False
    )

    def __init__(self, asked: Asked, data: Any = None) -> None:
        self.asked = asked
        super().__init__(data, prefix=str(asked.member.uid), initial=_so_far(asked))

    @property
    def theirs(self) -> str:
        """What the other side says of the tie, in words: kinds only."""
        if self.asked.theirs is None:
            return ""
        said = [str(TieKind(kind).label) for kind in self.asked.theirs.kinds]
        return ", ".join(said) or _("lavorate insieme")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kinds, intensity = data.get("kinds"), data.get("intensity")
        if (kinds or data.get("trust")) and not intensity and not self.errors:
            self.add_error("intensity", _("Scegli quanto lavorate insieme."))
        if intensity in {"1", "2", "3"} and not kinds and not self.errors:
            self.add_error("kinds", _("Scegli almeno un modo."))
        return data

    @property
    def statement(self) -> Statement | None:
        data = self.cleaned_data
        if not data["intensity"]:
            return None
        return Statement(
            about=self.asked.member,
            intensity=int(data["intensity"]),
            kinds=data["kinds"],
            trust=int(data["trust"]) if data["trust"] else None,
        )


def _so_far(asked: Asked) -> dict[str, Any]:
    """What was said before; never what the other said: one confirms by saying, not by leaving."""
    if asked.mine is None:
        return {}
    trust = asked.mine.trust
    return {
        "intensity": str(asked.mine.intensity),
        "kinds": asked.mine.kinds,
        "trust": "" if trust is None else str(trust),
    }


def tie_forms(rows: Sequence[Asked], data: Any = None) -> list[TieForm]:
    return [TieForm(row, data) for row in rows]


def statements(forms_: Sequence[TieForm]) -> list[Statement]:
    said = [form.statement for form in forms_]
    return [one for one in said if one is not None]
