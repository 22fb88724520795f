"""What people write about bodies: the format of the input, nothing of what may be done with it."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from trama.core.forms import DayField, ModelForm
from trama.organizations.lifecycle import Card
from trama.organizations.models import Art5Activity, LegalType, MembershipDuty, Organization
from trama.organizations.queries import search
from trama.organizations.rules.codes import body_code_problem
from trama.organizations.rules.names import name_problem, tidy

ANY = ("", _("tutte"))
NAMED = 5
NEVER = datetime.min.replace(tzinfo=UTC)  # an instant that no card has


class SearchForm(forms.Form):
    """Words and filters of the public register; they live in the address."""

    hide_optional = True

    q = forms.CharField(label=_("Nome o codice fiscale"), required=False)
    legal_type = forms.ChoiceField(
        label=_("Forma giuridica"), choices=[ANY, *LegalType.choices], required=False
    )
    letter = forms.ChoiceField(
        label=_("Attività, art. 5"), choices=[ANY, *Art5Activity.choices], required=False
    )
    city = forms.CharField(label=_("Comune"), required=False)

    @property
    def chosen(self) -> dict[str, Any]:
        """What is to be searched; a filter that does not exist is as if it were not there."""
        self.is_valid()
        return self.cleaned_data


class CodeField(forms.CharField):
    """Codice fiscale of a body: 11 digits and their check; spaces inside do not matter."""

    def clean(self, value: Any) -> str:
        code = "".join(super().clean(value).split())
        if code and (problem := body_code_problem(code)):
            raise ValidationError(problem)
        return code


class BodyField(forms.CharField):
    """A body of the register, by its codice fiscale or its name; None where nothing is written.

    `in_full`: where the act is not to fall upon a body that only resembles what was typed.
    """

    default_error_messages = {
        "unknown": _("Nel registro non c’è un ente con questo nome o codice: controllalo."),
        "many": _("Più enti si chiamano così: scrivi il codice fiscale. Per esempio: %(names)s."),
        "in_part": _("Scrivi il nome intero, o il codice fiscale. Forse cerchi: %(names)s."),
    }

    def __init__(self, *, in_full: bool = False, **kwargs: Any) -> None:
        self.in_full = in_full
        kwargs.setdefault("help_text", _("Il codice fiscale, o il nome com’è scritto nel "
                                         "registro."))  # fmt: skip
        super().__init__(max_length=200, **kwargs)

    def clean(self, value: Any) -> Any:
        words = super().clean(value).strip()
        return self._found(words) if words else None

    def _found(self, words: str) -> Organization:
        found = search(words)
        bodies = [] if found.nearest else list(found.organizations[: NAMED + 1])
        if not bodies:
            raise ValidationError(self.error_messages["unknown"], code="unknown")
        said = words.casefold()
        same = [
            one
            for one in bodies
            if said in {one.name.casefold(), (one.codice_fiscale or "").casefold()}
        ]
        if len(same) == 1 or (len(bodies) == 1 and not self.in_full):
            return (same or bodies)[0]
        code = "in_part" if self.in_full and not same else "many"
        names = "; ".join(f"{one.name} ({one.codice_fiscale or '—'})" for one in bodies[:NAMED])
        raise ValidationError(self.error_messages[code], code=code, params={"names": names})


class NameField(forms.CharField):
    def clean(self, value: Any) -> str:
        name = tidy(super().clean(value))
        if problem := name_problem(name):
            raise ValidationError(problem)
        return name


class WebAddressField(forms.URLField):
    """An address written without its scheme is taken as https."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", **kwargs)


