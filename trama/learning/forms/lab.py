"""What people write of a course: its design, a person nominated, sessions, exercises, answers."""

import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trama.accounts.forms.people import PeopleField
from trama.accounts.models import Office, OfficeKind
from trama.core.forms import (
    FactsForm,
    InstantField,
    ModelMultipleChoiceField,
    WeighedForm,
    field_of,
)
from trama.learning.lifecycle.courses import Design
from trama.learning.models import (
    Certificate,
    Course,
    Enrolment,
    Exercise,
    Session,
    SupportRole,
    Term,
    TermStatus,
)
from trama.organizations.models import Organization
from trama.programming.models import Strand

SHORT, LONG = {"rows": 3}, {"rows": 6}
SEATS = "seats_"
MOST_LINES = 60
LONGEST_NAME = 300


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class NamesField(forms.CharField):
    """Names, one a line."""

    widget = forms.Textarea(attrs=SHORT)

    def clean(self, value: Any) -> list[str]:
        names = lines_of(super().clean(value))
        if len(names) > MOST_LINES:
            raise forms.ValidationError(_("Al massimo sessanta nomi, uno per riga."))
        for place, name in enumerate(names, start=1):
            if len(name) > LONGEST_NAME:
                raise forms.ValidationError(
                    _("Riga %(n)d: al massimo %(most)d caratteri.")
                    % {"n": place, "most": LONGEST_NAME}
                )
        return names


class CourseForm(FactsForm[Course]):
    """The design of a course. A Direzione without seats is left empty."""

    enrolment_closes_at = InstantField(label=gettext_lazy("Le candidature chiudono"))
    trainers = PeopleField(
        label=gettext_lazy("Formatori"),
        required=False,
        help_text=gettext_lazy("L’e-mail con cui entrano qui, una per riga."),
    )
    promoters = NamesField(
        label=gettext_lazy("Chi lo promuove"),
        required=False,
        help_text=gettext_lazy("Enti e uffici, uno per riga."),
    )
    supporters = NamesField(
        label=gettext_lazy("Chi lo sostiene"),
        required=False,
        help_text=gettext_lazy("Enti e uffici, uno per riga."),
    )

    class Meta:
        model = Course
        fields = ["title", "code", "purpose", "enrolment_closes_at", "third_sector_seats"]
        widgets = {"purpose": forms.Textarea(attrs=LONG)}
        help_texts = {
            "code": gettext_lazy(
                "Una parola o due senza spazi: sta nell’indirizzo, e resta quella."
            )
        }
        error_messages = {
            "code": {
                "invalid": gettext_lazy(
                    "Nel codice ci stanno solo lettere senza accento, cifre e trattini: per "
                    "esempio «laboratorio-2027»."
                )
            }
        }

    def __init__(self, data: Any = None, *, instance: Course | None = None) -> None:
        super().__init__(data, instance=instance, initial=_said_of(instance) if instance else {})
        self.offices = list(
            Office.objects.filter(kind=OfficeKind.DIRECTORATE).order_by("name", "pk")
        )
        for office in self.offices:
            self.fields[SEATS + office.code] = forms.IntegerField(
                label=_("Posti: %(office)s") % {"office": office.name},
                min_value=0,
                max_value=400,
                required=False,
            )
        seats = [SEATS + office.code for office in self.offices]
        self.order_fields([*(self._meta.fields or ()), *seats, "trainers", "promoters"])

    @property
    def plan(self) -> Design:
        data = self.cleaned_data
        roles = ((SupportRole.PROMOTER, "promoters"), (SupportRole.SUPPORTER, "supporters"))
        return Design(
            columns=self.facts,
            quotas={one: data[SEATS + one.code] for one in self.offices if data[SEATS + one.code]},
            support=[(role, name) for role, field in roles for name in data[field]],
            trainers=data["trainers"],
        )


def _said_of(course: Course) -> dict[str, Any]:
    def names(role: str) -> str:
        return "\n".join(one.name for one in course.support.filter(role=role))

    return {
        "trainers": "\n".join(course.trainers.order_by("email").values_list("email", flat=True)),
        "promoters": names(SupportRole.PROMOTER),
        "supporters": names(SupportRole.SUPPORTER),
        **{SEATS + one.office.code: one.seats for one in course.quotas.select_related("office")},
    }


class TrainersForm(forms.Form):
    trainers = PeopleField(
        label=gettext_lazy("Formatori"),
        required=False,
        help_text=gettext_lazy("L’e-mail con cui entrano qui, una per riga."),
    )


class TermsForm(forms.Form):
    terms = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Parole su cui si è lavorato"),
        queryset=Term.objects.exclude(status=TermStatus.WITHDRAWN).order_by("label_key", "pk"),
        to_field_name="slug",
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices tall"}),
    )


