"""Somebody is signed in, with a digital identity, without going through the door."""

import time

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client

from trama.accounts.http import DIGITAL_IDENTITY, METHOD_KEY, PROVEN_KEY
from trama.accounts.models import User


def sign_in(client: Client, user: User, *, recently: bool = True) -> Client:
    """`client` is `user`, who has just proved it; `recently=False`: hours ago."""
    client.force_login(user)
    at = time.time() - (0 if recently else 7200)
    session = client.session
    session[METHOD_KEY] = DIGITAL_IDENTITY
    session[PROVEN_KEY] = at
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "socialaccount", "at": at}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def cookie_of(user: User) -> str:
    """The session's key, for whoever needs it elsewhere than in a `Client`."""
    client = sign_in(Client(), user)
    assert client.session.session_key is not None
    return client.session.session_key
