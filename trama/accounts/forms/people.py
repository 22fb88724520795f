"""Fields that name people who sign in here."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.validators import validate_email
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from trama.accounts.models import User


class PersonField(forms.EmailField):
    """Somebody who signs in here, by their e-mail; None: nobody yet."""

    def clean(self, value: Any) -> User | None:
        email = super().clean(value)
        return _signing_in([email])[0] if email else None


class PeopleField(forms.CharField):
    """People who sign in here, an e-mail a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: Any) -> list[User]:
        emails = super().clean(value).split()
        for email in emails:
            validate_email(email)
        return _signing_in(emails)


def _signing_in(emails: Sequence[str]) -> list[User]:
    """In the order in which they are named, each once; whoever does not sign in is refused."""
    wanted = list(dict.fromkeys(email.lower() for email in emails))
    people = User.objects.annotate(lower=Lower("email")).filter(lower__in=wanted, is_active=True)
    found = {user.email.lower(): user for user in people}
    unknown = [email for email in wanted if email not in found]
    if unknown:
        raise forms.ValidationError(
            _("Nessuno entra qui con questa e-mail: %(emails)s") % {"emails": ", ".join(unknown)}
        )
    return [found[email] for email in wanted]
