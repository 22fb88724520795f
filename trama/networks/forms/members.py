"""Who is invited into a network, where they are, which role they take."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trama.accounts.models import User
from trama.core.forms import DayField, ModelChoiceField, field_of
from trama.networks.forms.networks import ZoneField
from trama.networks.lifecycle.members import Newcomer
from trama.networks.models import MemberKind, NetworkDuty, NetworkMembership
from trama.organizations.forms import BodyField
from trama.organizations.models import Membership, Organization
from trama.organizations.queries import organizations_of


class InviteForm(forms.Form):
    """A body of the register, by its codice fiscale or its name; or whoever is in no register."""

    hide_optional = True

    body = BodyField(
        label=gettext_lazy("Un ente del registro"),
        required=False,
        error_messages={
            "unknown": gettext_lazy("Nel registro non c’è: controlla il nome, o scrivilo sotto."),
        },
    )
    name = forms.CharField(
        label=gettext_lazy("Oppure chi non è nel registro"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Una parrocchia, una scuola, un gruppo, un servizio, un ruolo "
                               "(«pediatra di zona»): mai il nome di una persona."),
    )  # fmt: skip
    kind = forms.ChoiceField(
        label=gettext_lazy("Che cosa è"),
        choices=[("", gettext_lazy("se è nel registro, lo sappiamo")), *MemberKind.choices],
        required=False,
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail per le lettere della rete"),
        required=False,
        help_text=gettext_lazy("Non è pubblica. Se manca, l’invito lo fai a voce."),
    )
    zone = ZoneField(label=gettext_lazy("Dove lavora"), required=False)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        if bool(data.get("body")) == bool(data.get("name")):
            raise ValidationError(_("Scrivi un ente del registro, oppure un altro nome: uno dei "
                                    "due."))  # fmt: skip
        if data.get("name") and not data.get("kind"):
            self.add_error("kind", _("Scegli che cosa è."))
        return data

    @property
    def newcomer(self) -> Newcomer:
        data = self.cleaned_data
        return Newcomer(
            organization=data["body"],
            name=" ".join(data["name"].split()),
            kind=data["kind"],
            email=data["email"],
            zone=data["zone"],
        )


class MemberForm(forms.Form):
    hide_optional = True

    email = forms.EmailField(label=gettext_lazy("E-mail per le lettere della rete"), required=False)
    zone = ZoneField(label=gettext_lazy("Dove lavora"), required=False)


class RoleForm(forms.Form):
    """A role for a member, through a person of its body."""

    duty = forms.ChoiceField(label=gettext_lazy("Ruolo"), choices=NetworkDuty.choices)
    user = ModelChoiceField(
        label=gettext_lazy("Chi lo svolge"),
        queryset=User.objects.none(),
        to_field_name="uid",
        required=False,
        empty_label=gettext_lazy("nessuno in particolare"),
        help_text=gettext_lazy("Chi ha un ruolo nell’ente, o ne ha già avuto uno in questa rete."),
    )
    since = DayField(label=gettext_lazy("Dal"))

    def __init__(self, member: NetworkMembership, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field = field_of(self, "user", forms.ModelChoiceField)
        of_body = Membership.objects.in_force().filter(organization=member.organization_id)
        people = Q(pk__in=of_body.values("user")) | Q(network_roles__membership=member)
        field.queryset = User.objects.filter(people).distinct().order_by("name", "pk")


class JoinForm(forms.Form):
    """A body asks to join: its name will be public."""

    body = ModelChoiceField(
        label=gettext_lazy("Per quale ente"),
        queryset=Organization.objects.none(),
        to_field_name="uid",
        empty_label=None,
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail per le lettere della rete"),
        required=False,
        help_text=gettext_lazy("Non è pubblica. Se manca, scriviamo a quella dell’ente."),
    )
    is_public = forms.BooleanField(
        label=gettext_lazy("So che il nome dell’ente si leggerà fra i membri della rete")
    )

    def __init__(self, user: User, data: Any = None) -> None:
        super().__init__(data)
        field = field_of(self, "body", forms.ModelChoiceField)
        field.queryset = organizations_of(user).order_by("name_key", "pk")


class AnswerForm(forms.Form):
    """Yes or no to an invitation."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Volete entrare nella rete?"),
        choices=[
            ("yes", gettext_lazy("Sì: il nostro nome si leggerà fra i membri della rete")),
            ("no", gettext_lazy("No, grazie")),
        ],
        widget=forms.RadioSelect,
    )
