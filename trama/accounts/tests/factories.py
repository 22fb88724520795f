from datetime import date
from typing import Any

import factory
from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from factory.django import DjangoModelFactory

from trama.accounts.models import Office, OfficeDuty, OfficeRole, User

PASSWORD = "una-frase-lunga-12"
# Hashed once: a test that does not sign in with it pays nothing.
HASHED = make_password(PASSWORD, salt="prova", hasher="pbkdf2_sha256")


class UserFactory(DjangoModelFactory[User]):
    """A person. Their password is `PASSWORD`; `verified_email=True` lets them sign in with it."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    name = factory.Sequence("Persona {}".format)
    email = factory.Sequence("persona{}@posta.example".format)
    password = HASHED

    @factory.post_generation  # type: ignore[untyped-decorator]  # factory_boy has no types
    def verified_email(self, create: bool, extracted: bool | None, **kwargs: Any) -> None:
        if create:
            EmailAddress.objects.create(
                user=self, email=self.email, verified=bool(extracted), primary=True
            )


class OfficeFactory(DjangoModelFactory[Office]):
    class Meta:
        model = Office

    code = factory.Sequence("ufficio-{}".format)
    name = factory.Sequence("Ufficio {}".format)
    pec = factory.Sequence("ufficio{}@pec.comune.example".format)


class OfficeRoleFactory(DjangoModelFactory[OfficeRole]):
    """In office since long ago, and still."""

    class Meta:
        model = OfficeRole

    user = factory.SubFactory(UserFactory)
    office = factory.SubFactory(OfficeFactory)
    duty = OfficeDuty.OFFICER
    since = date(2020, 1, 1)
