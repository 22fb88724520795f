"""What people write of the work of a network: groups, meetings, who was there."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trama.core.forms import (
    FactsForm,
    InstantField,
    ModelChoiceField,
    ModelMultipleChoiceField,
    field_of,
)
from trama.networks.lifecycle.groups import GroupCard
from trama.networks.models import MemberStatus, Network, NetworkMeeting, NetworkMembership
from trama.networks.queries.members import members
from trama.programming.models import Theme


class MembersField(ModelMultipleChoiceField[NetworkMembership]):
    """The members of today, by name."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.CheckboxSelectMultiple(attrs={"class": "choices--inline"})
        none = NetworkMembership.objects.none()
        super().__init__(
            queryset=none, to_field_name="uid", widget=widget, required=False, **kwargs
        )

    def of(self, network: Network) -> None:
        self.queryset = members(network, MemberStatus.ACTIVE, MemberStatus.INACTIVE)


class GroupForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Nome del gruppo"), max_length=120)
    purpose = forms.CharField(
        label=gettext_lazy("Che cosa fa"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    theme = ModelChoiceField(
        label=gettext_lazy("Tema"),
        queryset=Theme.objects.filter(retired=False),
        to_field_name="code",
        required=False,
    )
    members = MembersField(label=gettext_lazy("Chi ne fa parte"))

    def __init__(self, network: Network, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field_of(self, "members", MembersField).of(network)

    @property
    def card(self) -> GroupCard:
        data = self.cleaned_data
        return GroupCard(data["name"], data["purpose"], data["theme"], list(data["members"]))


class MeetingForm(FactsForm[NetworkMeeting]):
    """A meeting; when it changes hour, why. `seen` is what the person had before them."""

    starts_at = InstantField(label=gettext_lazy("Comincia"))
    ends_at = InstantField(label=gettext_lazy("Finisce"))
    online_url = forms.URLField(
        label=gettext_lazy("Indirizzo per chi si collega"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("Lo vedono solo i membri della rete."),
    )
    why = forms.CharField(
        label=gettext_lazy("Perché cambia ora"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Serve solo se lo sposti."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    class Meta:
        model = NetworkMeeting
        fields = [
            "title", "starts_at", "ends_at", "place", "accessible", "accessibility_note",
            "online_url", "group", "agenda",
        ]  # fmt: skip
        widgets = {"agenda": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, network: Network, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field = field_of(self, "group", forms.ModelChoiceField)
        field.queryset = network.groups.filter(closed_on=None)
        field.to_field_name = "uid"
        if self.instance.group:
            self.initial["group"] = self.instance.group.uid
        field.empty_label = _("tutta la rete")
        self.initial["seen"] = self.instance.sequence
        if self.instance._state.adding:
            del self.fields["why"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("L’incontro finisce prima di cominciare."))
        if not self.errors and not data.get("place") and not data.get("online_url"):
            raise ValidationError(_("Scrivi il luogo o l’indirizzo per collegarsi."))
        return data


class AttendanceForm(forms.Form):
    """Who was there: members by name, people only by number."""

    present = MembersField(label=gettext_lazy("Membri presenti"))
    people_count = forms.IntegerField(
        label=gettext_lazy("Quante persone in tutto"), min_value=0, max_value=5000, required=False
    )

    def __init__(self, network: Network, data: Any = None) -> None:
        super().__init__(data)
        field_of(self, "present", MembersField).of(network)
