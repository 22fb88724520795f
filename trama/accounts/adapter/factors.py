from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import ClassVar
from urllib.parse import urlsplit

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.utils.encoding import force_bytes
from django.utils.translation import gettext as _

from trama.accounts.adapter.sentences import FACTOR_ERRORS
from trama.accounts.models import User


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    """Apps and passkeys. The secrets of the apps are encrypted: the key is not in the database."""

    error_messages: ClassVar = {**DefaultMFAAdapter.error_messages, **FACTOR_ERRORS}

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002
        count = Authenticator.objects.filter(user=user, type=type).count()
        return _("Passkey %(number)s") % {"number": count + 1}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """A passkey is of our address, whatever name a request calls us by."""
        host = urlsplit(settings.BASE_URL).hostname or "localhost"
        return {"id": host, "name": settings.PLATFORM["name"]}


def _cipher() -> MultiFernet:
    """The newest secret encrypts, any of those still in use decrypts."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (sha256(b"trama.second-factor:" + force_bytes(secret)).digest() for secret in secrets)
    return MultiFernet([Fernet(urlsafe_b64encode(digest)) for digest in digests])
