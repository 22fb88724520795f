"""allauth's forms, with our words and without placeholders (which vanish while one types)."""

from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from allauth.account import forms as account
from allauth.mfa.base import forms as factors
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as passkeys
from allauth.socialaccount import forms as social
from cryptography.exceptions import InvalidSignature
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from trama.accounts.adapter.sentences import FACTOR_ERRORS
from trama.accounts.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

    PlainForm = forms.Form
else:
    PlainForm = object

EMAIL = _("E-mail")
BROKEN = (InvalidSignature, AttributeError, IndexError, KeyError, TypeError, ValueError)
CHOOSE_HINT = _("Almeno 12 caratteri. Una frase che ricordi va bene, anche con gli spazi.")
CODE_HINT = _("Le sei cifre che l’app mostra adesso.")


class Plain(PlainForm):
    """Labels, hints and browser hints by the name of the field."""

    labels: ClassVar["dict[str, str | StrPromise]"] = {}
    hints: ClassVar["dict[str, str | StrPromise]"] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        # Ours in place of theirs, which has no Italian.
        first, second = (self.data.get(self.add_prefix(n)) for n in ("password1", "password2"))
        if "password2" in self.errors and first and second and first != second:
            self.errors["password2"] = self.error_class([gettext("Le due password sono diverse.")])
        return cleaned


class LoginForm(Plain, account.LoginForm):  # type: ignore[misc]  # allauth has no types
    labels: ClassVar = {"login": EMAIL, "password": _("Password")}


class SignupForm(Plain, account.SignupForm):  # type: ignore[misc]  # allauth has no types
    labels: ClassVar = {
        "email": EMAIL,
        "password1": _("Password"),
        "password2": _("Password, di nuovo"),
    }
    hints: ClassVar = {
        "email": _("Ti scriviamo per confermarlo. Non serve che sia una PEC."),
        "password1": CHOOSE_HINT,
    }
    field_order = ["name", "email", "password1", "password2"]


class AddEmailForm(Plain, account.AddEmailForm):  # type: ignore[misc]  # allauth has no types
    labels: ClassVar = {"email": _("Nuovo indirizzo e-mail")}
    hints: ClassVar = {
        "email": _("Ti scriviamo per confermarlo: fino ad allora resta quello di adesso.")
    }


class ChangePasswordForm(Plain, account.ChangePasswordForm):  # type: ignore[misc]  # allauth has no types
    labels: ClassVar = {
        "oldpassword": _("Password di adesso"),
        "password1": _("Nuova password"),
        "password2": _("Nuova password, di nuovo"),
    }
    hints: ClassVar = {"password1": CHOOSE_HINT}


class SetPasswordForm(Plain, account.SetPasswordForm):  # type: ignore[misc]  # allauth has no types
    labels: ClassVar = {"password1": _("Password"), "password2": _("Password, di nuovo")}
    hints: ClassVar = {"password1": CHOOSE_HINT}


class ResetPasswordForm(Plain, account.ResetPasswordForm):  # type: ignore[misc]  # allauth has no types
    labels: ClassVar = {"email": EMAIL}


class ResetPasswordKeyForm(Plain, account.ResetPasswordKeyForm):  # type: ignore[misc]  # allauth has no types
    labels: ClassVar = {
        "password1": _("Nuova password"),
        "password2": _("Nuova password, di nuovo"),
    }
    hints: ClassVar = {"password1": CHOOSE_HINT}


class UserTokenForm(account.UserTokenForm):  # type: ignore[misc]  # allauth has no types
    """The link to choose a password names the person by `uid`, not by a counter."""

    def _get_user(self, uidb36: str) -> User | None:
        try:
            return User.objects.get(uid=UUID(hex=uidb36))
        except (ValueError, User.DoesNotExist):
            return None


class ReauthenticateForm(Plain, account.ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    labels: ClassVar = {"password": _("Password")}


class IdentitySignupForm(Plain, social.SignupForm):  # type: ignore[misc]  # allauth has no types
    """The first time with a digital identity that brings no e-mail: only that is asked."""

    labels: ClassVar = {"email": EMAIL}
    hints: ClassVar = {"email": _("Serve per le ricevute e le comunicazioni. Lo confermi tu.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.sociallogin.user.name:
            del self.fields["name"]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        number = self.sociallogin.user.codice_fiscale
        if User.objects.filter(codice_fiscale=number).exists():  # in another tab, meanwhile
            raise forms.ValidationError(
                gettext("Ti sei già registrato: entra di nuovo con SPID o CIE.")
            )
        return cleaned


class FactorForm(Plain, factors.AuthenticateForm):  # type: ignore[misc]  # allauth has no types
    labels: ClassVar = {"code": _("Codice")}
    hints: ClassVar = {"code": _("Le sei cifre dell’app, oppure un codice di recupero.")}


class FactorAgainForm(Plain, factors.ReauthenticateForm):  # type: ignore[misc]  # allauth has no types
    labels: ClassVar = {"code": _("Codice")}
    hints: ClassVar = {"code": _("Le sei cifre dell’app, oppure un codice di recupero.")}


class ActivateAppForm(Plain, totp.ActivateTOTPForm):  # type: ignore[misc]  # allauth has no types
    labels: ClassVar = {"code": _("Codice")}
    hints: ClassVar = {"code": CODE_HINT}


class AnswerForm(PlainForm):
    """What a device answered, by way of a browser: anything at all. It is right, or it is not."""

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()  # type: ignore[misc]  # of the form beside this one
        except BROKEN as broken:
            raise forms.ValidationError(FACTOR_ERRORS["incorrect_code"]) from broken


class EnterByPasskeyForm(AnswerForm, passkeys.LoginWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    pass


class PasskeyForm(AnswerForm, passkeys.AuthenticateWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    pass


class PasskeyAgainForm(AnswerForm, passkeys.ReauthenticateWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    pass


class AddPasskeyForm(Plain, passkeys.AddWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    hide_optional = True
    labels: ClassVar = {
        "name": _("Come la chiami"),
        "passwordless": _("Voglio usarla anche per entrare senza password"),
    }
    hints: ClassVar = {
        "passwordless": _("Serve un dispositivo che ti riconosce: impronta, volto o PIN.")
    }

    def clean(self) -> dict[str, Any] | None:
        try:
            return super().clean()
        except BROKEN as broken:
            raise forms.ValidationError(FACTOR_ERRORS["incorrect_code"]) from broken


class EditPasskeyForm(Plain, passkeys.EditWebAuthnForm):  # type: ignore[misc]  # allauth has no types
    labels: ClassVar = {"name": _("Come la chiami")}
