"""Signed links: for one purpose, bound to addressee and object, expiring, revocable."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from trama.accounts.models import User
from trama.core import clock, events
from trama.mailbox.links import Thing
from trama.mailbox.models import SignedLink

SECRET_BYTES = 32


def keyed_hash(token: str) -> str:
    """What is stored of a secret: whoever reads the table can't make the link."""
    return hmac.new(settings.LINKS_KEY.encode(), token.encode(), hashlib.sha256).hexdigest()


@transaction.atomic
def create_link(
    purpose: str,
    *,
    addressee: str,
    thing: Thing,
    at: datetime,
    days: int,
    version: str = "",
    user: User | None = None,
) -> str:
    """A new link's whole address, in Italian. It can't be read again: only its hash is kept."""
    token = secrets.token_urlsafe(SECRET_BYTES)
    link = SignedLink.objects.create(
        purpose=purpose,
        token_hash=keyed_hash(token),
        addressee=addressee,
        user=user,
        object_label=thing._meta.label_lower,
        object_uid=thing.uid,
        object_version=version,
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    facts = {"purpose": purpose, "object": str(thing.uid), "expires_at": link.expires_at}
    dossier = str(getattr(thing, "dossier", ""))
    events.record(events.Act("create_link", link, user, at, facts, dossier=dossier))
    with translation.override("it"):
        return settings.BASE_URL + reverse("mailbox:link", args=[token])


def exchange(token: str, at: datetime) -> SignedLink | None:
    """The link whose secret this is, if it is good at that instant. Asking changes nothing."""
    hashed = keyed_hash(token)
    link = SignedLink.objects.filter(token_hash=hashed, revoked_at=None, expires_at__gte=at).first()
    # The database compared hashes under our key: how long it took tells nothing of a secret.
    return link if link and hmac.compare_digest(link.token_hash, hashed) else None


@transaction.atomic
def use_link(link: SignedLink, at: datetime) -> None:
    """The act that the link was for is done; it can still be opened to read what was done."""
    if SignedLink.objects.filter(pk=link.pk, used_at=None).update(used_at=at):
        events.record(events.Act("use_link", link, link.user, at, {"purpose": link.purpose}))


@transaction.atomic
def revoke_all_links() -> int:
    """Withdraws every link still good, because the key is about to change; says how many."""
    at = clock.now()
    good = SignedLink.objects.filter(revoked_at=None, expires_at__gte=at).order_by("pk")
    links = list(good)
    for link in links:
        revoke_link(link, actor=None, at=at)
    return len(links)


@transaction.atomic
def revoke_link(link: SignedLink, *, actor: User | None, at: datetime) -> None:
    if SignedLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=at):
        events.record(events.Act("revoke_link", link, actor, at, {"purpose": link.purpose}))