class CardForm(ModelForm[Organization]):
    """The card as the body keeps it. `version`: the card's state when the person opened it."""

    name = NameField(label=_("Denominazione"), help_text=_("Come è scritta nello statuto."))
    vat = CodeField(label=_("Partita IVA"), required=False)
    art5_letters = forms.MultipleChoiceField(
        label=_("Attività di interesse generale (art. 5 del Codice del Terzo settore)"),
        choices=Art5Activity.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    runts_enrolled_on = DayField(label=_("Iscritto al RUNTS dal"), required=False)
    founded_on = DayField(label=_("Costituito il"), required=False)
    version = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Organization
        fields = [
            "name",
            "legal_type",
            "vat",
            "runts_number",
            "runts_section",
            "runts_enrolled_on",
            "art5_letters",
            "founded_on",
            "address",
            "city",
            "pec",
            "email",
            "phone",
            "website",
            "staff_count",
            "volunteer_count",
        ]
        field_classes = {"website": WebAddressField}
        help_texts = {
            "pec": _(
                "Con la PEC riconosciamo le domande che mandi per posta certificata. Se la cambi, "
                "mandiamo lì un collegamento per confermarla."
            ),
            "email": _("Solo per l’ufficio: non è pubblica."),
            "phone": _("Solo per l’ufficio: non è pubblico."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = self.instance.updated_at
        self.initial["version"] = seen.isoformat() if seen else ""

    def clean_pec(self) -> str:
        return str(self.cleaned_data["pec"]).lower()

    @property
    def seen(self) -> datetime | None:
        """The instant of the card before the person; what is no instant matches no card."""
        text = self.cleaned_data["version"]
        if not text:
            return None
        try:
            seen = datetime.fromisoformat(text)
        except ValueError:
            return NEVER
        return seen if seen.tzinfo else NEVER

    @property
    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.changed_data if name != "version"}


class RegisterForm(forms.Form):
    """A body that is in no list, and the person who asks to represent it."""

    name = NameField(
        label=_("Denominazione"), max_length=300, help_text=_("Come è scritta nello statuto.")
    )
    codice_fiscale = CodeField(
        label=_("Codice fiscale dell’ente"),
        required=False,
        help_text=_("11 cifre. Se il gruppo non ne ha uno, lascia vuoto."),
    )
    legal_type = forms.ChoiceField(label=_("Forma giuridica"), choices=LegalType.choices)
    pec = forms.EmailField(
        label=_("PEC"),
        required=False,
        help_text=_("Quando l’ufficio ti conferma, mandiamo lì un collegamento per confermarla."),
    )
    city = forms.CharField(label=_("Comune"), max_length=100, required=False)
    note = forms.CharField(
        label=_("Perché puoi rappresentarlo"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Per esempio: «presidente dal 12 marzo 2025, verbale di assemblea». "
            "L’ufficio lo legge prima di confermare."
        ),
    )

    @property
    def card(self) -> Card:
        data = self.cleaned_data
        return Card(
            name=data["name"],
            legal_type=data["legal_type"],
            codice_fiscale=data["codice_fiscale"],
            pec=data["pec"],
            city=tidy(data["city"]),
        )


class RequestForm(forms.Form):
    """A person asks for a role in a body."""

    duty = forms.ChoiceField(
        label=_("Che cosa fai per l’ente"),
        choices=MembershipDuty.choices,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Perché puoi farlo"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Per esempio: «presidente dal 12 marzo 2025, verbale di assemblea»."),
    )


class RefusalForm(forms.Form):
    reason = forms.CharField(
        label=_("Motivo, se non confermi"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("La persona lo riceve per e-mail e può rispondere con una nuova richiesta."),
    )


class ListForm(forms.Form):
    """A list of bodies handed over by a steward."""

    upload = forms.FileField(
        label=_("File dell’elenco"),
        help_text=_(
            "CSV o XLSX, con le colonne codice_fiscale, denominazione e, se c’è, nome_comune."
        ),
    )
    source = forms.CharField(
        label=_("Da dove viene l’elenco"),
        max_length=200,
        help_text=_("Si legge sulla scheda di ogni ente. Per esempio «5 per mille 2022»."),
    )
    sheet = forms.CharField(
        label=_("Foglio"), max_length=100, required=False, help_text=_("Altrimenti il primo.")
    )
