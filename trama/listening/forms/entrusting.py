"""What the office of listening writes: which body, by which act, why no more."""

from django import forms
from django.utils.translation import gettext_lazy

from trama.listening.forms.fields import WordsField
from trama.organizations.forms import BodyField


class EntrustForm(forms.Form):
    organization = BodyField(label=gettext_lazy("A quale ente"), in_full=True)
    reason = WordsField(
        label=gettext_lazy("Con quale atto, o perché"),
        max_length=500,
        rows=3,
        help_text=gettext_lazy("Lo leggono tutti. Per esempio: «Accordo con la fondazione di "
                               "comunità, determina 41 del 3 marzo»."),
    )  # fmt: skip


class WithdrawForm(forms.Form):
    reason = WordsField(
        label=gettext_lazy("Con quale atto, o perché"),
        max_length=500,
        rows=3,
        help_text=gettext_lazy("Lo leggono tutti, e chi lavora per l’ente lo riceve per lettera."),
    )
