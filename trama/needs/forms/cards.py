"""What people write on a card. Format only: whether it may be written is the verbs' to say."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import Office, User
from trama.core.forms import DayField, ModelChoiceField, ModelForm, ModelMultipleChoiceField
from trama.core.personal_data import Finding, findings
from trama.needs.models import Need, Resource
from trama.needs.permissions.cards import area_office
from trama.needs.queries.placing import NowhereError, place_of_address
from trama.needs.rules.content import FREE_TEXT, NEED_FIELDS, RESOURCE_FIELDS
from trama.needs.rules.languages import LANGUAGES
from trama.organizations.models import Organization
from trama.organizations.queries import organizations_of
from trama.programming.models import Target, Theme
from trama.territory.models import Zone, ZoneKind
from trama.territory.queries.grounds import zone_choices

TALL = {"class": "tall"}
LINES = {"rows": 3}
ASK_CONTACT = _("Se è del servizio ha un campo suo; se è pubblico, dillo con la casella qui sotto.")


class ThemeField(ModelChoiceField[Theme]):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(Theme.objects.filter(retired=False), **kwargs)


class TargetsField(ModelMultipleChoiceField[Target]):
    def __init__(self, **kwargs: Any) -> None:
        targets = Target.objects.filter(retired=False)
        super().__init__(targets, widget=forms.CheckboxSelectMultiple(attrs=TALL), **kwargs)


class NilField(ModelChoiceField[Zone]):
    def __init__(self, **kwargs: Any) -> None:
        nils = Zone.objects.filter(kind=ZoneKind.NIL).defer("boundary", "outline")
        super().__init__(nils.order_by("name_key"), **kwargs)


class ZonesField(ModelMultipleChoiceField[Zone]):
    """Zones of the three scales, the large ones first, NIL under their Municipio."""

    def __init__(self, **kwargs: Any) -> None:
        zones = Zone.objects.defer("boundary", "outline")
        widget = forms.CheckboxSelectMultiple(attrs=TALL)
        super().__init__(zones, widget=widget, **kwargs)
        self.choices = zone_choices


class CardForm(forms.Form):
    """What the two cards share: who writes, the version seen, the word on public contacts."""

    facts_named: tuple[str, ...] = ()
    instance: Any  # the card, as the model forms below hold it

    def prepare(self, user: User) -> None:
        """The fields that depend on who writes, and on what was written."""
        self.office = area_office(user)
        self.bodies = list(organizations_of(user).order_by("name_key", "pk"))
        self.initial["version"] = self.instance.version
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, required=False)
        if self.instance.pk:
            self.fields["note"] = forms.CharField(
                label=_("Che cosa è cambiato"),
                max_length=300,
                required=False,
                help_text=_("Si legge tra le versioni della scheda."),
            )
        elif len(self.bodies) + bool(self.office) > 1:
            self.fields["writer"] = forms.ChoiceField(
                label=_("Per conto di chi scrivi"), choices=list(self._writers()), required=False
            )
        if any(not one.is_forbidden for one in self._found(self.data)):
            self.fields["contacts_are_public"] = forms.BooleanField(
                label=_("Telefoni ed e-mail nel testo sono recapiti pubblici"),
                required=False,
                help_text=_("Non sono di una persona aiutata, né di chi la conosce."),
            )

    def _writers(self) -> Iterator[tuple[str, str]]:
        yield from ((str(body.uid), body.name) for body in self.bodies)
        if self.office:
            yield "", self.office.name

    def _found(self, data: Mapping[str, Any]) -> Iterator[Finding]:
        for name in FREE_TEXT:
            yield from findings(str(data.get(name) or ""))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in FREE_TEXT:
            for finding in findings(str(cleaned.get(name) or "")):
                if finding.is_forbidden:
                    self.add_error(name, finding.words)
                elif not cleaned.get("contacts_are_public"):
                    self.add_error(name, f"{finding.words} {ASK_CONTACT}")
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.facts_named}

    @property
    def contacts_are_public(self) -> bool:
        return bool(self.cleaned_data.get("contacts_are_public"))

    @property
    def writer(self) -> tuple[Organization | None, Office | None]:
        """For whom a new card is written: a body, or the office."""
        chosen = self.cleaned_data.get("writer")
        body = next((b for b in self.bodies if str(b.uid) == chosen), None)
        if body is None and "writer" not in self.fields and self.bodies:
            body = self.bodies[0]
        return body, (None if body else self.office)


class NeedForm(CardForm, ModelForm[Need]):
    """A need: what a community lacks, for whom, where, and on what evidence."""

    facts_named = NEED_FIELDS
    theme = ThemeField(label=_("Tema"))
    targets = TargetsField(label=_("Per chi"), required=False)
    zones = ZonesField(label=_("Dove"))
    magnitude_on = DayField(label=_("A quale data"), required=False)

    class Meta:
        model = Need
        fields = [
            "title", "description", "theme", "zones", "targets", "evidence", "evidence_note",
            "magnitude", "unit", "magnitude_source", "magnitude_on",
        ]  # fmt: skip
        widgets = {
            "description": forms.Textarea(attrs={"rows": 6}),
            "evidence_note": forms.Textarea(attrs=LINES),
        }
        help_texts = {
            "title": _("Che cosa manca, in una riga: «posti al doposcuola per le medie»."),
            "description": _("Senza nomi né storie riconoscibili: la scheda è pubblica."),
            "magnitude": _("Solo se la cifra ha una fonte. Se non si sa, lascia vuoto."),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepare(user)


class ResourceForm(CardForm, ModelForm[Resource]):
    """A resource: what there is, where, for whom, how much, and how one gets in."""

    facts_named = RESOURCE_FIELDS
    theme = ThemeField(label=_("Tema"))
    targets = TargetsField(label=_("Per chi"), required=False)
    nil = NilField(
        label=_("NIL"),
        required=False,
        help_text=_("Lascia vuoto se c’è l’indirizzo. Serve quando l’indirizzo non si trova."),
    )
    served = ZonesField(label=_("Zone servite"), required=False)
    languages = forms.MultipleChoiceField(
        label=_("Lingue parlate"),
        choices=list(LANGUAGES.items()),
        widget=forms.CheckboxSelectMultiple(attrs=TALL),
        required=False,
    )
    starts_on = DayField(label=_("Dal"), required=False)
    ends_on = DayField(label=_("Fino al"), required=False)
    url = forms.URLField(label=_("Sito"), required=False, assume_scheme="https")

    class Meta:
        model = Resource
        fields = [
            "title", "kind", "theme", "description", "targets", "address", "nil", "served",
            "capacity", "unit", "starts_on", "ends_on", "hours", "eligibility",
            "application_process", "fees", "minimum_age", "maximum_age", "languages",
            "accessibility", "phone", "email", "url",
        ]  # fmt: skip
        widgets = {
            "description": forms.Textarea(attrs={"rows": 5}),
            "eligibility": forms.Textarea(attrs=LINES),
            "application_process": forms.Textarea(attrs=LINES),
        }
        help_texts = {
            "address": _("Via e numero: lo cerchiamo tra gli indirizzi della città."),
            "capacity": _("Quanto c’è in tutto. Se non si sa, lascia vuoto: non vale zero."),
            "phone": _("Del servizio, pubblico."),
            "email": _("Del servizio, pubblica."),
        }

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepare(user)

    def clean(self) -> dict[str, Any]:
        """The address is looked up among the city's; one that stays as it was keeps its point."""
        cleaned = super().clean()
        card: Resource = self.instance
        if not {"address", "nil"} & set(self.changed_data):
            return cleaned | {"longitude": card.longitude, "latitude": card.latitude}
        try:
            place = place_of_address(cleaned.get("address", ""), cleaned.get("nil"))
        except NowhereError as error:
            self.add_error(error.field, str(error))
            return cleaned
        for name, words in place.doubts:  # whoever writes is here to say what is meant
            self.add_error(name, _("%(words)s Scrivilo per intero.") % {"words": words})
        point = {"longitude": place.longitude, "latitude": place.latitude}
        return cleaned | point | {"nil": place.nil}
