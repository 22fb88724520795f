"""Signing in, in tests of notices: with a digital identity, now or long ago."""

import time
from collections.abc import Callable

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client

from trama.accounts.http import DIGITAL_IDENTITY, METHOD_KEY, PROVEN_KEY
from trama.accounts.models import User

Enter = Callable[..., Client]


@pytest.fixture
def enter(client: Client) -> Enter:
    """`enter(anna)`: the client is Anna, who has just proved it; `recently=False`: hours ago."""

    def sign_in(user: User, *, recently: bool = True) -> Client:
        client.force_login(user)
        at = time.time() - (0 if recently else 7200)
        session = client.session
        session[METHOD_KEY] = DIGITAL_IDENTITY
        session[PROVEN_KEY] = at
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "socialaccount", "at": at}]
        session["account_authentication_methods_user"] = str(user.pk)
        session.save()
        return client

    return sign_in
