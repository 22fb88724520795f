"""What the acts of the screening ask of whoever does them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from trama.accounts.models import User
from trama.core.forms import DayField, WeighedForm
from trama.notices.forms import ActForm
from trama.notices.models import Notice
from trama.organizations.models import Organization
from trama.screening.models import CaseStatus, Panel, PanelMember, ScreeningItem, Verdict
from trama.screening.queries import may_sit, names_to_declare

LONGEST = 10_000  # characters of a reasoned text


def _text(label: Any, hint: Any = "", *, required: bool = True, rows: int = 5) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": rows}),
    )


class AppointForm(ActForm):
    """The act of appointment, its chair and the other members."""

    chair = forms.ModelChoiceField(
        label=_("Presidente"), queryset=User.objects.none(), to_field_name="uid"
    )
    members = forms.ModelMultipleChoiceField(
        label=_("Componenti"),
        help_text=_("Le altre persone del seggio, oltre al presidente."),
        queryset=User.objects.none(),
        to_field_name="uid",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, notice: Notice, data: Any = None) -> None:
        super().__init__(data)
        people = may_sit(notice)
        for name in ("chair", "members"):
            field = self.fields[name]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = people


class SubstituteForm(ActForm):
    """The act of the substitution, who takes the seat, and from which day."""

    person = forms.ModelChoiceField(
        label=_("Chi subentra"), queryset=User.objects.none(), to_field_name="uid"
    )
    since = DayField(
        label=_("Da quando"), help_text=_("Dal giorno dell’atto o da dopo, come dice l’atto.")
    )

    def __init__(self, notice: Notice, data: Any = None) -> None:
        super().__init__(data)
        field = self.fields["person"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = may_sit(notice).exclude(panels__panel__notice=notice)


class ListForm(ActForm):
    """The act that approves the list; `asks_why`, some of it is in no approved minutes."""

    without_minutes = _text(
        _("Perché l’elenco esce senza verbale"),
        _("Almeno 40 battute: resta nella storia del procedimento."),
        required=False,
        rows=3,
    )
    hide_optional = True

    def __init__(self, data: Any = None, *, asks_why: bool = False) -> None:
        super().__init__(data)
        if not asks_why:
            del self.fields["without_minutes"]


class MinutesForm(WeighedForm):
    """What the records do not say of a sitting: the day, who was there, what else was done."""

    weighed = ("remarks",)

    held_on = DayField(label=_("Data della seduta"))
    present = forms.ModelMultipleChoiceField(
        label=_("Chi c’era"),
        help_text=_("Ognuno approva il verbale con il proprio accesso."),
        queryset=PanelMember.objects.none(),
        to_field_name="uid",
        widget=forms.CheckboxSelectMultiple,
    )
    remarks = _text(
        _("Altro che resta a verbale"),
        _("Sarà pubblicato: non scrivere dati di persone."),
        required=False,
    )

    def __init__(self, panel: Panel, data: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        field = self.fields["present"]
        if isinstance(field, forms.ModelMultipleChoiceField):
            members = panel.members.filter(declared_at__isnull=False)
            field.queryset = members.select_related("user").order_by("duty", "user__name")


class VoidForm(ActForm):
    """The act that ends a procedure to which nobody applied."""


class DeclareForm(forms.Form):
    """Conflicts of interest: none is said in so many words (L. 241/1990, art. 6-bis)."""

    NONE, SOME = "none", "some"
    hide_optional = True  # what is asked depends on the first choice

    declares = forms.ChoiceField(
        label=_("Che cosa dichiari"),
        choices=[
            (NONE, _("Non ho conflitti di interesse con nessuno di questi enti")),
            (SOME, _("Ho un conflitto di interesse con gli enti che indico")),
        ],
        widget=forms.RadioSelect,
    )
    conflicts = forms.ModelMultipleChoiceField(
        label=_("Enti con cui c’è un conflitto"),
        help_text=_("Non aprirai e non giudicherai le loro domande."),
        queryset=Organization.objects.none(),
        to_field_name="uid",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reason = forms.CharField(
        label=_("Perché"),
        help_text=_("In poche parole, ente per ente. Lo legge solo l’ufficio."),
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(
        self,
        notice: Notice,
        data: Any = None,
        *,
        is_more: bool = False,
        known: Sequence[Organization] = (),
        declared: Sequence[Organization] = (),
    ) -> None:
        """`is_more`: a conflict that came up after the declaration, which is not written again.

        `known`: the bodies where the register says this person works or worked, ticked already.
        `declared`: those already said, which are not asked again.
        """
        proposed: dict[str, Any] = {}
        if known and not is_more:
            proposed = {
                "declares": self.SOME,
                "conflicts": [str(body.uid) for body in known],
                "reason": _("Ho, o ho avuto, un ruolo in questo ente."),
            }
        super().__init__(data, initial=proposed)
        field = self.fields["conflicts"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = names_to_declare(notice).exclude(pk__in=[one.pk for one in declared])
        if is_more:
            del self.fields["declares"]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        some = said.get("declares", self.SOME) == self.SOME
        ticked = bool(said.get("conflicts"))
        if "declares" in self.errors or "conflicts" in self.errors:
            return said
        if some and not ticked:
            self.add_error("conflicts", _("Indica gli enti con cui c’è un conflitto."))
        if some and not said.get("reason"):
            self.add_error("reason", _("Scrivi perché c’è un conflitto."))
        if not some and ticked:
            self.add_error(
                "conflicts",
                _("Hai detto che non ci sono conflitti, ma hai indicato degli enti: scegli."),
            )
        return said


class JudgeForm(forms.Form):
    """The judgement on one point. `stamp` tells which judgement one has read."""

    verdict = forms.ChoiceField(
        label=_("Giudizio"),
        choices=[
            (Verdict.OK, _("Conforme")),
            (Verdict.IRREGULAR, _("Irregolare")),
            (Verdict.MISSING, _("Manca")),
            (Verdict.NOT_APPLICABLE, _("Non si applica")),
        ],
        widget=forms.RadioSelect({"class": "choices--inline"}),
    )
    reason = _text(
        _("Motivo"), _("Almeno 40 battute se il punto non è conforme: l’ente lo leggerà."), rows=2
    )
    stamp = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, item: ScreeningItem, data: Any = None) -> None:
        initial = {"verdict": item.judged, "reason": item.reason, "stamp": item.stamp}
        super().__init__(data, auto_id=f"p{item.position}_%s", initial=initial)


class CaseForm(WeighedForm):
    """A form of the outcome: each has ids of its own, for there are several on the page."""

    key = ""
    weighed = ("motivation", "answer", "reasons")

    def __init__(self, data: Any = None, *, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, auto_id=f"{self.key}_%s", initial=initial)


class AdmitForm(CaseForm):
    key = "ammetti"
    motivation = _text(_("Nota"), _("Facoltativa: sta nel verbale."), required=False, rows=2)


class AdmitAfterNoticeForm(CaseForm):
    key = "ammetti"
    hide_optional = True
    motivation = _text(_("Perché ora è ammesso"), required=False, rows=3)
    answer = _text(
        _("Risposta alle osservazioni"),
        _("Se l’ente ha scritto, l’atto finale risponde a ogni osservazione (art. 10-bis)."),
        required=False,
        rows=4,
    )


class NotifyForm(CaseForm):
    key = "preavviso"
    reasons = _text(
        _("Motivi che ostano all’ammissione"),
        _("Almeno 40 battute. Partono per l’ente, che ha dieci giorni per rispondere."),
    )


class DeliveryForm(CaseForm):
    key = "consegna"
    delivered_on = DayField(label=_("Consegnato il"))
    note = forms.CharField(
        label=_("Prova della consegna"),
        help_text=_("Per esempio: ricevuta di avvenuta consegna, ore 10:04."),
        max_length=300,
    )


class ObservationsForm(CaseForm):
    key = "osservazioni"
    observations = _text(_("Osservazioni"), rows=8)


class RefuseForm(CaseForm):
    key = "non-ammetti"
    hide_optional = True
    motivation = _text(
        _("Motivazione"),
        _("Almeno 40 battute. Sarà pubblicata nell’elenco: non scrivere dati di persone."),
    )
    answer = _text(
        _("Risposta alle osservazioni"),
        _("Se l’ente ha scritto, l’atto finale risponde a ogni osservazione (art. 10-bis)."),
        required=False,
        rows=4,
    )


class ReopenForm(CaseForm):
    key = "riapri"
    reason = _text(_("Perché si riapre"), _("Almeno 40 battute: resta nella storia."), rows=3)


class BoardForm(forms.Form):
    """Filters of the board, in the address."""

    hide_optional = True

    cerca = forms.CharField(label=_("Ente"), required=False, max_length=100)
    stato = forms.ChoiceField(
        label=_("Stato"), choices=[("", _("Tutti")), *CaseStatus.choices], required=False
    )
    solo = forms.ChoiceField(
        label=_("Solo"),
        choices=[
            ("", _("Tutte")),
            ("da-giudicare", _("con punti da giudicare")),
            ("tardive", _("arrivate tardi")),
        ],
        required=False,
    )