class NominateForm(FactsForm[Enrolment]):
    """A person, in the name of an office or of a body of one's own."""

    field_order = ("sender", "person_name", "email", "strands")
    sender = forms.ChoiceField(label=gettext_lazy("A nome di"))

    class Meta:
        model = Enrolment
        fields = ["person_name", "email", "strands"]
        widgets = {"strands": forms.CheckboxSelectMultiple}
        help_texts = {"email": gettext_lazy("Le scriviamo qui quando c’è un posto.")}

    def __init__(self, data: Any = None, *, senders: Sequence[Office | Organization]) -> None:
        super().__init__(data)
        self._senders = {_key_of(one): one for one in senders}
        sender = field_of(self, "sender", forms.ChoiceField)
        sender.choices = [(key, one.name) for key, one in self._senders.items()]
        strands = field_of(self, "strands", forms.ModelMultipleChoiceField)
        strands.queryset = Strand.objects.filter(retired=False).order_by("label_it")

    def clean_person_name(self) -> str:
        name: str = self.cleaned_data["person_name"]
        if any(sign.isalpha() and "LATIN" not in unicodedata.name(sign, "") for sign in name):
            raise forms.ValidationError(
                _("Scrivi il nome in lettere latine, come sul documento d’identità: è quello che "
                  "sta sull’attestato.")
            )  # fmt: skip
        return name

    @property
    def sent_by(self) -> Office | Organization:
        return self._senders[self.cleaned_data["sender"]]


def _key_of(sender: Office | Organization) -> str:
    """Its own: in whose name one may nominate may change while the form is being written."""
    return f"ufficio/{sender.code}" if isinstance(sender, Office) else f"ente/{sender.uid}"


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Perché"), max_length=500, widget=forms.Textarea(attrs=SHORT)
    )


class LetterForm(WeighedForm):
    weighed = ("title", "text")
    title = forms.CharField(label=gettext_lazy("Oggetto"), max_length=120)
    text = forms.CharField(
        label=gettext_lazy("Testo"),
        max_length=8000,
        widget=forms.Textarea(attrs=LONG),
        help_text=gettext_lazy("In fondo mettiamo noi il collegamento alla pagina di ciascuno."),
    )


class SessionForm(FactsForm[Session]):
    """`seen` is the sequence that the person had before them."""

    starts_at = InstantField(label=gettext_lazy("Comincia"))
    ends_at = InstantField(label=gettext_lazy("Finisce"))
    online_url = forms.URLField(
        label=gettext_lazy("Collegamento"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("Lo vede solo chi partecipa."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Session
        fields = ["title", "starts_at", "ends_at", "venue", "online_url"]


class PeopleChoices(ModelMultipleChoiceField[Enrolment]):
    def label_from_instance(self, obj: Enrolment) -> str:
        return f"{obj.person_name} ({obj.sender})"


class PresentForm(forms.Form):
    hide_optional = True
    present = PeopleChoices(
        label=gettext_lazy("Chi c’era"),
        queryset=Enrolment.objects.none(),
        to_field_name="uid",
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices tall"}),
    )

    def __init__(self, people: QuerySet[Enrolment], data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field_of(self, "present", forms.ModelMultipleChoiceField).queryset = people


class ListForm(PresentForm):
    """`shown`: the instant of the list that the trainer has before them, in Unix seconds."""

    shown = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=0, max_value=2**32
    )

    @property
    def shown_at(self) -> datetime | None:
        shown = self.cleaned_data["shown"]
        return None if shown is None else datetime.fromtimestamp(shown, UTC)


class MaterialForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Titolo"), max_length=200)
    file = forms.FileField(label=gettext_lazy("File"))


class ExerciseForm(FactsForm[Exercise]):
    due_at = InstantField(label=gettext_lazy("Entro"))

    class Meta:
        model = Exercise
        fields = ["title", "text", "due_at"]
        widgets = {"text": forms.Textarea(attrs=LONG)}


class DeliverForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Che cosa consegna il gruppo"),
        max_length=8000,
        required=False,
        widget=forms.Textarea(attrs=LONG),
    )
    file = forms.FileField(label=gettext_lazy("Un file"), required=False)


class CodeForm(forms.Form):
    code = forms.CharField(label=gettext_lazy("Codice detto in sala"), max_length=20)


class FindForm(forms.Form):
    """The code of a certificate, as people copy it from paper."""

    codice = forms.CharField(
        label=gettext_lazy("Codice scritto sull’attestato"),
        max_length=40,
        help_text=gettext_lazy("Dodici segni. Spazi, trattini e maiuscole non contano."),
    )

    def clean_codice(self) -> str:
        code = "".join(sign for sign in self.cleaned_data["codice"].upper() if sign.isalnum())
        if not Certificate.objects.filter(code=code).exists():
            raise forms.ValidationError(
                _("Nessun attestato ha questo codice. Controlla ogni segno: non ci sono zeri, uno, "
                  "né le lettere O e I.")
            )  # fmt: skip
        return code


class NameForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Nome e cognome scritti sull’attestato"), max_length=200
    )
